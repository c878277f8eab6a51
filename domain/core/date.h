#pragma once
// Civil dates, half-open periods and instants. Nothing here asks what day it is.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tally::domain {

struct YearMonthDay {
    int year;
    unsigned month;  // 1 to 12
    unsigned day;    // 1 to 31
};

// A day of the proleptic Gregorian calendar in the utility's time zone.
struct Date {
    std::int32_t days = absent_days;  // since 1970-01-01

    static constexpr std::int32_t absent_days = INT32_MIN;
    [[nodiscard]] constexpr bool is_set() const { return days != absent_days; }
    constexpr auto operator<=>(const Date&) const = default;

    // nullopt where the day does not exist, such as 2023-02-29. Years 1900 to 2999.
    [[nodiscard]] static std::optional<Date> from(YearMonthDay ymd);
    // "2022-01-05" only.
    [[nodiscard]] static std::optional<Date> parse(std::string_view text);
};

[[nodiscard]] YearMonthDay ymd(Date date);
[[nodiscard]] std::string to_string(Date date);  // "2022-01-05"; "" when not set
[[nodiscard]] constexpr Date operator+(Date date, std::int32_t days) {
    return {date.days + days};
}
[[nodiscard]] constexpr Date operator-(Date date, std::int32_t days) {
    return {date.days - days};
}
[[nodiscard]] constexpr std::int32_t operator-(Date a, Date b) {
    return a.days - b.days;
}
[[nodiscard]] constexpr bool is_weekend(Date date) {
    const std::int32_t weekday = ((date.days % 7) + 11) % 7;  // 1970-01-01 was a Thursday: 4, Sunday is 0.
    return weekday == 0 || weekday == 6;
}
// Day `day` (1 to 31) of the month, clamped to its last: the anchor is the caller's and is not lost.
[[nodiscard]] Date day_of_month(int year, unsigned month, unsigned day);
[[nodiscard]] Date first_of_month(Date date);
[[nodiscard]] Date add_months(Date date, int months, unsigned anchor_day);
[[nodiscard]] int days_in_year(int year);

// A day without a year, such as the start of a season: "11-01".
struct MonthDay {
    std::uint8_t month = 0;  // 0: not set
    std::uint8_t day = 0;
    constexpr auto operator<=>(const MonthDay&) const = default;
    [[nodiscard]] constexpr bool is_set() const { return month != 0; }
    [[nodiscard]] static std::optional<MonthDay> parse(std::string_view text);
};
[[nodiscard]] std::string to_string(MonthDay day);
// Whether the date falls in [first, last] by month and day; the range may wrap over New Year.
[[nodiscard]] bool in_season(Date date, MonthDay first, MonthDay last);

// Half-open: the day `until` is the first one outside.
struct Period {
    Date from;
    Date until;
    [[nodiscard]] constexpr std::int32_t days() const { return until.days - from.days; }
    [[nodiscard]] constexpr bool contains(Date date) const { return from <= date && date < until; }
    constexpr bool operator==(const Period&) const = default;
};

// UTC, microseconds since 1970-01-01T00:00:00Z.
struct Instant {
    std::int64_t microseconds = 0;
    constexpr auto operator<=>(const Instant&) const = default;
    // RFC 3339: "2022-01-05T12:00:00Z", with up to six decimals of a second, or an offset "+01:00".
    [[nodiscard]] static std::optional<Instant> parse(std::string_view text);
};
inline constexpr std::int64_t microseconds_per_day = 86'400'000'000;
[[nodiscard]] std::string to_string(Instant instant);  // always with Z and six decimals unless they are zero

}  // namespace tally::domain
