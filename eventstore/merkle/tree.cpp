#include "eventstore/merkle/tree.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "domain/core/assert.h"

namespace tally::eventstore {

namespace {

constexpr std::size_t hash_bytes = 32;

Hash hash_in(std::string_view tile, std::uint64_t place) {
    Hash hash;
    std::memcpy(hash.data(), tile.data() + place * hash_bytes, hash_bytes);
    return hash;
}

// Root of the perfect tree over `count` hashes of a tile, starting at `from`; count is a power of two.
Hash root_of_hashes(std::string_view tile, std::uint64_t from, std::uint64_t count) {
    std::array<Hash, tile_width> nodes;
    for (std::uint64_t i = 0; i < count; ++i) nodes[i] = hash_in(tile, from + i);
    for (; count > 1; count /= 2) {
        for (std::uint64_t i = 0; i < count / 2; ++i) nodes[i] = hash_node(nodes[2 * i], nodes[2 * i + 1]);
    }
    return nodes[0];
}

// The largest power of two below n; n > 1.
std::uint64_t split_of(std::uint64_t n) {
    return std::bit_floor(n - 1);
}

// Reads subtrees of a tree of one size; keeps the tiles it read, since neighbouring proofs share most of them.
class TileReader {
  public:
    TileReader(const TileSource& source, std::uint64_t size) : source_(source), size_(size) {}

    // Hash of the perfect subtree of 2^height leaves that is the index-th of its height.
    Result<Hash> perfect(unsigned height, std::uint64_t index) {
        const unsigned level = height / tile_height;
        const unsigned inner = height % tile_height;
        const std::uint64_t from = index << inner;
        const TileId id{static_cast<std::uint8_t>(level), from / tile_width};
        auto tile = tiles_.find(id);
        if (tile == tiles_.end()) {
            const std::uint64_t width = width_of_tile(id, size_);
            auto read = source_.tile(id, width);
            if (!read) return tl::unexpected(read.error());
            if (read->size() < width * hash_bytes) {
                return fail(StoreErrorKind::damaged, fmt::format("{} is shorter than its {} hashes; rebuild the tree",
                                                                 tile_path(id, width), width));
            }
            tile = tiles_.emplace(id, std::move(*read)).first;
        }
        return root_of_hashes(tile->second, from % tile_width, std::uint64_t{1} << inner);
    }

    // Root over leaves from .. to-1, where from is a multiple of the subtree's own width.
    Result<Hash> root(std::uint64_t from, std::uint64_t to) {
        const std::uint64_t count = to - from;
        if (std::has_single_bit(count)) {
            const auto height = static_cast<unsigned>(std::countr_zero(count));
            return perfect(height, from >> height);
        }
        const std::uint64_t split = split_of(count);
        const auto left = root(from, from + split);
        if (!left) return left;
        const auto right = root(from + split, to);
        if (!right) return right;
        return hash_node(*left, *right);
    }

  private:
    const TileSource& source_;
    std::uint64_t size_;
    std::map<TileId, std::string> tiles_;
};

Result<void> add(std::vector<Hash>& proof, const Result<Hash>& hash) {
    if (!hash) return tl::unexpected(hash.error());
    proof.push_back(*hash);
    return {};
}

// RFC 6962, 2.1.1, over leaves from .. to-1.
Result<void> path(TileReader& tree, std::uint64_t index, std::uint64_t from, std::uint64_t to,
                  std::vector<Hash>& proof) {
    if (to - from == 1) return {};
    const std::uint64_t middle = from + split_of(to - from);
    const bool is_left = index < middle;
    auto rest = is_left ? path(tree, index, from, middle, proof) : path(tree, index, middle, to, proof);
    if (!rest) return rest;
    return add(proof, is_left ? tree.root(middle, to) : tree.root(from, middle));
}

// RFC 6962, 2.1.2: SUBPROOF(m, D[from:to], b), where first = from + m and known is b.
Result<void> subproof(TileReader& tree, std::uint64_t first, std::uint64_t from, std::uint64_t to, bool known,
                      std::vector<Hash>& proof) {
    if (first == to) return known ? Result<void>{} : add(proof, tree.root(from, to));
    const std::uint64_t middle = from + split_of(to - from);
    if (first <= middle) {
        if (auto rest = subproof(tree, first, from, middle, known, proof); !rest) return rest;
        return add(proof, tree.root(middle, to));
    }
    if (auto rest = subproof(tree, first, middle, to, false, proof); !rest) return rest;
    return add(proof, tree.root(from, middle));
}

}  // namespace

std::string tile_key(TileId id) {
    std::string key(9, '\0');
    key[0] = static_cast<char>(id.level);
    for (std::size_t i = 8; i > 0; --i, id.index >>= 8) key[i] = static_cast<char>(id.index & 0xff);
    return key;
}

std::optional<TileId> parse_tile_key(std::string_view key) {
    if (key.size() != 9) return std::nullopt;
    TileId id{static_cast<std::uint8_t>(key[0]), 0};
    for (const char c : key.substr(1)) id.index = id.index << 8 | static_cast<std::uint8_t>(c);
    return id;
}

std::string tile_path(TileId id, std::uint64_t width) {
    std::string number = fmt::format("{:03}", id.index % 1000);
    for (std::uint64_t rest = id.index / 1000; rest > 0; rest /= 1000) {
        number = fmt::format("x{:03}/{}", rest % 1000, number);
    }
    auto path = fmt::format("tile/{}/{}", id.level, number);
    if (width < tile_width) path += fmt::format(".p/{}", width);
    return path;
}

std::uint64_t width_of_tile(TileId id, std::uint64_t tree_size) {
    const unsigned shift = tile_height * id.level;
    const std::uint64_t hashes = shift >= 64 ? 0 : tree_size >> shift;
    const std::uint64_t before = id.index * tile_width;
    return hashes <= before ? 0 : std::min(tile_width, hashes - before);
}

Result<TreeBuilder> TreeBuilder::restore(std::uint64_t size, const TileSource& source) {
    TreeBuilder builder;
    builder.size_ = size;
    for (unsigned level = 0; level < level_count; ++level) {
        const std::uint64_t hashes = size >> (tile_height * level);
        const TileId id{static_cast<std::uint8_t>(level), hashes / tile_width};
        const std::uint64_t width = hashes % tile_width;
        if (width == 0) continue;
        auto tile = source.tile(id, width);
        if (!tile) return tl::unexpected(tile.error());
        if (tile->size() < width * hash_bytes) {
            return fail(StoreErrorKind::damaged,
                        fmt::format("{} is shorter than its {} hashes; rebuild the tree", tile_path(id, width), width));
        }
        tile->resize(width * hash_bytes);
        // The tile's hashes are those of 2^(8 level) leaves; larger subtrees of the right edge are their roots.
        std::uint64_t from = 0;
        for (unsigned inner = tile_height; inner-- > 0;) {
            const std::uint64_t count = std::uint64_t{1} << inner;
            if ((width & count) == 0) continue;
            builder.subtrees_[tile_height * level + inner] = root_of_hashes(*tile, from, count);
            from += count;
        }
        builder.partial_[level] = std::move(*tile);
    }
    return builder;
}

void TreeBuilder::append(std::span<const Hash> leaves) {
    while (!leaves.empty()) {
        // The largest perfect subtree that starts here, at most one tile wide.
        const std::uint64_t fits = std::bit_floor<std::uint64_t>(leaves.size());
        const std::uint64_t aligned = size_ == 0 ? tile_width : size_ & (~size_ + 1);
        const auto count = static_cast<std::size_t>(std::min({fits, aligned, tile_width}));
        append_perfect(leaves.first(count));
        leaves = leaves.subspan(count);
    }
}

// The number of leaves is a power of two, at most a tile, and divides size_.
void TreeBuilder::append_perfect(std::span<const Hash> leaves) {
    for (const auto& leaf : leaves) add_to_tile(0, leaf);
    std::array<Hash, tile_width> nodes;
    std::copy(leaves.begin(), leaves.end(), nodes.begin());
    unsigned height = 0;
    for (std::size_t count = leaves.size(); count > 1; count /= 2, ++height) {
        hash_nodes(std::span(nodes).first(count), std::span(nodes).first(count / 2));
    }
    Hash node = nodes[0];
    // Each set bit of size_ from here up is a perfect subtree that this one completes into one twice as large.
    while (true) {
        if (height > 0 && height % tile_height == 0) add_to_tile(height / tile_height, node);
        if ((size_ >> height & 1U) == 0) break;
        node = hash_node(subtrees_[height], node);
        ++height;
    }
    subtrees_[height] = node;
    size_ += leaves.size();
}

void TreeBuilder::add_to_tile(unsigned level, const Hash& hash) {
    auto& tile = partial_[level];
    if (tile.empty()) tile.reserve(tile_width * hash_bytes);
    tile.append(as_bytes(hash));
    if (tile.size() < tile_width * hash_bytes) return;
    const std::uint64_t index = size_ >> (tile_height * (level + 1));
    full_.push_back({{static_cast<std::uint8_t>(level), index}, std::move(tile)});
    tile.clear();
}

Hash TreeBuilder::root() const {
    if (size_ == 0) return hash_empty_tree();
    auto height = static_cast<unsigned>(std::countr_zero(size_));
    Hash node = subtrees_[height];
    while (++height < 64) {
        if ((size_ >> height & 1U) != 0) node = hash_node(subtrees_[height], node);
    }
    return node;
}

std::vector<TileRow> TreeBuilder::take_full_tiles() {
    return std::exchange(full_, {});
}

std::vector<TileRow> TreeBuilder::partial_tiles() const {
    std::vector<TileRow> rows;
    for (unsigned level = 0; level < level_count; ++level) {
        if (partial_[level].empty()) continue;
        rows.push_back({{static_cast<std::uint8_t>(level), size_ >> (tile_height * (level + 1))}, partial_[level]});
    }
    return rows;
}

Result<Hash> root_at(const TileSource& source, std::uint64_t size) {
    if (size == 0) return hash_empty_tree();
    return TileReader(source, size).root(0, size);
}

Result<Hash> leaf_at(const TileSource& source, std::uint64_t index, std::uint64_t size) {
    TALLY_ASSERT(index < size, "a leaf of the tree");
    return TileReader(source, size).perfect(0, index);
}

Result<std::vector<Hash>> inclusion_proof(const TileSource& source, std::uint64_t index, std::uint64_t size) {
    TALLY_ASSERT(index < size, "a leaf of the tree");
    TileReader tree(source, size);
    std::vector<Hash> proof;
    if (auto done = path(tree, index, 0, size, proof); !done) return tl::unexpected(done.error());
    return proof;
}

Result<std::vector<Hash>> consistency_proof(const TileSource& source, std::uint64_t first, std::uint64_t size) {
    TALLY_ASSERT(first <= size, "the first tree is not the larger one");
    std::vector<Hash> proof;
    if (first == 0 || first == size) return proof;
    TileReader tree(source, size);
    if (auto done = subproof(tree, first, 0, size, true, proof); !done) return tl::unexpected(done.error());
    return proof;
}

// RFC 9162, 2.1.3.2.
bool verify_inclusion(std::span<const Hash> proof, std::uint64_t index, const Hash& leaf, std::uint64_t size,
                      const Hash& root) {
    if (index >= size) return false;
    std::uint64_t node = index;
    std::uint64_t last = size - 1;
    Hash hash = leaf;
    for (const auto& sibling : proof) {
        if (last == 0) return false;
        if ((node & 1U) != 0 || node == last) {
            hash = hash_node(sibling, hash);
            while ((node & 1U) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = hash_node(hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && hash == root;
}

// RFC 9162, 2.1.4.2.
bool verify_consistency(std::span<const Hash> proof, std::uint64_t first, const Hash& first_root, std::uint64_t size,
                        const Hash& root) {
    if (first > size) return false;
    if (first == size) return proof.empty() && first_root == root;
    if (first == 0) return proof.empty() && first_root == hash_empty_tree();
    std::size_t at = 0;
    Hash start = first_root;
    if (!std::has_single_bit(first)) {
        if (proof.empty()) return false;
        start = proof[at++];
    }
    std::uint64_t node = first - 1;
    std::uint64_t last = size - 1;
    while ((node & 1U) != 0) {
        node >>= 1;
        last >>= 1;
    }
    Hash old_hash = start;
    Hash new_hash = start;
    for (; at < proof.size(); ++at) {
        if (last == 0) return false;
        if ((node & 1U) != 0 || node == last) {
            old_hash = hash_node(proof[at], old_hash);
            new_hash = hash_node(proof[at], new_hash);
            while ((node & 1U) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = hash_node(new_hash, proof[at]);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && old_hash == first_root && new_hash == root;
}

}  // namespace tally::eventstore
