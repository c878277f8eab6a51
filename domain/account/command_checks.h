#pragma once
// What commands that move money say alike: when it happened, and how much.

#include <string>

#include "domain/core/check.h"
#include "domain/decide.h"

namespace tally::domain {

// Today where the command gives no day; a day that has not come yet, or is long past, is refused.
[[nodiscard]] inline Decided<Date> business_day(Date given, std::string field, const Context& context) {
    if (!given.is_set()) return context.today;
    if (given > context.today)
        return refuse(Rejection::date_out_of_order, std::move(field), to_string(given),
                      "It is " + to_string(context.today) + " today: give that day or an earlier one.");
    return near_day(given, std::move(field), context.today, 0);
}

[[nodiscard]] inline std::uint8_t currency_decimals(const SettingsState& settings) {
    const auto currency = Currency::parse(settings.division.currency.str());
    return currency ? currency->decimals : std::uint8_t{2};
}

// Above zero, and no larger than one amount may be.
[[nodiscard]] inline Decided<Money> checked_amount(Money amount, std::string field, std::uint8_t decimals) {
    if (amount <= Money{})
        return refuse(Rejection::amount_must_be_above_zero, std::move(field), to_string(amount, decimals),
                      "Give an amount above zero.");
    if (amount > largest_amount)
        return refuse(Rejection::amount_too_large, std::move(field), to_string(amount, decimals),
                      "No single amount may be above " + to_string(largest_amount, decimals) + ".");
    return amount;
}

}  // namespace tally::domain
