#pragma once
// What a signed-in client is told of itself.

#include <string>

#include "tools/http/access/access.h"

namespace tally::tools {

// {"user", "name", "roles", "csrf", "must_enrol", "commands", "sees", "preferences"} on one line.
[[nodiscard]] std::string session_json(const Principal&);
// Its JSON Schema.
[[nodiscard]] std::string session_schema();

}  // namespace tally::tools
