#pragma once
// Builds a folder's views from the whole log beside the live ones, compares the two and switches. The calling thread
// reads the log; only the remainder and the switch take place on the folding thread, so that commits hardly wait.

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "eventstore/pipeline/bound_folder.h"
#include "eventstore/pipeline/folding.h"
#include "eventstore/pipeline/progress.h"
#include "eventstore/pipeline/refolding.h"
#include "eventstore/views/view_store.h"

namespace tally::eventstore {

class Rebuilding {
  public:
    Rebuilding(std::vector<BoundFolder>& folders, ViewStore& views, const Refolding& refolding, Folding& folding,
               const Progress& progress)
        : folders_(folders), views_(views), refolding_(refolding), folding_(folding), progress_(progress) {}

    // From any thread, one rebuild at a time. See EventStore::rebuild().
    [[nodiscard]] Result<void> rebuild(const std::shared_ptr<Folder>& fresh, const ViewStore::Compare&,
                                       const std::function<void(std::uint64_t position)>& progress);

  private:
    std::vector<BoundFolder>& folders_;
    ViewStore& views_;
    const Refolding& refolding_;
    Folding& folding_;
    const Progress& progress_;
    std::mutex one_at_a_time_;
};

}  // namespace tally::eventstore
