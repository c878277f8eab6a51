#pragma once
// State parts in memory, typed, those not used lately dropped. A part changed after the views' folded position is never
// dropped: storage does not have it yet.

#include <boost/unordered/unordered_flat_map.hpp>
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
    // The same, but the entry itself is not visited: it may be far from the processor.
    [[nodiscard]] Entry* peek(std::string_view key) const {
        const auto found = entries_.find(key);
        return found == entries_.end() ? nullptr : found->second.get();
    }
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
    struct Hash {
        using is_avalanching = void;
        std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>{}(key); }
    };
    void drop(Entry&);

    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    boost::unordered_flat_map<std::string_view, std::unique_ptr<Entry>, Hash> entries_;  // Under their own keys.
    // A use marks its entry and nothing else; a list in order of use would pull three more lines into the cache.
    std::vector<Entry*> ring_;
    std::size_t hand_ = 0;
    std::uint64_t dropped_ = 0;
};

}  // namespace tally::eventstore
