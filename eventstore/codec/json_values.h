#pragma once
// What JSON writing and reading share inside this folder: single values, and what counts as left out.

#include <cstdint>
#include <string>

#include "eventstore/codec/json.h"
#include "eventstore/codec/shape.h"

namespace tally::eventstore {

// Beyond this a reader that keeps numbers as doubles changes them: larger whole numbers are strings.
constexpr std::int64_t json_integer_max = (1LL << 53) - 1;

void write_json_value(const FieldShape&, const void* value, const JsonContext&, std::string& out);
void write_canonical_value(const FieldShape&, const void* value, std::uint8_t currency_decimals, std::string& out);

// Whether the field says nothing, so that JSON of a command leaves it out.
[[nodiscard]] bool is_default(const FieldShape&, const void* value);
// Whether canonical form leaves it out: also where a change says what its field would be otherwise.
[[nodiscard]] bool is_canonical_default(const FieldShape&, const void* value);

}  // namespace tally::eventstore
