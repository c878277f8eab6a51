#pragma once
// Numbers of things in text.

#include <cstdint>
#include <string>
#include <string_view>

namespace tally::projections {

// Such as "2,000".
[[nodiscard]] inline std::string with_thousands(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

// Such as "1 company", "2,000 companies".
[[nodiscard]] inline std::string counted(std::uint64_t count, std::string_view noun, std::string_view plural) {
    return with_thousands(count) + " " + std::string{count == 1 ? noun : plural};
}
// Such as "1 account", "2,000 accounts".
[[nodiscard]] inline std::string counted(std::uint64_t count, std::string_view noun) {
    return counted(count, noun, std::string{noun} + "s");
}

}  // namespace tally::projections
