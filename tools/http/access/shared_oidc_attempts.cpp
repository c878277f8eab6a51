#include "tools/http/access/shared_oidc_attempts.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include "eventstore/program_log.h"

namespace tally::tools {

tl::expected<std::unique_ptr<SharedOidcAttempts>, std::string> SharedOidcAttempts::open(std::filesystem::path directory,
                                                                                        OidcLimits limits) {
    auto folder = SharedFolder::open(std::move(directory), {limits.attempt_microseconds, limits.attempts_max});
    if (!folder) return tl::unexpected(std::move(folder.error()));
    return std::unique_ptr<SharedOidcAttempts>{new SharedOidcAttempts{std::move(*folder), limits}};
}

tl::expected<void, std::string> SharedOidcAttempts::keep(const std::string& name, domain::Instant now) {
    folder_->make_room(now);
    const auto file = folder_->file_of(name);
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0 || ::close(descriptor) != 0 || !set_file_time(file, now))
        return tl::unexpected(file.string() + " cannot be written: " + std::strerror(errno));
    return {};
}

// The file system lets one of those who remove a file succeed.
std::optional<domain::Instant> SharedOidcAttempts::take(const std::string& name) {
    const auto file = folder_->file_of(name);
    const auto began = file_time(file);
    if (!began) return std::nullopt;
    if (::unlink(file.c_str()) == 0) return began;
    if (errno != ENOENT)
        spdlog::error("access: a sign-in is refused, since {} cannot be removed: {}", file.string(),
                      std::strerror(errno));
    return std::nullopt;
}

}  // namespace tally::tools
