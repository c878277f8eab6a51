#pragma once
// The topics of commands and replies as a sender uses them. Kafka's are made by kafka_wire.h; what a sender does with
// replies that are late, missing or another sender's needs no cluster to be seen.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "consumers/kafka/kafka_error.h"
#include "consumers/kafka/kafka_record.h"

namespace tally::consumers {

class CommandWire {
  public:
    struct Sent {
        std::string id;
        std::string json;
        std::string actor;  // Empty: the node names the topic.
    };
    virtual ~CommandWire() = default;
    // Any thread.
    [[nodiscard]] virtual KafkaResult<void> send(const Sent&, std::string_view correlation) = 0;
    // Until the cluster has all of it.
    [[nodiscard]] virtual KafkaResult<void> flush() = 0;
    // What the cluster has said of it so far, without waiting. Error: something was not taken.
    [[nodiscard]] virtual KafkaResult<void> look() = 0;
    // The next record of the partition of replies, for this sender or another. Nothing: none came in time.
    [[nodiscard]] virtual KafkaResult<std::optional<KafkaRecord>> next_reply(std::chrono::milliseconds timeout) = 0;
    // Offset of the reply that comes next.
    [[nodiscard]] virtual std::int64_t next_offset() const = 0;
};

}  // namespace tally::consumers
