// See table.h. The rule that makes it safe: what a live reader can reach is never written to again, except the
// atomic heads (slot arrays, newest version, first row of an owner), which are released after what they point to.
#include "eventstore/views/table.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

#include "domain/core/assert.h"

namespace tally::eventstore {

char* Arena::allocate(std::size_t bytes) {
    bytes = (bytes + 7) & ~std::size_t{7};
    used_bytes_ += bytes;
    if (bytes > free_bytes_) {
        if (bytes > chunk_bytes_max / 4) {  // A large piece gets a chunk of its own and leaves the current one be.
            chunks_.push_back(std::make_unique_for_overwrite<char[]>(bytes));
            return chunks_.back().get();
        }
        chunks_.push_back(std::make_unique_for_overwrite<char[]>(std::max(next_chunk_bytes_, bytes)));
        free_ = chunks_.back().get();
        free_bytes_ = std::max(next_chunk_bytes_, bytes);
        next_chunk_bytes_ = std::min(next_chunk_bytes_ * 2, chunk_bytes_max);
    }
    char* const piece = free_;
    free_ += bytes;
    free_bytes_ -= bytes;
    return piece;
}

namespace {

constexpr int versions_walked_max = 8;

std::size_t slots_for(std::size_t rows) {
    constexpr std::size_t slots_least = 64;
    return std::bit_ceil(std::max(slots_least, rows + rows / 2));
}

}  // namespace

Table::Table(std::shared_ptr<Arena> arena, std::uint8_t build, OwnerLength owner_length, std::size_t rows_expected)
    : arena_(std::move(arena)),
      build_(build),
      owner_length_(owner_length),
      rows_(slots_for(rows_expected)),
      owners_(owner_length == nullptr ? 1 : slots_for(rows_expected)) {}

const Table::Version* Table::as_of(const Node& node, Epoch epoch) {
    const Version* version = node.newest.load(std::memory_order_acquire);
    while (version != nullptr && version->epoch > epoch) version = version->older;
    return version;
}

Table::Node* Table::find_node(std::uint64_t hash, std::string_view key) const {
    return rows_.find(hash, [&](const Node& node) { return node.key() == key; });
}

Table::Node* Table::find_node(std::string_view key) const {
    return find_node(hash_of(key), key);
}

std::uint64_t Table::prefetch(std::string_view key) const {
    const std::uint64_t hash = hash_of(key);
    prefetch_slot(hash);
    return hash;
}

void Table::prefetch(std::uint64_t hash, unsigned step) const {
    const Node* const node = rows_.candidate(hash);
    if (node == nullptr) return;
    if (step == 1) {
        __builtin_prefetch(node);
        return;
    }
    const Version* const newest = node->newest.load(std::memory_order_relaxed);
    if (step == 2) {
        __builtin_prefetch(newest);
        return;
    }
    constexpr std::size_t line_bytes = 64;
    constexpr std::size_t lines_max = 8;
    const std::size_t size = newest->erased() ? 0 : std::min<std::size_t>(newest->size, lines_max * line_bytes);
    for (std::size_t at = 0; at < size; at += line_bytes) __builtin_prefetch(newest->data + at, 1);
}

std::uint64_t Table::prefetch_owner(std::string_view owner) const {
    const std::uint64_t hash = hash_of(owner);
    owners_.prefetch(hash);
    return hash;
}

void Table::prefetch_owner(std::uint64_t hash, unsigned step) const {
    const Owner* const candidate = owners_.candidate(hash);
    if (candidate == nullptr) return;
    if (step == 1) {
        __builtin_prefetch(candidate);
        return;
    }
    const Node* const first = candidate->first.load(std::memory_order_relaxed);
    if (step == 2) {
        __builtin_prefetch(first);
    } else {
        __builtin_prefetch(first->newest.load(std::memory_order_relaxed));
    }
}

const Table::Version* Table::find(std::uint64_t hash, std::string_view key, Epoch epoch) const {
    const Node* node = find_node(hash, key);
    return node == nullptr ? nullptr : as_of(*node, epoch);
}

void Table::collect(std::string_view from, std::string_view until, Epoch epoch, std::vector<RowRef>& out) const {
    rows_.for_each([&](const Node& node) {
        const std::string_view key = node.key();
        if (key < from || (!until.empty() && key >= until)) return;
        if (const Version* version = as_of(node, epoch)) out.push_back({key, version});
    });
}

void Table::collect_owner(std::string_view owner, Epoch epoch, std::vector<RowRef>& out) const {
    const Owner* found = owners_.find(hash_of(owner), [&](const Owner& each) { return each.bytes() == owner; });
    if (found == nullptr) return;
    for (const Node* node = found->first.load(std::memory_order_acquire); node != nullptr; node = node->next_of_owner) {
        if (const Version* version = as_of(*node, epoch)) out.push_back({node->key(), version});
    }
}

Table::Node* Table::newest_of_owner(std::string_view owner) const {
    const Owner* found = owners_.find(hash_of(owner), [&](const Owner& each) { return each.bytes() == owner; });
    return found == nullptr ? nullptr : found->first.load(std::memory_order_relaxed);
}

Table::Version* Table::new_version(std::size_t capacity, Epoch coming, Version* older) {
    capacity = (capacity + 7) & ~std::size_t{7};
    char* const memory = arena_->allocate(sizeof(Version) + capacity);
    return new (memory)
        Version{coming, older, memory + sizeof(Version), erased_size, static_cast<std::uint32_t>(capacity)};
}

Table::Node* Table::insert(std::string_view key, std::string_view value, std::size_t capacity, Epoch coming) {
    Version* const version = new_version(std::max(capacity, value.size()), coming, nullptr);
    value.copy(version->data, value.size());
    version->size = static_cast<std::uint32_t>(value.size());

    char* const memory = arena_->allocate(sizeof(Node) + 1 + key.size());
    Node* const node = new (memory) Node{.newest{version},
                                         .next_of_owner = nullptr,
                                         .hash = hash_of(key),
                                         .stored_key_size = static_cast<std::uint32_t>(1 + key.size())};
    memory[sizeof(Node)] = static_cast<char>(build_);
    key.copy(memory + sizeof(Node) + 1, key.size());

    if (owner_length_ != nullptr) {
        const std::string_view owner_key = key.substr(0, owner_length_(key));
        const std::uint64_t hash = hash_of(owner_key);
        Owner* owner = owners_.find(hash, [&](const Owner& each) { return each.bytes() == owner_key; });
        if (owner == nullptr) {
            char* const owner_memory = arena_->allocate(sizeof(Owner) + owner_key.size());
            owner = new (owner_memory)
                Owner{.first{node}, .hash = hash, .size = static_cast<std::uint32_t>(owner_key.size())};
            owner_key.copy(owner_memory + sizeof(Owner), owner_key.size());
            owners_.insert(owner);
        } else {
            node->next_of_owner = owner->first.load(std::memory_order_relaxed);
            owner->first.store(node, std::memory_order_release);
        }
    }
    rows_.insert(node);
    return node;
}

// The unpublished version of the row, with room for `size` bytes and unspecified content.
Table::Version* Table::writable(Node& node, std::size_t size, Epoch coming, Epoch oldest_pinned) {
    Version* const newest = node.newest.load(std::memory_order_relaxed);
    if (newest->epoch == coming) {
        if (size <= newest->capacity) return newest;
        // Room for growth, or a state that gains a byte a day would be moved at each change.
        Version* const bigger = new_version(size + size / 4, coming, newest->older);
        node.newest.store(bigger, std::memory_order_release);
        return bigger;
    }
    // The oldest reader stops at the first version that is not newer than it: the one below that can serve again. So a
    // row that changes at each publication lives in as many buffers as there are points about, and mostly in three.
    Version* stop = newest;
    bool shared = false;
    const auto shares = [&](const Version* version) {
        return version->older != nullptr && version->older->data == version->data;
    };
    for (int steps = 0; stop != nullptr && stop->epoch > oldest_pinned; ++steps) {
        shared = shared || shares(stop);
        stop = steps < versions_walked_max ? stop->older : nullptr;
    }
    if (stop != nullptr) {
        Version* const spare = stop->older;
        shared = shared || shares(stop);
        stop->older = nullptr;
        if (spare != nullptr && !shared && spare->capacity >= size) {
            spare->epoch = coming;
            spare->older = newest;
            node.newest.store(spare, std::memory_order_release);
            return spare;
        }
    }
    Version* const fresh = new_version(size + size / 4, coming, newest);
    node.newest.store(fresh, std::memory_order_release);
    return fresh;
}

void Table::put(std::string_view key, std::string_view value, Epoch coming, Epoch oldest_pinned) {
    Node* const node = find_node(key);
    if (node == nullptr) {
        insert(key, value, value.size(), coming);
        return;
    }
    put(*node, value, coming, oldest_pinned);
}

void Table::put_new(std::string_view key, std::string_view value, Epoch coming, Epoch oldest_pinned) {
    if (Node* const erased = find_node(key))
        put(*erased, value, coming, oldest_pinned);
    else
        insert(key, value, value.size(), coming)->is_new = true;
}

void Table::put(Node& node, std::string_view value, Epoch coming, Epoch oldest_pinned) {
    Version* const version = writable(node, value.size(), coming, oldest_pinned);
    value.copy(version->data, value.size());
    version->size = static_cast<std::uint32_t>(value.size());
}

void Table::erase(std::string_view key, Epoch coming, Epoch oldest_pinned) {
    Node* node = find_node(key);
    if (node == nullptr) node = insert(key, {}, 0, coming);
    writable(*node, 0, coming, oldest_pinned)->size = erased_size;
}

void Table::append(Node& node, std::string_view bytes, Epoch coming, Epoch oldest_pinned) {
    Version* const newest = node.newest.load(std::memory_order_relaxed);
    TALLY_ASSERT(!newest->erased(), "only a row that is there can grow");
    const std::size_t size = newest->size + bytes.size();
    Version* version = newest;
    if (size <= newest->capacity) {
        // Readers of the published version see its first bytes only; the new ones go behind them.
        bytes.copy(newest->data + newest->size, bytes.size());
        if (newest->epoch != coming) {
            char* const memory = arena_->allocate(sizeof(Version));
            version = new (memory) Version{coming, newest, newest->data, 0, newest->capacity};
            if (newest->epoch <= oldest_pinned) newest->older = nullptr;
        }
    } else {
        version = new_version(size * 2, coming, newest->epoch == coming ? newest->older : newest);
        newest->value().copy(version->data, newest->size);
        bytes.copy(version->data + newest->size, bytes.size());
    }
    version->size = static_cast<std::uint32_t>(size);
    if (version != newest) node.newest.store(version, std::memory_order_release);
}

std::vector<const Table::Node*> Table::sorted_nodes() const {
    // Sixteen bytes distinguish nearly all keys without reading the row.
    struct Keyed {
        std::uint64_t high, low;
        const Node* node;
    };
    const auto big_endian = [](std::string_view bytes) {
        std::uint64_t value = 0;
        std::memcpy(&value, bytes.data(), std::min(bytes.size(), sizeof value));
        return std::endian::native == std::endian::little ? __builtin_bswap64(value) : value;
    };
    std::vector<Keyed> keyed;
    keyed.reserve(rows_.count());
    rows_.for_each([&](const Node& node) {
        const std::string_view key = node.key();
        keyed.push_back({big_endian(key), key.size() > 8 ? big_endian(key.substr(8)) : 0, &node});
    });
    std::sort(keyed.begin(), keyed.end(), [](const Keyed& a, const Keyed& b) {
        if (a.high != b.high) return a.high < b.high;
        if (a.low != b.low) return a.low < b.low;
        return a.node->key() < b.node->key();
    });
    std::vector<const Node*> nodes;
    nodes.reserve(keyed.size());
    for (const Keyed& each : keyed) nodes.push_back(each.node);
    return nodes;
}

}  // namespace tally::eventstore
