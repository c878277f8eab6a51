#pragma once
// Topics as they must be: made so, and checked before anything is read or written.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_error.h"

namespace tally::consumers {

struct TopicSetting {
    enum class Rule { equal, at_least, at_most };  // The last two: as numbers.
    std::string name;
    std::string value;
    Rule rule = Rule::equal;
};

struct TopicSpec {
    std::string name;
    std::int32_t partitions = 1;
    std::vector<TopicSetting> settings;
    std::string partitions_from = "feed_partitions";  // What sets their number in the configuration.
};

class KafkaHandle;

class KafkaTopics {
  public:
    // Connects. Errors: configuration, unreachable, authentication, encryption.
    [[nodiscard]] static KafkaResult<std::unique_ptr<KafkaTopics>> open(const KafkaConfiguration&);
    KafkaTopics(const KafkaTopics&) = delete;
    KafkaTopics& operator=(const KafkaTopics&) = delete;
    ~KafkaTopics();

    // False: it was there before, and is as it must be.
    [[nodiscard]] KafkaResult<bool> create(const TopicSpec&);
    // Errors: topic_missing, topic_unfit, authorization. Settings that the user may not see go unchecked, and then
    // the result is a warning; empty: none.
    [[nodiscard]] KafkaResult<std::string> check(const TopicSpec&);

  private:
    explicit KafkaTopics(std::unique_ptr<KafkaHandle>, const KafkaConfiguration&);
    [[nodiscard]] KafkaResult<std::int32_t> partition_count(const std::string& topic);
    [[nodiscard]] KafkaResult<std::string> check_settings(const TopicSpec&);

    std::unique_ptr<KafkaHandle> handle_;
    std::string path_;
    std::int32_t replication_factor_;
};

}  // namespace tally::consumers
