#pragma once
// A long answer in pieces: how many lines are wanted, and behind which one. A page ends in the key of its last line,
// and not in a number of lines, so that what is written meanwhile makes no line appear twice or go missing.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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
// The same number with leading zeros, so that keys which begin with it stand in its order as texts.
[[nodiscard]] std::string ordered_number(std::uint64_t);

// Keeps of all lines those of the page, and says in `next` (a Maybe) whether others follow. key_of(line): keys rise
// from line to line as `before` has it.
template <class Line, class Next, class KeyOf, class Before>
void keep_page(std::vector<Line>& lines, const Page& page, Next& next, const KeyOf& key_of, const Before& before) {
    if (!page.after.empty()) {
        auto first = lines.begin();
        while (first != lines.end() && !before(page.after, key_of(*first))) ++first;
        lines.erase(lines.begin(), first);
    }
    if (page.limit == 0 || lines.size() <= page.limit) return;
    lines.resize(page.limit);
    next.set(typename Next::value_type{key_of(lines.back())});
}

}  // namespace tally::projections
