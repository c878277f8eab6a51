#include "eventstore/storage/holder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace tally::eventstore {

namespace {

// The file reads "closed 123\n" or "open 123\n": how the store was left, and the process that holds or held it.
constexpr std::string_view closed_mark = "closed ";

std::string read_all(int descriptor) {
    std::array<char, 64> text{};
    const ssize_t got = ::pread(descriptor, text.data(), text.size(), 0);
    return {text.data(), static_cast<std::size_t>(got > 0 ? got : 0)};
}

// "process 123 (tallyd)", as far as it can be found out.
std::string describe_holder(std::string_view text) {
    std::string_view pid = text.substr(std::min(text.size(), text.find(' ') + 1));
    while (!pid.empty() && pid.back() == '\n') pid.remove_suffix(1);
    if (pid.empty() || pid.find_first_not_of("0123456789") != std::string_view::npos) return "another process";
    std::string name;
    std::ifstream in("/proc/" + std::string(pid) + "/comm");
    if (std::getline(in, name)) return fmt::format("process {} ({})", pid, name);
    return fmt::format("process {}", pid);
}

}  // namespace

Result<Holder> Holder::take(const std::filesystem::path& directory) {
    const auto path = directory / "holder";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        return fail(StoreErrorKind::io, fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)));
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const std::string who = describe_holder(read_all(descriptor));
        ::close(descriptor);
        return fail(StoreErrorKind::in_use,
                    fmt::format("the store {} is in use by {}: stop it, or ask it instead of opening the store",
                                directory.string(), who));
    }
    Holder holder(path, descriptor, read_all(descriptor).starts_with(closed_mark));
    if (auto said = holder.say(holder.was_closed_in_order_); !said) return tl::unexpected(said.error());
    return holder;
}

Holder::Holder(Holder&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      was_closed_in_order_(other.was_closed_in_order_) {}

Holder::~Holder() {
    if (descriptor_ < 0) return;
    // Unlocked by name and not only by closing: a forked child may have the same descriptor open.
    ::flock(descriptor_, LOCK_UN);
    ::close(descriptor_);
}

Result<void> Holder::begin_writing() {
    return say(false);
}

void Holder::closed_in_order() {
    // When the mark cannot be written, the next opening takes the store for one that was left open: also safe.
    if (!say(true)) return;
}

// Synced, or a power cut could leave the mark of the last orderly closing beside a torn write.
Result<void> Holder::say(bool closed) const {
    const std::string text = fmt::format("{} {}\n", closed ? "closed" : "open", ::getpid());
    if (::ftruncate(descriptor_, 0) == 0 &&
        ::pwrite(descriptor_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) &&
        ::fsync(descriptor_) == 0) {
        return {};
    }
    return fail(StoreErrorKind::io,
                fmt::format("cannot write {}: {}; free some space or check the directory's permissions", path_.string(),
                            std::strerror(errno)));
}

}  // namespace tally::eventstore
