#pragma once
// The JSON of a tariff file as a tree whose numbers keep the digits that the file gives: a price is never rounded on
// its way to a decimal. Memory is bounded by the limits below, whatever the file holds.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/intake/intake_error.h"

namespace tally::consumers {

// An answer of the API has at most 500 tariffs, of some 20 KB each.
inline constexpr std::size_t urdb_bytes_max = std::size_t{16} << 20;
inline constexpr std::size_t urdb_values_max = 1'000'000;
inline constexpr std::size_t urdb_nesting_max = 32;

struct UrdbMember;
struct UrdbValue {
    enum class Kind { null, truth, number, text, list, object };
    Kind kind = Kind::null;
    std::string text;  // Of a number or truth as the file writes it; of a text what it says.
    std::vector<UrdbValue> items;
    std::vector<UrdbMember> members;  // In the file's order; a name may come twice.

    [[nodiscard]] bool is(Kind other) const { return kind == other; }
    // nullptr: there is none.
    [[nodiscard]] const UrdbValue* member(std::string_view name) const;
    // Null, an empty text, list or object: what says nothing.
    [[nodiscard]] bool says_nothing() const;
    // As messages show it: cut to 60 bytes of printable ASCII.
    [[nodiscard]] std::string shown() const;
};
struct UrdbMember {
    std::string name;
    UrdbValue value;
};

// A text that holds JSON of its own, as some tools write an answer of the API, is read as that JSON.
// Errors: cannot_read, not_well_formed (with line and column), limit_exceeded.
[[nodiscard]] Intake<UrdbValue> read_urdb_json(const std::filesystem::path&);
// `name` is the file, for messages.
[[nodiscard]] Intake<UrdbValue> urdb_json_of(std::string_view name, std::string_view text);

}  // namespace tally::consumers
