#pragma once
// State parts in memory, typed, those not used lately dropped. A part changed after the views' folded position is never
// dropped: storage does not have it yet.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "eventstore/division/state_rows.h"

namespace tally::eventstore {

class PartCache {
  public:
    struct Entry {
        StatePart part;
        bool exists = false;              // False: known not to be there.
        bool touched = false;             // Changed by the command under way.
        bool used = true;                 // Since the hand last passed.
        std::uint32_t place = 0;          // In the ring.
        std::uint64_t changed_until = 0;  // First position not folded in; 0: as storage has it.
        std::size_t bytes = 0;
        const std::string* key = nullptr;
    };
    explicit PartCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    // nullptr: not in memory. Counts as a use.
    [[nodiscard]] Entry* find(const std::string& key);
    [[nodiscard]] bool contains(const std::string& key) const { return entries_.contains(key); }
    // The entry must not be there. encoded_bytes: as read; what it costs in memory is a multiple.
    Entry& insert(std::string key, StatePart part, bool exists, std::size_t encoded_bytes);
    // The part now needs about this much when encoded.
    void resize(Entry&, std::size_t encoded_bytes);
    void erase(const std::string& key);
    // Drops entries over the budget that storage has as of `folded`: those that were not used since the hand passed
    // them last (CLOCK). Pointers to others stay.
    void trim(std::uint64_t folded);
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

  private:
    void drop(Entry&);

    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    std::unordered_map<std::string, Entry> entries_;
    // A use marks its entry and nothing else; a list in order of use would pull three more lines into the cache.
    std::vector<Entry*> ring_;
    std::size_t hand_ = 0;
};

}  // namespace tally::eventstore
