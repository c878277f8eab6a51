#include "consumers/kafka/record_sender.h"

#include <array>

#include "consumers/kafka/kafka_handle.h"
#include "consumers/kafka/owned.h"
#include "domain/core/assert.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;
constexpr auto sender_queue_pause = 10ms;

}  // namespace

RecordSender::RecordSender(std::unique_ptr<KafkaHandle> handle) : handle_(std::move(handle)) {}

RecordSender::~RecordSender() {
    if (handle_)
        rd_kafka_purge(handle_->get(),
                       RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
}

KafkaResult<std::unique_ptr<RecordSender>> RecordSender::open(const KafkaConfiguration& configuration,
                                                              const StopAsked& stop_asked) {
    auto handle = KafkaHandle::make(configuration, KafkaHandle::Role::producer);
    if (!handle) return tl::unexpected(std::move(handle.error()));
    if (auto connected = (*handle)->connect(stop_asked); !connected)
        return tl::unexpected(std::move(connected.error()));
    return std::unique_ptr<RecordSender>{new RecordSender(std::move(*handle))};
}

KafkaResult<void> RecordSender::send(const OutgoingRecord& record) {
    TALLY_ASSERT(record.topic && record.value, "a record goes to a topic and has a value");
    rd_kafka_headers_t* headers = rd_kafka_headers_new(record.headers.size());
    for (const auto& [name, value] : record.headers)
        rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                            static_cast<ssize_t>(value.size()));
    std::array<rd_kafka_vu_t, 6> parts{};
    parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
    parts[0].u.cstr = record.topic->c_str();
    parts[1].vtype = RD_KAFKA_VTYPE_PARTITION;
    parts[1].u.i32 = record.partition;
    parts[2].vtype = RD_KAFKA_VTYPE_KEY;
    parts[2].u.mem = {const_cast<char*>(record.key.data()), record.key.size()};
    parts[3].vtype = RD_KAFKA_VTYPE_VALUE;
    parts[3].u.mem = {const_cast<char*>(record.value->data()), record.value->size()};
    parts[4].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    parts[4].u.i = RD_KAFKA_MSG_F_COPY;
    parts[5].vtype = RD_KAFKA_VTYPE_HEADERS;
    parts[5].u.headers = headers;
    while (true) {
        const OwnedError error{rd_kafka_produceva(handle_->get(), parts.data(), parts.size())};
        if (!error) return {};
        const auto code = rd_kafka_error_code(error.get());
        if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
            handle_->poll(sender_queue_pause);
            if (!handle_->undelivered()) continue;
        }
        rd_kafka_headers_destroy(headers);
        return tl::unexpected(handle_->explain(code, rd_kafka_error_string(error.get()), "writing to " + *record.topic,
                                               "Write on topic '" + *record.topic + "'"));
    }
}

KafkaResult<void> RecordSender::flush(std::chrono::milliseconds timeout) {
    const auto error = rd_kafka_flush(handle_->get(), static_cast<int>(timeout.count()));
    handle_->poll();
    if (const auto undelivered = handle_->undelivered())
        return tl::unexpected(handle_->explain(*undelivered, {}, "writing", "Write on the topic"));
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return tl::unexpected(handle_->explain(error, {}, "writing"));
    return {};
}

KafkaResult<void> RecordSender::look() {
    handle_->poll();
    if (const auto undelivered = handle_->undelivered())
        return tl::unexpected(handle_->explain(*undelivered, {}, "writing", "Write on the topic"));
    return {};
}

}  // namespace tally::consumers
