#include "consumers/kafka/partition_reader.h"

#include <algorithm>
#include <thread>

#include "consumers/kafka/kafka_handle.h"
#include "consumers/kafka/owned.h"
#include "consumers/kafka/record_of.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;

constexpr auto reader_call_slice = 500ms;
constexpr auto read_slice = 100ms;
// A broker learns of a topic that another made within moments.
constexpr auto new_topic_patience = 5s;

}  // namespace

PartitionReader::PartitionReader(std::unique_ptr<KafkaHandle> handle, const std::string& topic, std::int32_t partition)
    : handle_(std::move(handle)),
      place_("reading topic " + topic + ", partition " + std::to_string(partition)),
      right_("Read on topic '" + topic + "'") {}

PartitionReader::~PartitionReader() {
    if (handle_) rd_kafka_consumer_close(handle_->get());
}

KafkaResult<std::unique_ptr<PartitionReader>> PartitionReader::open(const KafkaConfiguration& configuration,
                                                                    const std::string& topic, std::int32_t partition,
                                                                    const ChooseOffset& choose,
                                                                    std::chrono::milliseconds answer_wait,
                                                                    const StopAsked& stop_asked) {
    // librdkafka wants a group to be named, and asks who coordinates it; this reader never joins.
    auto handle = KafkaHandle::make(configuration, KafkaHandle::Role::consumer,
                                    {{"enable.partition.eof", "true"},
                                     {"fetch.wait.max.ms", std::to_string(answer_wait.count())},
                                     {"group.id", configuration.topic("nodes")}});
    if (!handle) return tl::unexpected(std::move(handle.error()));
    if (auto connected = (*handle)->connect(stop_asked); !connected)
        return tl::unexpected(std::move(connected.error()));
    std::unique_ptr<PartitionReader> reader{new PartitionReader(std::move(*handle), topic, partition)};
    rd_kafka_t* const client = reader->handle_->get();
    const auto range = reader->range_of(topic, partition);
    if (!range) return tl::unexpected(range.error());
    reader->handle_->begin_to_read();
    reader->offset_ = choose(*range);
    const OwnedList list{rd_kafka_topic_partition_list_new(1)};
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = reader->offset_;
    if (const auto error = rd_kafka_assign(client, list.get()); error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return tl::unexpected(reader->handle_->explain(error, {}, reader->place_, reader->right_));
    return reader;
}

KafkaResult<PartitionReader::Range> PartitionReader::range_of(const std::string& topic, std::int32_t partition,
                                                              std::chrono::milliseconds patience) const {
    // A partition's leader may just be changing, and a broker may not have heard yet of a topic that was only just
    // made.
    const auto start = std::chrono::steady_clock::now();
    while (true) {
        Range range;
        const auto error = handle_->offsets_of(topic, partition, range.begin, range.end, reader_call_slice);
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return range;
        auto explained = handle_->explain(error, {}, place_, right_);
        std::chrono::milliseconds most{0};
        if (explained.kind == KafkaErrorKind::unreachable) most = patience;
        if (explained.kind == KafkaErrorKind::topic_missing)
            most = std::min<std::chrono::milliseconds>(patience, new_topic_patience);
        if (std::chrono::steady_clock::now() - start >= most) return tl::unexpected(std::move(explained));
        if (explained.kind == KafkaErrorKind::topic_missing) std::this_thread::sleep_for(read_slice);
    }
}

KafkaResult<std::optional<KafkaRecord>> PartitionReader::next(std::chrono::milliseconds timeout) {
    const OwnedMessage message{rd_kafka_consumer_poll(handle_->get(), static_cast<int>(timeout.count()))};
    if (!message) {
        if (auto refused = handle_->refusal()) return tl::unexpected(std::move(*refused));
        return std::nullopt;
    }
    switch (message->err) {
        case RD_KAFKA_RESP_ERR_NO_ERROR:
            offset_ = message->offset + 1;
            return record_of(*message);
        case RD_KAFKA_RESP_ERR__PARTITION_EOF:
            // Behind control markers, which are never shown.
            if (message->offset > offset_) offset_ = message->offset;
            return std::nullopt;
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
        case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
            return kafka_fail(KafkaErrorKind::topic_unfit,
                              handle_->bootstrap_servers() + ": " + place_ + ": what was not read yet is gone");
        default:
            break;
    }
    auto explained = handle_->explain(message->err, rd_kafka_message_errstr(message.get()), place_, right_);
    // librdkafka goes on asking.
    if (explained.kind == KafkaErrorKind::unreachable) return std::nullopt;
    return tl::unexpected(std::move(explained));
}

KafkaResult<bool> PartitionReader::read_until(std::int64_t end, std::chrono::milliseconds timeout,
                                              const std::function<void(KafkaRecord)>& use) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (offset_ < end) {
        auto record = next(read_slice);
        if (!record) return tl::unexpected(std::move(record.error()));
        if (*record) {
            use(std::move(**record));
        } else if (std::chrono::steady_clock::now() > deadline) {
            return false;
        }
    }
    return true;
}

}  // namespace tally::consumers
