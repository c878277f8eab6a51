#include "consumers/kafka/kafka_topics.h"

#include <array>
#include <charconv>
#include <chrono>
#include <thread>

#include "consumers/kafka/kafka_handle.h"
#include "consumers/kafka/owned.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;

constexpr auto answer_patience = 10s;     // For one question to the cluster.
constexpr auto appearance_patience = 5s;  // Until every broker knows a topic just made.
constexpr auto appearance_pause = 100ms;
constexpr std::string_view safe_in_sync_replicas = "2";
constexpr std::int32_t safe_replicas = 3;

template <auto destroy>
struct Destroyer {
    void operator()(auto* one) const { destroy(one); }
};
using Topic = std::unique_ptr<rd_kafka_topic_t, Destroyer<rd_kafka_topic_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Destroyer<rd_kafka_queue_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Destroyer<rd_kafka_event_destroy>>;
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Destroyer<rd_kafka_NewTopic_destroy>>;
using Resource = std::unique_ptr<rd_kafka_ConfigResource_t, Destroyer<rd_kafka_ConfigResource_destroy>>;

std::int64_t number_of(std::string_view text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

bool keeps(const TopicSetting& setting, std::string_view found) {
    switch (setting.rule) {
        case TopicSetting::Rule::equal:
            return found == setting.value;
        case TopicSetting::Rule::at_least:
            return number_of(found) >= number_of(setting.value);
        case TopicSetting::Rule::at_most:
            return number_of(found) <= number_of(setting.value);
    }
    return false;
}

std::string in_words(const TopicSetting& setting) {
    static constexpr std::array<std::string_view, 3> words{"", "at least ", "at most "};
    return std::string{words[static_cast<std::size_t>(setting.rule)]} + setting.value;
}

Event wait_for(const Queue& queue) {
    return Event{rd_kafka_queue_poll(queue.get(), static_cast<int>(answer_patience / 1ms))};
}

}  // namespace

KafkaTopics::KafkaTopics(std::unique_ptr<KafkaHandle> handle, const KafkaConfiguration& configuration)
    : handle_(std::move(handle)), path_(configuration.path), replication_factor_(configuration.replication_factor) {}
KafkaTopics::~KafkaTopics() = default;

KafkaResult<std::unique_ptr<KafkaTopics>> KafkaTopics::open(const KafkaConfiguration& configuration) {
    // A consumer's client: asking after a topic never makes it.
    auto handle = KafkaHandle::make(configuration, KafkaHandle::Role::consumer);
    if (!handle) return tl::unexpected(std::move(handle.error()));
    if (auto connected = (*handle)->connect(); !connected) return tl::unexpected(std::move(connected.error()));
    return std::unique_ptr<KafkaTopics>{new KafkaTopics(std::move(*handle), configuration)};
}

KafkaResult<bool> KafkaTopics::create(const TopicSpec& spec) {
    std::array<char, error_text_bytes> text{};
    const NewTopic topic{
        rd_kafka_NewTopic_new(spec.name.c_str(), spec.partitions, replication_factor_, text.data(), text.size())};
    if (!topic) return kafka_fail(KafkaErrorKind::configuration, spec.name + ": " + text.data());
    for (const auto& setting : spec.settings)
        rd_kafka_NewTopic_set_config(topic.get(), setting.name.c_str(), setting.value.c_str());
    if (replication_factor_ >= safe_replicas)
        rd_kafka_NewTopic_set_config(topic.get(), "min.insync.replicas", safe_in_sync_replicas.data());
    const Queue queue{rd_kafka_queue_new(handle_->get())};
    rd_kafka_NewTopic_t* one = topic.get();
    rd_kafka_CreateTopics(handle_->get(), &one, 1, nullptr, queue.get());
    const auto event = wait_for(queue);
    const std::string doing = "making topic " + spec.name;
    const std::string right = "Create on topic '" + spec.name + "' or on the cluster";
    auto error = event ? rd_kafka_event_error(event.get()) : RD_KAFKA_RESP_ERR__TIMED_OUT;
    std::string why = event ? rd_kafka_event_error_string(event.get()) : "";
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
        std::size_t count = 0;
        const auto* results =
            rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
        for (std::size_t i = 0; i < count; ++i) {
            error = rd_kafka_topic_result_error(results[i]);
            const char* said = rd_kafka_topic_result_error_string(results[i]);
            why = said ? said : "";
        }
    }
    const bool was_there = error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS;
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR && !was_there)
        return tl::unexpected(handle_->explain(error, why, doing, right));
    const auto deadline = std::chrono::steady_clock::now() + appearance_patience;
    while (true) {
        auto checked = check(spec);
        if (checked) return !was_there;
        if (checked.error().kind != KafkaErrorKind::topic_missing || std::chrono::steady_clock::now() > deadline)
            return tl::unexpected(std::move(checked.error()));
        std::this_thread::sleep_for(appearance_pause);
    }
}

KafkaResult<std::int32_t> KafkaTopics::partition_count(const std::string& name) {
    const Topic topic{rd_kafka_topic_new(handle_->get(), name.c_str(), nullptr)};
    const struct rd_kafka_metadata* metadata = nullptr;
    auto error = rd_kafka_metadata(handle_->get(), 0, topic.get(), &metadata, static_cast<int>(answer_patience / 1ms));
    std::int32_t count = 0;
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
        error = metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR) count = metadata->topics[0].partition_cnt;
    }
    if (metadata) rd_kafka_metadata_destroy(metadata);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return tl::unexpected(handle_->explain(error, {}, "topic " + name, "Describe on topic '" + name + "'"));
    return count;
}

KafkaResult<std::string> KafkaTopics::check(const TopicSpec& spec) {
    const auto count = partition_count(spec.name);
    if (!count) return tl::unexpected(count.error());
    if (*count != spec.partitions)
        return kafka_fail(KafkaErrorKind::topic_unfit,
                          handle_->bootstrap_servers() + ": topic " + spec.name + " has " + std::to_string(*count) +
                              " partitions and must have " + std::to_string(spec.partitions) + ": set " +
                              spec.partitions_from + " in " + path_ +
                              " where it was made with that many, else make the topic anew: keys would move");
    return check_settings(spec);
}

KafkaResult<std::string> KafkaTopics::check_settings(const TopicSpec& spec) {
    const Resource resource{rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, spec.name.c_str())};
    const Queue queue{rd_kafka_queue_new(handle_->get())};
    rd_kafka_ConfigResource_t* one = resource.get();
    rd_kafka_DescribeConfigs(handle_->get(), &one, 1, nullptr, queue.get());
    const auto event = wait_for(queue);
    const std::string doing = "settings of topic " + spec.name;
    auto error = event ? rd_kafka_event_error(event.get()) : RD_KAFKA_RESP_ERR__TIMED_OUT;
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return tl::unexpected(handle_->explain(error, {}, doing));
    std::size_t count = 0;
    const auto* results =
        rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event.get()), &count);
    for (std::size_t i = 0; i < count; ++i) {
        error = rd_kafka_ConfigResource_error(results[i]);
        if (error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
            return doing + " are not checked: an ACL would have to give DescribeConfigs on it";
        if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return tl::unexpected(handle_->explain(error, {}, doing));
        std::size_t entry_count = 0;
        const auto* entries = rd_kafka_ConfigResource_configs(results[i], &entry_count);
        for (std::size_t j = 0; j < entry_count; ++j) {
            const std::string_view name = rd_kafka_ConfigEntry_name(entries[j]);
            const char* value = rd_kafka_ConfigEntry_value(entries[j]);
            for (const auto& setting : spec.settings)
                if (setting.name == name && !keeps(setting, value ? value : ""))
                    return kafka_fail(KafkaErrorKind::topic_unfit,
                                      handle_->bootstrap_servers() + ": topic " + spec.name + " has " + setting.name +
                                          "=" + (value ? value : "") + " and must have " + in_words(setting) +
                                          ": alter it, as by kafka-configs");
        }
    }
    return std::string{};
}

}  // namespace tally::consumers
