#include "projections/verify/verify.h"

#include <algorithm>
#include <thread>
#include <unordered_map>

#include "domain/journal/journal.h"
#include "eventstore/codec/bytes.h"
#include "eventstore/codec/codec.h"
#include "eventstore/division/state_rows.h"
#include "eventstore/keys/sealer.h"
#include "eventstore/merkle/signed_note.h"
#include "eventstore/merkle/tree.h"
#include "eventstore/pipeline/core_views.h"
#include "projections/balances/balances.h"
#include "projections/rebuild/rebuild.h"
#include "projections/trial_balance/trial_balance.h"

namespace tally::projections {

namespace {

using namespace domain;
using eventstore::Hash;
using eventstore::View;

constexpr std::size_t findings_max = 1'000;
constexpr std::uint64_t entries_between_reports = 1 << 15;

// Counts what was checked and keeps the first findings.
class Check {
  public:
    explicit Check(std::string_view name) : name_(name) {}
    void find(std::uint64_t position, std::string place, std::string problem) {
        ++found_;
        if (findings_.size() < findings_max)
            findings_.push_back({Code{name_}, position, Plain{std::move(place)}, Plain{std::move(problem)}});
    }
    void count(std::uint64_t more = 1) { checked_ += more; }
    void add_to(VerifyAnswer& answer) const {
        answer.checks.push_back({Code{name_}, checked_, found_});
        for (const auto& finding : findings_)
            if (answer.findings.size() < findings_max) answer.findings.push_back(finding);
    }

  private:
    std::string name_;
    std::uint64_t checked_ = 0;
    std::uint64_t found_ = 0;
    std::vector<Finding> findings_;
};

std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

// A sum over a set, whatever its order: 128 bits, enough to tell accidents apart.
struct SetSum {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    std::uint64_t count = 0;
    void add(std::string_view id, std::uint64_t number, std::uint64_t other) {
        const std::uint64_t hash = std::hash<std::string_view>{}(id);
        low += mixed(hash ^ mixed(number) ^ mixed(other + 0x9E3779B97F4A7C15ULL));
        high += mixed(mixed(hash + 1) + mixed(number + 2) * 3 + mixed(other + 4) * 5);
        ++count;
    }
    bool operator==(const SetSum&) const = default;
};

struct StreamSum {
    std::uint64_t length = 0;
    std::uint64_t positions = 0;  // Hash of their positions, in order.
    void add(std::uint64_t position) {
        positions = mixed(positions ^ position) + 1;
        ++length;
    }
};

// What one pass over the log's entries gives to hold the indexes against.
struct LogPass {
    Check entries{"entries"};
    Check balanced{"balanced"};
    std::unordered_map<std::string, StreamSum> streams;
    SetSum commands;
    std::optional<eventstore::StoreError> failure;
};

// One command's entries stand together; its receipt is their first position and count.
class CommandRuns {
  public:
    explicit CommandRuns(SetSum& commands) : commands_(commands) {}
    // Index of the entry within its command.
    std::uint32_t add(const Envelope& envelope) {
        if (count_ == 0 || envelope.command_id.str() != id_) {
            end();
            id_ = envelope.command_id.str();
            first_ = envelope.position;
        }
        return count_++;
    }
    void end() {
        if (count_ > 0) commands_.add(id_, first_, count_);
        count_ = 0;
    }

  private:
    SetSum& commands_;
    std::string id_;
    std::uint64_t first_ = 0;
    std::uint32_t count_ = 0;
};

using Progress = std::function<void(std::string_view, std::uint64_t, std::uint64_t)>;

void check_entries(const eventstore::Log& log, std::uint64_t end, const Progress& progress, LogPass& pass) {
    auto reader = log.reader(0, end);
    RecordedEvent recorded;
    CommandRuns commands(pass.commands);
    Instant recorded_at{INT64_MIN};
    std::string encoded, stream;
    std::uint64_t expected = 0;
    while (reader.next()) {
        const std::uint64_t position = reader.position();
        pass.entries.count();
        if (position != expected) pass.entries.find(position, "log", "positions have a gap before this entry");
        expected = position + 1;
        if (progress && position % entries_between_reports == 0) progress("entries", position, end);
        if (auto decoded = eventstore::decode_into(reader.entry(), recorded); !decoded) {
            pass.entries.find(position, "entry", decoded.error().message);
            continue;
        }
        const Envelope& envelope = recorded.envelope;
        stream = eventstore::stream_key({static_cast<std::uint8_t>(envelope.stream.kind), envelope.stream.id.str()});
        StreamSum& sum = pass.streams[stream];
        const auto find = [&](std::string problem) {
            pass.entries.find(position, to_string(envelope.stream), std::move(problem));
        };
        if (envelope.position != position)
            find("the entry says it stands at position " + std::to_string(envelope.position));
        if (envelope.version != sum.length)
            find("version " + std::to_string(envelope.version) + " follows " + std::to_string(sum.length) + " events");
        sum.add(position);
        if (envelope.recorded_at < recorded_at) find("it was recorded before the entry before it");
        recorded_at = std::max(recorded_at, envelope.recorded_at);
        const std::uint32_t index = commands.add(envelope);
        if (envelope.event_id != eventstore::event_id(log.origin(), envelope.command_id, index))
            find("its event id is not that of its command");
        if (eventstore::schema_version_of(recorded.event) ==
            eventstore::view_envelope(reader.entry())->schema_version) {
            encoded.clear();
            eventstore::encode_entry(envelope, recorded.event, encoded);
            if (encoded != reader.entry()) find("its bytes are not the canonical ones");
        }
        if (!financial_of(recorded.event)) continue;
        pass.balanced.count();
        if (auto problem = journal::check_balanced(recorded.event))
            pass.balanced.find(position, to_string(envelope.stream), std::move(*problem));
    }
    commands.end();
    if (auto status = reader.status(); !status)
        pass.entries.find(expected, "log", status.error().message);
    else if (expected != end)
        pass.entries.find(expected, "log", "the log ends before position " + std::to_string(end));
}

struct TreePass {
    Hash root{};
    Hash root_at_checkpoint{};
};
void hash_log(const eventstore::Log& log, std::uint64_t end, std::uint64_t checkpoint_size, TreePass& pass) {
    eventstore::TreeBuilder tree;
    std::vector<Hash> hashes;
    auto reader = log.reader(0, end);
    if (checkpoint_size == 0) pass.root_at_checkpoint = tree.root();
    for (auto run = reader.next_run(); !run.empty(); run = reader.next_run()) {
        hashes.resize(run.size());
        eventstore::hash_leaves(run, hashes);
        std::span<const Hash> leaves{hashes};
        const std::uint64_t before = tree.size();
        if (before < checkpoint_size && checkpoint_size <= before + leaves.size()) {
            tree.append(leaves.first(static_cast<std::size_t>(checkpoint_size - before)));
            pass.root_at_checkpoint = tree.root();
            leaves = leaves.subspan(static_cast<std::size_t>(checkpoint_size - before));
        }
        tree.append(leaves);
        (void)tree.take_full_tiles();  // Only the root is wanted.
    }
    pass.root = tree.root();
}

std::optional<eventstore::Checkpoint> read_checkpoint(const eventstore::EventStore& store,
                                                      const std::string& verifier_key, Check& check) {
    const std::string note = store.last_checkpoint();
    if (note.empty()) return std::nullopt;
    check.count();
    std::string text = note.substr(0, note.find("\n\n") + 1);
    if (!verifier_key.empty()) {
        auto verifier = eventstore::NoteVerifier::parse(verifier_key);
        if (!verifier) {
            check.find(0, "checkpoint", verifier.error().message);
            return std::nullopt;
        }
        auto opened = eventstore::open_note(note, {&*verifier, 1});
        if (!opened) {
            check.find(0, "checkpoint", opened.error().message);
            return std::nullopt;
        }
        text = opened->text;
    }
    auto checkpoint = eventstore::parse_checkpoint(text);
    if (!checkpoint) {
        check.find(0, "checkpoint", checkpoint.error().message);
        return std::nullopt;
    }
    if (checkpoint->origin != store.log().origin())
        check.find(0, "checkpoint", "it is of another log: " + checkpoint->origin);
    return *checkpoint;
}

void check_streams(const Point& point, const LogPass& pass, Check& check, const Progress& progress) {
    std::uint64_t done = 0;
    for (const auto& [stream, sum] : pass.streams) {
        StreamSum indexed;
        auto read =
            eventstore::each_run(point, stream, 0, [&](std::uint64_t, std::span<const std::uint64_t> positions) {
                for (const auto position : positions) indexed.add(position);
                return true;
            });
        check.count();
        if (progress && ++done % entries_between_reports == 0) progress("stream_index", done, pass.streams.size());
        const auto name = eventstore::parse_stream_key(stream);
        const std::string place = std::string{name_of(static_cast<StreamKind>(name.kind))} + "/" + std::string{name.id};
        if (!read)
            check.find(0, place, read.error().message);
        else if (indexed.length != sum.length || indexed.positions != sum.positions)
            check.find(0, place,
                       "the index has " + std::to_string(indexed.length) + " events of it, the log " +
                           std::to_string(sum.length) + ", or others");
    }
}

void check_commands(const eventstore::EventStore& store, const Point& point, const LogPass& pass, Check& check) {
    const auto view = store.find_view("command_ids");
    if (!view) return;
    SetSum indexed;
    auto scan = point.scan(*view);
    while (scan.next()) {
        const auto stored = eventstore::parse_receipt(scan.value());
        check.count();
        if (!stored) {
            check.find(0, "command_ids", "a receipt does not read");
            continue;
        }
        indexed.add(scan.key(), stored->receipt.first_position, stored->receipt.count);
    }
    if (auto status = scan.status(); !status)
        check.find(0, "command_ids", status.error().message);
    else if (!(indexed == pass.commands))
        check.find(0, "command_ids",
                   "the index has " + std::to_string(indexed.count) + " receipts, the log " +
                       std::to_string(pass.commands.count) + " commands, or others");
}

// Two foldings that share no code: states evolve items, balances add up deltas and postings.
Result<void> check_balances(const eventstore::EventStore& store, const Point& point, Check& check) {
    const auto states = store.find_view(eventstore::states_view_name);
    const auto balances = store.find_view(Balances::view_name);
    const auto trial = store.find_view(TrialBalance::view_name);
    if (!states || !balances || !trial) return {};
    const std::string prefix = eventstore::part_prefix(eventstore::PartKind::account);
    auto scan = point.scan(*states, prefix, eventstore::end_of_prefix(prefix));
    bool there = scan.next();
    AccountState state;
    BalanceRow all;
    const auto check_account = [&](const BalanceRow& row) {
        check.count();
        const std::string id{eventstore::part_id(scan.key())};
        if (auto decoded = eventstore::decode_account(scan.key(), scan.value(), state); !decoded) {
            check.find(0, "account/" + id, decoded.error().message);
            return;
        }
        Money receivable;
        for (const auto& item : state.items) receivable += item.payoff_open;
        const BalanceRow of_state{state.payoff(), state.current(), receivable, state.unapplied_total()};
        if (of_state == row) return;
        const auto text = [](const BalanceRow& sums) {
            return "payoff " + std::to_string(sums.payoff.minor) + ", current " + std::to_string(sums.current.minor) +
                   ", receivable " + std::to_string(sums.receivable.minor) + ", unapplied " +
                   std::to_string(sums.unapplied.minor);
        };
        check.find(state.last_position, "account/" + id,
                   "its state says " + text(of_state) + "; its postings " + text(row) + " (minor units)");
    };
    auto done = each_balance(point, *balances, [&](std::string_view account, const BalanceRow& row) {
        all += row;
        while (there && eventstore::part_id(scan.key()) < account) {
            check_account({});
            there = scan.next();
        }
        if (!there || eventstore::part_id(scan.key()) != account) {
            check.find(0, "account/" + std::string{account}, "it has postings, but no state");
            return true;
        }
        check_account(row);
        there = scan.next();
        return true;
    });
    if (!done) return done;
    for (; there; there = scan.next()) check_account({});
    if (auto status = scan.status(); !status) return status;

    auto rows = read_trial_balance(point, *trial);
    if (!rows) return tl::unexpected(std::move(rows.error()));
    Money receivable, unapplied, sum;
    for (const auto& row : *rows) {
        sum += row.balance;
        if (row.role == GlRole::ar) receivable += row.balance;
        if (row.role == GlRole::unapplied) unapplied -= row.balance;
    }
    if (!sum.is_zero()) check.find(0, "trial balance", "debits and credits differ by " + std::to_string(sum.minor));
    if (receivable != all.receivable || unapplied != all.unapplied)
        check.find(0, "trial balance",
                   "AR is " + std::to_string(receivable.minor) + " there and " + std::to_string(all.receivable.minor) +
                       " over all accounts, unapplied credit " + std::to_string(unapplied.minor) + " and " +
                       std::to_string(all.unapplied.minor) + " (minor units)");
    return {};
}

}  // namespace

Result<VerifyAnswer> verify(eventstore::EventStore& store, const OpenPersonal& open, const VerifyOptions& options) {
    Check tree{"tree"}, checkpoint_check{"checkpoint"};
    // Before the point is pinned: what is signed later may be beyond it.
    const auto checkpoint = read_checkpoint(store, options.verifier_key, checkpoint_check);
    const auto point = store.pin();
    const std::uint64_t end = point->position();
    VerifyAnswer answer;
    answer.position = end;
    if (checkpoint) answer.checkpoint_size = checkpoint->size;
    LogPass pass;
    TreePass hashed;
    {
        std::jthread hashing([&] { hash_log(store.log(), end, checkpoint ? checkpoint->size : 0, hashed); });
        check_entries(store.log(), end, options.progress, pass);
    }
    pass.entries.add_to(answer);
    pass.balanced.add_to(answer);
    answer.root = hashed.root;
    tree.count(end);
    auto stored_root = store.root_at(end);
    if (!stored_root)
        tree.find(0, "tree", stored_root.error().message);
    else if (*stored_root != hashed.root)
        tree.find(0, "tree",
                  "its root is " + eventstore::to_hex(*stored_root) + ", that of the entries " +
                      eventstore::to_hex(hashed.root));
    tree.add_to(answer);
    if (checkpoint && checkpoint->size > end)
        checkpoint_check.find(end, "checkpoint",
                              "it was signed at size " + std::to_string(checkpoint->size) + ", but the log has " +
                                  std::to_string(end) + " entries");
    else if (checkpoint && checkpoint->root != hashed.root_at_checkpoint)
        checkpoint_check.find(checkpoint->size, "checkpoint", "the entries below it are not those that were signed");
    checkpoint_check.add_to(answer);

    Check streams{"stream_index"}, commands{"command_ids"}, balances{"balances_of_states"};
    check_streams(*point, pass, streams, options.progress);
    streams.add_to(answer);
    check_commands(store, *point, pass, commands);
    commands.add_to(answer);
    if (auto done = check_balances(store, *point, balances); !done) return tl::unexpected(std::move(done.error()));
    balances.add_to(answer);

    if (!options.rebuild_views) return answer;
    for (const auto name : rebuildable_views()) {
        Check rebuilt{name};
        auto built = rebuild_view(store, name, open, SwitchWhen::never, [&](std::uint64_t position) {
            if (options.progress) options.progress(name, position, end);
        });
        if (!built) {
            rebuilt.find(0, std::string{name}, built.error().message);
        } else {
            rebuilt.count(built->rows);
            for (const auto& difference : built->differences)
                rebuilt.find(0, std::string{name} + " " + difference.key.str(),
                             "it says " + (difference.live.empty() ? "nothing" : difference.live.str()) +
                                 ", the log says " + (difference.built.empty() ? "nothing" : difference.built.str()));
        }
        rebuilt.add_to(answer);
    }
    return answer;
}

}  // namespace tally::projections
