#pragma once
// What an event store is opened with: how it reads an entry's header, who folds, who signs, and its limits.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "eventstore/log_of_record.h"
#include "eventstore/merkle/signed_note.h"
#include "eventstore/result.h"
#include "eventstore/views/view_store.h"
#include "eventstore/work.h"

namespace tally::eventstore {

// What the core views need of an entry's envelope. After an opening it is all they have.
struct EntryHeader {
    std::uint64_t position = 0;
    StreamName stream;  // Points into the entry.
    std::uint64_t version = 0;
    std::string_view command_id;
    CommandDigest command_digest{};
};
using ReadHeader = Result<EntryHeader> (*)(std::string_view entry);

struct StoreLimits {
    ViewLimits views;
    std::size_t queued_works_max = 65'536;        // Beyond it submit() waits,
    std::chrono::milliseconds busy_after{5'000};  // this long, then answers store_busy.
    std::size_t commit_pack_bytes = 1 << 20;      // A commit takes no further command from here on.
    std::size_t group_works_max = 512;            // Decided on one set of look-ups.
    std::size_t unfolded_bytes_max = 16 << 20;    // Of decided entries that the views do not have yet,
    std::size_t unfolded_entries_max = 262'144;   // and how many; then deciding waits.
    std::size_t stream_lengths_max = 2'000'000;   // Streams whose length is cached; half must hold what is unfolded.
    std::chrono::milliseconds checkpoint_every{1'000};
};

struct EventStoreOptions {
    ReadHeader read_header = nullptr;
    std::vector<std::shared_ptr<Folder>> folders;
    StoreLimits limits;
    // Without a signer no checkpoint is kept, and a log that lost its end behind RocksDB's back is not found out.
    std::optional<NoteSigner> signer;
    std::filesystem::path checkpoint_directory;
    std::shared_ptr<LogOfRecord> log_of_record;  // Null: the local log is.
};

}  // namespace tally::eventstore
