#include "eventstore/pipeline/commit_pool.h"

#include <utility>

#include "eventstore/pipeline/channel.h"

namespace tally::eventstore {

CommitPtr CommitPool::take(std::uint64_t first_position) {
    std::unique_ptr<Commit> commit;
    {
        const std::lock_guard lock{mutex_};
        if (!free_.empty()) {
            commit = std::move(free_.back());
            free_.pop_back();
        }
    }
    if (!commit) commit = std::make_unique<Commit>();
    commit->clear(first_position);
    return {commit.release(), [this](Commit* used) { give_back(std::unique_ptr<Commit>{used}); }};
}

void CommitPool::give_back(std::unique_ptr<Commit> used) {
    const bool small = used->byte_count() <= 2 * commit_pack_bytes_;
    used->clear(0);  // Here, not on the deciding thread, which has more to do.
    const std::lock_guard lock{mutex_};
    if (free_.size() < commits_queued_max && small) free_.push_back(std::move(used));
}

}  // namespace tally::eventstore
