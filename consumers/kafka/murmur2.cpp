#include "consumers/kafka/murmur2.h"

#include "domain/core/assert.h"

namespace tally::consumers {

namespace {

constexpr std::uint32_t seed = 0x9747b28c;  // The one Kafka's clients agreed on.
constexpr std::uint32_t multiplier = 0x5bd1e995;
constexpr int shift = 24;

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint8_t>(bytes[at]);
}

}  // namespace

std::uint32_t murmur2(std::string_view key) {
    auto hash = seed ^ static_cast<std::uint32_t>(key.size());
    std::size_t at = 0;
    for (; at + 4 <= key.size(); at += 4) {
        std::uint32_t word =
            byte_at(key, at) | byte_at(key, at + 1) << 8 | byte_at(key, at + 2) << 16 | byte_at(key, at + 3) << 24;
        word *= multiplier;
        word ^= word >> shift;
        word *= multiplier;
        hash *= multiplier;
        hash ^= word;
    }
    const auto left = key.size() - at;
    if (left == 3) hash ^= byte_at(key, at + 2) << 16;
    if (left >= 2) hash ^= byte_at(key, at + 1) << 8;
    if (left >= 1) {
        hash ^= byte_at(key, at);
        hash *= multiplier;
    }
    hash ^= hash >> 13;
    hash *= multiplier;
    hash ^= hash >> 15;
    return hash;
}

std::int32_t partition_of(std::string_view key, std::int32_t partition_count) {
    TALLY_ASSERT(partition_count > 0, "a topic has partitions");
    return static_cast<std::int32_t>((murmur2(key) & 0x7fffffffU) % static_cast<std::uint32_t>(partition_count));
}

}  // namespace tally::consumers
