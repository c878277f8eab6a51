#pragma once
// How each division is doing, for health and metrics alike.

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/codec/shape.h"
#include "tools/http/divisions/division_directory.h"

namespace tally::tools {

struct DivisionFigures {
    DivisionState state;
    bool answered_here = false;
    std::optional<std::string> owner;      // Of another program's, where it is known.
    eventstore::EventStore::Status store;  // Of one answered here.
    bool poisoned = false;
    bool simulated_time = false;  // Of one answered here.
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
// Whether it is written who looked at what.
struct ReadsHealth {
    bool kept = true;
    std::uint64_t lost = 0;
    domain::Plain trouble = {};
    template <class T = ReadsHealth>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"kept", &T::kept, "The last entries of who looked at what were written."},
                         Field{"lost", &T::lost, "Entries that were not, since the start."},
                         Field{"trouble", &T::trouble, "Why; empty: they were."}};
    }
    bool operator==(const ReadsHealth&) const = default;
};
// reads: where users sign in.
[[nodiscard]] Health health_of(const std::vector<DivisionFigures>&, const std::optional<ReadsHealth>& reads = {});
// What that JSON has.
[[nodiscard]] const eventstore::RecordShape& health_shape();

}  // namespace tally::tools
