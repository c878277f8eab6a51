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

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_error.h"
#include "consumers/kafka/partition_reader.h"
#include "consumers/kafka/record_sender.h"

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

    struct Asked {
        std::string id;
        std::string json;
        std::string actor;  // Empty: the node names the topic.
    };
    using Next = std::function<std::optional<Asked>()>;
    using Answered = std::function<bool(const std::string& reply)>;

    // Connects; replies from now on are read.
    [[nodiscard]] static KafkaResult<std::unique_ptr<CommandExchange>> open(CommandExchangeSetup);

    // As CommandPort::run. Asked to stop, it takes no more and waits a few seconds for what was sent. Error, beside
    // those of the cluster: unreachable or stopped, where commands are not answered.
    [[nodiscard]] KafkaResult<void> run(const Next&, const Answered&);

  private:
    explicit CommandExchange(CommandExchangeSetup);
    [[nodiscard]] KafkaResult<void> send(const Asked&);
    [[nodiscard]] KafkaResult<bool> read_reply(std::chrono::milliseconds timeout);
    [[nodiscard]] bool going_on();
    void deliver(const Answered&);
    [[nodiscard]] KafkaResult<void> take_all(const Next&, const Answered&);
    [[nodiscard]] KafkaResult<void> wait_for_rest(const Answered&);

    const CommandExchangeSetup setup_;
    const std::string commands_;
    const std::string reply_to_;
    const std::string correlation_;  // Distinguishes its replies from other senders' replies to the same ids.
    std::unique_ptr<PartitionReader> replies_;
    std::unique_ptr<RecordSender> sender_;

    std::deque<std::optional<std::string>> under_way_;      // Replies in the order of the commands; nothing: none yet.
    std::uint64_t first_ = 0;                               // Number of the first of them.
    std::multimap<std::string, std::uint64_t> unanswered_;  // By id; equal ids stay in the order they were sent.
    bool more_ = true;
    bool stopping_ = false;
    std::chrono::steady_clock::time_point give_up_at_;
};

}  // namespace tally::consumers
