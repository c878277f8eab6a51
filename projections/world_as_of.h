#pragma once
// Rules of today run over states as they were: what may be done then, and why not.

#include <map>

#include "domain/world.h"
#include "projections/states_as_of.h"

namespace tally::projections {

// A part that cannot be read is absent; failure() says so, and must be asked after each use. Personal texts stay
// sealed. Usage, interval days, what is in doubt, directory, numbers and users are not in it.
class WorldAsOf final : public domain::World {
  public:
    explicit WorldAsOf(StatesAsOf& states) : states_(states) {}

    const domain::StatePart* find(const domain::PartKey&) override;
    // With an effective date: only what is effective by then.
    void history(const domain::StreamId&, const std::function<void(const domain::RecordedEvent&)>&) override;
    std::optional<std::string> open(const domain::Personal&) override { return std::nullopt; }
    [[nodiscard]] const std::optional<eventstore::StoreError>& failure() const { return failure_; }

  private:
    template <class State>
    const domain::StatePart* keep(const domain::PartKey&, Result<const State*>);

    StatesAsOf& states_;
    std::map<domain::PartKey, domain::StatePart> parts_;
    std::optional<eventstore::StoreError> failure_;
};

}  // namespace tally::projections
