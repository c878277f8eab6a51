#pragma once
// Owns one division for as long as its node is to: takes it over, decides its commands, hands it over. While another
// node owns it, this one follows its log, so that taking over reads only the last of it. A thread of its own, so that
// no division waits for another.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/node/commit_publisher.h"
#include "consumers/node/log_follower.h"
#include "consumers/node/node_error.h"
#include "consumers/node/owner_feeds.h"
#include "eventstore/division/division.h"

namespace tally::consumers {

struct OwnerSetup {
    const KafkaConfiguration& configuration;
    std::int32_t division = 0;
    std::filesystem::path keys;       // As `tally init --kafka` made them; a node's own copy.
    std::filesystem::path directory;  // Of the local copy of the log; made where there is none.
    std::string address;              // Of this node, as the others see it.
    bool standby = true;              // Follows the log of another's division.
    std::function<std::vector<std::shared_ptr<eventstore::Folder>>(const eventstore::FolderNeeds&)> make_folders;
    std::function<void(std::int32_t division, CommitStep)> at_step;  // For tests.
};

enum class OwnerState : std::uint8_t {
    idle,         // Not owned here and not followed.
    standing_by,  // Likewise, and followed.
    taking_over,  // Fencing the owner before, following its log, claiming.
    owning,
    fenced,   // Another instance has it, whatever the group says; tried again later.
    waiting,  // Kafka is unavailable; retrying.
    failed,   // This node's disk or keys are unusable: an operator must act.
};

struct DivisionStatus {
    std::int32_t division = 0;
    OwnerState state = OwnerState::idle;
    std::uint64_t epoch = 0;
    std::uint64_t position = 0;
    std::uint64_t commands = 0;      // Answered by this node.
    std::uint64_t dead = 0;          // Put aside by this node.
    std::uint64_t transactions = 0;  // Of this node's.
    std::uint64_t passed_over = 0;   // Records of the log topic that did not continue it, seen on the way to owning it.
    std::uint64_t take_overs = 0;
    std::string trouble;                 // The last one.
    std::vector<OwnerFeedStatus> feeds;  // Of a division that is owned here.
};

// The division for a question, which stays open for as long as this is held: let go of it soon.
class OwnedDivision {
  public:
    [[nodiscard]] const eventstore::Division& division() const { return *division_; }
    [[nodiscard]] std::uint64_t epoch() const { return epoch_; }

  private:
    friend class Owner;
    std::shared_lock<std::shared_mutex> lock_;
    const eventstore::Division* division_ = nullptr;
    std::uint64_t epoch_ = 0;
};

class Owner {
  public:
    explicit Owner(OwnerSetup);
    Owner(const Owner&) = delete;
    Owner& operator=(const Owner&) = delete;
    // Hands over what is owned.
    ~Owner();

    void assign();
    // Returns once nothing is decided any more and what was has its answers, or soon after: the next owner fences
    // this one in any case.
    void revoke();
    void begin_revoke();  // Without waiting.

    [[nodiscard]] DivisionStatus status() const;
    // Nothing: not owned just now.
    [[nodiscard]] std::optional<OwnedDivision> owned() const;
    // The local copy, owned or followed, as far as it has come. Nothing: it is not open just now, or has no event yet.
    [[nodiscard]] std::optional<OwnedDivision> copy() const;

  private:
    void run();
    [[nodiscard]] bool wanted() const { return wanted_ && !ending_; }
    // What the thread is at, owning or standing by, is not what it should be at any more.
    [[nodiscard]] bool role_ended() const { return wanted_ != owning_ || ending_; }
    [[nodiscard]] NodeResult<void> open_copy();
    [[nodiscard]] NodeResult<void> open_log();
    [[nodiscard]] NodeResult<void> check_copy() const;
    [[nodiscard]] NodeResult<void> follow_log();
    [[nodiscard]] NodeResult<void> stand_by();
    [[nodiscard]] NodeResult<void> own();
    [[nodiscard]] NodeResult<void> take_over_log();
    void open_to_others();
    [[nodiscard]] NodeResult<void> open_commands();
    [[nodiscard]] NodeResult<void> take_commands();
    [[nodiscard]] NodeResult<void> take(KafkaRecord);
    [[nodiscard]] std::string read(const KafkaRecord&, eventstore::ParsedCommand&);
    [[nodiscard]] std::int32_t reply_partition(const KafkaRecord&) const;
    [[nodiscard]] std::uint64_t recorded_end() const;
    [[nodiscard]] NodeResult<void> put_aside();
    [[nodiscard]] NodeResult<void> keep_mark(bool now);
    [[nodiscard]] NodeResult<void> write_mark();
    [[nodiscard]] std::optional<NodeError> trouble() const;
    [[nodiscard]] bool wait_until_answered(std::uint64_t outstanding_max);
    void let_go(bool whole);
    void set_state(OwnerState, std::string trouble = {});
    void pause(std::chrono::milliseconds) const;

    const OwnerSetup setup_;
    const std::string commands_topic_;
    std::atomic<bool> wanted_{false};
    std::atomic<bool> ending_{false};

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    bool handed_over_ = true;
    DivisionStatus status_;
    std::uint64_t outstanding_ = 0;
    std::optional<NodeError> failure_;

    // The division as questions see it.
    mutable std::shared_mutex division_mutex_;
    std::unique_ptr<eventstore::Division> division_;
    bool answers_questions_ = false;
    std::uint64_t epoch_ = 0;

    // The owner's thread's.
    bool owning_ = false;
    std::string origin_;
    std::unique_ptr<LogFollower> log_;  // Until the division is owned.
    std::shared_ptr<CommitPublisher> publisher_;
    std::unique_ptr<TransactionalProducer> producer_;
    std::unique_ptr<PartitionReader> commands_;
    std::optional<eventstore::CommandReader> reader_;
    std::uint64_t next_offset_ = 0;
    FollowMark mark_;
    std::optional<FollowMark> next_mark_;
    std::chrono::steady_clock::time_point marked_at_;
    OwnerFeeds feeds_;

    std::thread thread_;
};

}  // namespace tally::consumers
