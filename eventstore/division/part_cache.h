#pragma once
// State parts in memory, typed, least recently used ones dropped. A part changed after the views' folded position is
// never dropped: storage does not have it yet.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
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
        bool touched = false;             // On the list of touched().
        std::uint64_t changed_until = 0;  // First position not folded in; 0: as storage has it.
        std::size_t bytes = 0;
        std::list<const std::string*>::iterator recency;
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
    // Drops the least recently used entries over the budget that storage has as of `folded`. Pointers to others stay.
    void trim(std::uint64_t folded);
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

  private:
    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    std::unordered_map<std::string, Entry> entries_;
    std::list<const std::string*> recency_;  // Most recent first.
};

}  // namespace tally::eventstore
