#include "eventstore/division/refused_header.h"

#include <algorithm>

#include "eventstore/event_store.h"

namespace tally::eventstore {

std::optional<domain::Refusal> refused_header(const domain::CommandHeader& header) {
    const auto& id = header.command_id.str();
    if (id.empty())
        return domain::Refusal{domain::Rejection::field_missing, "command_id", "",
                               "Give each command an id of its own: each id has one answer.", 0};
    const bool printable = std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (id.size() > command_id_bytes_max || !printable)
        return domain::Refusal{domain::Rejection::id_invalid, "command_id", id.substr(0, 40),
                               "Use 1 to 128 printable ASCII characters without blanks.", 0};
    return std::nullopt;
}

}  // namespace tally::eventstore
