#pragma once
// State parts in memory, typed, those not used lately dropped. A part changed after the views' folded position is never
// dropped: storage does not have it yet.

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/division/state_rows.h"

namespace tally::eventstore {

class PartCache {
  public:
    struct Entry {
        explicit Entry(std::string_view key_bytes)
            : part(domain::Parts::fresh(static_cast<domain::PartKind>(key_bytes.front()))), key(key_bytes) {}

        domain::StatePart part;
        bool exists = false;              // False: known not to be there.
        bool touched = false;             // Changed by the command under way.
        bool used = true;                 // Since the hand last passed.
        std::uint32_t place = 0;          // In the ring.
        std::uint64_t changed_until = 0;  // First position not folded in; 0: as storage has it.
        std::size_t bytes = 0;
        std::string key;
    };
    explicit PartCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    // nullptr: not in memory. Counts as a use.
    [[nodiscard]] Entry* find(std::string_view key) {
        Entry* const entry = peek(key);
        if (entry != nullptr) entry->used = true;
        return entry;
    }
    // The same, but not a use.
    [[nodiscard]] Entry* peek(std::string_view key) const { return entry_at(entries_.find(Wanted{key, hash_of(key)})); }
    // Most likely that of the key: found by the hash alone, because an entry may be far from the processor.
    [[nodiscard]] const Entry* candidate(std::uint64_t hash) const { return entry_at(entries_.find(WantedHash{hash})); }
    [[nodiscard]] static std::uint64_t hash_of(std::string_view key) { return std::hash<std::string_view>{}(key); }
    // What was read of a part's row; nullopt: there is none.
    [[nodiscard]] static Result<std::unique_ptr<Entry>> read(std::string_view key,
                                                             const std::optional<std::string>& row);
    // An entry of that key must not be there.
    Entry& insert(std::unique_ptr<Entry>);
    // The part now needs about this much when encoded.
    void resize(Entry&, std::size_t encoded_bytes);
    void erase(std::string_view key);
    // Drops entries over the budget that storage has as of `folded`: those that were not used since the hand passed
    // them last (CLOCK). Pointers to others stay.
    void trim(std::uint64_t folded);
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    // An entry that was there at a count is there as long as it stays.
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

  private:
    struct Held {
        std::uint64_t hash = 0;
        std::unique_ptr<Entry> entry;
    };
    struct Wanted {
        std::string_view key;
        std::uint64_t hash = 0;
    };
    struct WantedHash {
        std::uint64_t hash = 0;
    };
    struct Hash {
        using is_avalanching = void;
        using is_transparent = void;
        std::size_t operator()(const auto& one) const { return one.hash; }
    };
    struct Equal {
        using is_transparent = void;
        bool operator()(const Held& one, const Held& two) const { return one.entry->key == two.entry->key; }
        bool operator()(const Wanted& wanted, const Held& held) const {
            return wanted.hash == held.hash && wanted.key == held.entry->key;
        }
        bool operator()(const WantedHash& wanted, const Held& held) const { return wanted.hash == held.hash; }
    };
    using Entries = boost::unordered_flat_set<Held, Hash, Equal>;
    [[nodiscard]] Entry* entry_at(Entries::const_iterator place) const {
        return place == entries_.end() ? nullptr : place->entry.get();
    }
    void drop(Entry&);

    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    Entries entries_;
    // A use marks its entry and nothing else; a list in order of use would pull three more lines into the cache.
    std::vector<Entry*> ring_;
    std::size_t hand_ = 0;
    std::uint64_t dropped_ = 0;
};

}  // namespace tally::eventstore
