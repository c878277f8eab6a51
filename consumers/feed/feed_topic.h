#pragma once
// What the topic of a feed must be like. consumers/feed/README.md has it as a table.

#include <string_view>

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_topics.h"

namespace tally::consumers {

// `feed` is one of feed_names(); `topic` may be another than the feed's own, for a replay.
[[nodiscard]] TopicSpec feed_topic(const KafkaConfiguration&, std::string_view feed, std::string topic = {});

}  // namespace tally::consumers
