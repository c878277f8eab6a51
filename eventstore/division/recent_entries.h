#pragma once
// Entries that the views do not have yet, for World::history(): bytes in large blocks, since each payment passes
// through them and hardly any is asked for.

#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>

namespace tally::eventstore {

class RecentEntries {
  public:
    // After a mark().
    void add(std::uint64_t position, std::uint64_t version, std::uint8_t stream_kind, std::string_view stream_id,
             std::string_view entry) {
        const Head head{version, stream_kind, static_cast<std::uint16_t>(stream_id.size()),
                        static_cast<std::uint32_t>(entry.size())};
        Block& block = blocks_.back();
        block.bytes.append(reinterpret_cast<const char*>(&head), sizeof head);
        block.bytes += stream_id;
        block.bytes += entry;
        block.last_position = position;
    }
    // What add() appends from here on can be taken back, until the next mark().
    [[nodiscard]] std::size_t mark() {
        if (blocks_.empty() || blocks_.back().bytes.size() >= block_bytes) {
            blocks_.emplace_back();
            blocks_.back().bytes.swap(spare_);
        }
        return blocks_.back().bytes.size();
    }
    void take_back(std::size_t mark) { blocks_.back().bytes.resize(mark); }
    // Forgets none at or above the position; some below it may stay.
    void forget_below(std::uint64_t position) {
        while (!blocks_.empty() && blocks_.front().last_position < position) {
            spare_ = std::move(blocks_.front().bytes);
            spare_.clear();
            blocks_.pop_front();
        }
    }
    // Calls use(version, entry) for those of one stream, oldest first, until it returns false.
    template <class Use>
    void each_of(std::uint8_t stream_kind, std::string_view stream_id, const Use& use) const {
        for (const Block& block : blocks_) {
            for (std::size_t at = 0; at < block.bytes.size();) {
                Head head;
                std::memcpy(&head, block.bytes.data() + at, sizeof head);
                const std::string_view rest = std::string_view{block.bytes}.substr(at + sizeof head);
                if (head.stream_kind == stream_kind && rest.substr(0, head.id_size) == stream_id &&
                    !use(head.version, rest.substr(head.id_size, head.entry_size)))
                    return;
                at += sizeof head + head.id_size + head.entry_size;
            }
        }
    }

  private:
    static constexpr std::size_t block_bytes = 256 << 10;
    struct Head {
        std::uint64_t version;
        std::uint8_t stream_kind;
        std::uint16_t id_size;
        std::uint32_t entry_size;
    };
    struct Block {
        std::string bytes;
        std::uint64_t last_position = 0;
    };
    std::deque<Block> blocks_;
    std::string spare_;  // Memory of a block that was forgotten, for the next one.
};

}  // namespace tally::eventstore
