#include "eventstore/merkle/signed_note.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <openssl/evp.h>
#include <optional>
#include <utility>

#include "domain/core/assert.h"

namespace tally::eventstore {

namespace {

constexpr char algorithm_ed25519 = 0x01;
constexpr std::size_t key_bytes = 32;
constexpr std::size_t signature_bytes = 64;
constexpr std::size_t key_id_bytes = 4;
constexpr std::size_t signatures_max = 100;
constexpr std::string_view signature_prefix = "\u2014 ";
constexpr std::string_view private_prefix = "PRIVATE+KEY+";
constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char* unsigned_bytes(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string_view bytes_of(const std::array<std::uint8_t, key_bytes>& key) {
    return {reinterpret_cast<const char*>(key.data()), key.size()};
}

tl::unexpected<StoreError> damaged_note(std::string what) {
    return fail(StoreErrorKind::damaged, std::move(what));
}

std::string tagged(const std::array<std::uint8_t, key_bytes>& key) {
    return algorithm_ed25519 + std::string(bytes_of(key));
}

std::uint32_t key_id_of(std::string_view name, const std::array<std::uint8_t, key_bytes>& public_key) {
    const Hash hash = sha256(fmt::format("{}\n{}", name, tagged(public_key)));
    std::uint32_t id = 0;
    for (std::size_t i = 0; i < key_id_bytes; ++i) id = id << 8 | hash[i];
    return id;
}

bool is_name(std::string_view name) {
    return !name.empty() &&
           std::none_of(name.begin(), name.end(), [](unsigned char c) { return c <= ' ' || c == '+' || c == 0x7f; });
}

struct KeyText {
    std::string name;
    std::uint32_t key_id = 0;
    std::array<std::uint8_t, key_bytes> key{};
};

// "name+hex8+base64(01 ‖ key)"
std::optional<KeyText> parse_key(std::string_view text) {
    const std::size_t name_end = text.find('+');
    if (name_end == std::string_view::npos || !is_name(text.substr(0, name_end))) return std::nullopt;
    KeyText parsed;
    parsed.name = text.substr(0, name_end);
    text.remove_prefix(name_end + 1);
    if (text.size() < 9 || text[8] != '+') return std::nullopt;
    const auto number = std::from_chars(text.data(), text.data() + 8, parsed.key_id, 16);
    if (number.ec != std::errc() || number.ptr != text.data() + 8) return std::nullopt;
    const auto key = parse_base64(text.substr(9));
    if (!key || key->size() != 1 + key_bytes || key->front() != algorithm_ed25519) return std::nullopt;
    std::memcpy(parsed.key.data(), key->data() + 1, key_bytes);
    return parsed;
}

std::string key_text(std::string_view name, std::uint32_t key_id, const std::array<std::uint8_t, key_bytes>& key) {
    return fmt::format("{}+{:08x}+{}", name, key_id, base64(tagged(key)));
}

}  // namespace

std::string base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t three = 0;
        const std::size_t have = std::min<std::size_t>(3, bytes.size() - at);
        for (std::size_t i = 0; i < 3; ++i) three = three << 8 | (i < have ? unsigned_bytes(bytes)[at + i] : 0U);
        for (std::size_t i = 0; i < 4; ++i) {
            text.push_back(i <= have ? base64_alphabet[three >> (18 - 6 * i) & 63U] : '=');
        }
    }
    return text;
}

Result<std::string> parse_base64(std::string_view text) {
    std::string bytes;
    if (text.size() % 4 != 0) return damaged_note(fmt::format("\"{}\" is not padded base64", text));
    std::string_view digits = text;
    while (text.size() - digits.size() < 2 && digits.ends_with('=')) digits.remove_suffix(1);
    std::uint32_t bits = 0;
    unsigned have = 0;
    for (const char c : digits) {
        const std::size_t digit = base64_alphabet.find(c);
        if (digit == std::string_view::npos) return damaged_note(fmt::format("\"{}\" is not base64", text));
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        have += 6;
        if (have >= 8) {
            have -= 8;
            bytes.push_back(static_cast<char>(bits >> have & 0xffU));
        }
    }
    // One text for one value: the bits that padding leaves over are zero.
    if (base64(bytes) != text) return damaged_note(fmt::format("\"{}\" is not base64 in its one form", text));
    return bytes;
}

std::string checkpoint_text(const Checkpoint& checkpoint) {
    return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size, base64(as_bytes(checkpoint.root)));
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
    Checkpoint checkpoint;
    const std::size_t origin_end = text.find('\n');
    const std::size_t size_end = origin_end == std::string_view::npos ? origin_end : text.find('\n', origin_end + 1);
    if (size_end == std::string_view::npos || !text.ends_with('\n') || text.size() == size_end + 1) {
        return damaged_note("a checkpoint has three lines: origin, size and root");
    }
    checkpoint.origin = text.substr(0, origin_end);
    const std::string_view size = text.substr(origin_end + 1, size_end - origin_end - 1);
    const auto number = std::from_chars(size.data(), size.data() + size.size(), checkpoint.size);
    if (number.ec != std::errc() || number.ptr != size.data() + size.size()) {
        return damaged_note(fmt::format("the size of a checkpoint reads \"{}\"", size));
    }
    const auto root = parse_base64(text.substr(size_end + 1, text.size() - size_end - 2));
    if (!root) return tl::unexpected(root.error());
    if (root->size() != checkpoint.root.size()) return damaged_note("the root of a checkpoint is not 32 bytes");
    std::memcpy(checkpoint.root.data(), root->data(), root->size());
    if (!is_name(checkpoint.origin) || checkpoint_text(checkpoint) != text) {
        return damaged_note("a checkpoint is not in its one form");
    }
    return checkpoint;
}

Result<NoteVerifier> NoteVerifier::parse(std::string_view verifier_key) {
    const auto parsed = parse_key(verifier_key);
    if (!parsed || parsed->key_id != key_id_of(parsed->name, parsed->key)) {
        return damaged_note(fmt::format("\"{}\" is not an Ed25519 verifier key (name+id+key)", verifier_key));
    }
    NoteVerifier verifier;
    verifier.name_ = parsed->name;
    verifier.key_id_ = parsed->key_id;
    verifier.public_key_ = parsed->key;
    return verifier;
}

std::string NoteVerifier::verifier_key() const {
    return key_text(name_, key_id_, public_key_);
}

bool NoteVerifier::verify(std::string_view text, std::string_view signature) const {
    if (signature.size() != signature_bytes) return false;
    const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key_.data(), public_key_.size()));
    const Context context(EVP_MD_CTX_new());
    return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), unsigned_bytes(signature), signature.size(), unsigned_bytes(text),
                            text.size()) == 1;
}

Result<NoteSigner> NoteSigner::parse(std::string_view signer_key) {
    // The key itself is secret, so a message never shows it.
    const auto refused = [] { return damaged_note("this is not an Ed25519 signer key (PRIVATE+KEY+name+id+seed)"); };
    if (!signer_key.starts_with(private_prefix)) return refused();
    const auto parsed = parse_key(signer_key.substr(private_prefix.size()));
    if (!parsed) return refused();
    auto signer = from_seed(parsed->name, parsed->key);
    if (!signer) return signer;
    if (signer->verifier_.key_id_ != parsed->key_id) return refused();
    return signer;
}

Result<NoteSigner> NoteSigner::from_seed(std::string_view name, const std::array<std::uint8_t, 32>& seed) {
    if (!is_name(name)) {
        return damaged_note(fmt::format("\"{}\" cannot name a key: it must not be empty nor hold spaces or '+'", name));
    }
    NoteSigner signer;
    signer.seed_ = seed;
    signer.verifier_.name_ = name;
    const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
    std::size_t length = key_bytes;
    const bool done = key && EVP_PKEY_get_raw_public_key(key.get(), signer.verifier_.public_key_.data(), &length) == 1;
    if (!done || length != key_bytes) return fail(StoreErrorKind::io, "the cryptographic library has no Ed25519");
    signer.verifier_.key_id_ = key_id_of(name, signer.verifier_.public_key_);
    return signer;
}

std::string NoteSigner::signer_key() const {
    return std::string(private_prefix) + key_text(verifier_.name_, verifier_.key_id_, seed_);
}

Result<std::string> NoteSigner::sign(std::string_view text) const {
    TALLY_ASSERT(text.ends_with('\n'), "a note's text ends in a newline");
    const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed_.data(), seed_.size()));
    const Context context(EVP_MD_CTX_new());
    std::string blob(key_id_bytes + signature_bytes, '\0');
    for (std::size_t i = 0; i < key_id_bytes; ++i) {
        blob[i] = static_cast<char>(verifier_.key_id_ >> (8 * (key_id_bytes - 1 - i)) & 0xffU);
    }
    std::size_t length = signature_bytes;
    auto* signature = reinterpret_cast<unsigned char*>(blob.data() + key_id_bytes);
    const bool done = key && context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                      EVP_DigestSign(context.get(), signature, &length, unsigned_bytes(text), text.size()) == 1;
    if (!done || length != signature_bytes) return fail(StoreErrorKind::io, "the cryptographic library did not sign");
    return fmt::format("{}\n{}{} {}\n", text, signature_prefix, verifier_.name_, base64(blob));
}

Result<OpenedNote> open_note(std::string_view note, std::span<const NoteVerifier> verifiers) {
    const bool has_control =
        std::any_of(note.begin(), note.end(), [](unsigned char c) { return c < 0x20 && c != '\n'; });
    const std::size_t split = note.rfind("\n\n");
    if (has_control || split == std::string_view::npos || !note.ends_with('\n') || note.size() <= split + 2) {
        return damaged_note("a signed note is a text, an empty line and signature lines");
    }
    OpenedNote opened;
    opened.text = note.substr(0, split + 1);
    std::size_t lines = 0;
    for (std::string_view rest = note.substr(split + 2); !rest.empty();) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() + 1);
        if (++lines > signatures_max) return damaged_note("a signed note has more than 100 signatures");
        const auto malformed = [&line] { return damaged_note(fmt::format("\"{}\" is not a signature line", line)); };
        if (!line.starts_with(signature_prefix)) return malformed();
        const std::string_view signature_line = line.substr(signature_prefix.size());
        const std::size_t space = signature_line.find(' ');
        if (space == std::string_view::npos || !is_name(signature_line.substr(0, space))) return malformed();
        const std::string_view name = signature_line.substr(0, space);
        const auto blob = parse_base64(signature_line.substr(space + 1));
        if (!blob || blob->size() <= key_id_bytes) return malformed();
        std::uint32_t key_id = 0;
        for (std::size_t i = 0; i < key_id_bytes; ++i) key_id = key_id << 8 | unsigned_bytes(*blob)[i];
        for (const auto& verifier : verifiers) {
            if (verifier.name() != name || verifier.key_id() != key_id) continue;
            if (!verifier.verify(opened.text, std::string_view(*blob).substr(key_id_bytes))) {
                return damaged_note(fmt::format("the signature of {} is not of this text", name));
            }
            if (std::find(opened.signed_by.begin(), opened.signed_by.end(), name) == opened.signed_by.end()) {
                opened.signed_by.emplace_back(name);
            }
        }
    }
    if (opened.signed_by.empty()) return damaged_note("no known key signed this note");
    return opened;
}

}  // namespace tally::eventstore
