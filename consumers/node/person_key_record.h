#pragma once
// A person's key as a record of the keys topic: sealed, so that a reader of the topic without the division's keys
// learns nothing (FORMAT.md, "Person keys in a topic").

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/text.h"
#include "eventstore/keys/key_store.h"

namespace tally::consumers {

class PersonKeySealer {
  public:
    // The sealing key is derived from the seed that every node of the division has.
    PersonKeySealer(std::int32_t division, const eventstore::Secret& signing_seed);

    // The record's key, and back; nothing: it is not of this division.
    [[nodiscard]] std::string record_key(const domain::PersonId&) const;
    [[nodiscard]] std::optional<domain::PersonId> person_of(std::string_view record_key) const;
    [[nodiscard]] std::string seal(const domain::PersonId&, const eventstore::Secret&) const;
    // Nothing: it was not sealed for this person by a node of this division.
    [[nodiscard]] std::optional<eventstore::Secret> open(const domain::PersonId&, std::string_view sealed) const;

  private:
    std::string prefix_;
    eventstore::Secret key_;
};

}  // namespace tally::consumers
