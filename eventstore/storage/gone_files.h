#pragma once
// Files that a storage engine deletes, overwritten before their bytes are given back to the disk: it is asked for no
// more than to delete them, and hard links keep them until then. Where the file system writes elsewhere than it read
// from, as on flash or with snapshots, the old bytes may outlive this: it is the most that a program can do.

#include <filesystem>

#include "eventstore/result.h"

namespace tally::eventstore {

// Keeps a hard link to every data and log file of the directory. Where the file system has none, it warns: then files
// are deleted as they are.
[[nodiscard]] Result<void> hold_files(const std::filesystem::path& directory);
// Overwrites what was deleted since and lets go of all. A file that has a further link elsewhere, such as a backup's,
// is left whole there, and said.
[[nodiscard]] Result<void> overwrite_gone_files(const std::filesystem::path& directory);
// After a crash between the two.
[[nodiscard]] bool any_files_held(const std::filesystem::path& directory);

}  // namespace tally::eventstore
