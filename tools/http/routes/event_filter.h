#pragma once
// Which events of the log are asked for: by whom, when, of which type and why.

#include <optional>
#include <string>
#include <string_view>

#include "domain/envelope.h"

namespace tally::tools {

// Those that agree with all that is given.
struct EventFilter {
    std::string actor;
    std::string type;    // account.payment_posted, or account for all of that group.
    std::string reason;  // Words in it.
    std::optional<domain::Instant> since = {};
    std::optional<domain::Instant> until = {};  // Not of this instant.

    [[nodiscard]] bool takes(const domain::Envelope&) const;
};
// Whether there are events of this type or group.
[[nodiscard]] bool known_event_type(std::string_view type);
// "account/A-1", "settings/division"; nothing: it is not a stream.
[[nodiscard]] std::optional<domain::StreamId> parse_stream(std::string_view text);

}  // namespace tally::tools
