#pragma once
// Sends records outside of any transaction, each once into its partition and in order.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_error.h"
#include "consumers/kafka/transactional_producer.h"

namespace tally::consumers {

class RecordSender {
  public:
    // Connects.
    [[nodiscard]] static KafkaResult<std::unique_ptr<RecordSender>> open(const KafkaConfiguration&,
                                                                         const std::function<bool()>& stop_asked = {});
    RecordSender(const RecordSender&) = delete;
    RecordSender& operator=(const RecordSender&) = delete;
    ~RecordSender();

    // Copies everything. Waits while librdkafka's queue is full.
    [[nodiscard]] KafkaResult<void> send(const OutgoingRecord&);
    // Until the cluster has all of it. Error: what was sent may or may not be there.
    [[nodiscard]] KafkaResult<void> flush(std::chrono::milliseconds timeout);

    // What the cluster has said so far, without waiting. Error: a record was not delivered.
    [[nodiscard]] KafkaResult<void> look();

  private:
    explicit RecordSender(std::unique_ptr<KafkaHandle>);
    std::unique_ptr<KafkaHandle> handle_;
};

}  // namespace tally::consumers
