#pragma once
// One commit of a division as one record of the log topic (FORMAT.md, "Commit record"). It says what it continues, so
// that a reader needs to trust no transaction.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/merkle/hash.h"
#include "eventstore/result.h"

namespace tally::consumers {

// From here on a record takes no further command.
constexpr std::size_t commit_record_pack_bytes = 4 << 20;
// Of a record, and of the topic that takes it: one command may make 16 MiB of events.
constexpr std::size_t commit_record_bytes_max = 21 << 20;

struct CommitRecord {
    std::uint64_t owner_epoch = 0;
    std::uint64_t first_position = 0;
    eventstore::Hash root_before{};         // Of the tree over the entries before first_position.
    std::uint64_t next_command_offset = 0;  // All commands before it are decided.
    std::vector<std::string_view> entries;  // None: commands that left nothing behind, or a new owner's claim.
};

// Piece by piece, for entries that are not in a list; those of the record itself are not looked at.
void begin_commit_record(const CommitRecord&, std::uint32_t entry_count, std::string& out);
void add_entry(std::string_view entry, std::string& out);
void finish_commit_record(std::string& out);

// All at once.
[[nodiscard]] std::string write_commit_record(const CommitRecord&);
// Its entries point into `bytes`. Errors: damaged (not the bytes of a commit record), newer_format (a later release
// wrote them).
[[nodiscard]] eventstore::Result<CommitRecord> read_commit_record(std::string_view bytes);

}  // namespace tally::consumers
