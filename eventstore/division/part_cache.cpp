#include "eventstore/division/part_cache.h"

#include "domain/core/assert.h"

namespace tally::eventstore {

namespace {
constexpr int looked_at_max = 64;        // By one command, which adds a handful.
constexpr std::size_t looked_ahead = 8;  // Entries between one that is fetched and the hand.

// Roughly, of account states with a dozen open items: vectors, short strings and the entry are many times the packed
// row.
std::size_t memory_of(std::size_t encoded_bytes) {
    return 1'600 + 8 * encoded_bytes;
}
}  // namespace

Result<std::unique_ptr<PartCache::Entry>> PartCache::read(std::string_view key, const std::optional<std::string>& row) {
    auto entry = std::make_unique<Entry>(key);
    entry->exists = row.has_value();
    entry->bytes = memory_of(row ? row->size() : 0);
    if (row)
        if (auto decoded = decode_part(key, *row, entry->part); !decoded)
            return tl::unexpected(std::move(decoded.error()));
    return entry;
}

PartCache::Entry& PartCache::insert(std::unique_ptr<Entry> read) {
    Entry& entry = *read;
    [[maybe_unused]] const auto [slot, fresh] = entries_.insert(Held{hash_of(entry.key), std::move(read)});
    TALLY_ASSERT(fresh, "a part is loaded once");
    entry.place = static_cast<std::uint32_t>(ring_.size());
    ring_.push_back(&entry);
    bytes_ += entry.bytes;
    return entry;
}

void PartCache::resize(Entry& entry, std::size_t encoded_bytes) {
    bytes_ -= entry.bytes;
    entry.bytes = memory_of(encoded_bytes);
    bytes_ += entry.bytes;
}

void PartCache::erase(std::string_view key) {
    if (auto* const entry = peek(key)) drop(*entry);
}

// The last one of the ring takes the free place.
void PartCache::drop(Entry& entry) {
    ++dropped_;
    bytes_ -= entry.bytes;
    ring_[entry.place] = ring_.back();
    ring_[entry.place]->place = entry.place;
    ring_.pop_back();
    entries_.erase(entries_.find(Wanted{entry.key, hash_of(entry.key)}));
}

void PartCache::trim(std::uint64_t folded) {
    // Where all wait for folding, none may go: the next command looks on.
    for (int left = looked_at_max; bytes_ > bytes_max_ && left > 0 && !ring_.empty(); --left) {
        if (hand_ >= ring_.size()) hand_ = 0;
        if (hand_ + looked_ahead < ring_.size()) __builtin_prefetch(ring_[hand_ + looked_ahead]);
        Entry& entry = *ring_[hand_];
        if (entry.used || entry.changed_until > folded) {
            entry.used = false;
            ++hand_;
        } else {
            drop(entry);
        }
    }
}

}  // namespace tally::eventstore
