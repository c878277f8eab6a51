#pragma once
// The Merkle tree over the log's entries, as RFC 6962 draws it and C2SP tlog-tiles stores it. It is a view: given leaf
// hashes in order, it makes rows (tile key, tile). All of its state is in those rows, so it can be rebuilt at any time.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/merkle/hash.h"
#include "eventstore/result.h"

namespace tally::eventstore {

constexpr unsigned tile_height = 8;
constexpr std::uint64_t tile_width = 256;

// Tile `index` of `level` holds the hashes of subtrees of 256^level leaves, 256 of them when full.
struct TileId {
    std::uint8_t level = 0;
    std::uint64_t index = 0;
    auto operator<=>(const TileId&) const = default;
};

// Nine bytes, level then big-endian index: rows sort by level, then by place.
[[nodiscard]] std::string tile_key(TileId);
[[nodiscard]] std::optional<TileId> parse_tile_key(std::string_view);
// "tile/0/x001/067" or, with a width below 256, "tile/0/x001/067.p/112".
[[nodiscard]] std::string tile_path(TileId, std::uint64_t width);
// How many hashes that tile has in a tree of this size: 0 to 256.
[[nodiscard]] std::uint64_t width_of_tile(TileId, std::uint64_t tree_size);

struct TileRow {
    TileId id;
    std::string hashes;  // 32 bytes each; a row written later for the same id starts with the same bytes.
};

// Where tiles are read from: the view's rows, memory, or a directory.
class TileSource {
  public:
    virtual ~TileSource() = default;
    // At least `width` hashes of the tile; more do not matter.
    [[nodiscard]] virtual Result<std::string> tile(TileId, std::uint64_t width) const = 0;
};

// Grows the tree. Appending costs one node hash a leaf, root() at most 64, and neither allocates but for finished
// tiles.
class TreeBuilder {
  public:
    TreeBuilder() = default;
    // Continues a tree of this size whose rows were spilled.
    [[nodiscard]] static Result<TreeBuilder> restore(std::uint64_t size, const TileSource&);

    void append(const Hash& leaf) { append({&leaf, 1}); }
    void append(std::span<const Hash> leaves);  // Many at once cost half as much each.
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] Hash root() const;

    // Full tiles finished since the last call, in order of finishing.
    [[nodiscard]] std::vector<TileRow> take_full_tiles();
    // The unfinished tile of each level that has one. Spill these with the full ones: they replace those spilled
    // before.
    [[nodiscard]] std::vector<TileRow> partial_tiles() const;

  private:
    void append_perfect(std::span<const Hash> leaves);
    void add_to_tile(unsigned level, const Hash&);

    static constexpr unsigned level_count = 8;
    std::uint64_t size_ = 0;
    std::array<Hash, 64> subtrees_{};               // subtrees_[k] counts when bit k of size_ is set.
    std::array<std::string, level_count> partial_;  // Hashes of the unfinished tile of each level.
    std::vector<TileRow> full_;
};

// Proofs and roots from tiles alone. size is any size the tiles have reached; io and damaged come from the source.
[[nodiscard]] Result<Hash> root_at(const TileSource&, std::uint64_t size);
// Hash of leaf `index`.
[[nodiscard]] Result<Hash> leaf_at(const TileSource&, std::uint64_t index, std::uint64_t size);
// Hashes from leaf to root. index < size.
[[nodiscard]] Result<std::vector<Hash>> inclusion_proof(const TileSource&, std::uint64_t index, std::uint64_t size);
// As RFC 6962, 2.1.2: first <= size; empty when first is 0 or size.
[[nodiscard]] Result<std::vector<Hash>> consistency_proof(const TileSource&, std::uint64_t first, std::uint64_t size);

[[nodiscard]] bool verify_inclusion(std::span<const Hash> proof, std::uint64_t index, const Hash& leaf,
                                    std::uint64_t size, const Hash& root);
[[nodiscard]] bool verify_consistency(std::span<const Hash> proof, std::uint64_t first, const Hash& first_root,
                                      std::uint64_t size, const Hash& root);

}  // namespace tally::eventstore
