#pragma once
// Small files that are replaced whole: after a crash there is the old content or the new, never a part of either.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/result.h"

namespace tally::eventstore {

// On disk, under its name, when this returns. The file "<path>.new" is used on the way.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path&, std::string_view content);
// Nothing when there is no such file.
[[nodiscard]] Result<std::optional<std::string>> read_file(const std::filesystem::path&);

}  // namespace tally::eventstore
