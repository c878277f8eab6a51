#pragma once
// Why a text is not a date, a day of the year or an instant: the reason that is true of it, and what to give instead.

#include <string>
#include <string_view>

namespace tally::eventstore {

struct WrongText {
    std::string problem;  // "is not a date that exists"
    std::string cure;     // "give one such as \"2022-01-05\""
    // "'2023-02-29' is not a date that exists: give one such as 2022-01-05", where the text does not come from JSON.
    [[nodiscard]] std::string sentence(std::string_view text) const;
};

// Of texts that Date, MonthDay and Instant do not parse.
[[nodiscard]] WrongText why_not_a_date(std::string_view text);
[[nodiscard]] WrongText why_not_a_month_day(std::string_view text);
[[nodiscard]] WrongText why_not_an_instant(std::string_view text);

}  // namespace tally::eventstore
