// See group_sequencer.h.
#include "eventstore/pipeline/group_sequencer.h"

#include <algorithm>

#include "domain/core/assert.h"
#include "eventstore/log/log.h"
#include "eventstore/pipeline/core_views.h"

namespace tally::eventstore {

namespace {

// Warmed before their turn.
constexpr std::size_t works_farthest_ahead = 12;
constexpr std::size_t works_far_ahead = 8;
constexpr std::size_t works_near_ahead = 4;
constexpr std::size_t group_rows_max = 8'192;  // Looked up for one group; the last work may ask for more.

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

GroupSequencer::GroupSequencer(const ViewStore& views, std::size_t stream_lengths_max, std::size_t group_works_max,
                               std::size_t commit_pack_bytes)
    : views_(views),
      group_works_max_(group_works_max),
      commit_pack_bytes_(commit_pack_bytes),
      lengths_(stream_lengths_max) {
    for (Group* const group : {&group_, &next_})
        for (Round& round : group->rounds) round.resize(views.view_count());
}

const std::optional<std::string>* GroupSequencer::Wanted::find(std::string_view key) const {
    const auto found = std::lower_bound(sorted.begin(), sorted.end(), key);
    return found == sorted.end() || *found != key ? nullptr : &rows[static_cast<std::size_t>(found - sorted.begin())];
}

void GroupSequencer::Wanted::add(std::string_view key) {
    places.push_back({keys.size(), key.size()});
    keys.append(key);
}

void GroupSequencer::Wanted::clear() {
    any_found = false;
    keys.clear();
    places.clear();
    sorted.clear();
    rows.clear();
}

const std::optional<std::string>* GroupSequencer::Group::find(View view, std::string_view key) const {
    for (const Round& round : rounds)
        if (const auto* found = round[view].find(key)) return found;
    return nullptr;
}

void GroupSequencer::want_row(View view, std::string_view key) {
    collecting_->rounds.front()[view].add(key);
    ++collecting_->rows_wanted;
}

void GroupSequencer::want_further() {
    collecting_->further.push_back(asked_);
}

void GroupSequencer::want_stream_length(StreamName stream) {
    set_stream_key(stream_key_, stream);
    const std::uint64_t hash = stream_hash_ = StreamLengths::hash_of(stream_key_);
    lengths_.prefetch(hash);
    collecting_->wanted_streams.push_back({collecting_->wanted_stream_keys.size(), stream_key_.size(), hash});
    collecting_->wanted_stream_keys.append(stream_key_);
    ++collecting_->rows_wanted;
}

void GroupSequencer::collect(std::span<Work* const> works, Group& group) {
    for (Round& round : group.rounds)
        for (Wanted& wanted : round) wanted.clear();
    group.further.clear();
    group.wanted_streams.clear();
    group.wanted_stream_keys.clear();
    group.rows_wanted = 0;
    group.works = 0;
    group.command_hashes.clear();
    group.point = views_.pin();
    collecting_ = &group;
    while (group.works < works.size() && group.works < group_works_max_ && group.rows_wanted < group_rows_max) {
        if (group.works + works_far_ahead < works.size()) __builtin_prefetch(works[group.works + works_far_ahead]);
        if (group.works + works_near_ahead < works.size()) works[group.works + works_near_ahead]->warm(Ahead::command);
        Work& work = *works[group.works++];
        // A command that this point has may be forgotten when the group's turn comes.
        const std::uint64_t hash = group.command_hashes.emplace_back(CommandWindow::hash_of(work.command_id()));
        const auto* known = window_.find(hash, work.command_id());
        if (known == nullptr || known->receipt.first_position < group.point->position())
            want_row(CoreViews::command_ids, work.command_id());
        asked_ = &work;
        work.look_up(*this);
    }
    // A stream that has events has a run that begins with version 0: an exact key, which a filter can deny.
    for (const WantedStream& wanted : group.wanted_streams) {
        const auto stream = std::string_view{group.wanted_stream_keys}.substr(wanted.offset, wanted.size);
        if (lengths_.find(wanted.hash, stream) == nullptr) want_row(CoreViews::stream_index, run_key(stream, 0));
    }
    collecting_ = nullptr;
}

// What is asked for goes into the next round.
class GroupSequencer::FurtherRows final : public FoundRows {
  public:
    FurtherRows(const Group& group, Round& next) : group_(group), next_(next) {}
    [[nodiscard]] bool asked_by(Work& work) {
        asked_ = false;
        work.look_further(*this);
        return asked_;
    }
    [[nodiscard]] const std::optional<std::string>* row(View view, std::string_view key) const override {
        return group_.find(view, key);
    }
    void want_row(View view, std::string_view key) override {
        next_[view].add(key);
        asked_ = true;
    }

  private:
    const Group& group_;
    Round& next_;
    bool asked_ = false;
};

Result<void> GroupSequencer::read(Group& group) {
    if (auto found = read_round(*group.point, group.rounds.front()); !found) return found;
    for (auto round = group.rounds.begin() + 1; round != group.rounds.end() && !group.further.empty(); ++round) {
        FurtherRows rows(group, *round);
        std::erase_if(group.further, [&](Work* work) { return !rows.asked_by(*work); });
        if (auto found = read_round(*group.point, *round); !found) return found;
    }
    return {};
}

Result<void> GroupSequencer::read_round(const Point& point, Round& round) {
    for (View view = 0; view < round.size(); ++view) {
        Wanted& wanted = round[view];
        if (wanted.places.empty()) continue;
        for (const auto& place : wanted.places)
            wanted.sorted.push_back(std::string_view{wanted.keys}.substr(place.offset, place.size));
        // A sender's command ids mostly rise.
        if (!std::is_sorted(wanted.sorted.begin(), wanted.sorted.end()))
            std::sort(wanted.sorted.begin(), wanted.sorted.end());
        wanted.sorted.erase(std::unique(wanted.sorted.begin(), wanted.sorted.end()), wanted.sorted.end());
        if (auto found = point.multi_get(view, wanted.sorted, wanted.rows); !found) return found;
        wanted.any_found =
            std::any_of(wanted.rows.begin(), wanted.rows.end(), [](const auto& row) { return row.has_value(); });
    }
    return {};
}

void GroupSequencer::begin_group(std::span<Work* const> works) {
    Result<void> found;
    if (next_.works > 0) {
        found = reading_.finish();
        std::swap(group_, next_);
        next_.works = 0;
        next_.point.reset();
        TALLY_ASSERT(group_.works <= works.size(), "works that were read for come next");
    } else {
        collect(works, group_);
        found = read(group_);
    }
    window_.forget_below(group_.point->position());
    while (!recent_.empty() && recent_.front()->end_position() <= group_.point->position()) {
        folded_.push_back(std::move(recent_.front()));
        recent_.pop_front();
    }
    if (found) found = learn_lengths();
    look_up_error_.reset();
    if (!found) look_up_error_ = std::move(found.error());
    group_left_ = group_.works;

    // What the group is about to change stays in the caches of those who change it until its own point has it, and the
    // next point is not older.
    const auto rest = works.subspan(group_.works);
    if (rest.empty()) return folded_.clear();
    collect(rest, next_);
    reading_.start([this] {
        folded_.clear();
        return read(next_);
    });
}

Result<void> GroupSequencer::learn_lengths() {
    const Wanted& runs = group_.rounds.front()[CoreViews::stream_index];
    for (std::size_t i = 0; i < runs.sorted.size(); ++i) {
        const std::string_view stream = stream_of_run(runs.sorted[i]);
        const std::uint64_t hash = StreamLengths::hash_of(stream);
        if (lengths_.find(hash, stream) != nullptr) continue;
        std::uint64_t length = 0;
        if (runs.rows[i]) {
            auto stored = stream_length_at(*group_.point, stream);
            if (!stored) return tl::unexpected(stored.error());
            length = *stored;
        }
        lengths_.add(hash, stream, static_cast<std::uint32_t>(length));
    }
    return {};
}

std::size_t GroupSequencer::decide(std::span<Work* const> works, Commit& commit) {
    commit_ = &commit;
    if (group_left_ == 0) begin_group(works);
    std::size_t taken = 0;
    while (group_left_ > 0 && !full(commit)) {
        const std::size_t at = group_.works - group_left_;
        if (group_left_ > works_farthest_ahead) works[taken + works_farthest_ahead]->warm(Ahead::command);
        if (group_left_ > works_far_ahead) {
            window_.prefetch(group_.command_hashes[at + works_far_ahead]);
            works[taken + works_far_ahead]->warm(Ahead::far);
        }
        if (group_left_ > works_near_ahead) works[taken + works_near_ahead]->warm(Ahead::near);
        decide_one(*works[taken++], group_.command_hashes[at]);
        --group_left_;
    }
    if (group_left_ == 0) group_.point.reset();  // An idle store pins nothing.
    commit_ = nullptr;
    return taken;
}

std::optional<Result<Receipt>> GroupSequencer::accepted_before(const Work& work, std::uint64_t command_hash) const {
    const auto compare = [&](const CommandDigest& digest, Receipt receipt) -> Result<Receipt> {
        receipt.repeated = true;
        if (digest == work.command_digest()) return receipt;
        return fail(StoreErrorKind::command_id_reused,
                    "command " + std::string{work.command_id()} + " was accepted before, at position " +
                        std::to_string(receipt.first_position) + ", with another body; give this one an id of its own");
    };
    if (const auto* command = window_.find(command_hash, work.command_id()))
        return compare(command->digest, command->receipt);
    const Wanted& receipts = group_.rounds.front()[CoreViews::command_ids];
    if (!receipts.any_found) return std::nullopt;  // As nearly always: an id is seldom sent again.
    const std::optional<std::string>* row = receipts.find(work.command_id());
    if (row == nullptr || !row->has_value()) return std::nullopt;
    const auto stored = parse_receipt(**row);
    if (!stored) {
        return fail(StoreErrorKind::damaged, "the receipt of command " + std::string{work.command_id()} +
                                                 " is unreadable; build the views again with `tally rebuild`");
    }
    return compare(stored->digest, stored->receipt);
}

void GroupSequencer::decide_one(Work& work, std::uint64_t command_hash) {
    if (look_up_error_) {
        answer(work, tl::unexpected(*look_up_error_));
        return;
    }
    if (auto before = accepted_before(work, command_hash)) {
        answer(work, before->transform([](const Receipt& receipt) { return std::optional{receipt}; }));
        return;
    }
    mark_ = commit_->mark();
    ended_ = nullptr;
    refusal_.reset();
    const std::uint64_t first = next_position();
    if (!work.decide(*this)) {
        commit_->take_back(mark_, [&](std::string_view stream, std::uint64_t version) {
            *lengths_.find(StreamLengths::hash_of(stream), stream) = static_cast<std::uint32_t>(version);
        });
        answer(work, std::optional<Receipt>{});
        return;
    }
    TALLY_ASSERT(!refusal_, "an entry that was refused refuses its command");
    TALLY_ASSERT(commit_->entry_begin() == commit_->byte_count(), "every entry that was begun is ended");
    const auto count = static_cast<std::uint32_t>(next_position() - first);
    TALLY_ASSERT(count > 0, "an accepted command makes at least one event");
    const Receipt receipt{.first_position = first, .count = count};
    commit_->add_command(work.command_id(), work.command_digest(), first, count);
    window_.add(command_hash, work.command_id(), work.command_digest(), receipt);
    answer(work, std::optional{receipt});
}

Result<std::optional<std::string>> GroupSequencer::row(View view, std::string_view key) {
    if (const auto* found = group_.find(view, key)) return *found;
    return group_.point->get(view, key);
}

// The stream asked for last is the one asked for next: its key and hash are kept.
std::uint32_t* GroupSequencer::known_length(StreamName stream) {
    if (stream_key_.empty() || parse_stream_key(stream_key_) != stream) {
        set_stream_key(stream_key_, stream);
        stream_hash_ = StreamLengths::hash_of(stream_key_);
    }
    return lengths_.find(stream_hash_, stream_key_);
}

std::uint32_t* GroupSequencer::length_at_end_of(StreamName stream) {
    if (ended_ == nullptr || parse_stream_key(stream_key_) != stream) ended_ = known_length(stream);
    return ended_;
}

Result<std::uint64_t> GroupSequencer::stream_length(StreamName stream) {
    ended_ = nullptr;
    if (const auto* known = known_length(stream)) return *known;
    // Not met since the views' position, or it would be known: see StreamLengths.
    auto stored = stream_length_at(*group_.point, stream_key_);
    if (stored) lengths_.add(stream_hash_, stream_key_, static_cast<std::uint32_t>(*stored));
    return stored;
}

void GroupSequencer::each_recent(StreamName stream, const UseEntry& use) const {
    const std::string key = stream_key(stream);
    for (const CommitPtr& commit : recent_)
        if (!commit->each_entry_of(key, use)) return;
    commit_->each_entry_of(key, use);
}

std::string& GroupSequencer::begin_entry() {
    TALLY_ASSERT(commit_->entry_begin() == commit_->byte_count(), "one entry at a time");
    return commit_->bytes();
}

bool GroupSequencer::end_entry(StreamName stream, std::uint64_t version) {
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
    TALLY_ASSERT(version < std::uint32_t(-1), "the stream index counts versions in four bytes");
    if (auto* const length = length_at_end_of(stream)) {
        TALLY_ASSERT(*length == version, "versions of a stream are gapless");
        *length = static_cast<std::uint32_t>(version + 1);
    } else {
        ended_ = lengths_.add(stream_hash_, stream_key_, static_cast<std::uint32_t>(version + 1));
    }
    commit_->add_entry(stream_key_, version);
    return true;
}

}  // namespace tally::eventstore
