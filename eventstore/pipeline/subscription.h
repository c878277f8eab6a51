#pragma once
// Follows the log: first what is there, then what comes. Only durable entries are seen.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "eventstore/log/log.h"
#include "eventstore/result.h"

namespace tally::eventstore {

class Progress;

// Used by one thread, except stop(). Must not outlive its store.
class Subscription {
  public:
    struct Entry {
        std::uint64_t position;
        std::string_view bytes;  // Valid until the next call of next().
    };
    ~Subscription();
    Subscription(Subscription&&) noexcept;
    Subscription& operator=(Subscription&&) noexcept;
    // The next entry; nothing when none came in time, or after stop().
    [[nodiscard]] Result<std::optional<Entry>> next(std::chrono::milliseconds timeout);
    // From any thread: next() returns nothing from now on.
    void stop();
    [[nodiscard]] std::uint64_t position() const;  // Of the entry that next() will return.

  private:
    friend class EventStore;
    Subscription(const Log&, Progress&, std::uint64_t from);
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tally::eventstore
