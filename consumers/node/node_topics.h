#pragma once
// The topics that a division's nodes share, beside those of commands and answers.

#include <cstdint>
#include <string>
#include <vector>

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_topics.h"

namespace tally::consumers {

// <prefix>.log, <prefix>.keys, <prefix>.divisions, and those of intake/command_topic.h.
[[nodiscard]] std::vector<TopicSpec> node_topics(const KafkaConfiguration&);
// In words, as a copy remembers it: "partition 0 of the Kafka topic tally.log".
[[nodiscard]] std::string log_of_record_name(const KafkaConfiguration&, std::int32_t division);
// Lets clients write and read the largest commit.
[[nodiscard]] KafkaConfiguration for_nodes(KafkaConfiguration);

}  // namespace tally::consumers
