#include "eventstore/codec/time_texts.h"

#include "domain/core/date.h"

namespace tally::eventstore {

namespace {

// Letters of the pattern stand for themselves, '0' for any digit.
bool is_written_as(std::string_view text, std::string_view pattern) {
    if (text.size() != pattern.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (pattern[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != pattern[i]) return false;
    return true;
}

// A year of the ledger with the same leap day, so that only the calendar is asked.
bool is_in_the_calendar(std::string_view date) {
    const int year = std::stoi(std::string{date.substr(0, 4)});
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return domain::Date::parse((leap ? "2024" : "2023") + std::string{date.substr(4)}).has_value();
}

}  // namespace

std::string WrongText::sentence(std::string_view text) const {
    std::string said = "'" + std::string{text} + "' " + problem + ": ";
    for (const char c : cure)
        if (c != '"') said += c;
    return said;
}

WrongText why_not_a_date(std::string_view text) {
    if (!is_written_as(text, "0000-00-00")) return {"is not a date", "give one such as \"2022-01-05\""};
    if (!is_in_the_calendar(text)) return {"is not a date that exists", "give one such as \"2022-01-05\""};
    return {"is out of the range of dates that the ledger takes", "give 1900-01-01 to 2999-12-31"};
}

WrongText why_not_a_month_day(std::string_view text) {
    return {is_written_as(text, "00-00") ? "is not a day that exists" : "is not a day of the year",
            "give month and day such as \"11-01\""};
}

WrongText why_not_an_instant(std::string_view text) {
    const std::string example = "give one such as \"2022-01-05T12:00:00Z\"";
    if (is_written_as(text, "0000-00-00")) return {"is a date without a time", example};
    const bool shaped = text.size() >= 19 && is_written_as(text.substr(0, 10), "0000-00-00") &&
                        (text[10] == 'T' || text[10] == ' ') && is_written_as(text.substr(11, 8), "00:00:00");
    if (!shaped) return {"is not an instant", example};
    if (const auto date = text.substr(0, 10); !domain::Date::parse(date)) {
        if (!is_in_the_calendar(date)) return {"is not an instant that exists", example};
        return {"is out of the range of instants that the ledger takes", "give a day from 1900-01-01 to 2999-12-31"};
    }
    if (text.substr(17, 2) == "60") return {"is a leap second, which the ledger does not take", "give second 59"};
    if (!domain::Instant::parse(std::string{text.substr(0, 19)} + "Z"))
        return {"is not an instant that exists", "give hours 00 to 23, minutes and seconds 00 to 59"};
    if (text.size() == 19) return {"has no offset from UTC", example + " or with \"+01:00\" instead of Z"};
    return {"has a wrong fraction of a second or offset from UTC",
            "give at most six decimals, then Z or an offset such as \"+01:00\""};
}

}  // namespace tally::eventstore
