#include "domain/core/decimal.h"

#include <array>

namespace tally::domain {

namespace {
constexpr std::array<std::int64_t, 19> powers_of_ten = [] {
    std::array<std::int64_t, 19> powers{};
    std::int64_t power = 1;
    for (std::size_t i = 0; i < powers.size(); ++i) {
        powers[i] = power;
        if (i + 1 < powers.size()) power *= 10;
    }
    return powers;
}();

bool multiply_checked(Int128 a, Int128 b, Int128& product) {
    return !__builtin_mul_overflow(a, b, &product);
}
}  // namespace

FixedError parse_fixed(std::string_view text, std::uint8_t decimals, std::int64_t& units) {
    const bool negative = !text.empty() && text.front() == '-';
    std::string_view digits = negative ? text.substr(1) : text;
    const auto point = digits.find('.');
    const std::string_view whole = digits.substr(0, point);
    const std::string_view part = point == std::string_view::npos ? std::string_view{} : digits.substr(point + 1);
    if (whole.empty() || (point != std::string_view::npos && part.empty())) return FixedError::not_a_number;
    Int128 value = 0;
    const auto take = [&](char c) {
        if (c < '0' || c > '9') return false;
        if (value <= Int128{INT64_MAX} * 10) value = value * 10 + (c - '0');
        return true;
    };
    for (const char c : whole)
        if (!take(c)) return FixedError::not_a_number;
    for (const char c : part)
        if (c < '0' || c > '9') return FixedError::not_a_number;
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (i < decimals)
            take(part[i]);
        else if (part[i] != '0')
            return FixedError::too_many_decimals;
    }
    for (std::size_t i = part.size(); i < decimals; ++i) take('0');
    if (value > INT64_MAX) return FixedError::too_large;
    units = static_cast<std::int64_t>(negative ? -value : value);
    return FixedError::none;
}

std::string fixed_to_string(std::int64_t units, std::uint8_t decimals, std::uint8_t decimals_min) {
    const bool negative = units < 0;
    // Through unsigned, so that the smallest value has a magnitude too.
    std::uint64_t magnitude = negative ? 0 - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units);
    std::string text = std::to_string(magnitude);
    if (decimals > 0) {
        if (text.size() <= decimals) text.insert(0, decimals + 1u - text.size(), '0');
        text.insert(text.size() - decimals, 1, '.');
        std::size_t shown = decimals;
        while (shown > decimals_min && text.back() == '0') {
            text.pop_back();
            --shown;
        }
        if (text.back() == '.') text.pop_back();
    }
    return negative ? "-" + text : text;
}

Int128 divide(Int128 numerator, Int128 denominator, Rounding rounding) {
    TALLY_ASSERT(denominator > 0, "denominator must be above zero");
    const Int128 quotient = numerator / denominator;
    const Int128 remainder = numerator % denominator;
    if (remainder == 0) return quotient;
    const Int128 away = numerator < 0 ? -1 : 1;
    const Int128 distance = remainder < 0 ? -remainder : remainder;
    switch (rounding) {
        case Rounding::down:
            return quotient;
        case Rounding::up:
            return quotient + away;
        case Rounding::half_away_from_zero:
            return distance >= denominator - distance ? quotient + away : quotient;
        case Rounding::half_even:
            if (distance != denominator - distance)
                return distance > denominator - distance ? quotient + away : quotient;
            return quotient % 2 == 0 ? quotient : quotient + away;
    }
    TALLY_ASSERT(false, "unknown rounding");
}

namespace {
std::optional<std::int64_t> scaled_product(Price price, Quantity quantity, Fraction fraction, int decimals,
                                           Rounding rounding) {
    // price 10^-8 × quantity 10^-6 = 10^-14; brought to 10^-decimals.
    Int128 product = Int128{price.units} * quantity.units;
    if (!multiply_checked(product, fraction.numerator, product)) return std::nullopt;
    const auto shift = static_cast<std::size_t>(Price::decimals + Quantity::decimals - decimals);
    Int128 denominator = 0;
    if (!multiply_checked(powers_of_ten[shift], fraction.denominator, denominator)) return std::nullopt;
    const Int128 result = divide(product, denominator, rounding);
    if (result > INT64_MAX || result < -Int128{INT64_MAX}) return std::nullopt;
    return static_cast<std::int64_t>(result);
}
}  // namespace

std::optional<Money> charge(Price price, Quantity quantity, Fraction fraction, std::uint8_t currency_decimals,
                            Rounding rounding) {
    const auto minor = scaled_product(price, quantity, fraction, currency_decimals, rounding);
    if (!minor || Money{*minor} > largest_amount || Money{*minor} < -largest_amount) return std::nullopt;
    return Money{*minor};
}

std::optional<Price> unrounded_charge(Price price, Quantity quantity, Fraction fraction) {
    const auto units = scaled_product(price, quantity, fraction, Price::decimals, Rounding::down);
    return units ? std::optional(Price{*units}) : std::nullopt;
}

std::optional<Money> percentage(Rate rate, Money base, Rounding rounding) {
    const Int128 result = divide(Int128{rate.units} * base.minor, powers_of_ten[Rate::decimals], rounding);
    if (result > largest_amount.minor || result < -Int128{largest_amount.minor}) return std::nullopt;
    return Money{static_cast<std::int64_t>(result)};
}

std::optional<Quantity> multiply(Quantity quantity, Quantity factor, std::uint8_t decimals, Rounding rounding) {
    TALLY_ASSERT(decimals <= Quantity::decimals, "a quantity has six decimals");
    const auto cut = static_cast<std::size_t>(2 * Quantity::decimals - decimals);
    const Int128 rounded = divide(Int128{quantity.units} * factor.units, powers_of_ten[cut], rounding);
    Int128 units = 0;
    if (!multiply_checked(rounded, powers_of_ten[static_cast<std::size_t>(Quantity::decimals - decimals)], units))
        return std::nullopt;
    if (units > INT64_MAX || units < -Int128{INT64_MAX}) return std::nullopt;
    return Quantity{static_cast<std::int64_t>(units)};
}

}  // namespace tally::domain
