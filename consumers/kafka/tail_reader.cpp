#include "consumers/kafka/tail_reader.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "consumers/kafka/kafka_handle.h"
#include "consumers/kafka/owned.h"
#include "consumers/kafka/record_of.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;

constexpr auto tail_patience = 10s;
constexpr auto question_slice = 1s;
constexpr auto tail_slice = 100ms;
constexpr std::int64_t first_look_back = 4;  // A record, its commit marker and a little more.
constexpr std::int64_t look_back_growth = 8;

struct QueueDeleter {
    void operator()(rd_kafka_queue_t* one) const { rd_kafka_queue_destroy(one); }
};

// One partition being read, from an offset on.
class PartitionReading {
  public:
    PartitionReading(rd_kafka_t* client, const std::string& topic, std::int32_t partition)
        : topic_(rd_kafka_topic_new(client, topic.c_str(), nullptr)),
          queue_(rd_kafka_queue_new(client)),
          partition_(partition) {}
    PartitionReading(const PartitionReading&) = delete;
    PartitionReading& operator=(const PartitionReading&) = delete;
    ~PartitionReading() {
        if (started_) rd_kafka_consume_stop(topic_, partition_);
        queue_.reset();
        rd_kafka_topic_destroy(topic_);
    }
    rd_kafka_resp_err_t start(std::int64_t offset) {
        started_ = rd_kafka_consume_start_queue(topic_, partition_, offset, queue_.get()) == 0;
        return started_ ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error();
    }
    OwnedMessage next() {
        return OwnedMessage{rd_kafka_consume_queue(queue_.get(), static_cast<int>(tail_slice / 1ms))};
    }

  private:
    rd_kafka_topic_t* topic_;
    std::unique_ptr<rd_kafka_queue_t, QueueDeleter> queue_;
    std::int32_t partition_;
    bool started_ = false;
};

std::string place(const std::string& topic, std::int32_t partition) {
    return "reading topic " + topic + ", partition " + std::to_string(partition);
}

}  // namespace

TailReader::TailReader(std::unique_ptr<KafkaHandle> handle, std::function<bool()> stop_asked)
    : handle_(std::move(handle)), stop_asked_(std::move(stop_asked)) {}
TailReader::~TailReader() = default;

KafkaResult<std::unique_ptr<TailReader>> TailReader::open(const KafkaConfiguration& configuration,
                                                          std::function<bool()> stop_asked) {
    auto handle = KafkaHandle::make(
        configuration, KafkaHandle::Role::consumer,
        {{"enable.partition.eof", "true"}, {"fetch.wait.max.ms", "10"}, {"fetch.error.backoff.ms", "50"}});
    if (!handle) return tl::unexpected(std::move(handle.error()));
    if (auto connected = (*handle)->connect(stop_asked); !connected)
        return tl::unexpected(std::move(connected.error()));
    return std::unique_ptr<TailReader>{new TailReader(std::move(*handle), std::move(stop_asked))};
}

KafkaResult<TailReader::Tail> TailReader::read(const std::string& topic, std::int32_t partition) {
    const auto deadline = std::chrono::steady_clock::now() + tail_patience;
    while (true) {
        auto tail = read_once(topic, partition);
        if (tail || std::chrono::steady_clock::now() > deadline) return tail;
        if (stop_asked()) return kafka_fail(KafkaErrorKind::stopped, "asked to stop");
        const auto kind = tail.error().kind;
        if (kind != KafkaErrorKind::unreachable && kind != KafkaErrorKind::topic_missing) return tail;
        std::this_thread::sleep_for(tail_slice);
    }
}

KafkaResult<TailReader::Tail> TailReader::read_once(const std::string& topic, std::int32_t partition) {
    std::int64_t low = 0;
    std::int64_t high = 0;
    // The high one is where read_committed readers may read to.
    const auto error = handle_->offsets_of(topic, partition, low, high, question_slice);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return tl::unexpected(
            handle_->explain(error, {}, place(topic, partition), "Read and Describe on topic '" + topic + "'"));
    Tail tail;
    tail.was_cut = low > 0;
    std::int64_t from = high;
    for (std::int64_t look_back = first_look_back; from > low && !tail.last; look_back *= look_back_growth) {
        from = std::max(low, high - look_back);
        auto found = one_from(Which::last, topic, partition, from);
        if (!found) return tl::unexpected(std::move(found.error()));
        tail.last = std::move(*found);
    }
    return tail;
}

KafkaResult<std::optional<KafkaRecord>> TailReader::first(const std::string& topic, std::int32_t partition) {
    return one_from(Which::first, topic, partition, RD_KAFKA_OFFSET_BEGINNING);
}

KafkaResult<std::optional<KafkaRecord>> TailReader::one_from(Which which, const std::string& topic,
                                                             std::int32_t partition, std::int64_t offset) {
    PartitionReading reading(handle_->get(), topic, partition);
    const auto failed = [&](rd_kafka_resp_err_t error) {
        return tl::unexpected(handle_->explain(error, {}, place(topic, partition), "Read on topic '" + topic + "'"));
    };
    if (const auto error = reading.start(offset); error != RD_KAFKA_RESP_ERR_NO_ERROR) return failed(error);
    std::optional<KafkaRecord> last;
    auto heard = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - heard < tail_patience) {
        const auto message = reading.next();
        handle_->poll();
        if (auto refused = handle_->refusal()) return tl::unexpected(std::move(*refused));
        if (!message && stop_asked()) return kafka_fail(KafkaErrorKind::stopped, "asked to stop");
        if (!message) continue;
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return last;
        if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return failed(message->err);
        last = record_of(*message);
        if (which == Which::first) return last;
        heard = std::chrono::steady_clock::now();
    }
    return failed(RD_KAFKA_RESP_ERR__TIMED_OUT);
}

}  // namespace tally::consumers
