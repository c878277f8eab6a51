#pragma once
// Folds the log again: what the views had not spilled when the store is opened, and all of it for a rebuild. One thread
// reads the log while another folds.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "eventstore/event_store_options.h"
#include "eventstore/log/log.h"
#include "eventstore/pipeline/bound_folder.h"
#include "eventstore/pipeline/commit.h"
#include "eventstore/pipeline/core_views.h"
#include "eventstore/views/view_store.h"

namespace tally::eventstore {

class Refolding {
  public:
    Refolding(const Log& log, ReadHeader read_header) : log_(log), read_header_(read_header) {}

    // On another thread, batch by batch, in order.
    using FoldBatch = std::function<Result<void>(const CommitRef&, std::uint64_t end)>;
    // Reads the log on the calling thread and cuts it into batches between commands, and at `cuts`.
    [[nodiscard]] Result<void> fold_range(std::uint64_t from, std::uint64_t to, const std::vector<std::uint64_t>& cuts,
                                          const FoldBatch&) const;
    // Brings every view from where it was spilled to the end of the log. The core's folder comes first. Returns how
    // many entries were folded.
    [[nodiscard]] Result<std::uint64_t> fold_tail(std::span<const BoundFolder>, CoreViews& core, ViewStore&) const;

  private:
    // `use` says whether to go on.
    [[nodiscard]] Result<void> read_batches(std::uint64_t from, std::uint64_t to,
                                            const std::vector<std::uint64_t>& cuts,
                                            const std::function<bool(std::unique_ptr<Commit>)>& use) const;

    const Log& log_;
    ReadHeader read_header_;
};

}  // namespace tally::eventstore
