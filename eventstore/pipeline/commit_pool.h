#pragma once
// Commits that are used again and again. A commit is shared by the threads that answer and fold it and comes back here
// when the last of them lets go. Every method may be called from any thread; the pool outlives its commits.

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "eventstore/pipeline/commit.h"

namespace tally::eventstore {

using CommitPtr = std::shared_ptr<Commit>;

class CommitPool {
  public:
    // A commit of more than twice commit_pack_bytes is freed instead of kept.
    explicit CommitPool(std::size_t commit_pack_bytes) : commit_pack_bytes_(commit_pack_bytes) {}
    CommitPool(const CommitPool&) = delete;
    CommitPool& operator=(const CommitPool&) = delete;

    [[nodiscard]] CommitPtr take(std::uint64_t first_position);

  private:
    void give_back(std::unique_ptr<Commit>);

    const std::size_t commit_pack_bytes_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Commit>> free_;
};

}  // namespace tally::eventstore
