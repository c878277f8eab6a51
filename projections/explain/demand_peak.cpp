#include "projections/explain/demand_peak.h"

#include <algorithm>

#include "domain/rating/quantities.h"
#include "domain/tariff/times.h"

namespace tally::projections {

using namespace domain;

namespace {

struct HighestWindow {
    Int128 an_hour = 0;  // What an hour at this average would use, in 10^-6.
    Int128 used = 0;
    Date date;
    int from = 0;  // Minutes after midnight by the clock.
    int minutes = 0;
    Code unit;
};

std::string peak_clock(int minute) {
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two(minute / 60) + ":" + two(minute % 60);
}

void look_at_day(const rating::TimePlan& plan, const rating::DayValues& day, std::uint64_t mask,
                 std::uint16_t window_minutes, HighestWindow& highest) {
    const int window = window_minutes == 0 ? day.interval_minutes : window_minutes;
    if (window < day.interval_minutes) return;
    const auto in_window = static_cast<std::size_t>(window / day.interval_minutes);
    rating::TimePlan::Seasons seasons(plan);
    const bool whole =
        rating::each_stretch(plan, seasons, day, [&](std::uint8_t period, std::span<const Quantity> values) {
            if ((mask >> period & 1) == 0) return;
            const auto first = static_cast<std::size_t>(values.data() - day.values.data());
            for (std::size_t i = 0; i < values.size(); i += in_window) {
                Int128 used = 0;
                for (std::size_t k = i; k < std::min(i + in_window, values.size()); ++k) used += values[k].units;
                const Int128 an_hour = used * (60 / window);
                if (an_hour <= highest.an_hour) continue;
                highest = {an_hour,  used,
                           day.date, day.civil.clock_at(static_cast<int>(first + i) * day.interval_minutes),
                           window,   highest.unit};
            }
        });
    if (!whole) highest = {};
}

}  // namespace

std::string demand_peak_text(const MeasuredHours& measured, const TariffPublished& version, const TariffTimes& times,
                             const TimedComponent& timed, const BillLine& line) {
    const rating::TimePlan plan(times, measured.holidays);
    const std::uint64_t mask = plan.mask_of(timed.periods);
    const Code* const unit = use_of_demand(line.unit);
    HighestWindow highest;
    for (const auto& channel : measured.intervals) {
        if (!unit || rating::unit_after(version, channel.unit) != *unit) continue;
        highest.unit = channel.unit;
        for (const auto& day : channel.days) {
            if (day.date < line.from || day.date >= line.until) continue;
            look_at_day(
                plan,
                {day.date, day.interval_minutes, day.civil, std::span{channel.values}.subspan(day.first, day.count)},
                mask, timed.window_minutes, highest);
        }
    }
    if (!highest.date.is_set() || highest.used > INT64_MAX) return {};
    return to_string(highest.date) + " from " + peak_clock(highest.from) + " to " +
           peak_clock(highest.from + highest.minutes) + ": " +
           to_string(Quantity{static_cast<std::int64_t>(highest.used)}) + " " + highest.unit.str();
}

}  // namespace tally::projections
