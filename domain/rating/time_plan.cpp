#include "domain/rating/time_plan.h"

#include <algorithm>

#include "domain/core/assert.h"

namespace tally::domain::rating {

namespace {

std::size_t day_index(unsigned month, unsigned day) {
    return (month - 1) * 31 + (day - 1);
}
std::size_t weekday_of(Date date) {
    return static_cast<std::size_t>(((date.days % 7) + 10) % 7);  // 1970-01-01 was a Thursday: 3, Monday is 0.
}

std::size_t place_of(const std::vector<Code>& codes, const Code& code) {
    return static_cast<std::size_t>(std::find(codes.begin(), codes.end(), code) - codes.begin());
}

// Periods by slot, for each season and day type.
using Slots = std::vector<std::array<std::uint8_t, clock_steps>>;

}  // namespace

TimePlan::TimePlan(const TariffTimes& times, std::span<const Date> holidays)
    : holidays_(holidays.begin(), holidays.end()) {
    const std::size_t seasons = std::max<std::size_t>(times.seasons.size(), 1);
    day_types_ = std::max<std::size_t>(times.day_types.size(), 1);
    for (std::size_t season = 0; season < times.seasons.size(); ++season)
        for (unsigned month = 1; month <= 12; ++month)
            for (unsigned day = 1; day <= 31; ++day) {
                const MonthDay at{static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)};
                const TariffSeason& one = times.seasons[season];
                const bool inside =
                    one.first <= one.last ? one.first <= at && at <= one.last : one.first <= at || at <= one.last;
                if (inside) season_of_day_[day_index(month, day)] = static_cast<std::uint8_t>(season);
            }
    for (std::size_t month = 0; month < season_of_month_.size(); ++month) {
        static constexpr std::array<std::ptrdiff_t, 12> days{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        const auto* const first = season_of_day_.data() + month * 31;
        const bool alike =
            std::all_of(first, first + days[month], [&](std::uint8_t season) { return season == *first; });
        season_of_month_[month] = alike ? *first : several_seasons;
    }
    bool holidays_have_a_type = false;
    for (std::size_t type = 0; type < times.day_types.size(); ++type)
        for (const DayName day : times.day_types[type].days) {
            type_of_day_[static_cast<std::size_t>(day)] = static_cast<std::uint8_t>(type);
            holidays_have_a_type |= day == DayName::holiday;
        }
    if (!holidays_have_a_type) holidays_.clear();

    Slots slots(seasons * day_types_);
    for (const TariffHours& hours : times.hours) {
        if (place_of(periods_, hours.period) == periods_.size()) periods_.push_back(hours.period);
        const auto period = static_cast<std::uint8_t>(place_of(periods_, hours.period));
        const auto from = clock_minutes(hours.from), until = clock_minutes(hours.until);
        TALLY_ASSERT(from && until, "hours are checked when they are published");
        for (std::size_t season = 0; season < seasons; ++season) {
            if (!hours.season.empty() && times.seasons[season].season != hours.season) continue;
            for (std::size_t type = 0; type < day_types_; ++type) {
                if (!hours.day_type.empty() && times.day_types[type].day_type != hours.day_type) continue;
                auto& row = slots[season * day_types_ + type];
                std::fill(row.begin() + *from / clock_step_minutes, row.begin() + *until / clock_step_minutes, period);
            }
        }
    }
    periods_of_season_.assign(seasons, 0);
    for (const auto& row : slots) {
        std::uint64_t& has = periods_of_season_[stretches_.size() / day_types_];
        for (const std::uint8_t period : row) has |= std::uint64_t{1} << period;
        std::vector<Stretch>& stretches = stretches_.emplace_back();
        for (int slot = 0; slot < clock_steps; ++slot) {
            const auto at = static_cast<std::uint16_t>(slot * clock_step_minutes);
            const auto until = static_cast<std::uint16_t>(at + clock_step_minutes);
            const std::uint8_t period = row[static_cast<std::size_t>(slot)];
            if (!stretches.empty() && stretches.back().period == period)
                stretches.back().until = until;
            else
                stretches.push_back({at, until, period});
        }
    }
}

std::uint64_t TimePlan::mask_of(const std::vector<Code>& codes) const {
    if (codes.empty()) return ~std::uint64_t{0};
    std::uint64_t mask = 0;
    for (const Code& code : codes) {
        const std::size_t place = place_of(periods_, code);
        if (place < periods_.size()) mask |= std::uint64_t{1} << place;
    }
    return mask;
}

void TimePlan::Seasons::find(Date day) {
    const YearMonthDay date = ymd(day);
    season_ = plan_.season_of_month_[date.month - 1];
    if (season_ != several_seasons) {
        from_ = day - static_cast<std::int32_t>(date.day - 1);
        until_ = add_months(from_, 1, 1);
    } else {
        season_ = plan_.season_of_day_[day_index(date.month, date.day)];
        from_ = day;
        until_ = day + 1;
    }
}

std::span<const TimePlan::Stretch> TimePlan::stretches(Date day, std::size_t season) const {
    const bool holiday = !holidays_.empty() && std::binary_search(holidays_.begin(), holidays_.end(), day);
    const std::size_t type = type_of_day_[holiday ? static_cast<std::size_t>(DayName::holiday) : weekday_of(day)];
    return stretches_[season * day_types_ + type];
}

namespace {
// Of the values of a stretch: their sum, and that of the highest window. A day's values together fit 64 bits, so any of
// them do.
struct StretchUse {
    std::int64_t sum = 0;
    std::int64_t highest = 0;
};
StretchUse use_of(std::span<const Quantity> values, std::size_t in_window) {
    StretchUse use;
    if (in_window == 1) {
        for (const Quantity& value : values) {
            use.sum += value.units;
            use.highest = std::max(use.highest, value.units);
        }
        return use;
    }
    for (std::size_t i = 0; i < values.size(); i += in_window) {
        std::int64_t together = 0;
        for (std::size_t k = i; k < std::min(i + in_window, values.size()); ++k) together += values[k].units;
        use.sum += together;
        use.highest = std::max(use.highest, together);
    }
    return use;
}
}  // namespace

MeasureFault add_up(const TimePlan& plan, std::span<const DayValues> days, std::uint16_t window_minutes,
                    PeriodUse& use) {
    use.used.assign(plan.periods(), 0);
    use.peak.assign(plan.periods(), 0);
    use.minutes.assign(plan.periods(), 0);
    TimePlan::Seasons seasons(plan);
    for (const DayValues& day : days) {
        const std::uint16_t window = window_minutes == 0 ? day.interval_minutes : window_minutes;
        if (window < day.interval_minutes) return MeasureFault::interval_over_window;
        const auto in_window = static_cast<std::size_t>(intervals_in(window, day.interval_minutes));
        const int an_hour = intervals_in(60, window);
        bool whole_windows = true;
        const bool whole = each_stretch(plan, seasons, day, [&](std::uint8_t period, std::span<const Quantity> values) {
            whole_windows &= in_window == 1 || values.size() % in_window == 0;
            const StretchUse stretch = use_of(values, in_window);
            use.used[period] += stretch.sum;
            use.peak[period] = std::max(use.peak[period], Int128{stretch.highest} * an_hour);
            use.minutes[period] += static_cast<std::uint32_t>(values.size()) * day.interval_minutes;
        });
        if (!whole || !whole_windows) return MeasureFault::interval_crosses_period;
    }
    return MeasureFault::none;
}

}  // namespace tally::domain::rating
