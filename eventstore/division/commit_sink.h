#pragma once
// A division whose log of record is elsewhere hands each commit over before it is its own.

#include <cstdint>
#include <span>

#include "eventstore/codec/command_json.h"
#include "eventstore/division/outcome.h"
#include "eventstore/keys/key_store.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/work.h"

namespace tally::eventstore {

struct CommandAnswer {
    const ParsedCommand& parsed;
    const Outcome& outcome;  // As the sender will get it; for a repeated command with the ids made the first time.
    std::uint64_t tag;       // As passed to Division::execute_async().
};
// The key of a person whom the commit names. It may have been handed over before; the receiver may keep either copy.
struct PersonKey {
    domain::PersonId person;
    Secret key;
};
struct CommitToHandOver {
    const CommitRef& commit;  // No entries: only answers.
    const Hash& root_before;
    std::span<const CommandAnswer> answers;    // In the order of deciding.
    std::span<const PersonKey> keys;           // To be durable before the entries are.
    std::span<const domain::PersonId> erased;  // Whose keys are to go with the entries, wherever they are kept.
};

class CommitSink {
  public:
    virtual ~CommitSink() = default;
    // See LogOfRecord::commit().
    [[nodiscard]] virtual Result<void> commit(const CommitToHandOver&) = 0;
};

}  // namespace tally::eventstore
