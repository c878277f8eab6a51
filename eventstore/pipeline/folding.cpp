#include "eventstore/pipeline/folding.h"

#include <utility>

#include "eventstore/program_log.h"
#include "eventstore/thread_name.h"

namespace tally::eventstore {

namespace {
constexpr std::size_t folded_between_publications = 16;  // Commits; readers wait for no more than these.
}  // namespace

Folding::Folding(std::vector<BoundFolder>& folders, ViewStore& views, Log& log, Channel<CommitPtr>& durable, Flow& flow,
                 Progress& progress, LogHealth& health)
    : folders_(folders),
      views_(views),
      log_(log),
      durable_(durable),
      flow_(flow),
      progress_(progress),
      health_(health) {}

void Folding::run() {
    name_this_thread("tally-fold");
    while (!durable_.closed()) {
        auto commits = durable_.take();
        if (!commits.empty()) {
            sync_copy(commits.back()->end_position());
            while (!commits.empty()) fold_and_publish(commits);
        }
        run_jobs();
    }
    {
        const std::lock_guard lock{jobs_mutex_};
        jobs_closed_ = true;
    }
    run_jobs();
}

// Of a copy, whose commits are not synced when they are written: the views, and what is signed, never have more than
// the disk.
void Folding::sync_copy(std::uint64_t end) {
    if (progress_.durable_end() >= end || failed_) return;
    if (auto synced = log_.sync(); !synced) {
        failed_ = true;
        health_.fail(synced.error());
        return;
    }
    progress_.durable_to(end);
}

void Folding::fold_and_publish(std::deque<CommitPtr>& commits) {
    std::uint64_t bytes = 0;
    std::uint64_t entries = 0;
    std::uint64_t end = 0;
    Result<void> done;
    for (std::size_t n = 0; n < folded_between_publications && !commits.empty(); ++n) {
        const CommitPtr commit = std::move(commits.front());
        commits.pop_front();
        if (done && !failed_) done = fold(*commit);
        bytes += commit->byte_count();
        entries += commit->entry_bytes().size();
        end = commit->end_position();
    }
    if (done && !failed_) done = views_.publish(end);
    if (!done) fail(done.error());
    if (!failed_) progress_.folded_to(end);
    flow_.arrived(bytes, entries);
}

Result<void> Folding::fold(const Commit& commit) {
    for (const BoundFolder& bound : folders_) {
        if (auto folded = bound.folder->fold(commit.view(), views_); !folded) return folded;
    }
    return {};
}

// What was written stays written; the views are folded again at the next opening.
void Folding::fail(const StoreError& error) {
    spdlog::critical("eventstore: the views cannot follow the log: {}", error.message);
    failed_ = true;
    health_.fail(error);
}

void Folding::run_jobs() {
    while (true) {
        Job job;
        {
            const std::lock_guard lock{jobs_mutex_};
            if (jobs_.empty()) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        job.done.set_value(job.run());
    }
}

Result<void> Folding::run_here(std::function<Result<void>()> run) {
    std::future<Result<void>> done;
    {
        const std::lock_guard lock{jobs_mutex_};
        if (jobs_closed_) return eventstore::fail(StoreErrorKind::store_busy, "the store is being closed");
        done = jobs_.emplace_back(Job{std::move(run), {}}).done.get_future();
    }
    durable_.poke();
    return done.get();
}

}  // namespace tally::eventstore
