#pragma once
// Whether a typed name, number or address is that of a person: what the search index found is held against the
// person's own texts.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tally::projections {

// The values between commas, without blanks around them; none is empty.
[[nodiscard]] std::vector<std::string> values_in(std::string_view typed);
// The first words of a name between blanks, without titles and the legal forms of firms.
[[nodiscard]] std::vector<std::string> name_words(std::string_view name);

enum class NameLikeness : std::uint8_t { none, alike, same };
// The same words in any order are the same name. Alike: every word of the shorter name is one of the longer, nearly
// one (near_words.h), its beginning or its initial, and no more than initials is not enough.
[[nodiscard]] NameLikeness likeness_of(std::string_view typed, std::string_view had);

// By their last ten digits; a number without its area code by its last seven.
[[nodiscard]] bool same_phone(std::string_view a, std::string_view b);
// Letters and digits alone count: "12-345" and "12345" are the same.
[[nodiscard]] bool same_identifier(std::string_view a, std::string_view b);
[[nodiscard]] bool same_email(std::string_view a, std::string_view b);

// The first words of an address that tell it from others: numbers, and words of three letters and more, so that the
// state, which the index does not have, is no hindrance.
[[nodiscard]] std::vector<std::string> address_words(std::string_view address);

}  // namespace tally::projections
