#pragma once
// RFC 6962 hashing with SHA-256: leaf = H(00 ‖ entry), node = H(01 ‖ left ‖ right), empty tree = H("").

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tally::eventstore {

using Hash = std::array<std::uint8_t, 32>;

[[nodiscard]] Hash sha256(std::string_view bytes);
[[nodiscard]] Hash hash_leaf(std::string_view entry);
[[nodiscard]] Hash hash_node(const Hash& left, const Hash& right);
[[nodiscard]] Hash hash_empty_tree();
// Allocates nothing; leaves.size() == entries.size().
void hash_leaves(std::span<const std::string_view> entries, std::span<Hash> leaves);
// parents[i] is the node over children[2 i] and children[2 i + 1]; both may start at the same place.
void hash_nodes(std::span<const Hash> children, std::span<Hash> parents);

[[nodiscard]] std::string to_hex(const Hash&);
[[nodiscard]] std::string_view as_bytes(const Hash&);

}  // namespace tally::eventstore
