// OpenSSL's one-shot path, since its general interface costs more than hashing one entry does; and for many hashes at
// once two messages side by side, where the processor can.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "eventstore/merkle/hash.h"

#include <algorithm>
#include <cstring>
#include <openssl/sha.h>
#include <vector>

#include "domain/core/assert.h"
#include "eventstore/hex.h"
#include "eventstore/merkle/sha256_lanes.h"

namespace tally::eventstore {

namespace {

constexpr unsigned char leaf_prefix = 0x00;
constexpr unsigned char node_prefix = 0x01;
constexpr std::size_t padding_bytes_min = 9;  // The bit that ends the message, and its length.

void hash_prefixed(unsigned char prefix, std::string_view bytes, Hash& out) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, &prefix, 1);
    SHA256_Update(&context, bytes.data(), bytes.size());
    SHA256_Final(out.data(), &context);
}

// One message under way: prefix, bytes and padding in whole blocks, and how far it is hashed.
class Message {
  public:
    void start(unsigned char prefix, std::string_view first, std::string_view second, Hash& out) {
        const std::size_t length = 1 + first.size() + second.size();
        blocks_left_ = (length + padding_bytes_min + sha256_block_bytes - 1) / sha256_block_bytes;
        const std::size_t padded = blocks_left_ * sha256_block_bytes;
        if (bytes_.size() < padded) bytes_.resize(padded);
        std::uint8_t* to = bytes_.data();
        *to = prefix;
        if (!first.empty()) std::memcpy(to + 1, first.data(), first.size());
        if (!second.empty()) std::memcpy(to + 1 + first.size(), second.data(), second.size());
        std::memset(to + length, 0, padded - length);
        to[length] = 0x80;
        const std::uint64_t length_bits = __builtin_bswap64(static_cast<std::uint64_t>(length) * 8);
        std::memcpy(to + padded - sizeof length_bits, &length_bits, sizeof length_bits);
        state_ = sha256_initial;
        at_ = bytes_.data();
        out_ = &out;
    }
    [[nodiscard]] std::size_t blocks_left() const { return blocks_left_; }

    static void advance(Message& left, Message& right) {
        const std::size_t count = std::min(left.blocks_left_, right.blocks_left_);
        sha256_blocks_two(left.state_, left.at_, right.state_, right.at_, count);
        left.passed(count);
        right.passed(count);
    }
    void finish() {
        sha256_blocks(state_, at_, blocks_left_);
        passed(blocks_left_);
    }

  private:
    void passed(std::size_t count) {
        blocks_left_ -= count;
        at_ += count * sha256_block_bytes;
        if (blocks_left_ > 0) return;
        for (std::size_t i = 0; i < state_.size(); ++i) {
            const std::uint32_t word = __builtin_bswap32(state_[i]);
            std::memcpy(out_->data() + sizeof word * i, &word, sizeof word);
        }
    }

    std::vector<std::uint8_t> bytes_;  // Kept from message to message.
    const std::uint8_t* at_ = nullptr;
    std::size_t blocks_left_ = 0;
    Sha256State state_{};
    Hash* out_ = nullptr;
};

// start(message, i) begins the i-th of `count` messages. Whichever lane is done takes the next one.
template <class Start>
void hash_side_by_side(std::size_t count, const Start& start) {
    thread_local Message left;
    thread_local Message right;
    for (std::size_t next = 0; next < count || left.blocks_left() + right.blocks_left() > 0;) {
        if (left.blocks_left() == 0 && next < count) start(left, next++);
        if (right.blocks_left() == 0 && next < count) start(right, next++);
        if (left.blocks_left() == 0) {
            right.finish();
        } else if (right.blocks_left() == 0) {
            left.finish();
        } else {
            Message::advance(left, right);
        }
    }
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
    if (has_sha256_lanes()) {
        hash_side_by_side(entries.size(), [&](Message& message, std::size_t i) {
            message.start(leaf_prefix, entries[i], {}, leaves[i]);
        });
        return;
    }
    for (std::size_t i = 0; i < entries.size(); ++i) leaves[i] = hash_leaf(entries[i]);
}

void hash_nodes(std::span<const Hash> children, std::span<Hash> parents) {
    TALLY_ASSERT(children.size() == 2 * parents.size(), "two children a parent");
    if (has_sha256_lanes()) {
        hash_side_by_side(parents.size(), [&](Message& message, std::size_t i) {
            message.start(node_prefix, as_bytes(children[2 * i]), as_bytes(children[2 * i + 1]), parents[i]);
        });
        return;
    }
    for (std::size_t i = 0; i < parents.size(); ++i) parents[i] = hash_node(children[2 * i], children[2 * i + 1]);
}

std::string to_hex(const Hash& hash) {
    return to_hex(std::span<const std::uint8_t>{hash});
}

std::string_view as_bytes(const Hash& hash) {
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace tally::eventstore
