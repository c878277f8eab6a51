#pragma once
// Rows of the search index, as the fold writes them and questions read them.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "projections/reader.h"
#include "projections/search/search_answers.h"

namespace tally::projections::search_rows {

// First byte of a key.
inline constexpr char of_token = 'T';    // token NUL kind id → weight leads-to
inline constexpr char of_subject = 'S';  // kind id → fields with their tokens
inline constexpr char of_words = 'W';    // first two letters → the words of names and addresses that begin so

inline constexpr std::size_t token_bytes_max = 64;
inline constexpr std::size_t national_digits = 10;  // Of a phone, without the country.
inline constexpr std::size_t local_digits = 7;

// How much a hit says.
enum Weight : std::uint8_t { place = 1, former = 2, contact = 3, name = 4, number = 6 };
// Of names and addresses: a number or an e-mail address that is nearly the typed one is another customer's.
[[nodiscard]] constexpr bool forgives_typos(std::uint8_t weight) {
    return weight == place || weight == former || weight == name;
}

// Tokens of one field of a subject, such as its name.
struct FieldTokens {
    std::uint8_t weight = place;
    std::vector<std::string> tokens;
};
struct Subject {
    std::string leads_to;
    std::map<std::string, FieldTokens> fields;
    // Each token once, with the greatest weight.
    [[nodiscard]] std::map<std::string, std::uint8_t> tokens() const;
};
[[nodiscard]] std::string encode_subject(const Subject&);
[[nodiscard]] Result<Subject> decode_subject(std::string_view bytes);

struct WeighedToken {
    std::uint8_t weight = place;
    std::string_view token;
};
// Those of all fields, as views into the row.
[[nodiscard]] Result<void> tokens_in(std::string_view row, std::vector<WeighedToken>& tokens);

[[nodiscard]] std::string subject_key(SubjectKind, std::string_view id);
// Of all keys of that token, of every subject that has it.
[[nodiscard]] std::string token_prefix(std::string_view token);
[[nodiscard]] std::string token_key(std::string_view token, SubjectKind, std::string_view id);
[[nodiscard]] std::string digits_of(std::string_view text);

}  // namespace tally::projections::search_rows
