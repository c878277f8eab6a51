#pragma once
// Keeps the last signed checkpoint in plain files outside the store, so that a store which lost its end is found out,
// and makes sure that one size is never signed with two roots.

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "eventstore/merkle/signed_note.h"
#include "eventstore/result.h"

namespace tally::eventstore {

class TileSource;

// The last signed note kept in this directory, unread; empty: there is none.
[[nodiscard]] Result<std::string> read_checkpoint_note(const std::filesystem::path& directory);

// Two files in one directory, each replaced whole and synced: `checkpoint.signing` holds what is about to be signed
// and is written before the signature is made; `checkpoint` is the signed note. One thread at a time.
class CheckpointFile {
  public:
    // The directory must exist. damaged: a file is unreadable, of another origin, or not signed by this key.
    [[nodiscard]] static Result<CheckpointFile> open(const std::filesystem::path& directory, NoteVerifier);

    // The largest size ever given to sign(), with its root; the log must have both; the note alone does not decide.
    [[nodiscard]] const std::optional<Checkpoint>& last() const { return last_; }
    // The last signed note, empty before the first.
    [[nodiscard]] const std::string& note() const { return note_; }

    // Signs a durable size and returns the note. The same size and root again return the same note. damaged: another
    // root for a size that was signed, or a size below the last one; nothing is signed then.
    [[nodiscard]] Result<std::string> sign(const Checkpoint&, const NoteSigner&);

    // Compares the log, through its tiles, with last(): a log that is shorter or has another root is damaged.
    [[nodiscard]] Result<void> check(std::uint64_t log_end, const TileSource&) const;

  private:
    CheckpointFile(std::filesystem::path directory, NoteVerifier verifier)
        : directory_(std::move(directory)), verifier_(std::move(verifier)) {}

    std::filesystem::path directory_;
    NoteVerifier verifier_;
    std::optional<Checkpoint> last_;
    std::optional<Checkpoint> noted_;  // What note_ says.
    std::string note_;
};

}  // namespace tally::eventstore
