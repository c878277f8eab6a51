#include "eventstore/pipeline/flow.h"

#include <fmt/format.h>
#include <utility>

namespace tally::eventstore {

Result<void> Flow::submit(std::span<Work* const> works) {
    std::unique_lock lock{mutex_};
    const auto space = [&] {
        return closing_ || queue_.empty() || queue_.size() + works.size() <= limits_.queued_works_max;
    };
    if (!space_.wait_for(lock, limits_.busy_after, space)) {
        return fail(StoreErrorKind::store_busy,
                    fmt::format("{} commands are waiting and the views are behind; try again", queue_.size()));
    }
    if (closing_) return fail(StoreErrorKind::store_busy, "the store is being closed");
    if (health_.failed()) return tl::unexpected(LogHealth::refusal());
    const bool was_empty = queue_.empty();
    queue_.insert(queue_.end(), works.begin(), works.end());
    lock.unlock();
    if (was_empty) changed_.notify_one();
    return {};
}

void Flow::close() {
    {
        const std::lock_guard lock{mutex_};
        closing_ = true;
    }
    changed_.notify_all();
    space_.notify_all();
}

Flow::Waiting Flow::waiting() const {
    const std::lock_guard lock{mutex_};
    return {queue_.size(), unfolded_bytes_};
}

bool Flow::wait(std::vector<Work*>& works, bool works_left, const Commit& filling) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] {
        if (!filling.empty() && committer_idle_) return true;
        if (unfolded_bytes_ > limits_.unfolded_bytes_max) return false;
        if (unfolded_entries_ > limits_.unfolded_entries_max) return false;
        return works_left || !queue_.empty() || closing_;
    });
    if (works.empty() && !queue_.empty()) {
        std::swap(works, queue_);
        lock.unlock();
        space_.notify_all();
    } else if (works.empty() && closing_ && filling.empty()) {
        deciding_ended_ = true;
        lock.unlock();
        handed_changed_.notify_all();
        return false;
    }
    return true;
}

bool Flow::may_go(const Commit& filling, bool full) const {
    const std::lock_guard lock{mutex_};
    return !filling.empty() && (committer_idle_ || full || closing_);
}

void Flow::hand_over(CommitPtr commit) {
    {
        std::unique_lock lock{mutex_};
        handed_changed_.wait(lock, [&] { return handed_ == nullptr; });
        unfolded_bytes_ += commit->byte_count();
        unfolded_entries_ += commit->entry_bytes().size();
        handed_ = std::move(commit);
        committer_idle_ = false;
    }
    handed_changed_.notify_all();
}

CommitPtr Flow::take() {
    CommitPtr commit;
    {
        std::unique_lock lock{mutex_};
        committer_idle_ = handed_ == nullptr;
        if (committer_idle_) changed_.notify_one();
        handed_changed_.wait(lock, [&] { return handed_ != nullptr || deciding_ended_; });
        commit = std::exchange(handed_, nullptr);
    }
    handed_changed_.notify_all();
    return commit;
}

void Flow::arrived(std::uint64_t bytes, std::uint64_t entries) {
    {
        const std::lock_guard lock{mutex_};
        unfolded_bytes_ -= bytes;
        unfolded_entries_ -= entries;
    }
    changed_.notify_one();
}

}  // namespace tally::eventstore
