#pragma once
// Positions in the log by time.

#include <cstdint>

#include "domain/core/date.h"
#include "eventstore/log/log.h"

namespace tally::projections {

// How many of the log's first `end` entries were recorded at this instant or before.
[[nodiscard]] eventstore::Result<std::uint64_t> entries_recorded_by(const eventstore::Log&, std::uint64_t end,
                                                                    domain::Instant);

}  // namespace tally::projections
