#pragma once
// Where a text stops being JSON (RFC 8259), for people who have to mend it. The parser itself does not say.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tally::eventstore {

struct JsonFault {
    std::size_t line;    // From 1, within the text.
    std::size_t column;  // From 1, in characters.
    std::string reason;  // "a ',' or a '}' is expected"
};

// nullopt where the text is JSON.
[[nodiscard]] std::optional<JsonFault> json_fault(std::string_view text);

}  // namespace tally::eventstore
