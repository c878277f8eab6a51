#include "consumers/commands/held_division.h"

#include <chrono>

namespace tally::consumers {

namespace {
constexpr std::chrono::seconds views_patience{60};
}  // namespace

DivisionResult<void> HeldStore::catch_up() {
    return reach(division_.store().durable_end());
}

DivisionResult<void> HeldStore::reach(std::uint64_t position) {
    if (division_.store().wait_for(position, views_patience)) return {};
    return division_fail({eventstore::StoreErrorKind::store_busy, "the views did not catch up in 60 s: try again"});
}

}  // namespace tally::consumers
