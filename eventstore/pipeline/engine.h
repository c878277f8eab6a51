#pragma once
// The threads of an open store and what they share: callers submit; tally-decide decides; tally-commit writes and
// syncs; tally-answer answers; tally-fold folds; tally-sign signs. Who may call what is said in each part's header.

#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "eventstore/event_store_options.h"
#include "eventstore/log/log.h"
#include "eventstore/pipeline/committing.h"
#include "eventstore/pipeline/core_views.h"
#include "eventstore/pipeline/deciding.h"
#include "eventstore/pipeline/folding.h"
#include "eventstore/pipeline/rebuilding.h"
#include "eventstore/pipeline/refolding.h"
#include "eventstore/pipeline/signing.h"
#include "eventstore/views/view_store.h"

namespace tally::eventstore {

class Engine {
  public:
    Engine(std::shared_ptr<KeyValueStore> log_storage, EventStoreOptions);
    ~Engine() { end_threads(); }
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // Opens the log and the views, folds what is missing, checks the checkpoint, starts the threads. After an error the
    // engine can only be destroyed.
    [[nodiscard]] Result<void> open(std::shared_ptr<KeyValueStore> view_storage);
    // Ends the threads; then, if asked, spills and signs. The second call does nothing.
    [[nodiscard]] Result<void> close(bool spill_and_sign);

    // --- Once it is open, from any thread
    [[nodiscard]] Log& log() { return *log_; }
    [[nodiscard]] ViewStore& views() { return *views_; }
    [[nodiscard]] KeyValueStore& log_storage() { return *log_storage_; }
    [[nodiscard]] Flow& flow() { return flow_; }
    [[nodiscard]] Progress& progress() { return progress_; }
    [[nodiscard]] Folding& folding() { return *folding_; }
    [[nodiscard]] Rebuilding& rebuilding() { return *rebuilding_; }
    [[nodiscard]] Signing* signing() { return signing_.get(); }  // Null: without a signer.
    [[nodiscard]] const LogHealth& health() const { return health_; }
    [[nodiscard]] CommitDurations::Counts commit_durations() const { return committing_->durations(); }
    [[nodiscard]] std::uint64_t folded_at_opening() const { return folded_at_opening_; }

  private:
    [[nodiscard]] Result<void> open_log();
    [[nodiscard]] Result<void> open_views(std::shared_ptr<KeyValueStore> view_storage);
    [[nodiscard]] Result<void> begin_signing(bool spilled_before);
    [[nodiscard]] Result<void> start_threads();
    void end_threads();

    const std::shared_ptr<KeyValueStore> log_storage_;
    EventStoreOptions options_;
    std::shared_ptr<CoreViews> core_;
    std::vector<BoundFolder> folders_;  // The core first.
    std::unique_ptr<Log> log_;
    LogHealth health_;
    std::unique_ptr<Signing> signing_;
    std::unique_ptr<ViewStore> views_;  // Its spilling thread uses what stands above.
    std::unique_ptr<Refolding> refolding_;
    std::unique_ptr<Repacking> repacking_;
    std::uint64_t folded_at_opening_ = 0;

    Progress progress_;
    CommitPool pool_;  // Outlives the commits, which what stands below holds.
    Flow flow_;
    std::unique_ptr<Deciding> deciding_;
    std::unique_ptr<Committing> committing_;
    std::unique_ptr<Folding> folding_;
    std::unique_ptr<Rebuilding> rebuilding_;

    bool closed_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace tally::eventstore
