#include "eventstore/pipeline/deciding.h"

#include <span>
#include <utility>

#include "eventstore/thread_name.h"

namespace tally::eventstore {

Deciding::Deciding(const ViewStore& views, const StoreLimits& limits, Flow& flow, CommitPool& pool,
                   const LogHealth& health)
    : flow_(flow),
      pool_(pool),
      health_(health),
      sequencer_(views, limits.stream_lengths_max, limits.group_works_max, limits.commit_pack_bytes) {}

void Deciding::run(std::uint64_t first_position) {
    name_this_thread("tally-decide");
    CommitPtr commit = pool_.take(first_position);
    while (true) {
        if (decided_ == works_.size()) {
            works_.clear();
            decided_ = 0;
        }
        if (!flow_.wait(works_, decided_ < works_.size(), *commit)) return;
        decide_some(*commit);
        if (flow_.may_go(*commit, sequencer_.full(*commit))) commit = hand_over(std::move(commit));
    }
}

void Deciding::decide_some(Commit& commit) {
    const auto rest = std::span<Work* const>{works_}.subspan(decided_);
    if (health_.failed()) {
        for (Work* work : rest) commit.answers.push_back({work, tl::unexpected(LogHealth::refusal())});
        decided_ = works_.size();
    } else if (!rest.empty() && !sequencer_.full(commit)) {
        decided_ += sequencer_.decide(rest, commit);
    }
}

// The next commit to fill.
CommitPtr Deciding::hand_over(CommitPtr commit) {
    commit->seal();
    sequencer_.keep(commit);
    const std::uint64_t next = commit->end_position();
    flow_.hand_over(std::move(commit));
    return pool_.take(next);
}

}  // namespace tally::eventstore
