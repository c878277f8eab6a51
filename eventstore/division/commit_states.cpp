#include "eventstore/division/commit_states.h"

#include "domain/core/assert.h"
#include "eventstore/codec/codec.h"

namespace tally::eventstore {

void CommitStates::clear() {
    rows_.clear();
    persons_.clear();
    erased_.clear();
    bytes_.clear();
}

std::size_t CommitStates::put_row(std::string_view key, const domain::StatePart& part) {
    const std::size_t offset = bytes_.size();
    bytes_ += key;
    encode_part(key, part, bytes_);
    const std::size_t value_size = bytes_.size() - offset - key.size();
    rows_.push_back({static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(key.size()),
                     static_cast<std::uint32_t>(value_size)});
    return value_size;
}

Result<std::span<const domain::RecordedEvent>> EventsOf::operator()(const CommitRef& commit) {
    if (decoded_entries_ != commit.entries.data() || decoded_first_ != commit.first_position ||
        decoded_count_ != commit.entries.size()) {
        // Unknown until all of it is decoded.
        decoded_entries_ = nullptr;
        decoded_.resize(commit.entries.size());
        for (std::size_t i = 0; i < commit.entries.size(); ++i)
            if (auto read = decode_into(commit.entries[i].bytes, decoded_[i]); !read)
                return tl::unexpected(std::move(read.error()));
        decoded_entries_ = commit.entries.data();
        decoded_first_ = commit.first_position;
        decoded_count_ = commit.entries.size();
    }
    return std::span<const domain::RecordedEvent>{decoded_};
}

}  // namespace tally::eventstore
