#pragma once
// When commands are received that a server gives for a client: with simulated time as the client says, or when the
// event before them was recorded.

#include <tl/expected.hpp>

#include "domain/core/date.h"
#include "eventstore/division/division.h"
#include "tools/http/server/http_message.h"
#include "tools/http/server/request_target.h"

namespace tally::tools {

// The parameter received_at. Not set: it is not there. Error: it is no instant, or the store has no simulated time.
[[nodiscard]] tl::expected<domain::Instant, HttpAnswer> received_at_of(const RequestTarget&, bool simulated_time);
[[nodiscard]] eventstore::Result<domain::Instant> last_recorded_at(const eventstore::Division&);

}  // namespace tally::tools
