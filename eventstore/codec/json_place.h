#pragma once
// Where in a line of input something is wrong, as compilers print it: FILE:LINE:COLUMN: message.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/codec/json.h"

namespace tally::eventstore {

// What is wrong with a member that an object has twice: its place is that of the second.
inline constexpr std::string_view given_twice = "is given twice";

// The column, from 1, in characters: where the text stops being JSON; else that of the name of a field such as
// "shares[1].amount", or of the first character of a list element. For a missing field: that of the object that lacks
// it.
[[nodiscard]] std::size_t column_of(std::string_view json, std::string_view field);
[[nodiscard]] std::size_t column_of(std::string_view json, const InputError&);

// What is wrong with a text that came without a file: "column 17: amount: …".
[[nodiscard]] std::string message_with_column(std::string_view json, const InputError&);
// The column that such a message names; nullopt: none.
[[nodiscard]] std::optional<std::size_t> column_in(std::string_view message);

// "orders.jsonl:3:17". The name "-" is that of the standard input.
[[nodiscard]] std::string place_text(std::string_view file, std::uint64_t line, std::size_t column);

}  // namespace tally::eventstore
