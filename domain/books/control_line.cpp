#include "domain/books/control_line.h"

#include <array>
#include <charconv>
#include <cstring>
#include <string_view>
#include <tuple>

namespace tally::domain::journal {

namespace {

constexpr auto hex_pairs = [] {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<std::array<char, 2>, 256> pairs{};
    for (std::size_t byte = 0; byte < pairs.size(); ++byte) pairs[byte] = {digits[byte >> 4], digits[byte & 15]};
    return pairs;
}();
constexpr std::size_t number_bytes_max = 20;
constexpr std::size_t posting_id_bytes_max = 2 * std::tuple_size_v<Digest16> + 2 + number_bytes_max;

char* put_number(char* at, auto number) {
    return std::to_chars(at, at + number_bytes_max, number).ptr;
}
char* put_posting_id(char* at, const Digest16& event_id, std::size_t number) {
    for (const std::uint8_t byte : event_id) {
        std::memcpy(at, hex_pairs[byte].data(), 2);
        at += 2;
    }
    *at++ = '/';
    *at++ = 'P';
    return put_number(at, number);
}

}  // namespace

void append_posting_id(std::string& out, const Digest16& event_id, std::size_t number) {
    std::array<char, posting_id_bytes_max> text;
    out.append(text.data(), put_posting_id(text.data(), event_id, number));
}

void append_control_line(std::string& out, const Digest16& event_id, std::size_t number, const Posting& posting) {
    std::array<char, posting_id_bytes_max + 1> text;
    char* end = put_posting_id(text.data(), event_id, number);
    *end++ = '\t';
    out.append(text.data(), end);
    out += posting.gl_account.str();
    text[0] = '\t';
    out.append(text.data(), put_number(text.data() + 1, posting.amount.minor));
}

}  // namespace tally::domain::journal
