#pragma once
// Makes a division's commits durable in the log topic before they are its own: commit record, persons' keys, replies,
// dead letters and the offset of the commands in one Kafka transaction each.

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_record.h"
#include "consumers/kafka/transactional_producer.h"
#include "consumers/node/commit_record.h"
#include "consumers/node/node_error.h"
#include "consumers/node/person_key_record.h"
#include "eventstore/division/commit_sink.h"

namespace tally::consumers {

// Where a fault may hit a commit; for tests that make one.
enum class CommitStep : std::uint8_t {
    claimed,     // The division is owned; nothing is decided yet.
    decided,     // Nothing is sent yet.
    offset_set,  // All but the commit record is with the cluster, or on its way.
    produced,    // The commit record, too; the transaction is open.
    committed,   // In the log topic, and not in the local log.
    answered,    // In the local log.
};

// A command as it was read from its topic, in order, until what became of it is in a transaction.
struct WaitingCommand {
    std::uint64_t offset = 0;
    std::int32_t reply_partition = 0;
    std::string correlation;          // The sender's own word, which the reply repeats; empty: none.
    std::optional<KafkaRecord> dead;  // It is none, and is put aside.
    std::string reason;               // Why.
};

class CommitPublisher final : public eventstore::CommitSink {
  public:
    struct Setup {
        const KafkaConfiguration& configuration;
        std::int32_t division = 0;
        std::string group;    // Consumer group whose commands offset is written, for lag monitors.
        std::string address;  // Of this node.
        std::function<void(CommitStep)> at_step;
    };
    explicit CommitPublisher(const Setup&);

    // --- The owner's thread.
    // Claims the division for a new owner: a record without entries, and who it is.
    [[nodiscard]] NodeResult<void> claim(TransactionalProducer&, const CommitRecord&);
    // From now on commits come, through this producer and after that record.
    void begin(TransactionalProducer&, const CommitRecord&, const eventstore::Secret& signing_seed);
    void expect(WaitingCommand);
    // Where no command is under way: what waits to be put aside.
    [[nodiscard]] NodeResult<void> put_aside(const eventstore::Hash& root);
    [[nodiscard]] bool any_waiting() const;
    // While no transaction is open: where the log topic's records end is what `use` may ask.
    void between_transactions(const std::function<void(const CommitRecord& after)>& use);

    // --- The committing thread.
    [[nodiscard]] eventstore::Result<void> commit(const eventstore::CommitToHandOver&) override;

    // Why commit() failed.
    [[nodiscard]] std::optional<KafkaError> failure() const;
    [[nodiscard]] std::uint64_t answered() const { return answered_; }
    [[nodiscard]] std::uint64_t dead() const { return dead_; }
    [[nodiscard]] std::uint64_t transactions() const { return transactions_; }

  private:
    struct Message {
        const std::string* topic;
        std::int32_t partition;
        std::string key;
        std::optional<std::string_view> value;
        std::vector<std::pair<std::string_view, std::string_view>> headers;
    };
    void step(CommitStep) const;
    void take_dead_before(std::uint64_t offset);
    void add_reply(const WaitingCommand&, std::string key, std::string value);
    void add_dead(const WaitingCommand&);
    [[nodiscard]] std::string_view kept(std::string text);
    [[nodiscard]] KafkaResult<void> send_all(TransactionalProducer&, const CommitRecord& after);

    const Setup setup_;
    std::optional<PersonKeySealer> sealer_;
    const std::string log_topic_;
    const std::string keys_topic_;
    const std::string divisions_topic_;
    const std::string commands_topic_;
    const std::string replies_topic_;
    const std::string dead_letters_topic_;

    mutable std::mutex waiting_mutex_;
    std::deque<WaitingCommand> waiting_;
    std::optional<KafkaError> failure_;

    std::mutex transaction_mutex_;  // What follows is under it.
    TransactionalProducer* producer_ = nullptr;
    CommitRecord last_;  // Without entries: epoch, position of what comes next, offset.
    std::string record_;
    std::deque<std::string> texts_;  // Stay where they are until committed.
    std::deque<WaitingCommand> dead_now_;
    std::vector<Message> messages_;
    std::string epoch_text_;
    std::string position_text_;
    std::atomic<std::uint64_t> answered_{0};
    std::atomic<std::uint64_t> dead_{0};
    std::atomic<std::uint64_t> transactions_{0};
};

}  // namespace tally::consumers
