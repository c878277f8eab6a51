#pragma once
// The files that the house rules are checked on.

#include <filesystem>
#include <string>
#include <vector>

namespace tally::tidy {

[[nodiscard]] std::filesystem::path source_root();

// The headers and sources of a folder such as "domain", by their full paths.
[[nodiscard]] std::vector<std::filesystem::path> sources_of(const std::string& folder);

// "domain/events.h"
[[nodiscard]] std::string name_of(const std::filesystem::path& source);

[[nodiscard]] std::vector<std::string> lines_of(const std::filesystem::path& source);

}  // namespace tally::tidy
