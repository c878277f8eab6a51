#pragma once
// Where in the log topic a local copy has got to, so that following goes on from there. A hint and no more: without it
// the topic is read from its beginning, and what it leads to is proven all the same.

#include <cstdint>
#include <filesystem>
#include <optional>

#include "eventstore/result.h"

namespace tally::consumers {

struct FollowMark {
    std::int64_t log_offset = 0;            // Every record of position `position` and on is there or behind it.
    std::uint64_t position = 0;             // Of the next event.
    std::uint64_t owner_epoch = 0;          // Of the last accepted record.
    std::uint64_t next_command_offset = 0;  // Likewise.
    std::int64_t keys_offset = 0;           // Of the keys topic: all before it are in the local key store.
    bool operator==(const FollowMark&) const = default;
};

[[nodiscard]] eventstore::Result<void> write_follow_mark(const std::filesystem::path& directory, const FollowMark&);
// Nothing: there is none that could be read.
[[nodiscard]] std::optional<FollowMark> read_follow_mark(const std::filesystem::path& directory);

}  // namespace tally::consumers
