#include "eventstore/storage/durable_file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace tally::eventstore {

namespace {

// Closes on every way out.
class Descriptor {
  public:
    Descriptor(const std::filesystem::path& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const { return number_; }

  private:
    int number_;
};

bool write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const ssize_t wrote = ::write(descriptor, content.data(), content.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return false;
        content.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return true;
}

tl::unexpected<StoreError> failed(std::string_view doing, const std::filesystem::path& path) {
    const int error = errno;
    return fail(StoreErrorKind::io, fmt::format("cannot {} {}: {}{}", doing, path.string(), std::strerror(error),
                                                error == ENOSPC ? "; free some space and try again" : ""));
}

}  // namespace

Result<void> replace_file(const std::filesystem::path& path, std::string_view content) {
    auto fresh = path;
    fresh += ".new";
    {
        const Descriptor file(fresh, O_WRONLY | O_CREAT | O_TRUNC);
        if (file.number() < 0 || !write_all(file.number(), content) || ::fsync(file.number()) != 0) {
            return failed("write", fresh);
        }
    }
    if (::rename(fresh.c_str(), path.c_str()) != 0) return failed("rename", fresh);
    const Descriptor folder(path.has_parent_path() ? path.parent_path() : ".", O_RDONLY | O_DIRECTORY);
    if (folder.number() < 0 || ::fsync(folder.number()) != 0) return failed("sync the directory of", path);
    return {};
}

Result<std::optional<std::string>> read_file(const std::filesystem::path& path) {
    const Descriptor file(path, O_RDONLY);
    if (file.number() < 0) {
        if (errno == ENOENT) return std::nullopt;
        return failed("open", path);
    }
    std::string content;
    std::array<char, 4096> buffer;
    while (true) {
        const ssize_t got = ::read(file.number(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed("read", path);
        if (got == 0) return content;
        content.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace tally::eventstore
