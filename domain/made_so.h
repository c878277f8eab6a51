#pragma once
// Finds the event since which something is so, which `already_so` names. It reads the stream's history: the answer is
// rare, so no state keeps that position.

#include <optional>
#include <utility>

#include "domain/world.h"

namespace tally::domain {

// Whether the event is of the type, and what is asked of it holds.
template <class Payload, class Asked>
[[nodiscard]] bool is_of(const Event& event, Asked&& asked) {
    const auto* payload = get_if<Payload>(&event);
    return payload && asked(*payload);
}

// Position of the stream's last event for which `picked` is true; where there is none, of its first event, because
// nothing has changed what that one set.
template <class Picked>
[[nodiscard]] std::uint64_t last_position(World& world, const StreamId& stream, Picked&& picked) {
    std::optional<std::uint64_t> first, last;
    world.history(stream, [&](const RecordedEvent& recorded) {
        if (!first) first = recorded.envelope.position;
        if (picked(recorded.event)) last = recorded.envelope.position;
    });
    return last ? *last : first.value_or(0);
}

// Position of the event since which it is so. `says` answers for each event whether it is so from then on, and nothing
// where the event has no part in it.
template <class Says>
[[nodiscard]] std::uint64_t position_since(World& world, const StreamId& stream, Says&& says) {
    std::optional<std::uint64_t> first, since;
    world.history(stream, [&](const RecordedEvent& recorded) {
        if (!first) first = recorded.envelope.position;
        const std::optional<bool> so = says(recorded.event);
        if (!so) return;
        if (!*so)
            since.reset();
        else if (!since)
            since = recorded.envelope.position;
    });
    return since ? *since : first.value_or(0);
}

}  // namespace tally::domain
