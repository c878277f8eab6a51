#pragma once
// What the event store must know of an entry, whose bytes are opaque to it.

#include <string_view>

#include "eventstore/event_store_options.h"
#include "eventstore/result.h"

namespace tally::eventstore {

// As EventStoreOptions::read_header; damaged where the bytes are no envelope.
[[nodiscard]] Result<EntryHeader> read_entry_header(std::string_view entry);

}  // namespace tally::eventstore
