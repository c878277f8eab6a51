// See commit.h.
#include "eventstore/pipeline/commit.h"

namespace tally::eventstore {

void Commit::clear(std::uint64_t first_position) {
    first_position_ = first_position;
    bytes_.clear();
    streams_.clear();
    ids_.clear();
    entry_begin_ = 0;
    pieces_.clear();
    accepted_.clear();
    entries_.clear();
    commands_.clear();
    entry_bytes_.clear();
    answers.clear();
    if (product) product->clear();
}

void Commit::add_entry(std::string_view stream, std::uint64_t version) {
    pieces_.push_back({entry_begin_, bytes_.size() - entry_begin_, streams_.size(), stream.size(), version});
    streams_.append(stream);
    entry_begin_ = bytes_.size();
}

void Commit::add_command(std::string_view id, const CommandDigest& digest, std::uint64_t first_position,
                         std::uint32_t count) {
    accepted_.push_back({ids_.size(), id.size(), digest, first_position, count});
    ids_.append(id);
}

void Commit::seal() {
    const std::string_view bytes{bytes_};
    const std::string_view streams{streams_};
    entries_.reserve(pieces_.size());
    entry_bytes_.reserve(pieces_.size());
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
        const Piece& piece = pieces_[i];
        entry_bytes_.push_back(bytes.substr(piece.offset, piece.size));
        entries_.push_back({.position = first_position_ + i,
                            .version = piece.version,
                            .stream = streams.substr(piece.stream_offset, piece.stream_size),
                            .bytes = entry_bytes_.back()});
    }
    for (const Accepted& each : accepted_) {
        commands_.push_back({.id = std::string_view{ids_}.substr(each.id_offset, each.id_size),
                             .digest = each.digest,
                             .first_position = each.first_position,
                             .count = each.count});
    }
}

}  // namespace tally::eventstore
