#pragma once
// Seals and opens personal text: AES-256-GCM under the key of the person whom it is about (FORMAT.md, "Personal text").

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/events.h"
#include "eventstore/codec/shape.h"
#include "eventstore/keys/key_store.h"
#include "eventstore/result.h"

namespace tally::eventstore {

// First 16 bytes of SHA-256(origin ‖ 0x0A ‖ command id ‖ 0x0A ‖ index in decimal).
[[nodiscard]] domain::Digest16 event_id(std::string_view origin, const domain::CommandId&, std::uint32_t index);

// Adds the persons under whose keys the event has text still to be sealed, for KeyStore::ensure().
void collect_persons(const domain::Event&, std::vector<domain::PersonId>&);

// Thread safe as far as its key store is.
class Sealer {
  public:
    explicit Sealer(KeyStore& keys) : keys_(keys) {}

    // Seals every personal text of the event that is not empty and not sealed yet, in nested records and lists too. The
    // persons have keys by then: see collect_persons() and KeyStore::ensure().
    [[nodiscard]] Result<void> seal(domain::Event&, const domain::Digest16& event_id) const;
    [[nodiscard]] Result<void> seal(MutableRecordRef, const domain::Digest16& event_id) const;

    // Clear text. nullopt: the key is unknown or erased, or the bytes are not what was sealed under it. Text that is
    // not sealed comes back as it is.
    [[nodiscard]] std::optional<std::string> open(const domain::Personal&) const;

  private:
    KeyStore& keys_;
};

}  // namespace tally::eventstore
