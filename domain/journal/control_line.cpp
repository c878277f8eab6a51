#include "domain/journal/control_line.h"

#include <array>
#include <charconv>
#include <string_view>

namespace tally::domain::journal {

namespace {
void append_number(std::string& out, auto number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end.ptr);
}
}  // namespace

void append_posting_id(std::string& out, const Digest16& event_id, std::size_t number) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const std::uint8_t byte : event_id) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    out += "/P";
    append_number(out, number);
}

void append_control_line(std::string& out, const Digest16& event_id, std::size_t number, const Posting& posting) {
    append_posting_id(out, event_id, number);
    out += '\t';
    out += posting.gl_account.str();
    out += '\t';
    append_number(out, posting.amount.minor);
}

}  // namespace tally::domain::journal
