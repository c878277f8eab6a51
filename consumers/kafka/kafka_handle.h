#pragma once
// One client of librdkafka's: what it is set to, and what its callbacks say is wrong. For the files of this folder.

#include <atomic>
#include <chrono>
#include <functional>
#include <librdkafka/rdkafka.h>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_error.h"

namespace tally::consumers {

// Whether librdkafka knows every property and takes its value.
[[nodiscard]] KafkaResult<void> check_properties(const KafkaConfiguration&);

using StopAsked = std::function<bool()>;

class KafkaHandle {
  public:
    enum class Role { producer, consumer };
    // Nothing is sent yet. Error: configuration.
    [[nodiscard]] static KafkaResult<std::unique_ptr<KafkaHandle>> make(
        const KafkaConfiguration&, Role, const std::map<std::string, std::string>& further = {});
    // Of a consumer in a group; from within a poll. It must assign or unassign what is listed.
    using Rebalanced = std::function<void(rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*)>;
    void on_rebalance(Rebalanced use) { rebalanced_ = std::move(use); }
    // A consumer that never was in a group is not to be closed as one.
    void leave_unclosed() { closes_ = false; }
    KafkaHandle(const KafkaHandle&) = delete;
    KafkaHandle& operator=(const KafkaHandle&) = delete;
    ~KafkaHandle();

    [[nodiscard]] rd_kafka_t* get() const { return client_; }
    [[nodiscard]] const std::string& bootstrap_servers() const { return bootstrap_servers_; }

    // Until a broker answers, at most connect_patience. Calls of librdkafka's only time out; its callback knows why.
    [[nodiscard]] KafkaResult<void> connect(const StopAsked& = {});
    // A partition's first offset, and the end of what may be read of it. Returns in time even if its leader is gone.
    [[nodiscard]] rd_kafka_resp_err_t offsets_of(const std::string& topic, std::int32_t partition, std::int64_t& begin,
                                                 std::int64_t& end, std::chrono::milliseconds timeout) const;
    // Of a consumer that has connected: callbacks are served where messages are read from now on.
    void begin_to_read();
    // Serves the callbacks, but those of a consumer that reads.
    void poll(std::chrono::milliseconds timeout = {}) const;

    // What a broker has refused for good since the last forget(): a password, a certificate.
    [[nodiscard]] std::optional<KafkaError> refusal() const;
    void forget_troubles();
    // The first message that could not be delivered since the last forget().
    [[nodiscard]] std::optional<rd_kafka_resp_err_t> undelivered() const;

    // In words, with what the callbacks said. `doing` is such as "topic tally.invoices"; `right` is the ACL it takes.
    [[nodiscard]] KafkaError explain(rd_kafka_resp_err_t, std::string_view text, std::string_view doing,
                                     std::string_view right = {}) const;

  private:
    KafkaHandle() = default;
    void on_error(rd_kafka_resp_err_t, const char* reason);
    static void error_callback(rd_kafka_t*, int error, const char* reason, void* self);
    static void delivery_callback(rd_kafka_t*, const rd_kafka_message_t*, void* self);
    static void rebalance_callback(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*, void* self);
    static void log_callback(const rd_kafka_t*, int level, const char* facility, const char* text);

    rd_kafka_t* client_ = nullptr;
    Rebalanced rebalanced_;
    bool closes_ = true;
    bool reads_ = false;
    std::string path_;
    std::string bootstrap_servers_;
    std::string user_;
    mutable std::mutex mutex_;
    std::optional<KafkaError> refusal_;
    std::string transport_trouble_;
    std::optional<rd_kafka_resp_err_t> undelivered_;
};

}  // namespace tally::consumers
