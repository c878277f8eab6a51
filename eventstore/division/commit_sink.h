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
    const Outcome& outcome;  // As it will be said; ids made by a command that was accepted before are among it.
    std::uint64_t tag;       // As it came with the command.
};
// Of a person whom the commit names. Not always new: the last record of a person is as good as the first.
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
