#pragma once
// C2SP signed notes with Ed25519, and the checkpoint that a note carries.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/merkle/hash.h"
#include "eventstore/result.h"

namespace tally::eventstore {

// What a checkpoint says: the log of this origin had this root at this size.
struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Hash root{};
    bool operator==(const Checkpoint&) const = default;
};
// "origin\nsize\nbase64(root)\n": the text that is signed.
[[nodiscard]] std::string checkpoint_text(const Checkpoint&);
// Accepts exactly what checkpoint_text() writes; anything else is damaged.
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view text);

// Public half: "name+hex8+base64(01 ‖ public key)".
class NoteVerifier {
  public:
    [[nodiscard]] static Result<NoteVerifier> parse(std::string_view verifier_key);
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::uint32_t key_id() const { return key_id_; }
    [[nodiscard]] std::string verifier_key() const;
    [[nodiscard]] bool verify(std::string_view text, std::string_view signature) const;

  private:
    friend class NoteSigner;
    std::string name_;
    std::uint32_t key_id_ = 0;
    std::array<std::uint8_t, 32> public_key_{};
};

// Secret half: "PRIVATE+KEY+name+hex8+base64(01 ‖ seed)".
class NoteSigner {
  public:
    [[nodiscard]] static Result<NoteSigner> parse(std::string_view signer_key);
    // The name is the log's origin: not empty, without spaces or '+'.
    [[nodiscard]] static Result<NoteSigner> from_seed(std::string_view name, const std::array<std::uint8_t, 32>& seed);
    [[nodiscard]] const NoteVerifier& verifier() const { return verifier_; }
    [[nodiscard]] std::string signer_key() const;
    // The text, which must end in a newline, with our signature line below.
    [[nodiscard]] Result<std::string> sign(std::string_view text) const;

  private:
    NoteVerifier verifier_;
    std::array<std::uint8_t, 32> seed_{};
};

struct OpenedNote {
    std::string text;
    std::vector<std::string> signed_by;  // Names of those given verifiers whose signature is good; never empty.
};
// damaged: not a note, a bad signature of a known key, or no signature of any of them.
[[nodiscard]] Result<OpenedNote> open_note(std::string_view note, std::span<const NoteVerifier> verifiers);

[[nodiscard]] std::string base64(std::string_view bytes);
[[nodiscard]] Result<std::string> parse_base64(std::string_view text);  // Standard alphabet, padded, nothing else.

}  // namespace tally::eventstore
