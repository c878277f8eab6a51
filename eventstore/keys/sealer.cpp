// AES-256-GCM over every personal text that the tables of shape.h find.

#include "eventstore/keys/sealer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "domain/core/assert.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/program_log.h"

namespace tally::eventstore {

namespace {

constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;

struct FreeCipher {
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

const EVP_CIPHER* aes_256_gcm() {
    static const std::unique_ptr<EVP_CIPHER, FreeCipher> cipher{EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr)};
    TALLY_ASSERT(cipher != nullptr, "OpenSSL has no AES-256-GCM");
    return cipher.get();
}
EVP_CIPHER_CTX* thread_context() {
    thread_local const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> context{EVP_CIPHER_CTX_new()};
    TALLY_ASSERT(context != nullptr, "no memory for a cipher");
    return context.get();
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

std::string seal_text(const Secret& key, std::string_view event_id, std::string_view path, std::string_view clear) {
    const auto mac = HmacSha256{key}.of({event_id, path, std::string_view{"\0", 1}, clear});
    std::string sealed(nonce_bytes + clear.size() + tag_bytes, '\0');
    std::memcpy(sealed.data(), mac.data(), nonce_bytes);
    EVP_CIPHER_CTX* context = thread_context();
    unsigned char* const ciphertext = bytes_of(sealed) + nonce_bytes;
    int written = 0;
    int rest = 0;
    const bool good =
        EVP_EncryptInit_ex2(context, aes_256_gcm(), key.data(), bytes_of(sealed), nullptr) == 1 &&
        EVP_EncryptUpdate(context, ciphertext, &written, bytes_of(clear), static_cast<int>(clear.size())) == 1 &&
        EVP_EncryptFinal_ex(context, ciphertext + written, &rest) == 1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_bytes), ciphertext + clear.size()) == 1;
    TALLY_ASSERT(good && written == static_cast<int>(clear.size()) && rest == 0, "OpenSSL cannot encrypt");
    EVP_CIPHER_CTX_reset(context);
    return sealed;
}

std::optional<std::string> open_text(const Secret& key, std::string_view sealed) {
    if (sealed.size() < nonce_bytes + tag_bytes) return std::nullopt;
    const std::size_t size = sealed.size() - nonce_bytes - tag_bytes;
    std::array<unsigned char, tag_bytes> tag;
    std::memcpy(tag.data(), sealed.data() + nonce_bytes + size, tag_bytes);
    std::string clear(size, '\0');
    EVP_CIPHER_CTX* context = thread_context();
    int written = 0;
    int rest = 0;
    const bool good =
        EVP_DecryptInit_ex2(context, aes_256_gcm(), key.data(), bytes_of(sealed), nullptr) == 1 &&
        EVP_DecryptUpdate(context, bytes_of(clear), &written, bytes_of(sealed) + nonce_bytes, static_cast<int>(size)) ==
            1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_bytes), tag.data()) == 1 &&
        EVP_DecryptFinal_ex(context, bytes_of(clear) + written, &rest) == 1;
    EVP_CIPHER_CTX_reset(context);
    if (!good) return std::nullopt;
    return clear;
}

// Calls visit(personal, path) for each personal text below; the path is like "link.override_addresses[0].address.city".
template <class Visit>
void for_each_personal(const ValueShape& shape, void* value, std::string& path, const Visit& visit);

template <class Visit>
void for_each_personal(MutableRecordRef record, std::string& path, const Visit& visit) {
    if (!record.shape->has_personal) return;
    const std::size_t length = path.size();
    for (const auto& field : record.shape->fields) {
        if (length != 0) path += '.';
        path += field.name;
        for_each_personal(*field.value, field_of(record.data, field), path, visit);
        path.resize(length);
    }
}

template <class Visit>
void for_each_personal(const ValueShape& shape, void* value, std::string& path, const Visit& visit) {
    if (shape.kind == ValueKind::personal) {
        visit(*static_cast<domain::Personal*>(value), std::string_view{path});
    } else if (shape.kind == ValueKind::record) {
        for_each_personal({shape.record, value}, path, visit);
    } else if (shape.kind == ValueKind::list || shape.kind == ValueKind::optional) {
        const std::size_t length = path.size();
        for (std::size_t i = 0; i < shape.size(value); ++i) {
            path += '[' + std::to_string(i) + ']';
            for_each_personal(*shape.element, const_cast<void*>(shape.at(value, i)), path, visit);
            path.resize(length);
        }
    }
}

bool to_seal(const domain::Personal& personal) {
    return !personal.empty() && !personal.sealed;
}

}  // namespace

domain::Digest16 event_id(std::string_view origin, const domain::CommandId& command_id, std::uint32_t index) {
    thread_local std::string text;
    text.assign(origin).append(1, '\n').append(command_id.str()).append(1, '\n').append(std::to_string(index));
    const Hash digest = sha256(text);
    domain::Digest16 id{};
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
}

void collect_persons(const domain::Event& event, std::vector<domain::PersonId>& persons) {
    const RecordRef record = ref(event);
    std::string path;
    for_each_personal({record.shape, const_cast<void*>(record.data)}, path,
                      [&](const domain::Personal& personal, std::string_view) {
                          if (to_seal(personal)) persons.push_back(personal.under);
                      });
}

Result<void> Sealer::seal(domain::Event& event, const domain::Digest16& event_id) const {
    return seal(ref(event), event_id);
}

Result<void> Sealer::seal(MutableRecordRef record, const domain::Digest16& event_id) const {
    if (!record.shape->has_personal) return {};
    const std::string_view id{reinterpret_cast<const char*>(event_id.data()), event_id.size()};
    std::optional<StoreError> error;
    std::string path;
    for_each_personal(record, path, [&](domain::Personal& personal, std::string_view where) {
        if (error || !to_seal(personal)) return;
        TALLY_ASSERT(!personal.under.empty(), "personal text says whom it is about before it is sealed");
        auto key = keys_.person_key(personal.under);
        if (!key) {
            error = std::move(key.error());
            return;
        }
        if (!*key) {
            error = StoreError{StoreErrorKind::not_a_store, "person " + personal.under.str() +
                                                                " has no key (never made, or erased): nothing about "
                                                                "this person can be written"};
            return;
        }
        personal.bytes = seal_text(**key, id, where, personal.bytes);
        personal.sealed = true;
        OPENSSL_cleanse((*key)->data(), (*key)->size());
    });
    if (error) return tl::unexpected(std::move(*error));
    return {};
}

std::optional<std::string> Sealer::open(const domain::Personal& personal) const {
    if (!personal.sealed) return personal.bytes;
    const auto key = keys_.person_key(personal.under);
    if (!key) {
        // Not the same as an erased person: a reader of "sealed" must be able to find out why.
        spdlog::error("keys: text about {} cannot be opened: {}", personal.under.str(), key.error().message);
        return std::nullopt;
    }
    if (!*key) return std::nullopt;
    return open_text(**key, personal.bytes);
}

}  // namespace tally::eventstore
