#pragma once
// What `tally events` is asked for: of a store, or of the server that has it open.

#include <cstdint>
#include <optional>
#include <string>

#include "tools/http/routes/event_filter.h"
#include "tools/tally/server_option.h"
#include "tools/tally/session.h"

namespace tally::tools {

// A filter as it was given.
struct GivenFilter : EventFilter {
    std::string since_text;
    std::string until_text;
};

struct EventsRequest {
    std::string stream_text;
    std::optional<domain::StreamId> stream = {};  // Not set: the whole log.
    std::uint64_t from = 0;                       // A position; of a stream that is not followed: a version.
    bool follow = false;
};

// Whether there is something from there on, of a log or stream of that many events; if not, the error is printed.
[[nodiscard]] bool begins_within(Session&, const EventsRequest&, std::uint64_t length);

// The server's events, page by page, or as they come.
void print_served_events(Session&, const ServerOption&, const EventsRequest&, const GivenFilter&);

}  // namespace tally::tools
