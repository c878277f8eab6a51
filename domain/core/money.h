#pragma once
// Money: whole minor units of the division's one currency. Sums are checked; nothing is ever a double.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/assert.h"

namespace tally::domain {

__extension__ using Int128 = __int128;

// ISO 4217 alphabetic code and its number of decimals. A division has one; amounts do not repeat it.
struct Currency {
    char code[4] = {0, 0, 0, 0};
    std::uint8_t decimals = 2;

    [[nodiscard]] std::string_view str() const { return {code, code[0] == 0 ? 0u : 3u}; }
    auto operator<=>(const Currency&) const = default;

    // Knows the active codes of ISO 4217 with 0, 2 or 3 decimals; nullopt for any other text.
    [[nodiscard]] static std::optional<Currency> parse(std::string_view code);
};

struct Money {
    std::int64_t minor = 0;

    auto operator<=>(const Money&) const = default;
    [[nodiscard]] bool is_zero() const { return minor == 0; }
};

// nullopt on overflow: for amounts that come from outside.
[[nodiscard]] inline std::optional<Money> checked_add(Money a, Money b) {
    Money sum;
    if (__builtin_add_overflow(a.minor, b.minor, &sum.minor)) return std::nullopt;
    return sum;
}

// For amounts already bounded by what was accepted; an overflow is our bug.
[[nodiscard]] inline Money operator+(Money a, Money b) {
    const auto sum = checked_add(a, b);
    TALLY_ASSERT(sum.has_value(), "money overflows 64 bits");
    return *sum;
}
[[nodiscard]] inline Money operator-(Money a) {
    TALLY_ASSERT(a.minor != INT64_MIN, "money overflows 64 bits");
    return {-a.minor};
}
[[nodiscard]] inline Money operator-(Money a, Money b) {
    return a + -b;
}
inline Money& operator+=(Money& a, Money b) {
    return a = a + b;
}
inline Money& operator-=(Money& a, Money b) {
    return a = a - b;
}

// One amount that comes from outside stays below this, so that sums of millions of them cannot overflow: 10^15 minor
// units.
inline constexpr Money largest_amount{1'000'000'000'000'000};

// A balance stays below this, and so do the lines of one bill together: 10^18 minor units.
inline constexpr Money largest_balance{1'000'000'000'000'000'000};

// A sum over many accounts, or over all that ever moved: 128 bits, so that no number of accepted amounts overflows it.
struct MoneySum {
    Int128 minor = 0;

    constexpr MoneySum() = default;
    constexpr MoneySum(Money amount) : minor(amount.minor) {}  // Every amount is a sum: converts by itself.
    constexpr explicit MoneySum(Int128 minor_units) : minor(minor_units) {}

    auto operator<=>(const MoneySum&) const = default;
    [[nodiscard]] bool is_zero() const { return minor == 0; }
    MoneySum& operator+=(MoneySum other) {
        minor += other.minor;
        return *this;
    }
    MoneySum& operator-=(MoneySum other) {
        minor -= other.minor;
        return *this;
    }
};
[[nodiscard]] inline MoneySum operator-(MoneySum a, MoneySum b) {
    return a -= b;
}

// "-12.34" for {-1234} with two decimals.
[[nodiscard]] std::string to_string(Money amount, std::uint8_t decimals);
[[nodiscard]] std::string to_string(MoneySum sum, std::uint8_t decimals);

enum class AmountError { none, not_a_number, too_many_decimals, too_large };
// Reads "12", "12.3", "-12.34". Refuses exponents, signs other than '-', blanks, and more decimals than the currency
// has.
[[nodiscard]] AmountError parse_money(std::string_view text, std::uint8_t decimals, Money& amount);

}  // namespace tally::domain
