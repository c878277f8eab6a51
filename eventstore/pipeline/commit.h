#pragma once
// What is decided together, written in one batch with one fsync, then answered and folded. Used again and again, so
// that an event costs no allocation.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/work.h"

namespace tally::eventstore {

class Commit {
  public:
    void clear(std::uint64_t first_position);
    [[nodiscard]] bool empty() const { return pieces_.empty() && answers.empty(); }
    [[nodiscard]] std::uint64_t first_position() const { return first_position_; }
    [[nodiscard]] std::uint64_t end_position() const { return first_position_ + pieces_.size(); }
    [[nodiscard]] std::size_t byte_count() const { return bytes_.size(); }

    // --- While it is being decided
    [[nodiscard]] std::string& bytes() { return bytes_; }
    // Everything in bytes() since the last call is one entry.
    void add_entry(std::string_view stream, std::uint64_t version);
    void add_command(std::string_view id, const CommandDigest&, std::uint64_t first_position, std::uint32_t count);
    // A place to return to when a work is refused.
    struct Mark {
        std::size_t bytes, pieces, streams;
    };
    [[nodiscard]] Mark mark() const { return {bytes_.size(), pieces_.size(), streams_.size()}; }
    // Calls undo(stream, version) for each entry taken back, last one first.
    template <class Undo>
    void take_back(const Mark& mark, const Undo& undo) {
        while (pieces_.size() > mark.pieces) {
            const Piece& piece = pieces_.back();
            undo(std::string_view{streams_}.substr(piece.stream_offset, piece.stream_size), piece.version);
            pieces_.pop_back();
        }
        bytes_.resize(mark.bytes);
        streams_.resize(mark.streams);
        entry_begin_ = mark.bytes;
    }
    [[nodiscard]] std::size_t entry_begin() const { return entry_begin_; }
    // Also once it is sealed, and while other threads read it. False: `use` returned false.
    template <class Use>
    bool each_entry_of(std::string_view stream, const Use& use) const {
        for (const Piece& piece : pieces_) {
            if (std::string_view{streams_}.substr(piece.stream_offset, piece.stream_size) != stream) continue;
            if (!use(piece.version, std::string_view{bytes_}.substr(piece.offset, piece.size))) return false;
        }
        return true;
    }

    // --- Once nothing is added any more
    void seal();
    [[nodiscard]] const std::vector<std::string_view>& entry_bytes() const { return entry_bytes_; }
    [[nodiscard]] CommitRef view() const { return {first_position_, entries_, commands_, product.get()}; }

    std::vector<WorkAnswer> answers;
    std::unique_ptr<CommitProduct> product;

  private:
    struct Piece {
        std::size_t offset, size;
        std::size_t stream_offset, stream_size;
        std::uint64_t version;
    };
    struct Accepted {
        std::size_t id_offset, id_size;
        CommandDigest digest;
        std::uint64_t first_position;
        std::uint32_t count;
    };
    std::uint64_t first_position_ = 0;
    std::string bytes_;
    std::string streams_;
    std::string ids_;
    std::size_t entry_begin_ = 0;
    std::vector<Piece> pieces_;
    std::vector<Accepted> accepted_;
    std::vector<EntryRef> entries_;
    std::vector<CommandRef> commands_;
    std::vector<std::string_view> entry_bytes_;
};

}  // namespace tally::eventstore
