#pragma once
// Command ids of processes: made of what is done, so that a run that was cut off, or is run again, does nothing twice.

#include <string_view>

#include "domain/core/text.h"

namespace tally::consumers {

// `process:what`. Where that cannot be an id, as for the id of a long account, a digest of it stands behind the
// process.
[[nodiscard]] domain::CommandId run_command_id(std::string_view process, std::string_view what);

}  // namespace tally::consumers
