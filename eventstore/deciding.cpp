// See deciding.h.
#include "eventstore/deciding.h"

#include <algorithm>

#include "domain/core/assert.h"
#include "eventstore/log/log.h"
#include "eventstore/views/core_views.h"

namespace tally::eventstore {

namespace {

void set_stream_key(std::string& key, StreamName stream) {
    TALLY_ASSERT(!stream.id.empty() && stream.id.size() <= stream_id_bytes_max, "a stream's id has 1 to 64 bytes");
    key.assign(1, static_cast<char>(stream.kind));
    key.append(stream.id);
    key.push_back('\0');
}

std::string describe(StreamName stream) {
    return "stream " + std::to_string(stream.kind) + "/" + std::string{stream.id};
}

}  // namespace

Deciding::Deciding(const ViewStore& views, std::size_t stream_lengths_max, std::size_t group_works_max,
                   std::size_t commit_pack_bytes)
    : views_(views),
      group_works_max_(group_works_max),
      commit_pack_bytes_(commit_pack_bytes),
      lengths_(stream_lengths_max),
      wanted_(views.view_count()) {}

const std::optional<std::string>* Deciding::Wanted::find(std::string_view key) const {
    const auto found = std::lower_bound(sorted.begin(), sorted.end(), key);
    return found == sorted.end() || *found != key ? nullptr : &rows[static_cast<std::size_t>(found - sorted.begin())];
}

void Deciding::want_row(View view, std::string_view key) {
    Wanted& wanted = wanted_[view];
    wanted.places.push_back({wanted.keys.size(), key.size()});
    wanted.keys.append(key);
}

void Deciding::want_stream_length(StreamName stream) {
    set_stream_key(stream_key_, stream);
    // A stream that has events has a run that begins with version 0: an exact key, which a filter can deny.
    if (!lengths_.find(stream_key_)) want_row(CoreViews::stream_index, run_key(stream_key_, 0));
}

Result<void> Deciding::look_up(std::span<Work* const> works) {
    for (Wanted& wanted : wanted_) {
        wanted.keys.clear();
        wanted.places.clear();
        wanted.sorted.clear();
        wanted.rows.clear();
    }
    for (Work* work : works) {
        if (window_.find(work->command_id()) == nullptr) want_row(CoreViews::command_ids, work->command_id());
        work->look_up(*this);
    }
    for (View view = 0; view < wanted_.size(); ++view) {
        Wanted& wanted = wanted_[view];
        if (wanted.places.empty()) continue;
        for (const auto& place : wanted.places)
            wanted.sorted.push_back(std::string_view{wanted.keys}.substr(place.offset, place.size));
        std::sort(wanted.sorted.begin(), wanted.sorted.end());
        wanted.sorted.erase(std::unique(wanted.sorted.begin(), wanted.sorted.end()), wanted.sorted.end());
        if (auto found = point_->multi_get(view, wanted.sorted, wanted.rows); !found) return found;
    }
    return {};
}

std::size_t Deciding::decide(std::span<Work* const> works, Commit& commit) {
    works = works.first(std::min(works.size(), group_works_max_));
    commit_ = &commit;
    point_ = views_.pin();
    window_.forget_below(point_->position());
    std::size_t taken = 0;
    if (auto found = look_up(works); !found) {
        for (Work* work : works) answer(*work, tl::unexpected(found.error()));
        taken = works.size();
    }
    while (taken < works.size() && !full(commit)) decide_one(*works[taken++]);
    point_.reset();  // An idle store pins nothing.
    commit_ = nullptr;
    return taken;
}

std::optional<Result<Receipt>> Deciding::accepted_before(const Work& work) const {
    const auto compare = [&](const CommandDigest& digest, Receipt receipt) -> Result<Receipt> {
        receipt.repeated = true;
        if (digest == work.command_digest()) return receipt;
        return fail(StoreErrorKind::command_id_reused,
                    "command " + std::string{work.command_id()} + " was accepted before, at position " +
                        std::to_string(receipt.first_position) + ", with another body; give this one an id of its own");
    };
    if (const auto* command = window_.find(work.command_id())) return compare(command->digest, command->receipt);
    const std::optional<std::string>* row = wanted_[CoreViews::command_ids].find(work.command_id());
    if (row == nullptr || !row->has_value()) return std::nullopt;
    const auto stored = parse_receipt(**row);
    if (!stored) {
        return fail(StoreErrorKind::damaged,
                    "the receipt of command " + std::string{work.command_id()} + " is unreadable; rebuild the views");
    }
    return compare(stored->digest, stored->receipt);
}

void Deciding::decide_one(Work& work) {
    if (auto before = accepted_before(work)) {
        answer(work, before->transform([](const Receipt& receipt) { return std::optional{receipt}; }));
        return;
    }
    mark_ = commit_->mark();
    refusal_.reset();
    const std::uint64_t first = next_position();
    if (!work.decide(*this)) {
        commit_->take_back(mark_,
                           [&](std::string_view stream, std::uint64_t version) { lengths_.set(stream, version); });
        answer(work, std::optional<Receipt>{});
        return;
    }
    TALLY_ASSERT(!refusal_, "an entry that was refused refuses its command");
    TALLY_ASSERT(commit_->entry_begin() == commit_->byte_count(), "every entry that was begun is ended");
    const auto count = static_cast<std::uint32_t>(next_position() - first);
    TALLY_ASSERT(count > 0, "an accepted command makes at least one event");
    const Receipt receipt{.first_position = first, .count = count};
    commit_->add_command(work.command_id(), work.command_digest(), first, count);
    window_.add(work.command_id(), work.command_digest(), receipt);
    answer(work, std::optional{receipt});
}

Result<std::optional<std::string>> Deciding::row(View view, std::string_view key) {
    if (const auto* found = wanted_[view].find(key)) return *found;
    return point_->get(view, key);
}

Result<std::uint64_t> Deciding::stream_length(StreamName stream) {
    set_stream_key(stream_key_, stream);
    if (const auto known = lengths_.find(stream_key_)) return *known;
    // Not met since the views' position, or it would be known: see StreamLengths.
    const auto* first_run = wanted_[CoreViews::stream_index].find(run_key(stream_key_, 0));
    std::uint64_t length = 0;
    if (first_run == nullptr || first_run->has_value()) {
        auto stored = stream_length_at(*point_, stream_key_);
        if (!stored) return stored;
        length = *stored;
    }
    lengths_.set(stream_key_, length);
    return length;
}

std::string& Deciding::begin_entry() {
    TALLY_ASSERT(commit_->entry_begin() == commit_->byte_count(), "one entry at a time");
    return commit_->bytes();
}

bool Deciding::end_entry(StreamName stream, std::uint64_t version) {
    set_stream_key(stream_key_, stream);
    const std::size_t size = commit_->byte_count() - commit_->entry_begin();
    TALLY_ASSERT(size > 0, "an entry has bytes");
    const std::size_t command_bytes = commit_->byte_count() - mark_.bytes;
    if (size > entry_bytes_max) {
        refusal_ = StoreError{StoreErrorKind::entry_too_large, "an event of " + describe(stream) + " needs " +
                                                                   std::to_string(size) + " bytes; " +
                                                                   std::to_string(entry_bytes_max) + " is the most"};
    } else if (command_bytes > commit_bytes_max) {
        refusal_ = StoreError{StoreErrorKind::commit_too_large,
                              "the events of one command need over " + std::to_string(command_bytes) +
                                  " bytes, the last one for " + describe(stream) + "; " +
                                  std::to_string(commit_bytes_max) + " is the most: split the command"};
    }
    if (refusal_) return false;
    if (const auto known = lengths_.find(stream_key_))
        TALLY_ASSERT(*known == version, "versions of a stream are gapless");
    lengths_.set(stream_key_, version + 1);
    commit_->add_entry(stream_key_, version);
    return true;
}

}  // namespace tally::eventstore
