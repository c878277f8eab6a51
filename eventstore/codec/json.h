#pragma once
// JSON of described records, from the same fields() as the bytes: amounts and decimals are decimal strings, dates
// "2022-01-05", instants RFC 3339, digests hex, enums their names, an absent date null.

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/money.h"
#include "domain/events.h"
#include "eventstore/codec/shape.h"

namespace tally::eventstore {

struct JsonContext {
    domain::Currency currency{{'U', 'S', 'D', 0}, 2};  // Its decimals are those of every amount.
    // Gives the clear text of sealed personal text, or nullopt where the key is gone. Without it all stays sealed:
    // {"sealed": "<base64>", "under": "P-1"}.
    std::function<std::optional<std::string>(const domain::Personal&)> open = {};
};

// Appends one JSON object without line breaks, every field in described order.
void write_json(RecordRef, const JsonContext&, std::string& out);
template <domain::Described Record>
[[nodiscard]] std::string to_json(const Record& record, const JsonContext& context) {
    std::string out;
    write_json(ref(record), context, out);
    return out;
}

// {"position": …, "stream": "account/A-1", "version": …, "type": "account.opened", …, "data": {…}}
void write_event_json(const domain::RecordedEvent&, const JsonContext&, std::string& out);

// RFC 8785: sorted keys, least escapes, no blanks. A field that has its default value is left out, so that a field
// added later changes no digest of what was accepted before.
void write_canonical_json(RecordRef, std::uint8_t currency_decimals, std::string& out);

// Appends text as a JSON string, with the escapes RFC 8785 asks for and no others.
void write_json_string(std::string_view text, std::string& out);

// What is wrong with a line of input, in words for its author.
struct InputError {
    std::size_t line = 0;  // 1 is the first; 0: not from a file.
    std::string field;     // "lines[2].amount"; empty: the line as a whole.
    std::string value;     // As given; empty where it is personal, or there is none.
    std::string problem;
    std::string cure;

    // "line 3: amount: \"12.345\" has too many decimals; give at most 2".
    [[nodiscard]] std::string message() const;
};

}  // namespace tally::eventstore
