#pragma once
// Entries that were decided elsewhere and are durable in the log of record, on their way into the local one.

#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "eventstore/doorbell.h"
#include "eventstore/result.h"
#include "eventstore/work.h"

namespace tally::eventstore {

// Whole commands, as they are. The bytes live until wait() has returned.
class TakingOver {
  public:
    TakingOver();
    ~TakingOver();
    TakingOver(const TakingOver&) = delete;
    TakingOver& operator=(const TakingOver&) = delete;
    // In order of the log; one command's entries follow one another. Errors: damaged (not at this position).
    [[nodiscard]] Result<void> add(std::string_view entry, std::uint64_t position);
    [[nodiscard]] bool empty() const { return commands_.empty(); }
    // For the store, once; wait() must be called if it takes them.
    [[nodiscard]] std::vector<Work*> works();
    // Until each is durable; the first thing that was wrong with one.
    [[nodiscard]] Result<void> wait();

  private:
    class Command;
    void answered(Result<void>);

    std::deque<Command> commands_;
    std::size_t unanswered_ = 0;  // Like failure_, used by the answering thread until all_answered_ rings.
    std::optional<StoreError> failure_;
    Doorbell all_answered_;
};

}  // namespace tally::eventstore
