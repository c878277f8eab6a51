#pragma once
// Users as the log has them. Each is read once and kept: where this program alone writes to the division until a
// command of its own changes users, else until the log is longer.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "domain/user/state.h"
#include "tools/http/divisions/division_directory.h"

namespace tally::tools {

using KnownUser = std::shared_ptr<const domain::UserState>;

// Every method may be called from any thread.
class KnownUsers {
  public:
    // The directory must outlive it.
    KnownUsers(const DivisionDirectory& directory, std::int32_t number) : directory_(directory), number_(number) {}

    // Null: there is none. Waits at most so long for the views to have the last change; error: they do not, or cannot
    // be read.
    [[nodiscard]] eventstore::Result<KnownUser> find(const domain::UserId&, std::chrono::milliseconds patience);
    // By id, rising.
    [[nodiscard]] eventstore::Result<std::vector<KnownUser>> all(std::chrono::milliseconds patience);
    // What is asked from now on has seen the events before this position.
    void changed(std::uint64_t position);

  private:
    struct Here {
        OpenDivision opened;
        std::shared_ptr<const eventstore::Point> point;
    };
    // Waits for the last change.
    [[nodiscard]] eventstore::Result<Here> here(std::chrono::milliseconds patience) const;
    // What another program may have changed since.
    void forget_what_is_older(std::uint64_t position);

    const DivisionDirectory& directory_;
    const std::int32_t number_;
    mutable std::mutex mutex_;
    std::uint64_t changes_ = 0;
    std::uint64_t position_ = 0;
    std::uint64_t kept_at_ = 0;  // Where others write: position that what is kept was read at.
    std::map<domain::UserId, KnownUser> kept_;
};

}  // namespace tally::tools
