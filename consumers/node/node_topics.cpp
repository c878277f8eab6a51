#include "consumers/node/node_topics.h"

#include "consumers/intake/command_topic.h"
#include "consumers/node/commit_record.h"

namespace tally::consumers {

namespace {

constexpr const char* one_day_ms = "86400000";

}  // namespace

std::vector<TopicSpec> node_topics(const KafkaConfiguration& configuration) {
    using Rule = TopicSetting::Rule;
    auto topics = command_topics(configuration);
    topics.push_back({configuration.topic("log"),
                      configuration.divisions,
                      {{"cleanup.policy", "delete"},
                       {"retention.ms", "-1"},
                       {"retention.bytes", "-1"},
                       {"max.message.bytes", std::to_string(commit_record_bytes_max), Rule::at_least}},
                      "divisions"});
    TopicSpec keys{configuration.topic("keys"), configuration.divisions, {{"cleanup.policy", "compact"}}, "divisions"};
    // So that a key is gone a day after its person was erased.
    for (const char* name : {"segment.ms", "max.compaction.lag.ms", "delete.retention.ms"})
        keys.settings.push_back({name, one_day_ms, Rule::at_most});
    topics.push_back(std::move(keys));
    topics.push_back({configuration.topic("divisions"), 1, {{"cleanup.policy", "compact"}}, ""});
    return topics;
}

std::string log_of_record_name(const KafkaConfiguration& configuration, std::int32_t division) {
    return "partition " + std::to_string(division) + " of the Kafka topic " + configuration.topic("log");
}

KafkaConfiguration for_nodes(KafkaConfiguration configuration) {
    configuration.properties.try_emplace("message.max.bytes", std::to_string(commit_record_bytes_max));
    return configuration;
}

}  // namespace tally::consumers
