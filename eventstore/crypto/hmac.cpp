// HMAC over OpenSSL's plain SHA-256 functions: EVP would allocate and look up an algorithm for each message.

#include "eventstore/crypto/hmac.h"

#define OPENSSL_SUPPRESS_DEPRECATED
#include <cstring>
#include <openssl/crypto.h>
#include <openssl/sha.h>

namespace tally::eventstore {

static_assert(sizeof(SHA256_CTX) <= 128);

namespace {
void start(std::byte* state, const std::array<std::uint8_t, 32>& key, std::uint8_t pad) {
    std::array<std::uint8_t, SHA256_CBLOCK> block;
    block.fill(pad);
    for (std::size_t i = 0; i < key.size(); ++i) block[i] ^= key[i];
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, block.data(), block.size());
    std::memcpy(state, &context, sizeof context);
    OPENSSL_cleanse(block.data(), block.size());
}
}  // namespace

HmacSha256::HmacSha256(const std::array<std::uint8_t, 32>& key) {
    start(inner_.data(), key, 0x36);
    start(outer_.data(), key, 0x5c);
}

HmacSha256::~HmacSha256() {
    OPENSSL_cleanse(inner_.data(), inner_.size());
    OPENSSL_cleanse(outer_.data(), outer_.size());
}

std::array<std::uint8_t, 32> HmacSha256::of(std::initializer_list<std::string_view> parts) const {
    std::array<std::uint8_t, 32> digest;
    SHA256_CTX context;
    std::memcpy(&context, inner_.data(), sizeof context);
    for (const auto part : parts) SHA256_Update(&context, part.data(), part.size());
    SHA256_Final(digest.data(), &context);
    std::memcpy(&context, outer_.data(), sizeof context);
    SHA256_Update(&context, digest.data(), digest.size());
    SHA256_Final(digest.data(), &context);
    return digest;
}

}  // namespace tally::eventstore
