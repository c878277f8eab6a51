#pragma once
// "Did you mean …?"

#include <string>
#include <string_view>
#include <vector>

namespace tally::tools {

// The name that was meant, of those that there are; empty: none is near. Dashes before a name and the difference of
// - and _ do not count.
[[nodiscard]] std::string nearest_name(std::string_view word, const std::vector<std::string>& names);

}  // namespace tally::tools
