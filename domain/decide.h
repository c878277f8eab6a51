#pragma once
// Commands are decided into events by pure functions over what the world looks like now.

#include <vector>

#include "domain/commands.h"
#include "domain/core/civil_day.h"
#include "domain/core/refusal.h"
#include "domain/world.h"

namespace tally::domain {

// What deciding may use beside the command. All of it arrives from outside: nothing here asks a clock.
struct Context {
    World& world;
    const CommandHeader& header;
    Date today;                             // Business date: received_at in the utility's time zone.
    std::uint64_t next_position = 0;        // Position the first event will have.
    const CivilDays* civil_days = nullptr;  // Of the utility's time zone. nullptr: each day has 24 hours.
};

using Events = std::vector<NewEvent>;

// At least one event, all to be appended in one commit; or a refusal, which leaves nothing behind. Never throws.
[[nodiscard]] Decided<Events> decide(const Command&, const Context&);

// The streams whose state deciding will look at first: a hint for reading them together, never a limit.
void streams_touched(const Command&, std::vector<StreamId>& streams);

}  // namespace tally::domain
