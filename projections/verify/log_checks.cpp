#include "projections/verify/log_checks.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "domain/books/journal.h"
#include "domain/core/assert.h"
#include "eventstore/codec/codec.h"
#include "eventstore/hex.h"
#include "eventstore/keys/sealer.h"
#include "eventstore/merkle/signed_note.h"
#include "eventstore/merkle/tree.h"
#include "eventstore/pipeline/core_views.h"

namespace tally::projections {

namespace {

using namespace domain;
using eventstore::Hash;

std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

// One command's entries stand together; its receipt is their first position and count. Entries that could not be read
// may be of the command before them or of the one after: the event id says of which.
class CommandRuns {
  public:
    CommandRuns(std::string_view origin, SetSum& commands) : origin_(origin), commands_(commands) {}
    // False: the event id is not that of its command.
    bool add(const Envelope& envelope) {
        if (count_ == 0 || envelope.command_id.str() != id_) {
            end();
            id_ = envelope.command_id.str();
            first_ = envelope.position;
        }
        const auto unread = std::exchange(unread_, 0U);
        for (std::uint32_t skipped = 0; skipped <= unread; ++skipped)
            if (envelope.event_id == eventstore::event_id(origin_, envelope.command_id, count_ + skipped)) {
                if (count_ == 0) first_ -= skipped;
                count_ += skipped + 1;
                return true;
            }
        ++count_;
        return false;
    }
    void skip() { ++unread_; }
    void end() {
        if (count_ > 0) commands_.add(id_, first_, count_);
        count_ = 0;
    }

  private:
    std::string_view origin_;
    SetSum& commands_;
    std::string id_;
    std::uint64_t first_ = 0;
    std::uint32_t count_ = 0;
    std::uint32_t unread_ = 0;
};

struct EntryChecks {
    Check entries{"entries"};
    Check balanced{"balanced"};
};

void check_entries(const eventstore::Log& log, std::uint64_t end, const VerifyProgress& progress, LogPass& pass,
                   EntryChecks& checks) {
    auto reader = log.reader(0, end);
    RecordedEvent recorded;
    CommandRuns commands(log.origin(), pass.commands);
    journal::BalanceCheck balance;
    Instant recorded_at{INT64_MIN};
    std::string encoded, stream;
    std::uint64_t expected = 0, unread = 0;
    while (reader.next()) {
        const std::uint64_t position = reader.position();
        checks.entries.count();
        expected = position + 1;
        if (progress && position % entries_between_reports == 0) progress("entries", position, end);
        if (auto decoded = eventstore::decode_into(reader.entry(), recorded); !decoded) {
            checks.entries.find(position, "entry", decoded.error().message);
            commands.skip();
            balance.skip();
            ++unread;
            continue;
        }
        const Envelope& envelope = recorded.envelope;
        stream = eventstore::stream_key({static_cast<std::uint8_t>(envelope.stream.kind), envelope.stream.id.str()});
        StreamSum& sum = pass.streams[stream];
        const auto find = [&](std::string problem) {
            checks.entries.find(position, to_string(envelope.stream), std::move(problem));
        };
        if (envelope.position != position)
            find("the entry says it stands at position " + std::to_string(envelope.position));
        if (envelope.version > sum.length && envelope.version - sum.length <= unread)
            sum.length = envelope.version;  // Those between are among the entries that could not be read.
        if (envelope.version != sum.length)
            find("version " + std::to_string(envelope.version) + " follows " + std::to_string(sum.length) + " events");
        sum.add(position);
        if (envelope.recorded_at < recorded_at) find("it was recorded before the entry before it");
        recorded_at = std::max(recorded_at, envelope.recorded_at);
        if (!commands.add(envelope)) find("its event id is not that of its command");
        if (eventstore::schema_version_of(recorded.event) ==
            eventstore::skim_envelope(reader.entry())->schema_version) {
            encoded.clear();
            eventstore::encode_entry(envelope, recorded.event, encoded);
            if (encoded != reader.entry()) find("its bytes are not the canonical ones");
        }
        if (financial_of(recorded.event)) checks.balanced.count();
        if (auto problem = position + 1 < end ? balance.next(recorded.event) : balance.last(recorded.event))
            checks.balanced.find(position, to_string(envelope.stream), std::move(*problem));
    }
    commands.end();
    pass.unread = unread > 0 || !reader.status();
    if (auto status = reader.status(); !status)
        checks.entries.find(expected, "log", status.error().message);
    else
        TALLY_ASSERT(expected == end, "a reader without an error gives every entry up to its end");
}

using RootsAt = std::map<std::uint64_t, Hash>;

// The root of the log's first `end` entries, and those at the sizes that `roots` names, where the log has them.
Hash hash_log(const eventstore::Log& log, std::uint64_t end, RootsAt& roots) {
    eventstore::TreeBuilder tree;
    std::vector<Hash> hashes;
    auto asked = roots.begin();
    const auto note_root = [&] {
        for (; asked != roots.end() && asked->first == tree.size(); ++asked) asked->second = tree.root();
    };
    note_root();
    auto reader = log.reader(0, end);
    for (auto run = reader.next_run(); !run.empty(); run = reader.next_run()) {
        hashes.resize(run.size());
        eventstore::hash_leaves(run, hashes);
        std::span<const Hash> leaves{hashes};
        while (asked != roots.end() && asked->first <= tree.size() + leaves.size()) {
            const auto until = static_cast<std::size_t>(asked->first - tree.size());
            tree.append(leaves.first(until));
            leaves = leaves.subspan(until);
            note_root();
        }
        tree.append(leaves);
        (void)tree.take_full_tiles();  // Only the root is wanted.
    }
    return tree.root();
}

// A note as it was read, or why not.
struct ReadNote {
    std::string place;
    Result<eventstore::Checkpoint> checkpoint;
};

Result<eventstore::Checkpoint> read_note(const std::string& note, const std::string& verifier_key,
                                         std::string_view origin) {
    std::string text = note.substr(0, note.find("\n\n") + 1);
    if (!verifier_key.empty()) {
        auto verifier = eventstore::NoteVerifier::parse(verifier_key);
        if (!verifier) return tl::unexpected(std::move(verifier.error()));
        auto opened = eventstore::open_note(note, {&*verifier, 1});
        if (!opened) return tl::unexpected(std::move(opened.error()));
        text = std::move(opened->text);
    }
    auto checkpoint = eventstore::parse_checkpoint(text);
    if (checkpoint && checkpoint->origin != origin)
        return eventstore::fail(eventstore::StoreErrorKind::damaged, "it is of another log: " + checkpoint->origin);
    return checkpoint;
}

void check_note(const ReadNote& note, std::uint64_t end, const RootsAt& roots, Check& check) {
    check.count();
    if (!note.checkpoint) return check.find(0, note.place, note.checkpoint.error().message);
    const auto& [origin, size, root] = *note.checkpoint;
    if (size > end)
        check.find(end, note.place,
                   "it was signed at size " + std::to_string(size) + ", but the log has " + std::to_string(end) +
                       " entries: its end is lost, or the store is an older copy");
    else if (const auto& found = roots.at(size); found != root)
        check.find(size, note.place,
                   "the entries below it are not those that were signed: their root is " + eventstore::to_hex(found) +
                       ", " + eventstore::to_hex(root) + " was signed");
}

}  // namespace

void SetSum::add(std::string_view id, std::uint64_t number, std::uint64_t other) {
    const std::uint64_t hash = std::hash<std::string_view>{}(id);
    low += mixed(hash ^ mixed(number) ^ mixed(other + 0x9E3779B97F4A7C15ULL));
    high += mixed(mixed(hash + 1) + mixed(number + 2) * 3 + mixed(other + 4) * 5);
    ++count;
}

void StreamSum::add(std::uint64_t position) {
    positions = mixed(positions ^ position) + 1;
    ++length;
}

LogPass check_log(const eventstore::Log& log, std::uint64_t end, const std::string& checkpoint,
                  const VerifyOptions& options, VerifyAnswer& answer) {
    std::optional<ReadNote> own;
    if (!checkpoint.empty()) own = {"checkpoint", read_note(checkpoint, options.verifier_key, log.origin())};
    std::vector<ReadNote> outside;
    for (const auto& note : options.notes)
        outside.push_back({note.name, read_note(note.text, options.verifier_key, log.origin())});
    RootsAt roots;
    const auto want_root = [&](const ReadNote& note) {
        if (note.checkpoint) roots.emplace(note.checkpoint->size, Hash{});
    };
    if (own) want_root(*own);
    for (const auto& note : outside) want_root(note);

    LogPass pass;
    EntryChecks checks;
    {
        std::jthread hashing([&] { pass.root = hash_log(log, end, roots); });
        check_entries(log, end, options.progress, pass, checks);
    }
    answer.position = end;
    answer.root = pass.root;
    checks.entries.add_to(answer);
    checks.balanced.add_to(answer);

    Check own_check{"checkpoint"};
    if (own) {
        check_note(*own, end, roots, own_check);
        if (own->checkpoint) answer.checkpoint_size = own->checkpoint->size;
    } else if (end > 0) {
        own_check.find(end, "checkpoint",
                       "the signed checkpoint is missing, so nothing shows that the log is as long as it was: restore "
                       "the file from a copy, or verify against a note that was kept elsewhere (--checkpoint NOTE) and "
                       "sign anew with `tally checkpoint`");
    }
    own_check.add_to(answer);
    if (!outside.empty()) {
        Check notes{"note"};
        for (const auto& note : outside) check_note(note, end, roots, notes);
        notes.add_to(answer);
    }
    if (pass.unread)
        for (const auto* check : {"balanced", "checkpoint", "note"}) may_follow(answer, check, "entries");
    return pass;
}

}  // namespace tally::projections
