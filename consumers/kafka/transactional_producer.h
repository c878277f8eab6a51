#pragma once
// Writes records in transactions, under an id that only one living producer can hold.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_error.h"

struct rd_kafka_error_s;
struct rd_kafka_topic_s;

namespace tally::consumers {

class KafkaHandle;

// Value and topic must stay where they are until commit() succeeded or the producer is gone; the rest is copied.
struct OutgoingRecord {
    const std::string* topic = nullptr;
    std::int32_t partition = 0;
    std::string_view key;
    std::optional<std::string_view> value;  // Absent: a tombstone.
    std::span<const std::pair<std::string_view, std::string_view>> headers;
};

// After any error the producer cannot be used again: destroy it, open another one, and read what was committed. Only
// that shows whether a commit that failed took place.
class TransactionalProducer {
  public:
    // Connects, and fences the present holder of the id; its open transaction is aborted before this returns.
    [[nodiscard]] static KafkaResult<std::unique_ptr<TransactionalProducer>> open(
        const KafkaConfiguration&, const std::string& transactional_id, const std::function<bool()>& stop_asked = {});
    TransactionalProducer(const TransactionalProducer&) = delete;
    TransactionalProducer& operator=(const TransactionalProducer&) = delete;
    ~TransactionalProducer();

    [[nodiscard]] KafkaResult<void> begin();
    // Waits while librdkafka's queue is full.
    [[nodiscard]] KafkaResult<void> send(const OutgoingRecord&);
    // The group has read all before `offset`; true once the transaction is committed, with all that was sent in it.
    [[nodiscard]] KafkaResult<void> send_offset(const std::string& group, const std::string& topic,
                                                std::int32_t partition, std::int64_t offset);
    // Until the cluster has all that was sent.
    [[nodiscard]] KafkaResult<void> flush();
    // Error fenced: another producer has the id now. Not so where the cluster itself may have ended the transaction,
    // which took longer than transaction.timeout.ms: then the error is `failed`.
    // Asked to stop, it does not wait for the answer (stopped).
    [[nodiscard]] KafkaResult<void> commit(const std::function<bool()>& stop_asked = {});

  private:
    TransactionalProducer(std::unique_ptr<KafkaHandle>, std::string transactional_id);
    [[nodiscard]] tl::unexpected<KafkaError> failed(int error, std::string_view text, std::string_view doing) const;
    [[nodiscard]] std::string right_lacking(int error) const;
    // The same call again while it says so, at most until a time limit.
    [[nodiscard]] KafkaResult<void> repeat(const std::function<rd_kafka_error_s*(int timeout_ms)>& call,
                                           std::string_view doing, std::chrono::milliseconds patience,
                                           const std::function<bool()>& stop_asked = {}) const;
    [[nodiscard]] rd_kafka_topic_s* topic_handle(const std::string& name);

    std::unique_ptr<KafkaHandle> handle_;
    std::string transactional_id_;
    std::chrono::milliseconds transaction_timeout_{};
    std::chrono::steady_clock::time_point began_;
    std::map<std::string, rd_kafka_topic_s*, std::less<>> topics_;
    std::string offset_group_;  // Whose offsets are among what it commits, and of which topic.
    std::string offset_topic_;
    const std::string* last_topic_ = nullptr;
    rd_kafka_topic_s* last_topic_handle_ = nullptr;
};

}  // namespace tally::consumers
