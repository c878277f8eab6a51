#include "eventstore/pipeline/committing.h"

#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/core/assert.h"
#include "eventstore/thread_name.h"

namespace tally::eventstore {

Committing::Committing(Log& log, std::shared_ptr<LogOfRecord> log_of_record, TreeBuilder recorded, Flow& flow,
                       Progress& progress, LogHealth& health)
    : log_(log),
      log_of_record_(std::move(log_of_record)),
      recorded_tree_(std::move(recorded)),
      flow_(flow),
      progress_(progress),
      health_(health) {}

void Committing::run() {
    name_this_thread("tally-commit");
    while (CommitPtr commit = flow_.take()) {
        if (const auto written = write(commit); !written) {
            health_.fail(written.error());
            // Even a refusal may rest on what was lost.
            for (auto& answer : commit->answers) answer.result = tl::unexpected(written.error());
            flow_.arrived(*commit);
        }
        to_answer_.push(std::move(commit));
    }
    to_answer_.close();
    to_fold_.close();
}

Result<void> Committing::write(const CommitPtr& commit) {
    if (health_.failed()) return tl::unexpected(LogHealth::refusal());
    const auto began = std::chrono::steady_clock::now();
    if (auto recorded = record(*commit); !recorded) return recorded;
    if (commit->entry_bytes().empty()) return {};
    if (commit->product) {
        if (auto ready = commit->product->make_ready(); !ready) return ready;
    }
    // A commit that is durable in the log of record is answered without waiting for a sync of the local disk.
    const bool recorded_elsewhere = log_of_record_ && commit->product;
    const auto written =
        log_.append(commit->entry_bytes(), recorded_elsewhere ? Durability::buffered : Durability::synced);
    if (!written) return tl::unexpected(written.error());
    TALLY_ASSERT(*written == commit->first_position(), "positions are gapless");
    if (!recorded_elsewhere) progress_.durable_to(commit->end_position());
    durations_.add(std::chrono::steady_clock::now() - began);
    to_fold_.push(commit);
    return {};
}

// Hands the commit to the log of record, where there is one.
Result<void> Committing::record(const Commit& commit) {
    if (!log_of_record_) return {};
    if (auto done = log_of_record_->commit(commit.view(), recorded_tree_.root(), commit.answers); !done) return done;
    const std::vector<std::string_view>& leaves = commit.entry_bytes();
    std::vector<Hash> hashes(leaves.size());
    hash_leaves(leaves, hashes);
    recorded_tree_.append(hashes);
    (void)recorded_tree_.take_full_tiles();  // They are the views' to keep.
    return {};
}

void Committing::run_answering() {
    name_this_thread("tally-answer");
    while (!to_answer_.closed()) {
        for (const CommitPtr& commit : to_answer_.take()) {
            for (auto& answer : commit->answers) answer.work->answered(std::move(answer.result));
        }
    }
}

}  // namespace tally::eventstore
