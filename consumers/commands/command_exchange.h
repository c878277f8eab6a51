#pragma once
// Sends commands to a division's topic on Kafka and pairs each with its reply, in the order they were sent. Knows
// neither commands nor receipts: both are JSON here.

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "consumers/commands/command_wire.h"
#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_error.h"

namespace tally::consumers {

struct CommandExchangeSetup {
    KafkaConfiguration configuration;
    std::int32_t division = 0;
    std::int32_t reply_partition = 0;
    std::chrono::seconds patience{60};  // Give up after this long without an answer.
    std::function<bool()> stop_asked;
};

class CommandExchange {
  public:
    static constexpr std::size_t unanswered_max = 20'000;
    // Replies read after each command that is sent: those of other senders to the same partition do not hold it up.
    static constexpr std::size_t replies_between_commands_max = 16;

    using Asked = CommandWire::Sent;
    using Next = std::function<std::optional<Asked>()>;
    // Of each command in the order they were sent. Nothing: it was given up on, and what became of it is not known.
    using Answered = std::function<bool(const std::optional<std::string>& reply)>;

    // Connects; replies from now on are read.
    [[nodiscard]] static KafkaResult<std::unique_ptr<CommandExchange>> open(CommandExchangeSetup);
    CommandExchange(std::unique_ptr<CommandWire>, std::chrono::milliseconds patience,
                    std::function<bool()> stop_asked = {});

    // As CommandPort::run. Asked to stop, it takes no more and waits a few seconds for what was sent. Error, beside
    // those of the cluster: unreachable or stopped, where commands are not answered; the replies to others that were
    // sent after them are handed out all the same.
    [[nodiscard]] KafkaResult<void> run(const Next&, const Answered&);

  private:
    [[nodiscard]] KafkaResult<void> take_and_wait(const Next&, const Answered&);
    [[nodiscard]] KafkaResult<void> send(const Asked&);
    [[nodiscard]] KafkaResult<bool> read_reply(std::chrono::milliseconds timeout);
    [[nodiscard]] bool going_on();
    void deliver(const Answered&);
    void give_up(const Answered&);
    [[nodiscard]] KafkaResult<void> take_all(const Next&, const Answered&);
    [[nodiscard]] KafkaResult<void> read_between(const Answered&);
    [[nodiscard]] KafkaResult<void> wait_for_rest(const Answered&);

    const std::unique_ptr<CommandWire> wire_;
    const std::chrono::milliseconds patience_;
    const std::function<bool()> stop_asked_;
    const std::string correlation_;  // Distinguishes its replies from other senders' replies to the same ids.

    std::deque<std::optional<std::string>> under_way_;      // Replies in the order of the commands; nothing: none yet.
    std::uint64_t first_ = 0;                               // Number of the first of them.
    std::multimap<std::string, std::uint64_t> unanswered_;  // By id; equal ids stay in the order they were sent.
    bool more_ = true;
    bool stopping_ = false;
    std::chrono::steady_clock::time_point give_up_at_;
};

}  // namespace tally::consumers
