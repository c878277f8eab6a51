#include "consumers/kafka/transactional_producer.h"

#include <array>
#include <charconv>

#include "consumers/kafka/kafka_handle.h"
#include "consumers/kafka/owned.h"
#include "domain/core/assert.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;

constexpr auto taking_over_patience = 30s;  // The old holder's transaction is ended first.
constexpr auto commit_patience = 30s;
constexpr auto transaction_call_slice = 250ms;
constexpr auto flush_slice = 1ms;  // Only at its end does librdkafka look whether all is delivered.
constexpr auto queue_pause = 10ms;

struct GroupDeleter {
    void operator()(rd_kafka_consumer_group_metadata_t* one) const { rd_kafka_consumer_group_metadata_destroy(one); }
};

std::chrono::milliseconds transaction_timeout_of(rd_kafka_t* client) {
    std::array<char, 32> text{};
    std::size_t size = text.size();
    std::int64_t number = 0;
    if (rd_kafka_conf_get(rd_kafka_conf(client), "transaction.timeout.ms", text.data(), &size) == RD_KAFKA_CONF_OK)
        std::from_chars(text.data(), text.data() + size, number);
    return std::chrono::milliseconds{number};
}

}  // namespace

TransactionalProducer::TransactionalProducer(std::unique_ptr<KafkaHandle> handle, std::string transactional_id)
    : handle_(std::move(handle)),
      transactional_id_(std::move(transactional_id)),
      transaction_timeout_(transaction_timeout_of(handle_->get())) {}

TransactionalProducer::~TransactionalProducer() {
    if (!handle_) return;
    // What is still queued belongs to a transaction that will not be committed.
    rd_kafka_purge(handle_->get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
    handle_->poll();
    for (const auto& [name, topic] : topics_) rd_kafka_topic_destroy(topic);
}

KafkaResult<std::unique_ptr<TransactionalProducer>> TransactionalProducer::open(const KafkaConfiguration& configuration,
                                                                                const std::string& transactional_id,
                                                                                const StopAsked& stop_asked) {
    auto handle =
        KafkaHandle::make(configuration, KafkaHandle::Role::producer, {{"transactional.id", transactional_id}});
    if (!handle) return tl::unexpected(std::move(handle.error()));
    if (auto connected = (*handle)->connect(stop_asked); !connected)
        return tl::unexpected(std::move(connected.error()));
    std::unique_ptr<TransactionalProducer> producer{new TransactionalProducer(std::move(*handle), transactional_id)};
    rd_kafka_t* const client = producer->handle_->get();
    auto taken = producer->repeat([&](int timeout_ms) { return rd_kafka_init_transactions(client, timeout_ms); },
                                  "taking over transactional id " + transactional_id, taking_over_patience, stop_asked);
    if (!taken) return tl::unexpected(std::move(taken.error()));
    producer->handle_->forget_troubles();
    return producer;
}

KafkaResult<void> TransactionalProducer::repeat(const std::function<rd_kafka_error_t*(int)>& call,
                                                std::string_view doing, std::chrono::milliseconds patience,
                                                const StopAsked& stop_asked) const {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (true) {
        const OwnedError error{call(static_cast<int>(transaction_call_slice / 1ms))};
        if (!error) return {};
        handle_->poll();
        const bool again = rd_kafka_error_is_retriable(error.get()) != 0 && !handle_->refusal();
        if (!again || std::chrono::steady_clock::now() > deadline)
            return failed(rd_kafka_error_code(error.get()), rd_kafka_error_string(error.get()), doing);
        if (stop_asked && stop_asked()) return kafka_fail(KafkaErrorKind::stopped, "asked to stop");
    }
}

std::string TransactionalProducer::right_lacking(int error) const {
    if (error == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) return "Read on group '" + offset_group_ + "'";
    if (error != RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
        return "Write and Describe on transactional id '" + transactional_id_ + "'";
    // The cluster does not say which of them it is.
    std::string right = topics_.size() == 1 ? "Write on topic" : "Write on topics";
    const char* between = " ";
    for (const auto& [name, topic] : topics_) {
        right += between + ("'" + name + "'");
        between = ", ";
    }
    return offset_topic_.empty() ? right : right + " and Read on topic '" + offset_topic_ + "'";
}

tl::unexpected<KafkaError> TransactionalProducer::failed(int error, std::string_view text,
                                                         std::string_view doing) const {
    auto code = static_cast<rd_kafka_resp_err_t>(error);
    std::string why{text};
    std::array<char, error_text_bytes> fatal_text{};
    const auto fatal = rd_kafka_fatal_error(handle_->get(), fatal_text.data(), fatal_text.size());
    if (fatal != RD_KAFKA_RESP_ERR_NO_ERROR) {
        code = fatal;
        why = fatal_text.data();
    } else if (const auto undelivered = handle_->undelivered()) {
        code = *undelivered;
        why = rd_kafka_err2str(code);
    }
    auto explained = handle_->explain(code, why, doing, right_lacking(code));
    // After so long an absence the cluster may have aborted the transaction, which looks the same.
    if (explained.kind == KafkaErrorKind::fenced && began_ != std::chrono::steady_clock::time_point{} &&
        std::chrono::steady_clock::now() - began_ >= transaction_timeout_)
        explained.kind = KafkaErrorKind::failed;
    return tl::unexpected(std::move(explained));
}

KafkaResult<void> TransactionalProducer::begin() {
    handle_->poll();
    began_ = std::chrono::steady_clock::now();
    const OwnedError error{rd_kafka_begin_transaction(handle_->get())};
    if (!error) return {};
    return failed(rd_kafka_error_code(error.get()), rd_kafka_error_string(error.get()), "beginning a transaction");
}

rd_kafka_topic_t* TransactionalProducer::topic_handle(const std::string& name) {
    if (last_topic_ == &name) return last_topic_handle_;
    auto found = topics_.find(name);
    if (found == topics_.end())
        found = topics_.emplace(name, rd_kafka_topic_new(handle_->get(), name.c_str(), nullptr)).first;
    last_topic_ = &name;
    last_topic_handle_ = found->second;
    return last_topic_handle_;
}

KafkaResult<void> TransactionalProducer::send(const OutgoingRecord& record) {
    TALLY_ASSERT(record.topic, "a record goes to a topic");
    rd_kafka_headers_t* headers = rd_kafka_headers_new(record.headers.size());
    for (const auto& [name, value] : record.headers)
        rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                            static_cast<ssize_t>(value.size()));
    std::array<rd_kafka_vu_t, 5> parts{};
    parts[0].vtype = RD_KAFKA_VTYPE_RKT;
    parts[0].u.rkt = topic_handle(*record.topic);
    parts[1].vtype = RD_KAFKA_VTYPE_PARTITION;
    parts[1].u.i32 = record.partition;
    parts[2].vtype = RD_KAFKA_VTYPE_KEY;
    parts[2].u.mem = {const_cast<char*>(record.key.data()), record.key.size()};
    // Not copied, and not written to.
    parts[3].vtype = RD_KAFKA_VTYPE_VALUE;
    if (record.value) parts[3].u.mem = {const_cast<char*>(record.value->data()), record.value->size()};
    parts[4].vtype = RD_KAFKA_VTYPE_HEADERS;
    parts[4].u.headers = headers;
    while (true) {
        const OwnedError error{rd_kafka_produceva(handle_->get(), parts.data(), parts.size())};
        if (!error) return {};
        const auto code = rd_kafka_error_code(error.get());
        if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
            handle_->poll(queue_pause);
            if (!handle_->undelivered()) continue;
        }
        rd_kafka_headers_destroy(headers);
        // Ending a failed transaction cannot succeed and reports why it failed.
        if (code == RD_KAFKA_RESP_ERR__STATE) {
            const OwnedError ended{
                rd_kafka_commit_transaction(handle_->get(), static_cast<int>(transaction_call_slice / 1ms))};
            if (ended) return failed(rd_kafka_error_code(ended.get()), rd_kafka_error_string(ended.get()), "writing");
        }
        return failed(code, rd_kafka_error_string(error.get()), "writing");
    }
}

KafkaResult<void> TransactionalProducer::flush() {
    const auto deadline = std::chrono::steady_clock::now() + commit_patience;
    while (rd_kafka_flush(handle_->get(), static_cast<int>(flush_slice / 1ms)) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        const bool in_vain = handle_->undelivered() || handle_->refusal();
        if (in_vain || std::chrono::steady_clock::now() > deadline)
            return failed(RD_KAFKA_RESP_ERR__TIMED_OUT, rd_kafka_err2str(RD_KAFKA_RESP_ERR__TIMED_OUT), "writing");
    }
    if (const auto undelivered = handle_->undelivered())
        return failed(*undelivered, rd_kafka_err2str(*undelivered), "writing");
    return {};
}

KafkaResult<void> TransactionalProducer::send_offset(const std::string& group, const std::string& topic,
                                                     std::int32_t partition, std::int64_t offset) {
    const OwnedList list{rd_kafka_topic_partition_list_new(1)};
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = offset;
    const std::unique_ptr<rd_kafka_consumer_group_metadata_t, GroupDeleter> metadata{
        rd_kafka_consumer_group_metadata_new(group.c_str())};
    rd_kafka_t* const client = handle_->get();
    offset_group_ = group;
    offset_topic_ = topic;
    return repeat(
        [&](int timeout_ms) {
            return rd_kafka_send_offsets_to_transaction(client, list.get(), metadata.get(), timeout_ms);
        },
        "committing the offset of group " + group, commit_patience);
}

KafkaResult<void> TransactionalProducer::commit(const StopAsked& stop_asked) {
    rd_kafka_t* const client = handle_->get();
    // Committing waits for what is not delivered yet, and says what is wrong with it; but looks only each 10 ms.
    const auto deadline = std::chrono::steady_clock::now() + transaction_call_slice;
    while (rd_kafka_flush(client, static_cast<int>(flush_slice / 1ms)) != RD_KAFKA_RESP_ERR_NO_ERROR &&
           !handle_->undelivered() && std::chrono::steady_clock::now() < deadline)
        continue;
    return repeat([&](int timeout_ms) { return rd_kafka_commit_transaction(client, timeout_ms); },
                  "committing a transaction", commit_patience, stop_asked);
}

}  // namespace tally::consumers
