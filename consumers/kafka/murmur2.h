#pragma once
// Which partition a key belongs to, as Kafka's Java clients and kafkajs choose it.

#include <cstdint>
#include <string_view>

namespace tally::consumers {

[[nodiscard]] std::uint32_t murmur2(std::string_view key);

// partition_count is at least 1. librdkafka calls this partitioner murmur2.
[[nodiscard]] std::int32_t partition_of(std::string_view key, std::int32_t partition_count);

}  // namespace tally::consumers
