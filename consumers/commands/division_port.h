#pragma once
// Commands to a division that this program has open. One batch is made while the one before is decided and written.

#include <cstddef>
#include <memory>
#include <optional>

#include "consumers/commands/command_port.h"
#include "eventstore/division/division.h"

namespace tally::consumers {

class DivisionPort final : public CommandPort {
  public:
    static constexpr std::size_t batch_commands = 1024;  // Two batches are under way at a time.

    explicit DivisionPort(eventstore::Division& division) : division_(division) {}
    [[nodiscard]] DivisionResult<void> run(const Next&, const Answered&) override;

  private:
    [[nodiscard]] bool answer(eventstore::CommandBatch&, const Answered&);

    eventstore::Division& division_;
    std::optional<eventstore::StoreError> failure_;  // The first one.
};

}  // namespace tally::consumers
