#pragma once
// A long answer in pieces: how many lines are wanted, and behind which one. A page ends in the key of its last line,
// and not in a number of lines, so that what is written meanwhile makes no line appear twice or go missing.

#include <cstdint>
#include <string>
#include <string_view>

namespace tally::projections {

struct Page {
    std::size_t limit = 0;   // 0: all lines.
    std::string after = {};  // Key of the last line of the page before, as its query made it; empty: from the start.
    // Whether the page has so many lines that the next one begins another.
    [[nodiscard]] bool full(std::size_t lines) const { return limit != 0 && lines >= limit; }
};

inline constexpr std::size_t page_lines = 50;
inline constexpr std::size_t page_lines_max = 500;

// Numbers as keys of lines. A key that is no number reads as 0.
[[nodiscard]] std::string number_key(std::uint64_t);
[[nodiscard]] std::uint64_t number_of_key(std::string_view key);

}  // namespace tally::projections
