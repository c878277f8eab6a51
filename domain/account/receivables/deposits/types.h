#pragma once
// What deposits are made of: what they pay, and how their interest is computed.

#include <cstdint>

#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"

namespace tally::domain {

// Part of a deposit that pays an open item.
struct DepositLine {
    DocumentId document;
    ServiceAgreementId sa;
    Money amount;
    Date ages_from;
    std::uint64_t item_position = 0;
    template <class T = DepositLine>
    static constexpr auto fields() {
        return FieldList{Field{"document", &T::document, "Document of the open item."},
                         Field{"sa", &T::sa, "Agreement of the open item."},
                         Field{"amount", &T::amount, "How much of it is paid."},
                         Field{"ages_from", &T::ages_from, "Due date of the item."},
                         Field{"item_position", &T::item_position, "Position of the event that made the item."}};
    }
    bool operator==(const DepositLine&) const = default;
};

// Interest of days on which principal, rate and year's length were the same [rules 17, 26].
struct InterestLine {
    Date first_day;
    Date last_day;
    Money principal;
    Rate rate;
    std::uint16_t days_in_year = 365;
    Price unrounded;
    template <class T = InterestLine>
    static constexpr auto fields() {
        return FieldList{
            Field{"first_day", &T::first_day, "First day counted; the day of receipt is not."},
            Field{"last_day", &T::last_day, "Last day counted."},
            Field{"principal", &T::principal, "Cash held on those days; interest earns none."},
            Field{"rate", &T::rate, "Of the deposit's class on those days.", "share a year"},
            Field{"days_in_year", &T::days_in_year, "What the days are divided by.", "days"},
            Field{"unrounded", &T::unrounded, "The interest, cut to eight decimals; only the sum is rounded."}};
    }
    bool operator==(const InterestLine&) const = default;
};

}  // namespace tally::domain
