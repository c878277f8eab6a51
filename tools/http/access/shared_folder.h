#pragma once
// A directory of small files that several programs share. Each file is named by a hash, and the time at which it counts
// is that of the file.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "domain/core/date.h"

namespace tally::tools {

// Makes the directory, for its owner alone, where it is missing. Error: names it.
[[nodiscard]] tl::expected<void, std::string> make_private_directory(const std::filesystem::path&);
// Empty where the directory cannot be read.
[[nodiscard]] std::vector<std::filesystem::path> entries_of(const std::filesystem::path& directory);
// False: there is no such file, or its time cannot be set.
[[nodiscard]] bool set_file_time(const std::filesystem::path&, domain::Instant);
// Nothing: there is no such file.
[[nodiscard]] std::optional<domain::Instant> file_time(const std::filesystem::path&);

struct SharedFolderLimits {
    std::int64_t kept_microseconds = 0;  // From the file's time on.
    std::size_t files_max = 0;           // Beyond it, those with the oldest times are removed.
};

// Files that come by themselves and are removed when their time is over. Every method may be called from any thread.
class SharedFolder {
  public:
    [[nodiscard]] static tl::expected<std::unique_ptr<SharedFolder>, std::string> open(std::filesystem::path directory,
                                                                                       SharedFolderLimits);
    [[nodiscard]] std::filesystem::path file_of(const std::string& name) const { return directory_ / name; }
    // Before a file is made. It looks through the directory once a minute and whenever this program has made a tenth of
    // files_max, so that each program can be beyond it by no more than that tenth.
    void make_room(domain::Instant now);

  private:
    SharedFolder(std::filesystem::path directory, SharedFolderLimits limits)
        : directory_(std::move(directory)), limits_(limits) {}

    const std::filesystem::path directory_;
    const SharedFolderLimits limits_;
    std::mutex mutex_;
    std::size_t made_since_ = 0;
    domain::Instant looked_at_;
};

}  // namespace tally::tools
