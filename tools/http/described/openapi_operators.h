#pragma once
// In the OpenAPI document: the paths of operators, the paths that describe all others, and what any path may answer.

#include <string>
#include <string_view>
#include <vector>

namespace tally::tools {

inline constexpr std::string_view live_path = "/live";
inline constexpr std::string_view ready_path = "/ready";
inline constexpr std::string_view health_path = "/health";
inline constexpr std::string_view metrics_path = "/metrics";

// Members of `paths`, one a path.
[[nodiscard]] std::vector<std::string> operator_operations();
// Members of `schemas`.
[[nodiscard]] std::string operator_schemas();
// Members of `responses`: see common_problems.
[[nodiscard]] std::string common_responses();

}  // namespace tally::tools
