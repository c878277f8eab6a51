#pragma once
// The deciding thread: takes works as they come, has them decided in order, and hands filled commits over.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "eventstore/pipeline/commit_pool.h"
#include "eventstore/pipeline/flow.h"
#include "eventstore/pipeline/group_sequencer.h"
#include "eventstore/pipeline/log_health.h"

namespace tally::eventstore {

class Deciding {
  public:
    Deciding(const ViewStore& views, const StoreLimits&, Flow&, CommitPool&, const LogHealth&);

    // The thread: until the flow is closed and everything was handed over.
    void run(std::uint64_t first_position);

  private:
    void decide_some(Commit& commit);
    [[nodiscard]] CommitPtr hand_over(CommitPtr);

    Flow& flow_;
    CommitPool& pool_;
    const LogHealth& health_;
    GroupSequencer sequencer_;
    std::vector<Work*> works_;
    std::size_t decided_ = 0;  // Of works_.
};

}  // namespace tally::eventstore
