#pragma once
// A number of a tariff file as an exact decimal: from the digits of the file, with an exponent or without.

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/core/decimal.h"

namespace tally::consumers {

// 24 decimals hold what any tool writes of a price, and leave room for 10^13 in front of the point.
struct UrdbNumber {
    static constexpr std::uint8_t decimals = 24;
    domain::Int128 units = 0;  // of 10^-24

    [[nodiscard]] bool is_zero() const { return units == 0; }
};

enum class UrdbNumberError : std::uint8_t { none, not_a_number, too_many_decimals, too_large };
// `text` is a JSON number.
[[nodiscard]] UrdbNumberError parse_urdb_number(std::string_view text, UrdbNumber&);

// Exact in eight decimals; or rounded to `round_to` decimals, half away from zero. nullopt: it does not fit.
[[nodiscard]] std::optional<domain::Price> urdb_price(UrdbNumber, std::optional<std::uint8_t> round_to);
// Exact in six decimals. nullopt: it does not fit.
[[nodiscard]] std::optional<domain::Quantity> urdb_quantity(UrdbNumber);
// Whether it is 10^power or more; `power` up to 13.
[[nodiscard]] bool urdb_reaches(UrdbNumber, int power_of_ten);
// nullopt: it is not whole, or not from 0 to `max`.
[[nodiscard]] std::optional<std::uint32_t> urdb_whole(UrdbNumber, std::uint32_t max);

}  // namespace tally::consumers
