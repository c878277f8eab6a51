#pragma once
// A text with named fields in braces, such as "Dear {customer_name}", piece by piece.

#include <string_view>

namespace tally::domain {

// Calls literal(text) and named(name) in order. False: a brace is not closed, or closes none.
template <class Literal, class Named>
constexpr bool each_text_piece(std::string_view text, const Literal& literal, const Named& named) {
    while (!text.empty()) {
        const std::size_t brace = text.find_first_of("{}");
        const std::string_view before = text.substr(0, brace);
        if (!before.empty()) literal(before);
        if (brace == std::string_view::npos) return true;
        if (text[brace] == '}') return false;
        text.remove_prefix(brace + 1);
        const std::size_t end = text.find_first_of("{}");
        if (end == std::string_view::npos || text[end] == '{') return false;
        named(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    return true;
}

}  // namespace tally::domain
