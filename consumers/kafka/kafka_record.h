#pragma once
// A record as it lies in a topic.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tally::consumers {

struct KafkaRecord {
    std::string topic;
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    std::int64_t timestamp_ms = 0;  // As the topic is set: the producer's, or when it was appended.
    std::string key;
    std::optional<std::string> value;  // Absent: a tombstone.
    std::vector<std::pair<std::string, std::string>> headers;

    // The last header of that name, which is the one that counts.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const {
        for (auto one = headers.rbegin(); one != headers.rend(); ++one)
            if (one->first == name) return one->second;
        return std::nullopt;
    }
};

}  // namespace tally::consumers
