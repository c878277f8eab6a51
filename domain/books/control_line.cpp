#include "domain/books/control_line.h"

#include <array>
#include <charconv>
#include <string_view>
#include <tuple>

namespace tally::domain::journal {

namespace {
void append_number(std::string& out, auto number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end.ptr);
}
}  // namespace

void append_posting_id(std::string& out, const Digest16& event_id, std::size_t number) {
    constexpr const char* digits = "0123456789abcdef";
    constexpr std::size_t hex_bytes = 2 * std::tuple_size_v<Digest16>;
    std::array<char, hex_bytes + 2 + 20> text;  // Then "/P" and the number.
    for (std::size_t i = 0; i < event_id.size(); ++i) {
        text[2 * i] = digits[event_id[i] >> 4];
        text[2 * i + 1] = digits[event_id[i] & 15];
    }
    text[hex_bytes] = '/';
    text[hex_bytes + 1] = 'P';
    out.append(text.data(), std::to_chars(text.data() + hex_bytes + 2, text.data() + text.size(), number).ptr);
}

void append_control_line(std::string& out, const Digest16& event_id, std::size_t number, const Posting& posting) {
    append_posting_id(out, event_id, number);
    out += '\t';
    out += posting.gl_account.str();
    out += '\t';
    append_number(out, posting.amount.minor);
}

}  // namespace tally::domain::journal
