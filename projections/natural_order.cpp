#include "projections/natural_order.h"

#include <algorithm>

namespace tally::projections {

namespace {
bool is_digit_at(std::string_view text, std::size_t at) {
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
}
// Digits from there on without leading zeros; `at` moves past them.
std::string_view take_number(std::string_view text, std::size_t& at) {
    while (is_digit_at(text, at) && text[at] == '0' && is_digit_at(text, at + 1)) ++at;
    const std::size_t begin = at;
    while (is_digit_at(text, at)) ++at;
    return text.substr(begin, at - begin);
}
}  // namespace

bool naturally_before(std::string_view a, std::string_view b) {
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (is_digit_at(a, i) && is_digit_at(b, j)) {
            const std::string_view left = take_number(a, i), right = take_number(b, j);
            if (left.size() != right.size()) return left.size() < right.size();
            if (left != right) return left < right;
        } else {
            if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
            ++i;
            ++j;
        }
    }
    const bool a_ended = i == a.size(), b_ended = j == b.size();
    // "A-1" and "A-01" are apart, and always in the same order.
    return a_ended && b_ended ? a < b : a_ended;
}

}  // namespace tally::projections
