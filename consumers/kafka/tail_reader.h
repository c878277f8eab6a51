#pragma once
// Finds the last record of a partition that was committed, behind control markers and aborted transactions.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_error.h"
#include "consumers/kafka/kafka_record.h"

namespace tally::consumers {

class KafkaHandle;

class TailReader {
  public:
    // Connects. It joins no group, and so needs no right on one.
    [[nodiscard]] static KafkaResult<std::unique_ptr<TailReader>> open(const KafkaConfiguration&,
                                                                       std::function<bool()> stop_asked = {});
    TailReader(const TailReader&) = delete;
    TailReader& operator=(const TailReader&) = delete;
    ~TailReader();

    struct Tail {
        std::optional<KafkaRecord> last;  // Absent: none is left.
        bool was_cut = false;             // The partition's beginning was deleted.
    };
    // Waits a while for a partition that has just been made, or whose leader changes.
    [[nodiscard]] KafkaResult<Tail> read(const std::string& topic, std::int32_t partition);
    // The first one that is still there.
    [[nodiscard]] KafkaResult<std::optional<KafkaRecord>> first(const std::string& topic, std::int32_t partition);

  private:
    TailReader(std::unique_ptr<KafkaHandle>, std::function<bool()> stop_asked);
    [[nodiscard]] bool stop_asked() const { return stop_asked_ && stop_asked_(); }
    [[nodiscard]] KafkaResult<Tail> read_once(const std::string& topic, std::int32_t partition);
    enum class Which { first, last };
    [[nodiscard]] KafkaResult<std::optional<KafkaRecord>> one_from(Which, const std::string& topic,
                                                                   std::int32_t partition, std::int64_t offset);
    std::unique_ptr<KafkaHandle> handle_;
    std::function<bool()> stop_asked_;
};

}  // namespace tally::consumers
