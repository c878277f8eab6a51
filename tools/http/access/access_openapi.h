#pragma once
// The paths of access in the OpenAPI document.

#include <string>
#include <vector>

namespace tally::tools {

// Members of `paths`, one a path.
[[nodiscard]] std::vector<std::string> access_operations();
// Members of `schemas`.
[[nodiscard]] std::string access_schemas();
// Members of `securitySchemes`.
[[nodiscard]] std::string security_schemes();

}  // namespace tally::tools
