#include "consumers/intake/urdb/urdb_hours.h"

#include <algorithm>

namespace tally::consumers {

namespace {

constexpr std::uint16_t urdb_not_told = UINT16_MAX;

// What an hour is to each of the schedules.
using UrdbCell = std::vector<std::uint16_t>;
struct UrdbMonth {
    std::array<UrdbCell, urdb_hours> weekday;
    std::array<UrdbCell, urdb_hours> weekend;
    bool operator==(const UrdbMonth&) const = default;
};
using UrdbYear = std::array<UrdbMonth, urdb_months>;

UrdbYear urdb_year_of(const std::vector<UrdbSchedule>& schedules) {
    UrdbYear year;
    for (std::size_t month = 0; month < urdb_months; ++month)
        for (std::size_t hour = 0; hour < urdb_hours; ++hour)
            for (const auto& one : schedules) {
                const auto told = [&](const UrdbHours& hours) {
                    const auto period = hours[month][hour];
                    return one.told_apart.contains(period) ? period : urdb_not_told;
                };
                year[month].weekday[hour].push_back(told(one.rates->weekday));
                year[month].weekend[hour].push_back(told(one.rates->weekend));
            }
    return year;
}

// Such as e1-d0, or rest where nothing is told apart.
domain::Code urdb_period_name(const std::vector<UrdbSchedule>& schedules, const UrdbCell& cell) {
    std::string name;
    for (std::size_t i = 0; i < schedules.size(); ++i)
        if (cell[i] != urdb_not_told)
            name += (name.empty() ? "" : "-") + std::string{schedules[i].letter} + std::to_string(cell[i]);
    return domain::Code{name.empty() ? "rest" : name};
}

constexpr std::array<std::string_view, urdb_months> urdb_month_names{"jan", "feb", "mar", "apr", "may", "jun",
                                                                     "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::uint8_t, urdb_months> urdb_month_days{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

// Runs of equal months, round the year.
struct UrdbRun {
    std::size_t first = 0;
    std::size_t months = urdb_months;
    [[nodiscard]] std::size_t last() const { return (first + months - 1) % urdb_months; }
};
std::vector<UrdbRun> urdb_runs(const UrdbYear& year) {
    std::vector<std::size_t> begins;
    for (std::size_t month = 0; month < urdb_months; ++month)
        if (!(year[month] == year[(month + urdb_months - 1) % urdb_months])) begins.push_back(month);
    if (begins.empty()) return {UrdbRun{}};
    std::vector<UrdbRun> runs;
    for (std::size_t i = 0; i < begins.size(); ++i) {
        const auto next = i + 1 < begins.size() ? begins[i + 1] : begins.front() + urdb_months;
        runs.push_back({begins[i], next - begins[i]});
    }
    return runs;
}

std::string urdb_clock(std::size_t hour) {
    return (hour < 10 ? "0" : "") + std::to_string(hour) + ":00";
}

void urdb_add_hours(const std::vector<UrdbSchedule>& schedules, const std::array<UrdbCell, urdb_hours>& day,
                    const domain::Code& season, const domain::Code& day_type, std::vector<domain::TariffHours>& rows) {
    for (std::size_t from = 0; from < urdb_hours;) {
        std::size_t until = from + 1;
        while (until < urdb_hours && day[until] == day[from]) ++until;
        rows.push_back({season, day_type, domain::Plain{urdb_clock(from)}, domain::Plain{urdb_clock(until)},
                        urdb_period_name(schedules, day[from])});
        from = until;
    }
}

void urdb_note_periods(const std::vector<UrdbSchedule>& schedules, const UrdbCell& cell, UrdbPeriods& periods) {
    const auto name = urdb_period_name(schedules, cell);
    for (std::size_t i = 0; i < schedules.size(); ++i) {
        if (cell[i] == urdb_not_told) continue;
        auto& of = periods.of[{schedules[i].letter, cell[i]}];
        if (std::find(of.begin(), of.end(), name) == of.end()) of.push_back(name);
    }
}

}  // namespace

UrdbPeriods urdb_periods(const std::vector<UrdbSchedule>& schedules) {
    UrdbPeriods periods;
    const auto year = urdb_year_of(schedules);
    for (const auto& month : year)
        for (const auto* day : {&month.weekday, &month.weekend})
            for (const auto& cell : *day) urdb_note_periods(schedules, cell, periods);
    const auto runs = urdb_runs(year);
    const bool days_alike =
        std::all_of(year.begin(), year.end(), [](const UrdbMonth& month) { return month.weekday == month.weekend; });
    const auto& first = year.front().weekday;
    if (runs.size() == 1 && days_alike &&
        std::all_of(first.begin(), first.end(), [&](const UrdbCell& cell) { return cell == first.front(); }))
        return periods;
    static const domain::Code weekday{"weekday"}, weekend{"weekend"};
    using domain::DayName;
    if (!days_alike)
        periods.day_types = {
            {weekday, {DayName::monday, DayName::tuesday, DayName::wednesday, DayName::thursday, DayName::friday}},
            {weekend, {DayName::saturday, DayName::sunday}}};
    for (const auto& run : runs) {
        domain::Code season;
        if (runs.size() > 1) {
            const auto last = run.last();
            season = domain::Code{std::string{urdb_month_names[run.first]} +
                                  (run.months > 1 ? "-" + std::string{urdb_month_names[last]} : "")};
            periods.seasons.push_back({season,
                                       {static_cast<std::uint8_t>(run.first + 1), 1},
                                       {static_cast<std::uint8_t>(last + 1), urdb_month_days[last]}});
        }
        const auto& month = year[run.first];
        if (month.weekday == month.weekend) {
            urdb_add_hours(schedules, month.weekday, season, {}, periods.hours);
        } else {
            urdb_add_hours(schedules, month.weekday, season, weekday, periods.hours);
            urdb_add_hours(schedules, month.weekend, season, weekend, periods.hours);
        }
    }
    return periods;
}

}  // namespace tally::consumers
