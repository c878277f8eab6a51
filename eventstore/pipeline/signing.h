#pragma once
// Signs the tree of what is folded, and keeps the last checkpoint. The signing thread does so each second; beside it
// the small values of the log are merged.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "eventstore/log/log.h"
#include "eventstore/merkle/checkpoint_file.h"
#include "eventstore/pipeline/log_health.h"
#include "eventstore/pipeline/progress.h"
#include "eventstore/views/view_store.h"

namespace tally::eventstore {

// Merges the small log values that single commands leave into full ones: a log of small values is read five times
// slower. Used by the signing thread and, once that has ended, by the thread that closes the store.
class Repacking {
  public:
    Repacking(Log& log, LogHealth& health) : log_(log), health_(health) {}
    void repack_below(std::uint64_t end);

  private:
    Log& log_;
    LogHealth& health_;
};

class Signing {
  public:
    Signing(CheckpointFile file, const NoteSigner& signer, Log& log)
        : file_(std::move(file)), signer_(signer), log_(log) {}

    // From any thread. A point that is no newer than the last checkpoint returns that one's note.
    [[nodiscard]] Result<std::string> sign(const std::shared_ptr<const Point>&);
    // The first checkpoint of a log, unless there was one before that is missing now: then nothing is signed, so that
    // the loss stays visible, until sign_anew(). Once, before the thread. spilled_before: a spill signs first.
    [[nodiscard]] Result<void> begin(const std::shared_ptr<const Point>&, std::uint64_t log_end, bool spilled_before);
    [[nodiscard]] Result<std::string> sign_anew(const std::shared_ptr<const Point>&);
    [[nodiscard]] std::string last_note() const;
    // The log, through its tiles, against the last checkpoint.
    [[nodiscard]] Result<void> check(std::uint64_t log_end, const TileSource&) const;

    // The thread: until end(). A checkpoint that cannot be signed poisons the store.
    void run(const ViewStore&, const Progress&, LogHealth&, Repacking&, std::chrono::milliseconds every);
    // From any thread.
    void end();

  private:
    mutable std::mutex mutex_;  // Of the file.
    CheckpointFile file_;
    const NoteSigner& signer_;
    Log& log_;
    bool lost_ = false;   // One was signed, and is missing.
    bool noted_ = false;  // The log remembers that one was signed.

    std::mutex end_mutex_;
    std::condition_variable end_changed_;
    bool ending_ = false;
};

}  // namespace tally::eventstore
