#include "consumers/kafka/kafka_handle.h"

#include <array>
#include <fmt/format.h>

#include "consumers/kafka/owned.h"
#include "eventstore/program_log.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;

constexpr auto connect_patience = 5s;
constexpr auto connect_slice = 100ms;

const std::map<std::string, std::string> for_both{
    {"client.id", "tally"},
    {"reconnect.backoff.ms", "50"},
    {"reconnect.backoff.max.ms", "1000"},
    {"socket.nagle.disable", "true"},
};
const std::map<std::string, std::string> for_producers{
    {"compression.codec", "lz4"},    {"linger.ms", "5"},
    {"message.timeout.ms", "10000"}, {"queue.buffering.max.kbytes", "65536"},
    {"retry.backoff.ms", "5"},       {"transaction.timeout.ms", "15000"},
};
const std::map<std::string, std::string> for_consumers{
    {"check.crcs", "true"},
    {"heartbeat.interval.ms", "2000"},
    {"partition.assignment.strategy", "cooperative-sticky"},
    {"session.timeout.ms", "10000"},
};
// Those that a file may not change.
const std::map<std::string, std::string> always_for_producers{
    {"acks", "all"},
    {"delivery.report.only.error", "true"},
    {"enable.idempotence", "true"},
    {"max.in.flight.requests.per.connection", "5"},
};
const std::map<std::string, std::string> always_for_consumers{
    {"allow.auto.create.topics", "false"}, {"auto.offset.reset", "error"},        {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"}, {"isolation.level", "read_committed"},
};

struct ConfigurationDeleter {
    void operator()(rd_kafka_conf_t* one) const { rd_kafka_conf_destroy(one); }
};
using OwnedConfiguration = std::unique_ptr<rd_kafka_conf_t, ConfigurationDeleter>;

KafkaResult<void> set(rd_kafka_conf_t* to, const std::string& path, const std::map<std::string, std::string>& values) {
    std::array<char, error_text_bytes> text{};
    for (const auto& [name, value] : values) {
        const auto result = rd_kafka_conf_set(to, name.c_str(), value.c_str(), text.data(), text.size());
        if (result == RD_KAFKA_CONF_OK) continue;
        // librdkafka's text may quote the value; no secret can be invalid by its form.
        const auto why = result == RD_KAFKA_CONF_UNKNOWN ? std::string{"librdkafka has no such property"}
                                                         : fmt::format("not accepted: {}", text.data());
        return kafka_fail(KafkaErrorKind::configuration, fmt::format("{}: [kafka] {}: {}", path, name, why));
    }
    return {};
}

bool is_unreachable(rd_kafka_resp_err_t error) {
    switch (error) {
        case RD_KAFKA_RESP_ERR__TIMED_OUT:
        case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
        case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
        case RD_KAFKA_RESP_ERR__TRANSPORT:
        case RD_KAFKA_RESP_ERR__RESOLVE:
        case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
        case RD_KAFKA_RESP_ERR__WAIT_COORD:
        case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
        case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
        case RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH:
        case RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH:
        case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS:
        case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND:
            return true;
        default:
            return false;
    }
}

KafkaErrorKind kind_of(rd_kafka_resp_err_t error) {
    if (is_unreachable(error)) return KafkaErrorKind::unreachable;
    switch (error) {
        case RD_KAFKA_RESP_ERR__AUTHENTICATION:
        case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
            return KafkaErrorKind::authentication;
        case RD_KAFKA_RESP_ERR__SSL:
            return KafkaErrorKind::encryption;
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
            return KafkaErrorKind::authorization;
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
        case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
        case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
            return KafkaErrorKind::topic_missing;
        case RD_KAFKA_RESP_ERR__FENCED:
        case RD_KAFKA_RESP_ERR_PRODUCER_FENCED:
        case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
            return KafkaErrorKind::fenced;
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
        case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
            return KafkaErrorKind::too_large;
        default:
            return KafkaErrorKind::failed;
    }
}

}  // namespace

KafkaResult<void> check_properties(const KafkaConfiguration& configuration) {
    const OwnedConfiguration scratch{rd_kafka_conf_new()};
    return set(scratch.get(), configuration.path, configuration.properties);
}

KafkaResult<std::unique_ptr<KafkaHandle>> KafkaHandle::make(const KafkaConfiguration& configuration, Role role,
                                                            const std::map<std::string, std::string>& further) {
    std::unique_ptr<KafkaHandle> handle{new KafkaHandle};
    handle->path_ = configuration.path;
    handle->bootstrap_servers_ = configuration.bootstrap_servers;
    handle->user_ = configuration.user();
    OwnedConfiguration settings{rd_kafka_conf_new()};
    const bool producer = role == Role::producer;
    for (const auto& values : {for_both, producer ? for_producers : for_consumers, configuration.properties,
                               producer ? always_for_producers : always_for_consumers, further})
        if (auto good = set(settings.get(), configuration.path, values); !good)
            return tl::unexpected(std::move(good.error()));
    rd_kafka_conf_set_opaque(settings.get(), handle.get());
    rd_kafka_conf_set_error_cb(settings.get(), error_callback);
    rd_kafka_conf_set_log_cb(settings.get(), log_callback);
    if (producer)
        rd_kafka_conf_set_dr_msg_cb(settings.get(), delivery_callback);
    else
        rd_kafka_conf_set_rebalance_cb(settings.get(), rebalance_callback);
    std::array<char, error_text_bytes> text{};
    handle->client_ =
        rd_kafka_new(producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER, settings.get(), text.data(), text.size());
    if (!handle->client_)
        return kafka_fail(KafkaErrorKind::configuration, configuration.path + ": [kafka] " + text.data());
    (void)settings.release();  // The client's now.
    return handle;
}

KafkaHandle::~KafkaHandle() {
    if (client_) rd_kafka_destroy_flags(client_, closes_ ? 0 : RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

void KafkaHandle::rebalance_callback(rd_kafka_t* client, rd_kafka_resp_err_t what,
                                     rd_kafka_topic_partition_list_t* partitions, void* self) {
    auto* handle = static_cast<KafkaHandle*>(self);
    if (handle->rebalanced_)
        handle->rebalanced_(what, partitions);
    else
        rd_kafka_assign(client, nullptr);
}

void KafkaHandle::error_callback(rd_kafka_t*, int error, const char* reason, void* self) {
    static_cast<KafkaHandle*>(self)->on_error(static_cast<rd_kafka_resp_err_t>(error), reason);
}

void KafkaHandle::delivery_callback(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
    auto* handle = static_cast<KafkaHandle*>(self);
    const std::lock_guard lock(handle->mutex_);
    const bool follows_from_another =
        message->err == RD_KAFKA_RESP_ERR__PURGE_QUEUE || message->err == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR && !follows_from_another && !handle->undelivered_)
        handle->undelivered_ = message->err;
}

// Everything that matters also comes through the error callback; stderr would repeat it.
void KafkaHandle::log_callback(const rd_kafka_t*, int, const char* facility, const char* text) {
    spdlog::debug("kafka: {}: {}", facility, text);
}

void KafkaHandle::on_error(rd_kafka_resp_err_t error, const char* reason) {
    const std::lock_guard lock(mutex_);
    const std::string text{reason};
    switch (kind_of(error)) {
        case KafkaErrorKind::authentication:
            refusal_ = KafkaError{KafkaErrorKind::authentication,
                                  text + ": " + user_ +
                                      " is not let in: check sasl.username, sasl.mechanism and the "
                                      "password in " +
                                      path_};
            break;
        case KafkaErrorKind::encryption: {
            const bool untrusted = text.find("certificate verify failed") != std::string::npos;
            refusal_ = KafkaError{KafkaErrorKind::encryption,
                                  text + ": " +
                                      (untrusted ? "set ssl.ca.location to the CA that signed the broker's certificate"
                                                 : "check security.protocol and the ssl properties") +
                                      " in " + path_};
            break;
        }
        default:
            // "All brokers are down" says less than why the last one is.
            if (error != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || transport_trouble_.empty()) transport_trouble_ = text;
    }
}

void KafkaHandle::begin_to_read() {
    rd_kafka_poll_set_consumer(client_);
    reads_ = true;
}

void KafkaHandle::poll(std::chrono::milliseconds timeout) const {
    // Messages lie in the same queue then, and librdkafka aborts where it meets one.
    if (reads_) return;
    rd_kafka_poll(client_, static_cast<int>(timeout.count()));
}

std::optional<KafkaError> KafkaHandle::refusal() const {
    const std::lock_guard lock(mutex_);
    return refusal_;
}
std::optional<rd_kafka_resp_err_t> KafkaHandle::undelivered() const {
    const std::lock_guard lock(mutex_);
    return undelivered_;
}
void KafkaHandle::forget_troubles() {
    const std::lock_guard lock(mutex_);
    refusal_.reset();
    transport_trouble_.clear();
    undelivered_.reset();
}

KafkaResult<void> KafkaHandle::connect(const StopAsked& stop_asked) {
    const auto deadline = std::chrono::steady_clock::now() + connect_patience;
    while (true) {
        const struct rd_kafka_metadata* metadata = nullptr;
        const auto error = rd_kafka_metadata(client_, 0, nullptr, &metadata, static_cast<int>(connect_slice / 1ms));
        if (metadata) rd_kafka_metadata_destroy(metadata);
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
            forget_troubles();
            return {};
        }
        poll();
        if (auto refused = refusal()) return tl::unexpected(std::move(*refused));
        if (stop_asked && stop_asked()) return kafka_fail(KafkaErrorKind::stopped, "asked to stop");
        if (std::chrono::steady_clock::now() > deadline) return tl::unexpected(explain(error, {}, "connecting"));
    }
}

// Not by rd_kafka_query_watermark_offsets(), which before librdkafka 2.3 knows no time-out and goes on asking a broker
// that does not lead the partition any more.
rd_kafka_resp_err_t KafkaHandle::offsets_of(const std::string& topic, std::int32_t partition, std::int64_t& begin,
                                            std::int64_t& end, std::chrono::milliseconds timeout) const {
    for (const auto& [wanted, found] :
         {std::pair{std::int64_t{RD_KAFKA_OFFSET_BEGINNING}, &begin}, {std::int64_t{RD_KAFKA_OFFSET_END}, &end}}) {
        const OwnedList list{rd_kafka_topic_partition_list_new(1)};
        auto* const one = rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
        one->offset = wanted;
        const auto error = rd_kafka_offsets_for_times(client_, list.get(), static_cast<int>(timeout / 1ms));
        if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return error;
        if (one->err != RD_KAFKA_RESP_ERR_NO_ERROR) return one->err;
        *found = one->offset;
    }
    return RD_KAFKA_RESP_ERR_NO_ERROR;
}

KafkaError KafkaHandle::explain(rd_kafka_resp_err_t error, std::string_view text, std::string_view doing,
                                std::string_view right) const {
    poll();
    if (auto refused = refusal()) return *std::move(refused);
    const auto kind = kind_of(error);
    const std::string why = text.empty() ? rd_kafka_err2str(error) : std::string{text};
    const std::string what = bootstrap_servers_ + ": " + std::string{doing} + ": ";
    switch (kind) {
        case KafkaErrorKind::unreachable: {
            const std::lock_guard lock(mutex_);
            return {kind, "no broker answers at " + bootstrap_servers_ + " (" + std::string{doing} + ": " +
                              (transport_trouble_.empty() ? why : transport_trouble_) +
                              "): is the cluster up, and are bootstrap.servers and security.protocol in " + path_ +
                              " right?"};
        }
        case KafkaErrorKind::authorization:
            return {kind, what + user_ + " lacks a right (" + why + "): an ACL must give it " +
                              (right.empty() ? std::string{"this"} : std::string{right})};
        case KafkaErrorKind::topic_missing:
            return {kind, what + "there is no such topic, or none that " + user_ +
                              " may see: make it by --create-topics, or correct topic_prefix in " + path_};
        case KafkaErrorKind::fenced:
            return {kind, what + "another instance has taken over (" + why + ")"};
        case KafkaErrorKind::too_large:
            return {kind, what + why + ": raise max.message.bytes of the topic and message.max.bytes in " + path_};
        default:
            return {kind, what + why};
    }
}

}  // namespace tally::consumers
