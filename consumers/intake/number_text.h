#pragma once
// Numbers as the texts of meter files write them.

#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>

#include "domain/core/decimal.h"

namespace tally::consumers {

template <class Number>
bool whole_number(std::string_view text, Number& number) {
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && stop == text.data() + text.size() && !text.empty();
}

enum class NumberError : std::uint8_t { none, not_a_number, too_many_decimals, too_large };
// Digits, perhaps with a point in them: neither sign nor exponent.
[[nodiscard]] NumberError quantity_of(std::string_view text, int power_of_ten, domain::Quantity& quantity);

}  // namespace tally::consumers
