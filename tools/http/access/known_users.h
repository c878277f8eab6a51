#pragma once
// Users as the log has them. Each is read once and kept until a command changes users; all such commands come through
// the program that holds the store.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "domain/user/state.h"
#include "eventstore/division/division.h"

namespace tally::tools {

using KnownUser = std::shared_ptr<const domain::UserState>;

// Every method may be called from any thread.
class KnownUsers {
  public:
    explicit KnownUsers(const eventstore::Division& division) : division_(division) {}

    // Null: there is none. Waits at most so long for the views to have the last change; error: they do not, or cannot
    // be read.
    [[nodiscard]] eventstore::Result<KnownUser> find(const domain::UserId&, std::chrono::milliseconds patience);
    // By id, rising.
    [[nodiscard]] eventstore::Result<std::vector<KnownUser>> all(std::chrono::milliseconds patience);
    // What is asked from now on has seen the events before this position.
    void changed(std::uint64_t position);

  private:
    // Waits for the last change.
    [[nodiscard]] eventstore::Result<std::shared_ptr<const eventstore::Point>> point(std::chrono::milliseconds);

    const eventstore::Division& division_;
    std::mutex mutex_;
    std::uint64_t changes_ = 0;
    std::uint64_t position_ = 0;
    std::map<domain::UserId, KnownUser> kept_;
};

}  // namespace tally::tools
