#include "consumers/feed/feed_digest.h"

namespace tally::consumers {

namespace {

std::optional<std::uint8_t> value_of(char digit) {
    if (digit >= '0' && digit <= '9') return static_cast<std::uint8_t>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<std::uint8_t>(digit - 'a' + 10);
    return std::nullopt;
}

}  // namespace

std::optional<FeedDigest> FeedDigest::from_hex(std::string_view hex) {
    eventstore::Hash hash{};
    if (hex.size() != 2 * hash.size()) return std::nullopt;
    for (std::size_t i = 0; i < hash.size(); ++i) {
        const auto high = value_of(hex[2 * i]);
        const auto low = value_of(hex[2 * i + 1]);
        if (!high || !low) return std::nullopt;
        hash[i] = static_cast<std::uint8_t>(*high << 4 | *low);
    }
    return FeedDigest{hash};
}

void FeedDigest::add(std::string_view id, std::string_view type, std::string_view key, std::string_view value) {
    scratch_.clear();
    scratch_ += eventstore::as_bytes(hash_);
    for (const auto part : {id, type, key}) {
        scratch_ += part;
        scratch_ += '\0';
    }
    scratch_ += value;
    hash_ = eventstore::sha256(scratch_);
}

}  // namespace tally::consumers
