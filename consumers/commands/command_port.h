#pragma once
// The one way in for commands: a stream of commands goes to a division, a stream of receipts comes back. Who writes
// (process managers, intakes, programs) knows this port only, so that it runs against a store of its own and against a
// division on Kafka alike.

#include <functional>
#include <optional>
#include <vector>

#include "consumers/division_error.h"
#include "eventstore/codec/command_json.h"
#include "eventstore/division/receipt.h"

namespace tally::consumers {

class CommandPort {
  public:
    // The next command; nothing: there are no more. Called only while few enough are under way.
    using Next = std::function<std::optional<eventstore::ParsedCommand>()>;
    // Of each command, in the order they were taken. False: no more are to be taken.
    using Answered = std::function<bool(const eventstore::ParsedCommand&, const eventstore::CommandReceipt&)>;

    virtual ~CommandPort() = default;
    // Returns once every command that was taken is answered, unless the cluster fails or does not answer in time. After
    // one that failed no more are taken, and its failure is the error; a refusal is an answer like any other. Both
    // callbacks run on the calling thread.
    [[nodiscard]] virtual DivisionResult<void> run(const Next&, const Answered&) = 0;
};

// All of a list; the receipts are in its order.
[[nodiscard]] DivisionResult<std::vector<eventstore::CommandReceipt>> send_all(CommandPort&,
                                                                               std::vector<eventstore::ParsedCommand>);

}  // namespace tally::consumers
