#pragma once
// Where a store's credentials are.

#include <filesystem>
#include <string>

#include "tools/shared/session.h"

namespace tally::tools {

// STORE/access, where none is given.
[[nodiscard]] std::filesystem::path access_directory(const Session&, const std::string& given);

}  // namespace tally::tools
