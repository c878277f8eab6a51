// See stream_lengths.h.
#include "eventstore/pipeline/stream_lengths.h"

#include <cstring>
#include <functional>
#include <utility>

#include "domain/core/assert.h"

namespace tally::eventstore {

namespace {
constexpr std::size_t initial_slots = 1024;
}

std::uint64_t StreamLengths::hash_of(std::string_view stream) {
    return std::hash<std::string_view>{}(stream);
}

std::string_view StreamLengths::Half::key_of(const Slot& slot) const {
    if (slot.key_size <= inline_key_bytes) return {slot.key, slot.key_size};
    std::size_t offset = 0;
    std::memcpy(&offset, slot.key, sizeof offset);
    return std::string_view{long_keys}.substr(offset, slot.key_size);
}

StreamLengths::Slot* StreamLengths::Half::find(std::uint64_t hash, std::string_view stream) {
    if (count == 0) return nullptr;
    const std::size_t mask = slots.size() - 1;
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
        Slot& slot = slots[at];
        if (slot.key_size == 0) return nullptr;
        if (slot.hash == hash >> 32 && key_of(slot) == stream) return &slot;
    }
}

StreamLengths::Slot* StreamLengths::Half::place(std::uint64_t hash, const Slot& placed) {
    const std::size_t mask = slots.size() - 1;
    std::size_t at = hash & mask;
    while (slots[at].key_size != 0) at = (at + 1) & mask;
    slots[at] = placed;
    return &slots[at];
}

StreamLengths::Slot* StreamLengths::Half::insert(std::uint64_t hash, std::string_view stream, std::uint32_t length) {
    if ((count + 1) * 10 > slots.size() * 8) {
        std::vector<Slot> smaller =
            std::exchange(slots, std::vector<Slot>(slots.empty() ? initial_slots : slots.size() * 2));
        for (const Slot& slot : smaller)
            if (slot.key_size != 0) place(hash_of(key_of(slot)), slot);
    }
    Slot slot{.hash = static_cast<std::uint32_t>(hash >> 32),
              .length = length,
              .key_size = static_cast<std::uint8_t>(stream.size())};
    if (stream.size() <= inline_key_bytes) {
        std::memcpy(slot.key, stream.data(), stream.size());
    } else {
        const std::size_t offset = long_keys.size();
        std::memcpy(slot.key, &offset, sizeof offset);
        long_keys.append(stream);
    }
    ++count;
    return place(hash, slot);
}

void StreamLengths::prefetch(std::uint64_t hash) const {
    if (!young_.slots.empty()) __builtin_prefetch(&young_.slots[hash & (young_.slots.size() - 1)]);
    if (old_.count > 0) __builtin_prefetch(&old_.slots[hash & (old_.slots.size() - 1)]);
}

std::uint32_t* StreamLengths::find(std::uint64_t hash, std::string_view stream) {
    if (Slot* slot = young_.find(hash, stream)) return &slot->length;
    // Used lately: it moves to the young half.
    if (const Slot* slot = old_.find(hash, stream)) return add(hash, stream, slot->length);
    return nullptr;
}

std::uint32_t* StreamLengths::add(std::uint64_t hash, std::string_view stream, std::uint32_t length) {
    if (young_.count >= half_max_) {
        std::swap(young_, old_);
        for (Slot& slot : young_.slots) slot.key_size = 0;
        young_.long_keys.clear();
        young_.count = 0;
    }
    return &young_.insert(hash, stream, length)->length;
}

CommandWindow::CommandWindow() : ring_(initial_slots), buckets_(initial_slots, 0) {}

std::uint64_t CommandWindow::hash_of(std::string_view id) {
    return std::hash<std::string_view>{}(id);
}

const CommandWindow::Command* CommandWindow::find(std::uint64_t hash, std::string_view id) const {
    for (std::uint64_t link = buckets_[hash & (buckets_.size() - 1)]; link != 0; link = at(link - 1).next) {
        const Command& command = at(link - 1);
        if (command.hash == hash && command.id == id) return &command;
    }
    return nullptr;
}

void CommandWindow::grow() {
    std::vector<Command> bigger(ring_.size() * 2);
    for (std::uint64_t number = begin_; number < end_; ++number)
        bigger[number & (bigger.size() - 1)] = std::move(at(number));
    ring_ = std::move(bigger);
    buckets_.assign(ring_.size(), 0);
    for (std::uint64_t number = begin_; number < end_; ++number) {
        Command& command = at(number);
        command.next = std::exchange(bucket(command.hash), number + 1);
    }
}

void CommandWindow::add(std::uint64_t hash, std::string_view id, const CommandDigest& digest, const Receipt& receipt) {
    if (size() == ring_.size()) grow();
    Command& command = at(end_);
    command.id.assign(id);
    command.hash = hash;
    command.digest = digest;
    command.receipt = receipt;
    command.next = std::exchange(bucket(command.hash), end_ + 1);
    ++end_;
}

void CommandWindow::forget_below(std::uint64_t position) {
    while (begin_ < end_ && at(begin_).receipt.first_position < position) {
        // The oldest command is the last of its bucket.
        std::uint64_t* link = &bucket(at(begin_).hash);
        while (*link != begin_ + 1) link = &at(*link - 1).next;
        *link = 0;
        ++begin_;
    }
}

}  // namespace tally::eventstore
