#include "tools/http/access/shared_folder.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <utility>

namespace tally::tools {

namespace {

namespace fs = std::filesystem;
using domain::Instant;

constexpr std::int64_t looked_again_microseconds = std::int64_t{60} * 1'000'000;
constexpr std::size_t looks_in_a_limit = 10;

}  // namespace

tl::expected<void, std::string> make_private_directory(const fs::path& directory) {
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
        return tl::unexpected(directory.string() + " cannot be made: " + std::strerror(errno));
    return {};
}

std::vector<fs::path> entries_of(const fs::path& directory) {
    std::vector<fs::path> all;
    std::error_code error;
    for (fs::directory_iterator at{directory, error}; !error && at != fs::directory_iterator{}; at.increment(error))
        all.push_back(at->path());
    return all;
}

bool set_file_time(const fs::path& file, Instant time) {
    const timespec at{static_cast<time_t>(time.microseconds / 1'000'000), (time.microseconds % 1'000'000) * 1'000};
    const timespec times[2]{at, at};
    return ::utimensat(AT_FDCWD, file.c_str(), times, 0) == 0;
}

std::optional<Instant> file_time(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return std::nullopt;
    return Instant{status.st_mtim.tv_sec * std::int64_t{1'000'000} + status.st_mtim.tv_nsec / 1'000};
}

tl::expected<std::unique_ptr<SharedFolder>, std::string> SharedFolder::open(fs::path directory,
                                                                            SharedFolderLimits limits) {
    if (auto made = make_private_directory(directory); !made) return tl::unexpected(std::move(made.error()));
    return std::unique_ptr<SharedFolder>{new SharedFolder{std::move(directory), limits}};
}

void SharedFolder::make_room(Instant now) {
    const std::lock_guard lock{mutex_};
    const bool looks = ++made_since_ > limits_.files_max / looks_in_a_limit ||
                       now.microseconds - looked_at_.microseconds >= looked_again_microseconds;
    if (!looks) return;
    made_since_ = 0;
    looked_at_ = now;
    std::vector<std::pair<Instant, fs::path>> kept;
    std::error_code gone;  // Another program removes the same ones.
    for (auto& file : entries_of(directory_)) {
        const auto time = file_time(file);
        if (!time) continue;
        if (now.microseconds - time->microseconds >= limits_.kept_microseconds)
            fs::remove(file, gone);
        else
            kept.emplace_back(*time, std::move(file));
    }
    if (kept.size() < limits_.files_max) return;
    std::sort(kept.begin(), kept.end());
    for (std::size_t i = 0; i + limits_.files_max <= kept.size(); ++i) fs::remove(kept[i].second, gone);
}

}  // namespace tally::tools
