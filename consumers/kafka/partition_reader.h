#pragma once
// Reads one partition from an offset on, committed records only, for no group.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_error.h"
#include "consumers/kafka/kafka_record.h"

namespace tally::consumers {

class KafkaHandle;

class PartitionReader {
  public:
    // What a partition holds: offsets from begin to before end, though not a record at each of them.
    struct Range {
        std::int64_t begin = 0;
        std::int64_t end = 0;
    };
    // Where to begin, given what is there.
    using ChooseOffset = std::function<std::int64_t(const Range&)>;

    // Connects. answer_wait: how long a broker with nothing new may keep a question; the end is known only then.
    [[nodiscard]] static KafkaResult<std::unique_ptr<PartitionReader>> open(
        const KafkaConfiguration&, const std::string& topic, std::int32_t partition, const ChooseOffset&,
        std::chrono::milliseconds answer_wait, const std::function<bool()>& stop_asked = {});
    PartitionReader(const PartitionReader&) = delete;
    PartitionReader& operator=(const PartitionReader&) = delete;
    ~PartitionReader();

    // The next record; nothing: none in time, the end was reached, or the cluster is away just now. Error topic_unfit:
    // what comes next was deleted.
    [[nodiscard]] KafkaResult<std::optional<KafkaRecord>> next(std::chrono::milliseconds timeout);
    // Of what was read, or known to be no record: reading goes on from here.
    [[nodiscard]] std::int64_t offset() const { return offset_; }
    // Reads up to `end`, or up to where a transaction that is still open begins. False: not in time.
    [[nodiscard]] KafkaResult<bool> read_until(std::int64_t end, std::chrono::milliseconds timeout,
                                               const std::function<void(KafkaRecord)>& use);
    // Asks the cluster; any partition, any thread.
    [[nodiscard]] KafkaResult<Range> range_of(const std::string& topic, std::int32_t partition,
                                              std::chrono::milliseconds patience = std::chrono::seconds{15}) const;

  private:
    PartitionReader(std::unique_ptr<KafkaHandle>, const std::string& topic, std::int32_t partition);
    std::unique_ptr<KafkaHandle> handle_;
    std::string place_;
    std::string right_;
    std::int64_t offset_ = 0;
};

}  // namespace tally::consumers
