#pragma once
// The topics that a division's nodes share, beside those of commands and answers.

#include <vector>

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_topics.h"

namespace tally::consumers {

// <prefix>.log, <prefix>.keys, <prefix>.divisions, and those of intake/command_topic.h.
[[nodiscard]] std::vector<TopicSpec> node_topics(const KafkaConfiguration&);
// Lets clients write and read the largest commit.
[[nodiscard]] KafkaConfiguration for_nodes(KafkaConfiguration);

}  // namespace tally::consumers
