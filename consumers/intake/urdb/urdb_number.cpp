#include "consumers/intake/urdb/urdb_number.h"

#include <algorithm>
#include <string>

namespace tally::consumers {

namespace {

domain::Int128 urdb_power_of_ten(int power) {
    domain::Int128 value = 1;
    for (int i = 0; i < power; ++i) value *= 10;
    return value;
}

// Exponents beyond this say nothing that a smaller one would not.
constexpr int urdb_exponent_max = 1000;

std::optional<int> urdb_exponent_of(std::string_view text) {
    if (text.empty()) return 0;
    const bool below = text.front() == '-';
    if (below || text.front() == '+') text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
    int exponent = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        exponent = std::min(exponent * 10 + (c - '0'), urdb_exponent_max);
    }
    return below ? -exponent : exponent;
}

std::optional<std::int64_t> urdb_in_64_bits(domain::Int128 value) {
    if (value > INT64_MAX || value < -domain::Int128{INT64_MAX}) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

}  // namespace

UrdbNumberError parse_urdb_number(std::string_view text, UrdbNumber& number) {
    const bool negative = !text.empty() && text.front() == '-';
    if (negative) text.remove_prefix(1);
    const auto e = text.find_first_of("eE");
    const std::string_view mantissa = text.substr(0, e);
    const auto exponent = urdb_exponent_of(e == std::string_view::npos ? "" : text.substr(e + 1));
    if (!exponent || mantissa.empty() || (e != std::string_view::npos && e + 1 == text.size()))
        return UrdbNumberError::not_a_number;
    std::string digits;
    const auto point = mantissa.find('.');
    for (std::size_t i = 0; i < mantissa.size(); ++i) {
        if (i == point) continue;
        if (mantissa[i] < '0' || mantissa[i] > '9') return UrdbNumberError::not_a_number;
        digits += mantissa[i];
    }
    const std::size_t part = point == std::string_view::npos ? 0 : mantissa.size() - point - 1;
    digits.erase(0, digits.find_first_not_of('0'));
    if (digits.empty()) {
        number.units = 0;
        return UrdbNumberError::none;
    }
    std::int64_t scale = static_cast<std::int64_t>(part) - *exponent;
    while (digits.back() == '0') {
        digits.pop_back();
        --scale;
    }
    if (scale > UrdbNumber::decimals) return UrdbNumberError::too_many_decimals;
    // 10^38 is the last power that 128 bits hold.
    if (static_cast<std::int64_t>(digits.size()) + UrdbNumber::decimals - scale > 37) return UrdbNumberError::too_large;
    domain::Int128 units = 0;
    for (const char c : digits) units = units * 10 + (c - '0');
    units *= urdb_power_of_ten(static_cast<int>(UrdbNumber::decimals - scale));
    number.units = negative ? -units : units;
    return UrdbNumberError::none;
}

std::optional<domain::Price> urdb_price(UrdbNumber number, std::optional<std::uint8_t> round_to) {
    const int kept = round_to ? std::min<int>(*round_to, domain::Price::decimals) : domain::Price::decimals;
    const domain::Int128 cut = urdb_power_of_ten(UrdbNumber::decimals - kept);
    if (!round_to && number.units % cut != 0) return std::nullopt;
    const auto units = urdb_in_64_bits(domain::divide(number.units, cut, domain::Rounding::half_away_from_zero) *
                                       urdb_power_of_ten(domain::Price::decimals - kept));
    return units ? std::optional(domain::Price{*units}) : std::nullopt;
}

std::optional<domain::Quantity> urdb_quantity(UrdbNumber number) {
    const domain::Int128 cut = urdb_power_of_ten(UrdbNumber::decimals - domain::Quantity::decimals);
    if (number.units % cut != 0) return std::nullopt;
    const auto units = urdb_in_64_bits(number.units / cut);
    return units ? std::optional(domain::Quantity{*units}) : std::nullopt;
}

bool urdb_reaches(UrdbNumber number, int power) {
    return number.units >= urdb_power_of_ten(UrdbNumber::decimals + power);
}

std::optional<std::uint32_t> urdb_whole(UrdbNumber number, std::uint32_t max) {
    const domain::Int128 one = urdb_power_of_ten(UrdbNumber::decimals);
    if (number.units < 0 || number.units % one != 0 || number.units / one > max) return std::nullopt;
    return static_cast<std::uint32_t>(number.units / one);
}

}  // namespace tally::consumers
