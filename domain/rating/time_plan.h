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
    // Days of one season on end: the month around the last day asked for, where it lies in one season.
    class Seasons {
      public:
        explicit Seasons(const TimePlan& plan) : plan_(plan) {}
        [[nodiscard]] std::size_t of(Date day) {
            if (day < from_ || until_ <= day) find(day);
            return season_;
        }
        // First day that may be of another season than the last one asked for.
        [[nodiscard]] Date until() const { return until_; }

      private:
        void find(Date day);
        const TimePlan& plan_;
        Date from_, until_;
        std::size_t season_ = 0;
    };
    // Of a day of that season.
    [[nodiscard]] std::span<const Stretch> stretches(Date day, std::size_t season) const;
    // Whether the season has hours of these periods, on a day of whatever type.
    [[nodiscard]] bool in_season(std::size_t season, std::uint64_t periods) const {
        return (periods_of_season_[season] & periods) != 0;
    }

  private:
    static constexpr std::uint8_t several_seasons = 255;

    std::vector<Code> periods_;
    std::size_t day_types_ = 1;
    std::array<std::uint8_t, 8> type_of_day_{};          // By DayName.
    std::array<std::uint8_t, 12 * 31> season_of_day_{};  // By month and day.
    std::array<std::uint8_t, 12> season_of_month_{};     // Or several_seasons.
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

// How many intervals lie in so many minutes. The usual lengths are constants, so that the compiler
// avoids a division.
[[nodiscard]] inline int intervals_in(int minutes, int length) {
    switch (length) {
        case 60:
            return minutes / 60;
        case 30:
            return minutes / 30;
        case 15:
            return minutes / 15;
        case 5:
            return minutes / 5;
        default:
            return minutes / length;
    }
}

// Calls use(period, values) for each stretch of the day in order of time. False: an interval lies in two periods.
template <class Use>
[[nodiscard]] bool each_stretch(const TimePlan& plan, TimePlan::Seasons& seasons, const DayValues& day, Use&& use) {
    const int length = day.interval_minutes;
    const auto stretches = plan.stretches(day.date, seasons.of(day.date));
    // Up to the change of the clock, then after it: by the clock, and how far that is ahead of the time that passed.
    const auto part = [&](int clock_from, int clock_until, int ahead) {
        for (const TimePlan::Stretch& stretch : stretches) {
            const int from = std::max<int>(stretch.from, clock_from) - ahead;
            const int until = std::min<int>(stretch.until, clock_until) - ahead;
            if (from >= until) continue;
            const int first = intervals_in(from, length), end = intervals_in(until, length);
            if (first * length != from || end * length != until) return false;
            use(stretch.period,
                day.values.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(end - first)));
        }
        return true;
    };
    if (day.civil.minutes == 24 * 60) return part(0, 24 * 60, 0);
    const int ahead = 24 * 60 - day.civil.minutes;
    return part(0, day.civil.clock_change_at, 0) && part(day.civil.clock_change_at + ahead, 24 * 60, ahead);
}

}  // namespace tally::domain::rating
