#pragma once
// The hours of a tariff version, compiled: which period of use each stretch of a day belongs to, so that a day's values
// are added up stretch by stretch without looking at the clock for each of them.

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "domain/core/civil_day.h"
#include "domain/tariff/times.h"

namespace tally::domain::rating {

// A day's values, in order. They must outlive it.
struct DayValues {
    Date date;
    std::uint16_t interval_minutes = 0;
    CivilDay civil;
    std::span<const Quantity> values;
};

class TimePlan {
  public:
    // Of times that were checked (tariff/times.h). `holidays` rise.
    TimePlan(const TariffTimes& times, std::span<const Date> holidays);

    // At least one: all hours are one period where the times have none.
    [[nodiscard]] std::size_t periods() const { return periods_.empty() ? 1 : periods_.size(); }
    // Which of the periods the codes name; all where there are none.
    [[nodiscard]] std::uint64_t mask_of(const std::vector<Code>& codes) const;

    // A part of a day within one period, in minutes after midnight by the clock.
    struct Stretch {
        std::uint16_t from = 0;
        std::uint16_t until = 0;
        std::uint8_t period = 0;
    };
    [[nodiscard]] std::span<const Stretch> stretches(Date day) const;
    // Whether the day's season has hours of these periods, on a day of whatever type.
    [[nodiscard]] bool in_season(Date day, std::uint64_t periods) const;

  private:
    [[nodiscard]] std::size_t season_of(Date day) const;

    std::vector<Code> periods_;
    std::size_t day_types_ = 1;
    std::array<std::uint8_t, 8> type_of_day_{};          // By DayName.
    std::array<std::uint8_t, 12 * 31> season_of_day_{};  // By month and day.
    std::vector<Date> holidays_;
    std::vector<std::vector<Stretch>> stretches_;   // By season, then day type.
    std::vector<std::uint64_t> periods_of_season_;  // A mask for each.
};

// What each period of a plan had.
struct PeriodUse {
    std::vector<Int128> used;            // Units of 10^-6.
    std::vector<Int128> peak;            // Highest average of a window in an hour's units, 10^-6.
    std::vector<std::uint32_t> minutes;  // Of its hours in the days given.
};

enum class MeasureFault : std::uint8_t { none, interval_crosses_period, interval_over_window };
// Adds the days up. `window_minutes`: over which demand is averaged; 0: over each day's interval.
[[nodiscard]] MeasureFault add_up(const TimePlan& plan, std::span<const DayValues> days, std::uint16_t window_minutes,
                                  PeriodUse& use);

// Calls use(period, values) for each stretch of the day in order of time. False: an interval lies in two periods.
template <class Use>
[[nodiscard]] bool each_stretch(const TimePlan& plan, const DayValues& day, Use&& use) {
    const int length = day.interval_minutes;
    // Up to the change of the clock, then after it: by the clock, and how far that is ahead of the time that passed.
    const auto part = [&](int clock_from, int clock_until, int ahead) {
        for (const TimePlan::Stretch& stretch : plan.stretches(day.date)) {
            const int from = std::max<int>(stretch.from, clock_from) - ahead;
            const int until = std::min<int>(stretch.until, clock_until) - ahead;
            if (from >= until) continue;
            if (from % length != 0 || until % length != 0) return false;
            use(stretch.period, day.values.subspan(static_cast<std::size_t>(from / length),
                                                   static_cast<std::size_t>((until - from) / length)));
        }
        return true;
    };
    if (day.civil.minutes == 24 * 60) return part(0, 24 * 60, 0);
    const int ahead = 24 * 60 - day.civil.minutes;
    return part(0, day.civil.clock_change_at, 0) && part(day.civil.clock_change_at + ahead, 24 * 60, ahead);
}

}  // namespace tally::domain::rating
