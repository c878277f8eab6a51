#pragma once
// The division's secrets, kept apart from its log: the seed that signs checkpoints, the key of command digests, and one
// random key a person. Without them the log still verifies, but its personal text stays ciphertext.

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "domain/core/text.h"
#include "eventstore/crypto/hmac.h"
#include "eventstore/result.h"

namespace tally::eventstore {

using Secret = std::array<std::uint8_t, 32>;

// Thread safe.
class KeyStore {
  public:
    // Makes the directory, mode 0700, and random keys in it. already_exists where it holds keys.
    [[nodiscard]] static Result<std::unique_ptr<KeyStore>> create(const std::filesystem::path& directory);
    // Errors: not_a_store (no such directory, or a key file is missing), io (others may read it, or it cannot be read),
    // damaged (a key file has another length or other characters).
    [[nodiscard]] static Result<std::unique_ptr<KeyStore>> open(const std::filesystem::path& directory);
    // In memory, every key a function of the seed: for simulated stores and tests.
    [[nodiscard]] static std::unique_ptr<KeyStore> simulated(std::uint64_t seed);

    virtual ~KeyStore();
    KeyStore(const KeyStore&) = delete;
    KeyStore& operator=(const KeyStore&) = delete;

    [[nodiscard]] const Secret& signing_seed() const { return signing_seed_; }
    [[nodiscard]] const HmacSha256& digest_key() const { return digest_key_; }

    // Gives a key to each person that has none; on disk only after sync(). Costs nothing for persons that are known.
    [[nodiscard]] virtual Result<void> ensure(std::span<const domain::PersonId>) = 0;
    // Every key given is on disk when this returns. Call it before the commit that names a person first. Costs nothing
    // when no key is new.
    [[nodiscard]] virtual Result<void> sync() = 0;
    // Takes over a key that was given elsewhere, in place of one given here that no event uses. On disk after sync().
    [[nodiscard]] virtual Result<void> take_over(const domain::PersonId&, const Secret&) = 0;
    // The keys of these persons are gone from memory and disk when this returns: what was sealed under them cannot be
    // opened again. Persons without a key are skipped. Call it once the events that erased them are durable.
    [[nodiscard]] virtual Result<void> destroy(std::span<const domain::PersonId>) = 0;
    // nullopt: the person was never given a key, or was erased. Which of the two, the log says.
    [[nodiscard]] virtual Result<std::optional<Secret>> person_key(const domain::PersonId&) const = 0;

  protected:
    KeyStore(const Secret& signing_seed, const Secret& digest_key);

  private:
    Secret signing_seed_;
    HmacSha256 digest_key_;
};

}  // namespace tally::eventstore
