#include "consumers/feed/feed_topic.h"

#include "consumers/feed/content/contents.h"

namespace tally::consumers {

namespace {

constexpr const char* feed_day_ms = "86400000";

}  // namespace

TopicSpec feed_topic(const KafkaConfiguration& configuration, std::string_view feed, std::string topic) {
    using Rule = TopicSetting::Rule;
    TopicSpec spec;
    spec.name = topic.empty() ? configuration.topic(feed) : std::move(topic);
    spec.partitions = configuration.feed_partitions;
    if (!is_compacted(feed)) {
        // Numbers and digests continue without end, and so must the messages they prove.
        spec.settings = {{"cleanup.policy", "delete"}, {"retention.ms", "-1"}, {"retention.bytes", "-1"}};
        return spec;
    }
    spec.settings = {{"cleanup.policy", "compact"}};
    if (feed == "persons")
        // So that a name is gone a day after it was erased or changed.
        for (const char* name : {"segment.ms", "max.compaction.lag.ms", "delete.retention.ms"})
            spec.settings.push_back({name, feed_day_ms, Rule::at_most});
    return spec;
}

}  // namespace tally::consumers
