#pragma once
// Commands to a division that this program has open: decided by it, many of them in one commit.

#include "consumers/commands/async_port.h"
#include "eventstore/division/division.h"

namespace tally::consumers {

class AsyncDivisionPort final : public AsyncPort {
  public:
    // The division must outlive the port and every answer that it gave.
    explicit AsyncDivisionPort(eventstore::Division& division) : division_(division) {}
    [[nodiscard]] std::optional<Terms> terms() const override;
    void submit(eventstore::ParsedCommand, std::size_t line, Answered) override;

  private:
    eventstore::Division& division_;
};

}  // namespace tally::consumers
