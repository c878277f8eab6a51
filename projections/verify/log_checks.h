#pragma once
// What the log alone is held against: its own rules, and the checkpoints that were signed over it.

#include <map>
#include <string>
#include <unordered_map>

#include "eventstore/log/log.h"
#include "projections/verify/check.h"

namespace tally::projections {

// A sum over a set, whatever its order: 128 bits, enough to tell accidents apart.
struct SetSum {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    std::uint64_t count = 0;
    void add(std::string_view id, std::uint64_t number, std::uint64_t other);
    bool operator==(const SetSum&) const = default;
};

struct StreamSum {
    std::uint64_t length = 0;
    std::uint64_t positions = 0;  // Hash of their positions, in order.
    void add(std::uint64_t position);
};

// What one pass over the log's entries gives to hold the indexes against.
struct LogPass {
    std::unordered_map<std::string, StreamSum> streams;
    SetSum commands;
    eventstore::Hash root{};
    bool unread = false;  // There are entries that could not be read: what is held against them differs, too.
};

// The checks entries, balanced, checkpoint and, where notes came from outside, note; the answer's position, root and
// checkpoint size. `checkpoint`: the log's own last signed note; empty: it has none.
[[nodiscard]] LogPass check_log(const eventstore::Log&, std::uint64_t end, const std::string& checkpoint,
                                const VerifyOptions&, VerifyAnswer&);

}  // namespace tally::projections
