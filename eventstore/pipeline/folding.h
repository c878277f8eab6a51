#pragma once
// The folding thread: gives each durable commit to every folder, in order, and publishes their rows. Other work on the
// views (spilling on demand, switching to a rebuilt view) is run between commits on the same thread.

#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <vector>

#include "eventstore/log/log.h"
#include "eventstore/pipeline/bound_folder.h"
#include "eventstore/pipeline/channel.h"
#include "eventstore/pipeline/flow.h"
#include "eventstore/pipeline/progress.h"
#include "eventstore/views/view_store.h"

namespace tally::eventstore {

class Folding {
  public:
    // folders: the folding thread's alone once it runs.
    Folding(std::vector<BoundFolder>& folders, ViewStore&, Log&, Channel<CommitPtr>& durable, Flow&, Progress&,
            LogHealth&);

    // The thread: until the channel of commits is closed and drained.
    void run();
    // From any other thread: runs `job` on this one and returns its result. store_busy: the thread has ended.
    [[nodiscard]] Result<void> run_here(std::function<Result<void>()> job);

  private:
    struct Job {
        std::function<Result<void>()> run;
        std::promise<Result<void>> done;
    };
    void sync_copy(std::uint64_t end);
    void fold_and_publish(std::deque<CommitPtr>&);
    [[nodiscard]] Result<void> fold(const Commit&);
    void fail(const StoreError&);
    void run_jobs();

    std::vector<BoundFolder>& folders_;
    ViewStore& views_;
    Log& log_;
    Channel<CommitPtr>& durable_;
    Flow& flow_;
    Progress& progress_;
    LogHealth& health_;
    bool failed_ = false;  // The views stand still from then on.

    std::mutex jobs_mutex_;
    std::deque<Job> jobs_;
    bool jobs_closed_ = false;
};

}  // namespace tally::eventstore
