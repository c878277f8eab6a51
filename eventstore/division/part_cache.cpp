#include "eventstore/division/part_cache.h"

#include "domain/core/assert.h"

namespace tally::eventstore {

namespace {
// Measured on account states with a dozen open items: vectors, short strings and the node take about this much.
std::size_t memory_of(std::size_t encoded_bytes) {
    return 1'200 + 3 * encoded_bytes;
}
}  // namespace

PartCache::Entry* PartCache::find(const std::string& key) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) return nullptr;
    recency_.splice(recency_.begin(), recency_, found->second.recency);
    return &found->second;
}

PartCache::Entry& PartCache::insert(std::string key, StatePart part, bool exists, std::size_t encoded_bytes) {
    auto [slot, fresh] = entries_.try_emplace(std::move(key));
    TALLY_ASSERT(fresh, "a part is loaded once");
    Entry& entry = slot->second;
    entry.part = std::move(part);
    entry.exists = exists;
    entry.key = &slot->first;
    recency_.push_front(entry.key);
    entry.recency = recency_.begin();
    entry.bytes = memory_of(encoded_bytes);
    bytes_ += entry.bytes;
    return entry;
}

void PartCache::resize(Entry& entry, std::size_t encoded_bytes) {
    bytes_ -= entry.bytes;
    entry.bytes = memory_of(encoded_bytes);
    bytes_ += entry.bytes;
}

void PartCache::erase(const std::string& key) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) return;
    bytes_ -= found->second.bytes;
    recency_.erase(found->second.recency);
    entries_.erase(found);
}

void PartCache::trim(std::uint64_t folded) {
    // Stops at the first that cannot go: what was used before it was, as a rule, changed before it, too.
    while (bytes_ > bytes_max_ && !recency_.empty()) {
        const auto found = entries_.find(*recency_.back());
        TALLY_ASSERT(found != entries_.end(), "recency lists what is there");
        if (found->second.changed_until > folded) return;
        bytes_ -= found->second.bytes;
        recency_.pop_back();
        entries_.erase(found);
    }
}

}  // namespace tally::eventstore
