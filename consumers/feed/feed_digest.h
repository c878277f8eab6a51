#pragma once
// The running digest by which a feed's partition proves that nothing in it is missing, doubled, changed or reordered.

#include <optional>
#include <string>
#include <string_view>

#include "eventstore/hex.h"
#include "eventstore/merkle/hash.h"

namespace tally::consumers {

// SHA-256(previous ‖ id ‖ 00 ‖ type ‖ 00 ‖ key ‖ 00 ‖ value). id, type and key have no zero byte.
class FeedDigest {
  public:
    // Thirty-two zero bytes: before a partition's first message.
    FeedDigest() = default;
    explicit FeedDigest(const eventstore::Hash& hash) : hash_(hash) {}
    // Nothing where the text is not 64 lower-case hex digits.
    [[nodiscard]] static std::optional<FeedDigest> from_hex(std::string_view hex);

    void add(std::string_view id, std::string_view type, std::string_view key, std::string_view value);
    [[nodiscard]] std::string hex() const { return eventstore::to_hex(hash_); }
    bool operator==(const FeedDigest& other) const { return hash_ == other.hash_; }

  private:
    eventstore::Hash hash_{};
    std::string scratch_;
};

}  // namespace tally::consumers
