#pragma once
// Publishes a feed's messages to its topic, each exactly once across crashes of this program and of brokers.
//
// The last committed record of the topic is the only checkpoint: a transaction holds whole events, so publishing
// resumes with the event after it. The transactional id is taken over first, then the tail is read.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "consumers/division_error.h"
#include "consumers/feed/content/message.h"
#include "consumers/kafka/kafka_configuration.h"
#include "eventstore/event_store.h"

namespace tally::consumers {

struct FeedOptions {
    std::string origin;                 // The division's, which is the messages' source.
    std::string topic;                  // Empty: the feed's own.
    bool compacted = false;             // No numbers; tombstones may come.
    std::optional<std::uint64_t> from;  // Where to begin where the topic is empty.
    bool until_end = false;             // Stop when caught up; else follow the log.
    // A transaction ends at whichever comes first, or when nothing waits.
    std::size_t transaction_messages_max = 10'000;
    std::size_t transaction_bytes_max = 16 << 20;
    std::chrono::milliseconds transaction_time_max{100};
    std::chrono::seconds patience{120};  // With a cluster that went away while running.
};

// From the thread that called run_feed().
struct FeedWatch {
    std::function<bool()> stop_asked;
    std::function<void(std::uint64_t from, std::uint64_t end)> started;
    std::function<void(std::uint64_t position)> reached;  // All before it is committed.
    std::function<void(std::string_view)> warned;
};

struct FeedSummary {
    std::uint64_t from = 0;
    std::uint64_t to = 0;  // All events before it are published.
    std::uint64_t messages = 0;
    std::uint64_t transactions = 0;
    std::uint64_t recoveries = 0;  // Transactions that failed and were sent again, or found committed.
};

using FeedError = DivisionError;

// Until stop_asked(), or the end where the options say so. Errors, beside those of the cluster: fenced (another
// instance feeds this topic), topic_unfit (the topic holds something that this log did not publish).
[[nodiscard]] tl::expected<FeedSummary, FeedError> run_feed(eventstore::EventStore&, FeedContent&,
                                                            const KafkaConfiguration&, const FeedOptions&,
                                                            const FeedWatch&);

}  // namespace tally::consumers
