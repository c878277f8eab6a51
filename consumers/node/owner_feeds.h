#pragma once
// The feeds of an owned division, each on threads of its own from the local copy. Failures of one are reported and
// retried; they never stop the division.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "consumers/feed/feed_runner.h"
#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_topics.h"
#include "eventstore/division/division.h"

namespace tally::consumers {

// Numbers and digests of a topic are one ledger's: where there are several divisions, each has topics of its own.
[[nodiscard]] std::string owner_feed_topic(const KafkaConfiguration&, std::string_view feed, std::int32_t division);
// All that the configured feeds need.
[[nodiscard]] std::vector<TopicSpec> owner_feed_topics(const KafkaConfiguration&);

struct OwnerFeedStatus {
    std::string feed;
    std::string topic;
    bool telling = false;        // Its topic is taken over; else it is being, or will be tried again.
    std::uint64_t position = 0;  // All events before it are published, as far as this node knows.
    std::uint64_t failures = 0;  // By this node.
    std::string trouble;         // Empty: none just now.
};

class OwnerFeeds {
  public:
    // The configuration says which feeds; it must outlive this.
    OwnerFeeds(const KafkaConfiguration&, std::int32_t division);
    OwnerFeeds(const OwnerFeeds&) = delete;
    OwnerFeeds& operator=(const OwnerFeeds&) = delete;
    ~OwnerFeeds();

    // The division was taken over and has its first event. It must stay open until stop() returned.
    void start(eventstore::Division&, const std::string& origin);
    // Without waiting.
    void begin_stop();
    // Returns once no feed looks at the division any more: soon, though not at once while a broker owes an answer.
    void stop();

    // Of those that are started. Any thread.
    [[nodiscard]] std::vector<OwnerFeedStatus> status() const;

  private:
    struct One {
        OwnerFeedStatus status;
        std::thread thread;
    };
    void run(One&, eventstore::Division&, const std::string& origin);
    void note_trouble(One&, std::string_view text, bool ended);

    const KafkaConfiguration& configuration_;
    const std::int32_t division_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::atomic<bool> stopping_{false};
    std::vector<std::unique_ptr<One>> running_;
    std::map<std::string, std::uint64_t> failures_;
};

}  // namespace tally::consumers
