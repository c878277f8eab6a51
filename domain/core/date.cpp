#include "domain/core/date.h"

#include <chrono>
#include <cstdio>

#include "domain/core/assert.h"

namespace tally::domain {

namespace {
std::optional<int> digits(std::string_view text) {
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return text.empty() ? std::nullopt : std::optional(value);
}
}  // namespace

std::optional<Date> Date::from(YearMonthDay parts) {
    const std::chrono::year_month_day calendar{std::chrono::year{parts.year}, std::chrono::month{parts.month},
                                               std::chrono::day{parts.day}};
    if (!calendar.ok() || parts.year < 1900 || parts.year > 2999) return std::nullopt;
    return Date{static_cast<std::int32_t>(std::chrono::sys_days{calendar}.time_since_epoch().count())};
}

std::optional<Date> Date::parse(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = digits(text.substr(0, 4));
    const auto month = digits(text.substr(5, 2));
    const auto day = digits(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    return from({*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day)});
}

YearMonthDay ymd(Date date) {
    const std::chrono::year_month_day calendar{std::chrono::sys_days{std::chrono::days{date.days}}};
    return {static_cast<int>(calendar.year()), static_cast<unsigned>(calendar.month()),
            static_cast<unsigned>(calendar.day())};
}

namespace {
// The last `count` digits of the value. Keys of rows are made of days: printf took a percent of a bill.
void put_digits(unsigned value, char* out, int count) {
    for (int i = count; i-- > 0; value /= 10) out[i] = static_cast<char>('0' + value % 10);
}
// Of a year that four digits do not hold.
std::string far_date(int year, unsigned month, unsigned day) {
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", year, month, day);
    return text;
}
}  // namespace

std::string to_string(Date date) {
    if (!date.is_set()) return "";
    const auto [year, month, day] = ymd(date);
    if (year < 0 || year > 9'999) return far_date(year, month, day);
    std::string text = "0000-00-00";
    put_digits(static_cast<unsigned>(year), text.data(), 4);
    put_digits(month, text.data() + 5, 2);
    put_digits(day, text.data() + 8, 2);
    return text;
}

Date day_of_month(int year, unsigned month, unsigned day) {
    const std::chrono::year_month_day_last last{std::chrono::year{year},
                                                std::chrono::month_day_last{std::chrono::month{month}}};
    const unsigned last_day = static_cast<unsigned>(last.day());
    // Computed also beside the years that a date may be given in: a due date can lie after the last of them.
    const std::chrono::sys_days days{std::chrono::year{year} / std::chrono::month{month} /
                                     std::chrono::day{day < last_day ? day : last_day}};
    return {static_cast<std::int32_t>(days.time_since_epoch().count())};
}

Date first_of_month(Date date) {
    const auto parts = ymd(date);
    return day_of_month(parts.year, parts.month, 1);
}

Date add_months(Date date, int months, unsigned anchor_day) {
    const auto parts = ymd(date);
    const int count = parts.year * 12 + static_cast<int>(parts.month) - 1 + months;
    return day_of_month(count / 12, static_cast<unsigned>(count % 12) + 1, anchor_day);
}

int days_in_year(int year) {
    return std::chrono::year{year}.is_leap() ? 366 : 365;
}

std::optional<MonthDay> MonthDay::parse(std::string_view text) {
    if (text.size() != 5 || text[2] != '-') return std::nullopt;
    const auto month = digits(text.substr(0, 2));
    const auto day = digits(text.substr(3, 2));
    // Judged in a leap year, so that 02-29 is a day.
    if (!month || !day || !Date::from({2024, static_cast<unsigned>(*month), static_cast<unsigned>(*day)}))
        return std::nullopt;
    return MonthDay{static_cast<std::uint8_t>(*month), static_cast<std::uint8_t>(*day)};
}

std::string to_string(MonthDay day) {
    if (!day.is_set()) return "";
    char text[16];
    std::snprintf(text, sizeof text, "%02u-%02u", unsigned{day.month}, unsigned{day.day});
    return text;
}

bool in_season(Date date, MonthDay first, MonthDay last) {
    const auto parts = ymd(date);
    const MonthDay day{static_cast<std::uint8_t>(parts.month), static_cast<std::uint8_t>(parts.day)};
    return first <= last ? first <= day && day <= last : first <= day || day <= last;
}

std::optional<Instant> Instant::parse(std::string_view text) {
    if (text.size() < 20 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    const auto date = Date::parse(text.substr(0, 10));
    const auto hour = digits(text.substr(11, 2));
    const auto minute = digits(text.substr(14, 2));
    const auto second = digits(text.substr(17, 2));
    if (!date || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    std::string_view rest = text.substr(19);
    std::int64_t fraction = 0;
    if (rest.front() == '.') {
        std::size_t length = 1;
        while (length < rest.size() && rest[length] >= '0' && rest[length] <= '9') ++length;
        if (length < 2 || length > 7) return std::nullopt;
        std::string decimals{rest.substr(1, length - 1)};
        decimals.resize(6, '0');
        fraction = *digits(decimals);
        rest = rest.substr(length);
    }
    int offset_minutes = 0;
    if (rest != "Z") {
        if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') || rest[3] != ':') return std::nullopt;
        const auto hours = digits(rest.substr(1, 2));
        const auto minutes = digits(rest.substr(4, 2));
        if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
        offset_minutes = (*hours * 60 + *minutes) * (rest[0] == '-' ? -1 : 1);
    }
    const int second_of_day = (*hour * 60 + *minute - offset_minutes) * 60 + *second;
    const std::int64_t seconds = std::int64_t{date->days} * 86'400 + second_of_day;
    return Instant{seconds * 1'000'000 + fraction};
}

std::string to_string(Instant instant) {
    std::int64_t seconds = instant.microseconds / 1'000'000;
    std::int64_t fraction = instant.microseconds % 1'000'000;
    if (fraction < 0) {
        fraction += 1'000'000;
        --seconds;
    }
    std::int64_t days = seconds / 86'400;
    std::int64_t rest = seconds % 86'400;
    if (rest < 0) {
        rest += 86'400;
        --days;
    }
    const auto of_day = static_cast<unsigned>(rest);
    std::string result = to_string(Date{static_cast<std::int32_t>(days)});
    char time[] = "T00:00:00.000000";
    put_digits(of_day / 3'600, time + 1, 2);
    put_digits(of_day / 60 % 60, time + 4, 2);
    put_digits(of_day % 60, time + 7, 2);
    put_digits(static_cast<unsigned>(fraction), time + 10, 6);
    result.append(time, fraction != 0 ? 16 : 9);
    return result + "Z";
}

}  // namespace tally::domain
