#include "tools/http/access/shared_sign_in_delays.h"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "eventstore/program_log.h"
#include "tools/http/access/secrets.h"

namespace tally::tools {

namespace {

using domain::Instant;

constexpr std::size_t count_digits = 10;  // Of any 32 bits.

// The file of a key, which no other program reads or writes meanwhile. It holds the count; its time is that of the last
// attempt.
class LockedCount {
  public:
    // Where another program has removed the file while this one waited, it is opened anew.
    LockedCount(const std::filesystem::path& file, int flags) {
        do {
            close();
            descriptor_ = ::open(file.c_str(), O_RDWR | O_CLOEXEC | flags, 0600);
        } while (descriptor_ >= 0 && lock() && ::fstat(descriptor_, &status_) == 0 && status_.st_nlink == 0);
    }
    ~LockedCount() { close(); }
    LockedCount(const LockedCount&) = delete;
    LockedCount& operator=(const LockedCount&) = delete;

    [[nodiscard]] bool good() const { return descriptor_ >= 0; }
    // Of a file that was just made, or is damaged: none.
    [[nodiscard]] SignInFailures read() const {
        char digits[count_digits]{};
        SignInFailures failures;
        const auto got = ::pread(descriptor_, digits, sizeof digits, 0);
        if (got != static_cast<ssize_t>(sizeof digits)) return failures;
        std::from_chars(digits, digits + sizeof digits, failures.count);
        failures.last = {status_.st_mtim.tv_sec * std::int64_t{1'000'000} + status_.st_mtim.tv_nsec / 1'000};
        return failures;
    }
    [[nodiscard]] bool write(const SignInFailures& failures) const {
        char digits[count_digits + 1];
        std::snprintf(digits, sizeof digits, "%010u", failures.count);
        const auto last = failures.last.microseconds;
        const timespec at{static_cast<time_t>(last / 1'000'000), (last % 1'000'000) * 1'000};
        const timespec times[2]{at, at};
        return ::pwrite(descriptor_, digits, count_digits, 0) == static_cast<ssize_t>(count_digits) &&
               ::futimens(descriptor_, times) == 0;
    }

  private:
    [[nodiscard]] bool lock() {
        int locked = 0;
        do locked = ::flock(descriptor_, LOCK_EX);
        while (locked != 0 && errno == EINTR);
        if (locked != 0) close();
        return locked == 0;
    }
    void close() {
        if (descriptor_ < 0) return;
        const int error = errno;
        ::close(descriptor_);
        errno = error;
        descriptor_ = -1;
    }

    int descriptor_ = -1;
    struct stat status_ {};
};

}  // namespace

tl::expected<std::unique_ptr<SharedSignInDelays>, std::string> SharedSignInDelays::open(std::filesystem::path directory,
                                                                                        DelayLimits limits) {
    auto folder =
        SharedFolder::open(std::move(directory), {limits.forgotten_after_seconds * 1'000'000, limits.keys_max});
    if (!folder) return tl::unexpected(std::move(folder.error()));
    return std::unique_ptr<SharedSignInDelays>{new SharedSignInDelays{std::move(*folder), limits}};
}

tl::expected<std::int64_t, std::string> SharedSignInDelays::attempt(const std::string& key, Instant now) {
    const auto file = folder_->file_of(kept_form(key));
    if (!file_time(file)) folder_->make_room(now);
    const LockedCount count{file, O_CREAT};
    if (!count.good()) return tl::unexpected(file.string() + " cannot be opened: " + std::strerror(errno));
    auto failures = count.read();
    const auto seconds = failures.attempt(limits_, now);
    if (seconds == 0 && !count.write(failures))
        return tl::unexpected(file.string() + " cannot be written: " + std::strerror(errno));
    return seconds;
}

void SharedSignInDelays::succeeded(const std::string& key) {
    const auto file = folder_->file_of(kept_form(key));
    if (::unlink(file.c_str()) != 0 && errno != ENOENT)
        spdlog::error("access: failures still count, since {} cannot be removed: {}", file.string(),
                      std::strerror(errno));
}

void SharedSignInDelays::take_back(const std::string& key) {
    const LockedCount count{folder_->file_of(kept_form(key)), 0};
    if (!count.good()) return;
    auto failures = count.read();
    if (failures.count == 0) return;
    --failures.count;
    if (!count.write(failures)) spdlog::error("access: an attempt to sign in that succeeded counts as failed");
}

}  // namespace tally::tools
