#pragma once
// How each division is doing, for health and metrics alike.

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tools/http/division_directory.h"

namespace tally::tools {

struct DivisionFigures {
    DivisionState state;
    bool answered_here = false;
    std::optional<std::string> owner;      // Of another program's, where it is known.
    eventstore::EventStore::Status store;  // Of one answered here.
    bool poisoned = false;
    // Questions about it find an answer, here or there.
    [[nodiscard]] bool ready() const { return answered_here ? !poisoned : owner.has_value(); }
    [[nodiscard]] std::uint64_t local_entries() const { return answered_here ? store.durable_end : state.followed_to; }
    [[nodiscard]] std::uint64_t view_lag() const { return store.durable_end - store.views.published; }
    // Events may come between the two looks.
    [[nodiscard]] std::uint64_t feed_lag(const FeedState& feed) const {
        return store.durable_end - std::min(store.durable_end, feed.position);
    }
};

// Asks no view, so that it is quick whatever the store holds.
[[nodiscard]] std::vector<DivisionFigures> figures_of(const DivisionDirectory&);

// Reports of other systems that do not agree with the ledger, by division. Counting them asks a view: it is done beside
// the questions, and what was counted last is there at once. Safe for many threads.
class ControlDrifts {
  public:
    // Counts again where the log has grown since.
    void refresh(const DivisionDirectory&);
    [[nodiscard]] std::map<std::int32_t, std::uint64_t> latest() const;

  private:
    struct Counted {
        std::uint64_t position = 0;
        std::uint64_t owner_epoch = 0;
        std::uint64_t drifts = 0;
    };
    mutable std::mutex mutex_;
    std::map<std::int32_t, Counted> counted_;
};

// GET /health: the JSON, and whether all are ready.
struct Health {
    bool ready = true;
    std::string json;
};
[[nodiscard]] Health health_of(const std::vector<DivisionFigures>&);

}  // namespace tally::tools
