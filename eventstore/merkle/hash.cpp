// The one-shot path of OpenSSL's SHA-256: the general interface costs more than hashing one entry does.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "eventstore/merkle/hash.h"

#include <cstring>
#include <openssl/sha.h>

#include "domain/core/assert.h"

namespace tally::eventstore {

namespace {

constexpr unsigned char leaf_prefix = 0x00;
constexpr unsigned char node_prefix = 0x01;

void hash_prefixed(unsigned char prefix, std::string_view bytes, Hash& out) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, &prefix, 1);
    SHA256_Update(&context, bytes.data(), bytes.size());
    SHA256_Final(out.data(), &context);
}

}  // namespace

Hash sha256(std::string_view bytes) {
    Hash hash;
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, bytes.data(), bytes.size());
    SHA256_Final(hash.data(), &context);
    return hash;
}

Hash hash_leaf(std::string_view entry) {
    Hash hash;
    hash_prefixed(leaf_prefix, entry, hash);
    return hash;
}

Hash hash_node(const Hash& left, const Hash& right) {
    std::array<char, 64> both{};
    std::memcpy(both.data(), left.data(), left.size());
    std::memcpy(both.data() + left.size(), right.data(), right.size());
    Hash hash;
    hash_prefixed(node_prefix, {both.data(), both.size()}, hash);
    return hash;
}

Hash hash_empty_tree() {
    return sha256({});
}

void hash_leaves(std::span<const std::string_view> entries, std::span<Hash> leaves) {
    TALLY_ASSERT(entries.size() == leaves.size(), "one leaf an entry");
    for (std::size_t i = 0; i < entries.size(); ++i) hash_prefixed(leaf_prefix, entries[i], leaves[i]);
}

std::string to_hex(const Hash& hash) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : hash) {
        text.push_back(digits[byte >> 4]);
        text.push_back(digits[byte & 0xf]);
    }
    return text;
}

std::string_view as_bytes(const Hash& hash) {
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace tally::eventstore
