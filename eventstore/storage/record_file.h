#pragma once
// Reads the record files of the store below us (write-ahead log, manifest) before it opens them, because recovery
// drops what it cannot read without telling a torn last write from damage in the middle.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "eventstore/result.h"

namespace tally::eventstore {

// Records are cut into fragments that fill blocks of 32 KiB; each has a header of crc, length and type.
struct RecordFileScan {
    std::uint64_t size_bytes = 0;
    std::uint64_t records = 0;             // Whole records before the first unreadable byte.
    std::uint64_t readable_end_bytes = 0;  // Where the last of them ends.
    // The start of a readable record behind an unreadable one: the unreadable one was not torn while being written.
    std::optional<std::uint64_t> readable_after;

    [[nodiscard]] std::uint64_t unreadable_bytes() const { return size_bytes - readable_end_bytes; }
};

[[nodiscard]] RecordFileScan scan_records(std::string_view file);
[[nodiscard]] Result<RecordFileScan> scan_record_file(const std::filesystem::path&);

}  // namespace tally::eventstore
