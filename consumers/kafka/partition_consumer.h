#pragma once
// Reads one partition from where its group has got to. It is the only reader of that group: a second one that
// commits the group's offsets under the same transactional id fences it.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_error.h"
#include "consumers/kafka/kafka_record.h"

namespace tally::consumers {

class KafkaHandle;

class PartitionConsumer {
  public:
    // Connects. Where the group has no offset yet, from the partition's beginning.
    [[nodiscard]] static KafkaResult<std::unique_ptr<PartitionConsumer>> open(
        const KafkaConfiguration&, const std::string& group, const std::string& topic, std::int32_t partition,
        const std::function<bool()>& stop_asked = {});
    PartitionConsumer(const PartitionConsumer&) = delete;
    PartitionConsumer& operator=(const PartitionConsumer&) = delete;
    ~PartitionConsumer();

    // The next committed record; nothing: none in time, or the cluster is away just now. Error topic_unfit: what the
    // group has not read yet was deleted.
    [[nodiscard]] KafkaResult<std::optional<KafkaRecord>> next(std::chrono::milliseconds timeout);
    // Whether the last next() came to what was then the partition's end.
    [[nodiscard]] bool at_end() const { return at_end_; }

  private:
    PartitionConsumer(std::unique_ptr<KafkaHandle>, std::string place, std::string right);
    std::unique_ptr<KafkaHandle> handle_;
    std::string place_;
    std::string right_;
    bool at_end_ = false;
};

}  // namespace tally::consumers
