#pragma once
// Where the local log is a copy and the log of record is elsewhere: a commit is durable there before it is written
// here.

#include <span>

#include "eventstore/merkle/hash.h"
#include "eventstore/result.h"
#include "eventstore/work.h"

namespace tally::eventstore {

class LogOfRecord {
  public:
    virtual ~LogOfRecord() = default;
    // On the committing thread, in order of the log. root_before: of the tree over the entries before the commit's.
    // answers: all that will be said once this returns; those without entries stand in a commit that has none, too.
    // They may be said there as well, with the commit. An error means that the fate of the commit is unknown: the
    // store is poisoned, and only opening it again and reading the log of record tells.
    [[nodiscard]] virtual Result<void> commit(const CommitRef&, const Hash& root_before,
                                              std::span<const WorkAnswer> answers) = 0;
};

}  // namespace tally::eventstore
