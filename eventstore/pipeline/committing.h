#pragma once
// The committing thread: makes each commit durable with one batch and one sync, with the log of record first where
// there is one. The answering thread behind it tells the senders, in order, once that is done.

#include <cstdint>
#include <memory>

#include "eventstore/log/log.h"
#include "eventstore/log_of_record.h"
#include "eventstore/merkle/tree.h"
#include "eventstore/pipeline/channel.h"
#include "eventstore/pipeline/commit_durations.h"
#include "eventstore/pipeline/flow.h"
#include "eventstore/pipeline/progress.h"

namespace tally::eventstore {

class Committing {
  public:
    // recorded: the tree over the log as it is, used only where there is a log of record.
    Committing(Log&, std::shared_ptr<LogOfRecord>, TreeBuilder recorded, Flow&, Progress&, LogHealth&);

    // The committing thread: until deciding has ended. Closes both channels then.
    void run();
    // The answering thread. A thread of its own, since waking the senders takes longer than a sync.
    void run_answering();

    // Durable commits, for the folding thread.
    [[nodiscard]] Channel<CommitPtr>& durable() { return to_fold_; }
    // From any thread.
    [[nodiscard]] CommitDurations::Counts durations() const { return durations_.counts(); }

  private:
    [[nodiscard]] Result<void> write(const CommitPtr&);
    [[nodiscard]] Result<void> record(const Commit&);

    Log& log_;
    std::shared_ptr<LogOfRecord> log_of_record_;
    TreeBuilder recorded_tree_;
    Flow& flow_;
    Progress& progress_;
    LogHealth& health_;
    Channel<CommitPtr> to_answer_;
    Channel<CommitPtr> to_fold_;
    CommitDurations durations_;
};

}  // namespace tally::eventstore
