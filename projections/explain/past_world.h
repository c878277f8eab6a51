#pragma once
// The world that a rule saw when it decided: every aggregate folded from its stream up to a position. Rules of today
// are run over it, to compute again what was decided then.

#include <set>

#include "domain/world.h"
#include "projections/states_as_of.h"

namespace tally::projections {

// A part that cannot be read is absent; failure() says so, and must be asked after each use.
class PastWorld final : public domain::World {
  public:
    // Without the event at the position and those after it.
    PastWorld(const Reader& reader, std::uint64_t position) : reader_(reader), position_(position) {}

    const domain::StatePart* find(const domain::PartKey&) override;
    void history(const domain::StreamId&, const std::function<void(const domain::RecordedEvent&)>&) override;
    std::optional<std::string> open(const domain::Personal&) override;
    [[nodiscard]] const std::optional<eventstore::StoreError>& failure() const { return failure_; }

  private:
    void fold(const domain::StreamId&);

    const Reader& reader_;
    std::uint64_t position_;
    SmallWorld parts_;
    std::set<domain::StreamId> folded_;
    std::optional<eventstore::StoreError> failure_;
};

}  // namespace tally::projections
