#pragma once
// Fixed-point decimals for quantities, prices, rates and exact fractions, and the one rounding function.

#include <array>
#include <compare>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/assert.h"
#include "domain/core/money.h"

namespace tally::domain {

enum class FixedError { none, not_a_number, too_many_decimals, too_large };
// Reads a decimal into units of 10^-decimals.
[[nodiscard]] FixedError parse_fixed(std::string_view text, std::uint8_t decimals, std::int64_t& units);
// Shows units of 10^-decimals, trailing zeros cut down to decimals_min.
[[nodiscard]] std::string fixed_to_string(std::int64_t units, std::uint8_t decimals, std::uint8_t decimals_min);

template <class Tag, std::uint8_t Decimals>
struct Fixed {
    static constexpr std::uint8_t decimals = Decimals;
    std::int64_t units = 0;  // of 10^-Decimals

    auto operator<=>(const Fixed&) const = default;
    [[nodiscard]] bool is_zero() const { return units == 0; }
};

using Quantity = Fixed<struct QuantityTag, 6>;  // What a meter counts, in the register's or tariff's unit.
inline constexpr Quantity one_unit{1'000'000};
using Price = Fixed<struct PriceTag, 8>;  // Currency (major) per unit, or an amount with more decimals than money.
using Rate = Fixed<struct RateTag, 8>;    // 0.08875 is 8.875 percent.

template <class Tag, std::uint8_t D>
[[nodiscard]] Fixed<Tag, D> operator+(Fixed<Tag, D> a, Fixed<Tag, D> b) {
    Fixed<Tag, D> sum;
    TALLY_ASSERT(!__builtin_add_overflow(a.units, b.units, &sum.units), "decimal overflows 64 bits");
    return sum;
}
template <class Tag, std::uint8_t D>
[[nodiscard]] Fixed<Tag, D> operator-(Fixed<Tag, D> a, Fixed<Tag, D> b) {
    Fixed<Tag, D> difference;
    TALLY_ASSERT(!__builtin_sub_overflow(a.units, b.units, &difference.units), "decimal overflows 64 bits");
    return difference;
}
template <class Tag, std::uint8_t D>
[[nodiscard]] std::string to_string(Fixed<Tag, D> value) {
    return fixed_to_string(value.units, D, 0);
}

// An exact share such as 17 days of 30. The denominator is above zero.
struct Fraction {
    std::int64_t numerator = 1;
    std::int64_t denominator = 1;
    bool operator==(const Fraction&) const = default;
};

enum class Rounding { half_away_from_zero, half_even, down, up };
constexpr auto enum_names(Rounding) {
    return std::to_array<std::string_view>({"half_away_from_zero", "half_even", "down", "up"});
}

// numerator ÷ denominator as a whole number. up and down are away from and towards zero. denominator > 0.
[[nodiscard]] Int128 divide(Int128 numerator, Int128 denominator, Rounding rounding);

// price × quantity × fraction, exact, then rounded once to the currency's minor unit. nullopt: over the largest amount.
[[nodiscard]] std::optional<Money> charge(Price price, Quantity quantity, Fraction fraction,
                                          std::uint8_t currency_decimals, Rounding rounding);
// The same before rounding to money, cut to Price's eight decimals: for showing the arithmetic.
[[nodiscard]] std::optional<Price> unrounded_charge(Price price, Quantity quantity, Fraction fraction);
// rate × base, rounded once.
[[nodiscard]] std::optional<Money> percentage(Rate rate, Money base, Rounding rounding);
// quantity × factor, rounded to `decimals` decimals (at most six).
[[nodiscard]] std::optional<Quantity> multiply(Quantity quantity, Quantity factor, std::uint8_t decimals,
                                               Rounding rounding);

}  // namespace tally::domain
