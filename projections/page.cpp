#include "projections/page.h"

#include <charconv>

namespace tally::projections {

std::string number_key(std::uint64_t number) {
    return std::to_string(number);
}

std::string ordered_number(std::uint64_t number) {
    constexpr std::size_t digits_max = 20;
    auto digits = std::to_string(number);
    return std::string(digits_max - digits.size(), '0') + digits;
}

std::uint64_t number_of_key(std::string_view key) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
    return error == std::errc{} && end == key.data() + key.size() ? number : 0;
}

}  // namespace tally::projections
