#include "consumers/kafka/partition_consumer.h"

#include "consumers/kafka/kafka_handle.h"
#include "consumers/kafka/owned.h"
#include "consumers/kafka/record_of.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;

constexpr auto offset_patience = 15s;  // A group's coordinator may just be loading.
constexpr auto consumer_call_slice = 500ms;

}  // namespace

PartitionConsumer::PartitionConsumer(std::unique_ptr<KafkaHandle> handle, std::string place, std::string right)
    : handle_(std::move(handle)), place_(std::move(place)), right_(std::move(right)) {}

PartitionConsumer::~PartitionConsumer() {
    if (handle_) rd_kafka_consumer_close(handle_->get());
}

KafkaResult<std::unique_ptr<PartitionConsumer>> PartitionConsumer::open(const KafkaConfiguration& configuration,
                                                                        const std::string& group,
                                                                        const std::string& topic,
                                                                        std::int32_t partition,
                                                                        const StopAsked& stop_asked) {
    auto handle =
        KafkaHandle::make(configuration, KafkaHandle::Role::consumer,
                          {{"enable.partition.eof", "true"}, {"fetch.wait.max.ms", "50"}, {"group.id", group}});
    if (!handle) return tl::unexpected(std::move(handle.error()));
    if (auto connected = (*handle)->connect(stop_asked); !connected)
        return tl::unexpected(std::move(connected.error()));
    std::unique_ptr<PartitionConsumer> consumer{
        new PartitionConsumer(std::move(*handle), "reading topic " + topic + ", partition " + std::to_string(partition),
                              "Read on topic '" + topic + "' and on group '" + group + "'")};
    rd_kafka_t* const client = consumer->handle_->get();
    consumer->handle_->begin_to_read();
    const OwnedList list{rd_kafka_topic_partition_list_new(1)};
    auto* one = rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
    const auto deadline = std::chrono::steady_clock::now() + offset_patience;
    while (true) {
        auto error = rd_kafka_committed(client, list.get(), static_cast<int>(consumer_call_slice / 1ms));
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR) error = one->err;
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR) break;
        auto explained = consumer->handle_->explain(error, {}, consumer->place_, consumer->right_);
        if (explained.kind != KafkaErrorKind::unreachable || std::chrono::steady_clock::now() > deadline)
            return tl::unexpected(std::move(explained));
        if (stop_asked && stop_asked()) return kafka_fail(KafkaErrorKind::stopped, "asked to stop");
    }
    if (one->offset < 0) one->offset = RD_KAFKA_OFFSET_BEGINNING;
    if (const auto error = rd_kafka_assign(client, list.get()); error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return tl::unexpected(consumer->handle_->explain(error, {}, consumer->place_, consumer->right_));
    return consumer;
}

KafkaResult<std::optional<KafkaRecord>> PartitionConsumer::next(std::chrono::milliseconds timeout) {
    const OwnedMessage message{rd_kafka_consumer_poll(handle_->get(), static_cast<int>(timeout.count()))};
    if (!message) {
        if (auto refused = handle_->refusal()) return tl::unexpected(std::move(*refused));
        return std::nullopt;
    }
    at_end_ = message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
    if (at_end_) return std::nullopt;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return record_of(*message);
    if (message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || message->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
        return kafka_fail(KafkaErrorKind::topic_unfit,
                          handle_->bootstrap_servers() + ": " + place_ +
                              ": what was not read yet is gone: it was kept for too short a time");
    auto explained = handle_->explain(message->err, rd_kafka_message_errstr(message.get()), place_, right_);
    // librdkafka goes on asking.
    if (explained.kind == KafkaErrorKind::unreachable) return std::nullopt;
    return tl::unexpected(std::move(explained));
}

}  // namespace tally::consumers
