// See stream_lengths.h.
#include "eventstore/stream_lengths.h"

#include <functional>
#include <utility>

#include "domain/core/assert.h"

namespace tally::eventstore {

namespace {

constexpr std::size_t initial_slots = 1024;

std::uint64_t hash_of(std::string_view key) {
    return std::hash<std::string_view>{}(key);
}

}  // namespace

StreamLengths::Slot* StreamLengths::Half::find(std::uint64_t hash, std::string_view stream) {
    if (slots.empty()) return nullptr;
    const std::size_t mask = slots.size() - 1;
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
        Slot& slot = slots[at];
        if (slot.key_size == 0) return nullptr;
        if (slot.hash == hash && std::string_view{keys}.substr(slot.key_offset, slot.key_size) == stream) return &slot;
    }
}

void StreamLengths::Half::place(const Slot& placed) {
    const std::size_t mask = slots.size() - 1;
    std::size_t at = placed.hash & mask;
    while (slots[at].key_size != 0) at = (at + 1) & mask;
    slots[at] = placed;
}

void StreamLengths::Half::insert(std::uint64_t hash, std::string_view stream, std::uint64_t length) {
    if ((count + 1) * 10 > slots.size() * 7) {
        std::vector<Slot> smaller =
            std::exchange(slots, std::vector<Slot>(slots.empty() ? initial_slots : slots.size() * 2));
        for (const Slot& slot : smaller)
            if (slot.key_size != 0) place(slot);
    }
    place({hash, length, static_cast<std::uint32_t>(keys.size()), static_cast<std::uint16_t>(stream.size())});
    keys.append(stream);
    ++count;
}

std::optional<std::uint64_t> StreamLengths::find(std::string_view stream) {
    const std::uint64_t hash = hash_of(stream);
    if (const Slot* slot = young_.find(hash, stream)) return slot->length;
    if (const Slot* slot = old_.find(hash, stream)) {
        const std::uint64_t length = slot->length;
        set(stream, length);  // Used lately: it moves to the young half.
        return length;
    }
    return std::nullopt;
}

void StreamLengths::set(std::string_view stream, std::uint64_t length) {
    const std::uint64_t hash = hash_of(stream);
    if (Slot* slot = young_.find(hash, stream)) {
        slot->length = length;
        return;
    }
    if (young_.count >= half_max_) {
        std::swap(young_, old_);
        for (Slot& slot : young_.slots) slot.key_size = 0;
        young_.keys.clear();
        young_.count = 0;
    }
    young_.insert(hash, stream, length);
}

CommandWindow::CommandWindow() : ring_(initial_slots), buckets_(initial_slots, 0) {}

const CommandWindow::Command* CommandWindow::find(std::string_view id) const {
    const std::uint64_t hash = hash_of(id);
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

void CommandWindow::add(std::string_view id, const CommandDigest& digest, const Receipt& receipt) {
    if (size() == ring_.size()) grow();
    Command& command = at(end_);
    command.id.assign(id);
    command.hash = hash_of(id);
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
