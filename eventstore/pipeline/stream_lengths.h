#pragma once
// The deciding thread's cache: the lengths of the streams it met lately, and the commands it accepted that
// the views do not have yet. Used by one thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/work.h"

namespace tally::eventstore {

// A bounded map in two halves: when the young half is full the old one is forgotten and the young one becomes old. What
// was set last is therefore kept for at least half the bound of other streams.
class StreamLengths {
  public:
    explicit StreamLengths(std::size_t streams_max) : half_max_(streams_max / 2) {}

    [[nodiscard]] static std::uint64_t hash_of(std::string_view stream);
    // Starts to bring the stream's place into the cache: a group is asked for before its first answer is needed.
    void prefetch(std::uint64_t hash) const;
    // The length, which may be changed in place until the next call of any method but prefetch(); null: not known.
    [[nodiscard]] std::uint32_t* find(std::uint64_t hash, std::string_view stream);
    // For a stream that find() does not know. The same holds for what it returns.
    std::uint32_t* add(std::uint64_t hash, std::string_view stream, std::uint32_t length);

  private:
    // Keys of most streams fit into the slot, so that a look-up touches one line of memory.
    static constexpr std::size_t inline_key_bytes = 23;
    struct alignas(32) Slot {
        std::uint32_t hash = 0;           // Its upper half.
        std::uint32_t length = 0;         // The stream index counts versions in four bytes, too.
        std::uint8_t key_size = 0;        // 0: free.
        char key[inline_key_bytes] = {};  // Or, of a longer key, its offset in long_keys.
    };
    static_assert(sizeof(Slot) == 32);
    struct Half {
        std::vector<Slot> slots;
        std::string long_keys;
        std::size_t count = 0;
        [[nodiscard]] std::string_view key_of(const Slot&) const;
        [[nodiscard]] Slot* find(std::uint64_t hash, std::string_view stream);
        Slot* insert(std::uint64_t hash, std::string_view stream, std::uint32_t length);
        Slot* place(std::uint64_t hash, const Slot&);
    };
    std::size_t half_max_;
    Half young_;
    Half old_;
};

// Accepted commands in order of their positions, found by id. Forgotten from the front.
class CommandWindow {
  public:
    struct Command {
        std::string id;
        std::uint64_t hash = 0;
        CommandDigest digest{};
        Receipt receipt;
        std::uint64_t next = 0;  // In its bucket: one more than its number, 0 at the end.
    };
    CommandWindow();
    [[nodiscard]] static std::uint64_t hash_of(std::string_view id);
    // Starts to bring into the cache where find() will begin.
    void prefetch(std::uint64_t hash) const { __builtin_prefetch(&buckets_[hash & (buckets_.size() - 1)]); }
    [[nodiscard]] const Command* find(std::uint64_t hash, std::string_view id) const;
    void add(std::uint64_t hash, std::string_view id, const CommandDigest&, const Receipt&);
    void forget_below(std::uint64_t position);
    [[nodiscard]] std::size_t size() const { return end_ - begin_; }

  private:
    [[nodiscard]] Command& at(std::uint64_t number) { return ring_[number & (ring_.size() - 1)]; }
    [[nodiscard]] const Command& at(std::uint64_t number) const { return ring_[number & (ring_.size() - 1)]; }
    [[nodiscard]] std::uint64_t& bucket(std::uint64_t hash) { return buckets_[hash & (buckets_.size() - 1)]; }
    void grow();

    std::vector<Command> ring_;           // Elements keep their memory when they are used again.
    std::vector<std::uint64_t> buckets_;  // One more than the newest command's number, 0: empty.
    std::uint64_t begin_ = 0;
    std::uint64_t end_ = 0;
};

}  // namespace tally::eventstore
