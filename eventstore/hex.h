#pragma once
// Bytes as hexadecimal digits in lower case, two a byte.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tally::eventstore {

inline void append_hex(std::span<const std::uint8_t> bytes, std::string& out) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const auto byte : bytes) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
}

[[nodiscard]] inline std::string to_hex(std::span<const std::uint8_t> bytes) {
    std::string text;
    text.reserve(2 * bytes.size());
    append_hex(bytes, text);
    return text;
}

[[nodiscard]] inline std::string to_hex(std::string_view bytes) {
    return to_hex(std::span{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

}  // namespace tally::eventstore
