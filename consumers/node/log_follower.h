#pragma once
// Brings a division's local copy up to its log topic. A record counts only if its position and root continue what was
// accepted before it and its owner's epoch does not fall; every other is passed over, by every reader alike.

#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/partition_reader.h"
#include "consumers/node/commit_record.h"
#include "consumers/node/follow_mark.h"
#include "consumers/node/node_error.h"
#include "consumers/node/person_key_record.h"
#include "eventstore/division/division.h"
#include "eventstore/merkle/tree.h"

namespace tally::consumers {

class LogFollower {
  public:
    struct Setup {
        const KafkaConfiguration& configuration;
        std::int32_t division = 0;        // Its number: the partition.
        std::filesystem::path directory;  // Of the local copy: the mark is in it.
        std::function<bool()> stop_asked;
        std::function<void(std::uint64_t position)> reached;
        // Held while the division learns its identity, for those who read the division meanwhile. Null: there are none.
        std::shared_mutex* readers = nullptr;
    };
    // The division has decided nothing since it was opened. Errors, beside those of cluster and disk: topic_unfit (the
    // beginning of the log was deleted), damaged (the local copy says something else than the topic).
    [[nodiscard]] static NodeResult<std::unique_ptr<LogFollower>> open(const Setup&, eventstore::Division&);

    // Up to the end that the topic has now; every accepted event is in the local copy then, durable and in every view.
    [[nodiscard]] NodeResult<void> follow();
    // Likewise, until a record of that epoch was accepted.
    [[nodiscard]] NodeResult<void> follow_until(std::uint64_t owner_epoch);

    // What the last accepted record says; zeros: there was none.
    [[nodiscard]] std::uint64_t owner_epoch() const { return mark_.owner_epoch; }
    [[nodiscard]] std::uint64_t next_command_offset() const { return mark_.next_command_offset; }
    [[nodiscard]] std::uint64_t position() const { return mark_.position; }
    // To be kept once all of it is durable here.
    [[nodiscard]] const FollowMark& mark() const { return mark_; }
    [[nodiscard]] std::uint64_t accepted() const { return accepted_; }
    [[nodiscard]] std::uint64_t passed_over() const { return passed_over_; }
    [[nodiscard]] const std::string& last_passed_over() const { return last_passed_over_; }

  private:
    LogFollower(const Setup&, eventstore::Division&);
    [[nodiscard]] NodeResult<void> start();
    [[nodiscard]] NodeResult<void> learn_identity();
    [[nodiscard]] NodeResult<void> read_to(std::int64_t end, std::optional<std::uint64_t> epoch);
    [[nodiscard]] NodeResult<void> consider(KafkaRecord);
    [[nodiscard]] NodeResult<void> check_against_local(const CommitRecord&) const;
    [[nodiscard]] NodeResult<eventstore::Hash> root_here();
    [[nodiscard]] NodeResult<void> take_over();
    [[nodiscard]] NodeResult<void> take_keys();
    void pass_over(const KafkaRecord&, std::string why);
    [[nodiscard]] std::string place() const;

    const Setup setup_;
    eventstore::Division& division_;
    const std::string topic_;
    const std::string keys_topic_;
    PersonKeySealer sealer_;
    std::unique_ptr<PartitionReader> log_;
    std::unique_ptr<PartitionReader> keys_;
    eventstore::TreeBuilder tree_;  // Over the local log and what is to be taken over.
    std::uint64_t local_end_ = 0;   // Of the local log when it was opened.
    FollowMark mark_;               // Of what was accepted.
    std::uint64_t accepted_ = 0;
    std::uint64_t passed_over_ = 0;
    std::string last_passed_over_;
    std::deque<std::string> values_;  // What the entries are part of.
    std::vector<std::string_view> entries_;
    std::size_t entry_bytes_ = 0;
};

}  // namespace tally::consumers
