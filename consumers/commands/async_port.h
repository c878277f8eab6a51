#pragma once
// The way in for commands that come one by one, each with a caller who waits for its answer, without a waiting thread.
// HTTP knows this port only, so that it takes commands for a store of its own and for a division on Kafka alike.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "domain/core/money.h"
#include "eventstore/codec/command_json.h"
#include "eventstore/division/receipt.h"

namespace tally::consumers {

// What became of a command.
class CommandAnswer {
  public:
    explicit CommandAnswer(eventstore::CommandReceipt receipt) : receipt_(std::move(receipt)) {}
    // `whole` makes a receipt with the ids, which it reads from the log; `known` is the receipt without them.
    CommandAnswer(eventstore::CommandReceipt known, std::function<eventstore::CommandReceipt()> whole)
        : receipt_(std::move(known)), whole_(std::move(whole)) {}

    [[nodiscard]] eventstore::ReceiptStatus status() const { return receipt_.status; }
    // Of one that has events: the position after the last of them.
    [[nodiscard]] std::uint64_t end() const { return receipt_.first_position.value + receipt_.count.value; }
    // receipt() reads the log: it is not for the thread that tells of the answer.
    [[nodiscard]] bool reads_log() const { return static_cast<bool>(whole_); }
    [[nodiscard]] eventstore::CommandReceipt receipt() const { return whole_ ? whole_() : receipt_; }

  private:
    eventstore::CommandReceipt receipt_;
    std::function<eventstore::CommandReceipt()> whole_;
};

// Every method may be called from any thread.
class AsyncPort {
  public:
    // What must be known of the division to read a command for it.
    struct Terms {
        domain::Currency currency;
        bool simulated_time = false;
    };
    // Called once, on a thread of the port's, or on the sender's before submit() returns; must not block.
    using Answered = std::function<void(const eventstore::ParsedCommand&, const CommandAnswer&)>;

    virtual ~AsyncPort() = default;
    // Nothing: the division is not known here yet.
    [[nodiscard]] virtual std::optional<Terms> terms() const = 0;
    // The command has its actor. `line`: of the input, for the receipt; 0: none. Commands that one thread submits are
    // decided in their order.
    virtual void submit(eventstore::ParsedCommand, std::size_t line, Answered) = 0;
    // The same for a caller who waits.
    [[nodiscard]] eventstore::CommandReceipt execute(eventstore::ParsedCommand);
};

}  // namespace tally::consumers
