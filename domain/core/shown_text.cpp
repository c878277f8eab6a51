#include "domain/core/shown_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tally::domain {

namespace {

struct CodePointRange {
    std::uint32_t first;
    std::uint32_t last;
};
// Ends a line, moves a cursor or turns the direction of what follows.
constexpr CodePointRange harmful_ranges[] = {{0x00, 0x1F},     {0x7F, 0x9F},     {0x2028, 0x2029},
                                             {0x202A, 0x202E}, {0x2066, 0x2069}, {0xFFFE, 0xFFFF}};
// Has no ink: blanks, joiners, marks of direction, variation selectors, fillers and tags. Fit beside visible ones.
constexpr CodePointRange invisible_ranges[] = {
    {0x20, 0x20},     {0xA0, 0xA0},     {0xAD, 0xAD},      {0x034F, 0x034F}, {0x061C, 0x061C}, {0x115F, 0x1160},
    {0x1680, 0x1680}, {0x17B4, 0x17B5}, {0x180B, 0x180F},  {0x2000, 0x200F}, {0x202F, 0x202F}, {0x205F, 0x2065},
    {0x206A, 0x206F}, {0x2800, 0x2800}, {0x3000, 0x3000},  {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0xE0000, 0xE0FFF}};

template <std::size_t N>
bool in_any(const CodePointRange (&ranges)[N], std::uint32_t code_point) {
    return std::any_of(std::begin(ranges), std::end(ranges), [&](const CodePointRange& range) {
        return range.first <= code_point && code_point <= range.last;
    });
}

struct DecodedCharacter {
    std::uint32_t code_point;
    std::size_t bytes;
    bool valid;
};
// The character that begins at `at`; an invalid one is one byte long.
DecodedCharacter character_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) -> std::uint32_t { return static_cast<unsigned char>(text[i]); };
    const std::uint32_t first = byte(at);
    if (first < 0x80) return {first, 1, true};
    const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    const DecodedCharacter invalid{first, 1, false};
    if (first < 0xC2 || first > 0xF4 || at + bytes > text.size()) return invalid;
    std::uint32_t code_point = first & (0x7Fu >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80) return invalid;
        code_point = (code_point << 6) | (byte(at + i) & 0x3F);
    }
    constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    if (code_point < least[bytes] || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
        return invalid;
    return {code_point, bytes, true};
}

std::string hex(std::uint32_t number, std::size_t digits_min) {
    std::string text;
    for (; number != 0 || text.size() < digits_min; number >>= 4)
        text.insert(text.begin(), "0123456789ABCDEF"[number & 15]);
    return text;
}

// Most texts: printable ASCII throughout, not only blanks.
bool is_plain_ascii(std::string_view text) {
    bool visible = false;
    for (const char c : text) {
        if (c < ' ' || c > '~') return false;
        visible = visible || c != ' ';
    }
    return visible;
}

}  // namespace

std::optional<std::string> unfit_to_show(std::string_view text) {
    if (text.empty()) return std::nullopt;
    if (text.size() > shown_text_bytes_max) return std::to_string(text.size()) + " bytes";
    if (is_plain_ascii(text)) return std::nullopt;
    bool visible = false;
    for (std::size_t at = 0; at < text.size();) {
        const DecodedCharacter character = character_at(text, at);
        if (!character.valid) return "bytes that are not UTF-8, at byte " + std::to_string(at + 1);
        if (in_any(harmful_ranges, character.code_point))
            return "U+" + hex(character.code_point, 4) + " at byte " + std::to_string(at + 1);
        visible = visible || !in_any(invisible_ranges, character.code_point);
        at += character.bytes;
    }
    if (!visible) return "no visible character";
    return std::nullopt;
}

std::string escaped_to_show(std::string_view text, LineBreaks line_breaks) {
    std::string shown;
    shown.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const DecodedCharacter character = character_at(text, at);
        const bool kept = line_breaks == LineBreaks::kept && character.code_point == '\n';
        if (!character.valid)
            shown += "\\x{" + hex(character.code_point, 2) + "}";
        else if (!kept && in_any(harmful_ranges, character.code_point))
            shown += "\\u{" + hex(character.code_point, 1) + "}";
        else
            shown += text.substr(at, character.bytes);
        at += character.bytes;
    }
    return shown;
}

}  // namespace tally::domain
