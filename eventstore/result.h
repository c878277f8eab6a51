#pragma once
// How the event store says that the world failed. Business refusals are domain::Rejection; bugs are TALLY_ASSERT.

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace tally::eventstore {

enum class StoreErrorKind {
    version_conflict,   // Someone appended to the stream first: read again and decide again.
    command_id_reused,  // The command id was accepted before with another body.
    entry_too_large,    // One event over 65,535 bytes.
    commit_too_large,   // One command over 16 MiB of events.
    store_busy,         // Views are too far behind; try again.
    in_use,             // Another process holds the store.
    not_a_store,        // The directory is no store, or is missing.
    already_exists,     // Asked to make a store where one is.
    newer_format,       // Written by a later release.
    damaged,            // Bytes are not what was written, or the log is shorter than what was signed.
    poisoned,           // An earlier write failed; nothing more is acknowledged until the store is opened again.
    io,                 // The file system said no: full disk, permissions, …
};

// kind is for code to react to; message is for people: it names the place and the cure.
struct StoreError {
    StoreErrorKind kind;
    std::string message;
};

template <class T>
using Result = tl::expected<T, StoreError>;

[[nodiscard]] inline tl::unexpected<StoreError> fail(StoreErrorKind kind, std::string message) {
    return tl::unexpected(StoreError{kind, std::move(message)});
}

}  // namespace tally::eventstore
