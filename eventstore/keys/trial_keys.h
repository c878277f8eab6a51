#pragma once
// Keys for commands that are tried and not kept: those of the division, and new ones in memory for persons whom only
// the trial knows. Nothing is written.

#include <map>
#include <string>

#include "eventstore/keys/key_store.h"

namespace tally::eventstore {

// One thread at a time.
class TrialKeys final : public KeyStore {
  public:
    // Signs nothing and digests nothing: those secrets stay where they are. `keys` must outlive this.
    explicit TrialKeys(const KeyStore& keys) : KeyStore({}, {}), keys_(keys) {}
    ~TrialKeys() override;

    [[nodiscard]] Result<void> ensure(std::span<const domain::PersonId>) override;
    [[nodiscard]] Result<void> sync() override { return {}; }
    [[nodiscard]] Result<void> take_over(const domain::PersonId&, const Secret&) override;
    // A trial destroys nothing: its persons keep their keys.
    [[nodiscard]] Result<void> destroy(std::span<const domain::PersonId>) override { return {}; }
    [[nodiscard]] Result<std::optional<Secret>> person_key(const domain::PersonId&) const override;

  private:
    const KeyStore& keys_;
    std::map<std::string, Secret> made_;
};

}  // namespace tally::eventstore
