#pragma once
// A representative value of every event, worked out from its fields() alone, so that it never has to be written by
// hand.

#include <cstddef>

#include "domain/events.h"
#include "eventstore/codec/shape.h"

namespace tally::tests {

// Every field has a value that follows from its name and type; lists have two elements; personal text is in clear.
void fill_example(eventstore::MutableRecordRef);

// The event of that index as it would stand in a log, its personal text sealed with simulated keys.
[[nodiscard]] domain::RecordedEvent example_event(std::size_t index);

constexpr std::uint64_t example_key_seed = 1;

}  // namespace tally::tests
