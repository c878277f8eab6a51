#pragma once
// A division on Kafka for those who only read it: a local copy of this program's own that follows the log topic when it
// is asked to. It decides nothing and publishes nothing.

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "consumers/commands/held_division.h"
#include "consumers/node/log_follower.h"

namespace tally::consumers {

struct FollowedCopySetup {
    KafkaConfiguration configuration;
    std::int32_t division = 0;
    std::filesystem::path directory;  // Made where there is none; no other program has it open.
    std::filesystem::path keys;       // As `tally init --kafka` made them, or a copy.
    std::function<std::vector<std::shared_ptr<eventstore::Folder>>(const eventstore::FolderNeeds&)> make_folders;
    std::function<bool()> stop_asked;
};

class FollowedCopy final : public HeldDivision {
  public:
    // Follows to the end that the topic has now. Errors, beside those of cluster, topic and disk: not_a_store (the
    // directory is a store of its own, or a copy of another log; the division has no first event).
    [[nodiscard]] static DivisionResult<std::unique_ptr<FollowedCopy>> open(FollowedCopySetup);
    FollowedCopy(const FollowedCopy&) = delete;
    FollowedCopy& operator=(const FollowedCopy&) = delete;

    [[nodiscard]] const eventstore::Division& division() const override { return *division_; }
    [[nodiscard]] DivisionResult<void> catch_up() override;
    [[nodiscard]] DivisionResult<void> reach(std::uint64_t position) override;
    // Follows once more, unless asked to stop, and keeps how far it has read: the next opening goes on from there.
    [[nodiscard]] DivisionResult<void> close();

  private:
    explicit FollowedCopy(FollowedCopySetup setup) : setup_(std::move(setup)) {}
    [[nodiscard]] DivisionResult<void> open_division();
    [[nodiscard]] DivisionResult<void> check_origin() const;

    const FollowedCopySetup setup_;
    std::unique_ptr<eventstore::Division> division_;
    std::unique_ptr<LogFollower> log_;
};

}  // namespace tally::consumers
