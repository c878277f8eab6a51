#pragma once
// Entries that the views do not have yet, for World::history(): a queue of bytes in one piece, since each payment
// passes through it and hardly any is asked for.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tally::eventstore {

class RecentEntries {
  public:
    void add(std::uint64_t position, std::uint64_t version, std::uint8_t stream_kind, std::string_view stream_id,
             std::string_view entry) {
        const Head head{position, version, stream_kind, static_cast<std::uint16_t>(stream_id.size()),
                        static_cast<std::uint32_t>(entry.size())};
        bytes_.append(reinterpret_cast<const char*>(&head), sizeof head);
        bytes_ += stream_id;
        bytes_ += entry;
    }
    // What add() appends from here on can be taken back.
    [[nodiscard]] std::size_t mark() const { return bytes_.size(); }
    void take_back(std::size_t mark) { bytes_.resize(mark); }
    void forget_below(std::uint64_t position) {
        while (begin_ < bytes_.size()) {
            const Head head = head_at(begin_);
            if (head.position >= position) break;
            begin_ += sizeof head + head.id_size + head.entry_size;
        }
        // Moves each byte once on the average.
        if (2 * begin_ < bytes_.size()) return;
        bytes_.erase(0, begin_);
        begin_ = 0;
    }
    // Calls use(version, entry) for those of one stream, oldest first, until it returns false.
    template <class Use>
    void each_of(std::uint8_t stream_kind, std::string_view stream_id, const Use& use) const {
        for (std::size_t at = begin_; at < bytes_.size();) {
            const Head head = head_at(at);
            const std::string_view rest = std::string_view{bytes_}.substr(at + sizeof head);
            if (head.stream_kind == stream_kind && rest.substr(0, head.id_size) == stream_id &&
                !use(head.version, rest.substr(head.id_size, head.entry_size)))
                return;
            at += sizeof head + head.id_size + head.entry_size;
        }
    }

  private:
    struct Head {
        std::uint64_t position;
        std::uint64_t version;
        std::uint8_t stream_kind;
        std::uint16_t id_size;
        std::uint32_t entry_size;
    };
    [[nodiscard]] Head head_at(std::size_t at) const {
        Head head;
        std::memcpy(&head, bytes_.data() + at, sizeof head);
        return head;
    }
    std::string bytes_;
    std::size_t begin_ = 0;
};

}  // namespace tally::eventstore
