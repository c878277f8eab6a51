#pragma once
// A page of the log: events that agree with a filter, from a position on, the newest or the oldest first.

#include <cstdint>
#include <optional>
#include <string>

#include "eventstore/division/division.h"
#include "tools/http/routes/event_filter.h"

namespace tally::tools {

struct EventPageAsked {
    EventFilter filter;
    std::optional<domain::StreamId> stream = {};  // Nothing: the whole log.
    bool oldest_first = false;
    std::uint64_t from = 0;                 // Position of the first event that counts.
    std::optional<std::uint64_t> end = {};  // Position of the first one that does not; nothing: the log's end.
    std::size_t limit = 0;
};
struct EventPage {
    std::uint64_t position = 0;  // True at.
    std::string events;          // JSON objects with commas between them.
    // Where to go on: `from` of the next page, or its `end` where the newest is first. Nothing: there are no more. So
    // many entries are looked at for one page that its time is bounded; it may have fewer events then, or none.
    std::optional<std::uint64_t> next = {};
};
[[nodiscard]] eventstore::Result<EventPage> read_event_page(const eventstore::Division&, const EventPageAsked&);

}  // namespace tally::tools
