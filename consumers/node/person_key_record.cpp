#include "consumers/node/person_key_record.h"

#include <memory>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "domain/core/assert.h"

namespace tally::consumers {

namespace {

using eventstore::Secret;

constexpr std::string_view derivation_label = "tallystick person keys in a topic, version 1";
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t sealed_bytes = nonce_bytes + std::tuple_size_v<Secret> + tag_bytes;

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

PersonKeySealer::PersonKeySealer(std::int32_t division, const Secret& signing_seed)
    : prefix_(std::to_string(division) + "/"), key_(eventstore::HmacSha256{signing_seed}.of({derivation_label})) {}

std::string PersonKeySealer::record_key(const domain::PersonId& person) const {
    return prefix_ + person.str();
}

std::optional<domain::PersonId> PersonKeySealer::person_of(std::string_view record_key) const {
    if (!record_key.starts_with(prefix_) || record_key.size() == prefix_.size()) return std::nullopt;
    return domain::PersonId{std::string{record_key.substr(prefix_.size())}};
}

std::string PersonKeySealer::seal(const domain::PersonId& person, const Secret& secret) const {
    const auto about = record_key(person);
    std::string sealed(sealed_bytes, '\0');
    unsigned char* const nonce = bytes_of(sealed);
    unsigned char* const ciphertext = nonce + nonce_bytes;
    const Context context{EVP_CIPHER_CTX_new()};
    int written = 0;
    const bool good =
        RAND_bytes(nonce, nonce_bytes) == 1 &&
        EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key_.data(), nonce) == 1 &&
        EVP_EncryptUpdate(context.get(), nullptr, &written, bytes_of(about), static_cast<int>(about.size())) == 1 &&
        EVP_EncryptUpdate(context.get(), ciphertext, &written, secret.data(), static_cast<int>(secret.size())) == 1 &&
        EVP_EncryptFinal_ex(context.get(), ciphertext + written, &written) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, ciphertext + secret.size()) == 1;
    TALLY_ASSERT(good, "OpenSSL seals 32 bytes");
    return sealed;
}

std::optional<Secret> PersonKeySealer::open(const domain::PersonId& person, std::string_view sealed) const {
    if (sealed.size() != sealed_bytes) return std::nullopt;
    const auto about = record_key(person);
    std::string tag{sealed.substr(sealed_bytes - tag_bytes)};
    const Context context{EVP_CIPHER_CTX_new()};
    Secret secret{};
    int written = 0;
    const bool good =
        EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key_.data(), bytes_of(sealed)) == 1 &&
        EVP_DecryptUpdate(context.get(), nullptr, &written, bytes_of(about), static_cast<int>(about.size())) == 1 &&
        EVP_DecryptUpdate(context.get(), secret.data(), &written, bytes_of(sealed) + nonce_bytes,
                          static_cast<int>(secret.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(context.get(), secret.data() + written, &written) == 1;
    if (!good) return std::nullopt;
    return secret;
}

}  // namespace tally::consumers
