#pragma once
// The recent rows of one view in memory: a hash table with many versions of a row, one writer and any number of
// readers that lock nothing. A reader says which publication it reads at and sees each row as it was then.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tally::eventstore {

// A publication's number. Versions written for the coming publication are not seen by readers of earlier ones.
using Epoch = std::uint64_t;
constexpr Epoch newest_epoch = ~Epoch{0};

// Slot, row, version, value; of an owner slot, owner, row, version.
constexpr unsigned prefetch_steps = 4;

// How many bytes of a key name its owner: all rows of one owner can be found without looking at the others. The owner
// must end itself (a length in front or a terminator), so that no owner's bytes start another owner's.
using OwnerLength = std::size_t (*)(std::string_view key);

// Memory that is handed out in small pieces and freed as a whole. One thread allocates.
class Arena {
  public:
    [[nodiscard]] char* allocate(std::size_t bytes);  // Aligned to 8 bytes.
    [[nodiscard]] std::size_t bytes() const { return used_bytes_; }

  private:
    static constexpr std::size_t first_chunk_bytes = 64 << 10;
    static constexpr std::size_t chunk_bytes_max = 1 << 20;
    std::vector<std::unique_ptr<char[]>> chunks_;
    char* free_ = nullptr;
    std::size_t free_bytes_ = 0;
    std::size_t next_chunk_bytes_ = first_chunk_bytes;
    std::size_t used_bytes_ = 0;
};

// Open addressing over pointers, so that growing moves no row: a bigger array is filled, then published.
template <class Item>
class PointerTable {
  public:
    explicit PointerTable(std::size_t slots) { slots_.store(own(slots), std::memory_order_release); }

    template <class Same>
    [[nodiscard]] Item* find(std::uint64_t hash, const Same& same) const {
        const Slots& slots = *slots_.load(std::memory_order_acquire);
        for (std::size_t at = hash & slots.mask;; at = (at + 1) & slots.mask) {
            const std::uint64_t slot = slots.items[at].load(std::memory_order_acquire);
            if (slot == 0) return nullptr;
            if ((slot ^ hash) >> pointer_bits == 0 && same(*item(slot))) return item(slot);
        }
    }
    // Writer only; the item is not in the table yet. Item has a member `hash`.
    void insert(Item* added) {
        Slots* slots = slots_.load(std::memory_order_relaxed);
        if ((count_ + 1) * 10 > (slots->mask + 1) * 7) {
            Slots* bigger = own((slots->mask + 1) * 2);
            for_each_in(*slots, [&](Item& present) { place(*bigger, &present); });
            slots_.store(bigger, std::memory_order_release);
            slots = bigger;
        }
        place(*slots, added);
        ++count_;
    }
    template <class Use>
    void for_each(const Use& use) const {
        for_each_in(*slots_.load(std::memory_order_acquire), use);
    }
    // Starts to bring the slot into the cache, for a writer that knows its next keys.
    void prefetch(std::uint64_t hash) const {
        const Slots& slots = *slots_.load(std::memory_order_acquire);
        __builtin_prefetch(&slots.items[hash & slots.mask]);
    }
    // The item that is probably of this hash, not visited; null: there is none.
    [[nodiscard]] Item* candidate(std::uint64_t hash) const {
        return find(hash, [](const Item&) { return true; });
    }
    [[nodiscard]] std::size_t count() const { return count_; }  // Writer only.
    [[nodiscard]] std::size_t bytes() const { return slot_bytes_; }

  private:
    static_assert(sizeof(void*) == 8, "a slot is 48 bits of pointer under 16 bits of hash");
    static constexpr unsigned pointer_bits = 48;

    struct Slots {
        std::size_t mask;
        std::unique_ptr<std::atomic<std::uint64_t>[]> items;
    };

    static Item* item(std::uint64_t slot) {
        return reinterpret_cast<Item*>(slot & ((std::uint64_t{1} << pointer_bits) - 1));
    }
    static void place(Slots& slots, Item* added) {
        const std::uint64_t tag = added->hash >> pointer_bits << pointer_bits;
        std::size_t at = added->hash & slots.mask;
        while (slots.items[at].load(std::memory_order_relaxed) != 0) at = (at + 1) & slots.mask;
        slots.items[at].store(reinterpret_cast<std::uint64_t>(added) | tag, std::memory_order_release);
    }
    template <class Use>
    static void for_each_in(const Slots& slots, const Use& use) {
        for (std::size_t at = 0; at <= slots.mask; ++at) {
            if (const auto slot = slots.items[at].load(std::memory_order_acquire); slot != 0) use(*item(slot));
        }
    }
    Slots* own(std::size_t slots) {
        arrays_.push_back(std::make_unique<Slots>(
            Slots{slots - 1, std::unique_ptr<std::atomic<std::uint64_t>[]>(new std::atomic<std::uint64_t>[slots]())}));
        slot_bytes_ += slots * sizeof(std::uint64_t);
        return arrays_.back().get();
    }

    std::atomic<Slots*> slots_{nullptr};
    std::vector<std::unique_ptr<Slots>> arrays_;  // Outgrown ones stay: a reader may still be in them.
    std::size_t count_ = 0;
    std::size_t slot_bytes_ = 0;
};

class Table {
  public:
    // One value of a row. Readers of an older epoch look at epoch and older only, so the writer may change the rest of
    // a version until it is published.
    struct Version {
        Epoch epoch;
        Version* older;
        char* data;
        std::uint32_t size;  // erased_size: the row is erased.
        std::uint32_t capacity;

        [[nodiscard]] bool erased() const { return size == erased_size; }
        [[nodiscard]] std::string_view value() const { return {data, size}; }
    };
    struct Owner;
    struct Node {
        std::atomic<Version*> newest;
        Node* next_of_owner;
        std::uint64_t hash;
        std::uint32_t stored_key_size;
        bool is_new = false;  // Older places have no such row. For the writer, and for what spills the table.

        // The key as storage knows it: the build's byte, then the view's key.
        [[nodiscard]] std::string_view stored_key() const {
            return {reinterpret_cast<const char*>(this + 1), stored_key_size};
        }
        [[nodiscard]] std::string_view key() const { return stored_key().substr(1); }
    };
    struct Owner {
        std::atomic<Node*> first;
        std::uint64_t hash;
        std::uint32_t size;
        [[nodiscard]] std::string_view bytes() const { return {reinterpret_cast<const char*>(this + 1), size}; }
    };
    struct RowRef {
        std::string_view key;
        const Version* version;
    };

    // owner_length may be null: then rows have no owners. rows_expected saves growing.
    Table(std::shared_ptr<Arena>, std::uint8_t build, OwnerLength owner_length, std::size_t rows_expected = 0);

    // --- Any thread.
    [[nodiscard]] static std::uint64_t hash_of(std::string_view key) {
        const std::uint64_t hash = std::hash<std::string_view>{}(key);
        return hash ^ hash >> 29;
    }
    // Null: this table says nothing about the row, older places may.
    [[nodiscard]] const Version* find(std::string_view key, Epoch epoch) const {
        return find(hash_of(key), key, epoch);
    }
    [[nodiscard]] const Version* find(std::uint64_t hash, std::string_view key, Epoch) const;
    // Starts to bring into the cache where find() will begin.
    void prefetch_slot(std::uint64_t hash) const { rows_.prefetch(hash); }
    // The rows from .. until (empty: no end), unsorted; erased ones too.
    void collect(std::string_view from, std::string_view until, Epoch, std::vector<RowRef>&) const;
    void collect_owner(std::string_view owner, Epoch, std::vector<RowRef>&) const;
    [[nodiscard]] std::uint8_t build() const { return build_; }
    [[nodiscard]] bool has_owners() const { return owner_length_ != nullptr; }

    // --- The writer. Unpublished versions have epoch `coming`; no reader is left below `oldest_pinned`.
    void put(std::string_view key, std::string_view value, Epoch coming, Epoch oldest_pinned);
    void put(Node&, std::string_view value, Epoch coming, Epoch oldest_pinned);
    // Neither here nor in older places is there such a row, or it is erased.
    void put_new(std::string_view key, std::string_view value, Epoch coming, Epoch oldest_pinned);
    void erase(std::string_view key, Epoch coming, Epoch oldest_pinned);
    // The row that was inserted last of this owner's, or null.
    [[nodiscard]] Node* newest_of_owner(std::string_view owner) const;
    [[nodiscard]] Node* find_node(std::string_view key) const;
    // Inserts a row that is not in the table, with room to append up to `capacity` bytes in place.
    Node* insert(std::string_view key, std::string_view value, std::size_t capacity, Epoch coming);
    // Adds bytes to the end of the newest version, which must not be erased.
    void append(Node&, std::string_view bytes, Epoch coming, Epoch oldest_pinned);
    // Bring into the cache what writing the row, or the owner's newest row, will touch: each step what the one before
    // it led to. A step too early costs time and nothing else.
    [[nodiscard]] std::uint64_t prefetch(std::string_view key) const;
    void prefetch(std::uint64_t hash, unsigned step) const;
    [[nodiscard]] std::uint64_t prefetch_owner(std::string_view owner) const;
    void prefetch_owner(std::uint64_t hash, unsigned step) const;

    // Once the writer is done with it.
    [[nodiscard]] std::vector<const Node*> sorted_nodes() const;
    [[nodiscard]] std::size_t row_count() const { return rows_.count(); }
    // Without what the arena counts.
    [[nodiscard]] std::size_t index_bytes() const { return rows_.bytes() + owners_.bytes(); }

  private:
    static constexpr std::uint32_t erased_size = ~std::uint32_t{0};

    [[nodiscard]] Node* find_node(std::uint64_t hash, std::string_view key) const;
    static const Version* as_of(const Node&, Epoch);
    Version* new_version(std::size_t capacity, Epoch coming, Version* older);
    Version* writable(Node&, std::size_t size, Epoch coming, Epoch oldest_pinned);

    std::shared_ptr<Arena> arena_;
    std::uint8_t build_;
    OwnerLength owner_length_;
    PointerTable<Node> rows_;
    PointerTable<Owner> owners_;
};

}  // namespace tally::eventstore
