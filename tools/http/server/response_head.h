#pragma once
// The head of an answer as it goes over the wire.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tools/http/server/http_message.h"

namespace tally::tools {

struct ResponseHead {
    const HttpAnswer& answer;  // Its status, type and headers.
    std::string_view request_id;
    bool encrypted = false;
    std::optional<std::uint64_t> length = {};  // Of the body, in bytes. Absent: it goes in chunks.
    std::string_view connection = {};          // Such as "close"; empty: as the version of HTTP has it.
};

// With the headers that every answer has, those of the answer in place of ours of the same name, and the blank line.
// Of several of the answer's of one name the last counts, but for cookies. Control characters are left out of values.
[[nodiscard]] std::string head_text(const ResponseHead&);

}  // namespace tally::tools
