#pragma once
// What goes into the deciding thread and comes out of it: works that were submitted, and commits for the committing
// thread. It also holds deciding back while the views have too much to catch up with. One mutex for all of it, since
// the deciding thread waits for all of it at once.

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "eventstore/event_store_options.h"
#include "eventstore/pipeline/commit_pool.h"
#include "eventstore/pipeline/log_health.h"

namespace tally::eventstore {

class Flow {
  public:
    Flow(const StoreLimits& limits, const LogHealth& health) : limits_(limits), health_(health) {}
    Flow(const Flow&) = delete;
    Flow& operator=(const Flow&) = delete;

    // --- Any thread
    // All of the works or none. Waits while the queue is full. Errors: store_busy (full for too long, or closing),
    // poisoned.
    [[nodiscard]] Result<void> submit(std::span<Work* const>);
    // Nothing is taken from here on; what was is still decided.
    void close();
    struct Waiting {
        std::uint64_t works = 0;
        std::uint64_t unfolded_bytes = 0;
    };
    [[nodiscard]] Waiting waiting() const;

    // --- Deciding thread
    // Waits until there are works to decide and the views keep up, or the commit can be handed over. Fills `works`
    // where it is empty. False: closed, and everything was decided and handed over.
    [[nodiscard]] bool wait(std::vector<Work*>& works, bool works_left, const Commit& filling);
    // While a commit is being written the next one goes on filling: it goes when it is full or the committer is free.
    [[nodiscard]] bool may_go(const Commit& filling, bool full) const;
    // Waits until the committing thread has taken the one before.
    void hand_over(CommitPtr);

    // --- Committing thread
    // The next commit; null: deciding has ended.
    [[nodiscard]] CommitPtr take();

    // --- Committing and folding threads
    // This much of what was handed over is on its way to the views no longer.
    void arrived(const Commit& commit) { arrived(commit.byte_count(), commit.entry_bytes().size()); }
    void arrived(std::uint64_t bytes, std::uint64_t entries);

  private:
    const StoreLimits& limits_;
    const LogHealth& health_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;  // For the deciding thread.
    std::condition_variable space_;    // For submitters.
    std::condition_variable handed_changed_;
    std::vector<Work*> queue_;
    bool closing_ = false;
    std::uint64_t unfolded_bytes_ = 0;
    std::uint64_t unfolded_entries_ = 0;
    CommitPtr handed_;  // To the committer; null: it can take one.
    bool committer_idle_ = true;
    bool deciding_ended_ = false;
};

}  // namespace tally::eventstore
