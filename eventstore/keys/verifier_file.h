#pragma once
// The verifier key beside the secret ones: the division's name, and what its checkpoints are verified with. Not a
// secret.

#include <filesystem>
#include <string>

#include "eventstore/merkle/signed_note.h"
#include "eventstore/result.h"

namespace tally::eventstore {

[[nodiscard]] Result<void> write_verifier(const std::filesystem::path& keys, const NoteVerifier&);
// Errors: not_a_store (there is none), damaged (it is not a verifier key).
[[nodiscard]] Result<NoteVerifier> read_verifier(const std::filesystem::path& keys);

}  // namespace tally::eventstore
