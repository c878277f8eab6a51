#include "eventstore/storage/gone_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "eventstore/program_log.h"

namespace tally::eventstore {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view held_folder = "going";
constexpr std::size_t zeros_bytes = 64 << 10;

tl::unexpected<StoreError> io_failure(const fs::path& path, std::string_view doing, const std::string& why) {
    return fail(StoreErrorKind::io, path.string() + ": cannot be " + std::string{doing} + ": " + why);
}

bool holds_data(const fs::path& file) {
    return file.extension() == ".sst" || file.extension() == ".log";
}

class OpenFile {
  public:
    OpenFile(const fs::path& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC)) {}
    ~OpenFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    [[nodiscard]] int get() const { return descriptor_; }
    [[nodiscard]] bool good() const { return descriptor_ >= 0; }

  private:
    int descriptor_;
};

Result<void> sync_folder(const fs::path& directory) {
    const OpenFile file(directory, O_RDONLY | O_DIRECTORY);
    if (!file.good() || ::fsync(file.get()) != 0) return io_failure(directory, "synced", std::strerror(errno));
    return {};
}

// Zeros over all of it, on disk.
Result<void> overwrite(const fs::path& path) {
    const OpenFile file(path, O_WRONLY);
    struct stat status {};
    if (!file.good() || ::fstat(file.get(), &status) != 0) return io_failure(path, "overwritten", std::strerror(errno));
    if (status.st_nlink > 1) {
        spdlog::warn("eventstore: {}: another hard link leads to this file: what was erased stays there",
                     path.string());
        return {};
    }
    const std::vector<char> zeros(zeros_bytes);
    for (off_t at = 0; at < status.st_size;) {
        const auto size = static_cast<std::size_t>(std::min<off_t>(status.st_size - at, zeros_bytes));
        const ssize_t written = ::pwrite(file.get(), zeros.data(), size, at);
        if (written <= 0) return io_failure(path, "overwritten", std::strerror(errno));
        at += written;
    }
    if (::fsync(file.get()) != 0) return io_failure(path, "synced", std::strerror(errno));
    return {};
}

}  // namespace

Result<void> hold_files(const fs::path& directory) {
    const fs::path held = directory / held_folder;
    std::error_code error;
    fs::create_directories(held, error);
    if (error) return io_failure(held, "made", error.message());
    for (const auto& entry : fs::directory_iterator(directory, error)) {
        if (!holds_data(entry.path())) continue;
        std::error_code linking;
        fs::create_hard_link(entry.path(), held / entry.path().filename(), linking);
        if (!linking || linking == std::errc::file_exists || linking == std::errc::no_such_file_or_directory) continue;
        spdlog::warn("eventstore: {}: no hard link can be made ({}): its bytes are deleted, and not overwritten",
                     entry.path().string(), linking.message());
    }
    if (error) return io_failure(directory, "read", error.message());
    return sync_folder(held);
}

Result<void> overwrite_gone_files(const fs::path& directory) {
    const fs::path held = directory / held_folder;
    std::error_code error;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(held, error)) files.push_back(entry.path());
    if (error) return io_failure(held, "read", error.message());
    for (const fs::path& file : files) {
        if (!fs::exists(directory / file.filename(), error))
            if (auto done = overwrite(file); !done) return done;
        if (!fs::remove(file, error) || error) return io_failure(file, "deleted", error.message());
    }
    fs::remove(held, error);
    if (error) return io_failure(held, "deleted", error.message());
    return sync_folder(directory);
}

bool any_files_held(const fs::path& directory) {
    std::error_code error;
    return fs::is_directory(directory / held_folder, error);
}

}  // namespace tally::eventstore
