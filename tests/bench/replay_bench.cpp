// Replay of the whole log into balances against a bare RocksDB iterator, in one run: once as bulk wrote the log, once
// as single commands wrote it and repacking left it. And against `ledger` summing the journal that export writes.
//
//     replay_bench [EVENTS] [ACCOUNTS] [DIRECTORY]

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "consumers/export/journal_export.h"
#include "eventstore/codec/codec.h"
#include "eventstore/log/log_value.h"
#include "eventstore/storage/rocksdb_store.h"
#include "projections/replay/replay.h"
#include "tests/bench/bare_rocksdb.h"
#include "tests/bench/bench_utility.h"
#include "tests/bench/child.h"

namespace {

namespace fs = std::filesystem;
using namespace tally::bench;
using namespace tally::domain;
using namespace tally::eventstore;
using tally::projections::ReplayAnswer;
using tally::projections::ReplayOptions;

constexpr int rounds = 3;
constexpr unsigned threads = 2;
constexpr std::uint64_t journal_transactions = 200'000;

// A utility whose customers pay until the log holds so many events.
void build(const fs::path& directory, std::uint64_t events, std::uint64_t accounts) {
    auto utility = BenchUtility::create(directory);
    const auto each = static_cast<std::int64_t>(events / accounts + 10);
    prepare_open_items(utility, accounts, {payment_amount.minor * each});
    const std::uint64_t before = utility.store().durable_end();
    require(events > before, fmt::format("preparing the accounts alone makes {} events: ask for more", before));
    std::mt19937_64 random(7);
    send_in_bulk(utility.division(), (events - before) / 2,
                 [&](std::uint64_t i, ParsedCommand& parsed) { fill_payment("pay", i, random() % accounts, parsed); });
    utility.catch_up();
    utility.close();
}

// The same entries as `tally` called once a command leaves them: a value a command, then repacked. Only the log
// differs; the syncs between, which take an hour and leave nothing behind, are left out.
void rewrite_one_by_one(const fs::path& from, const fs::path& to, Figures& figures) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
    fs::remove_all(to / "log");
    const std::shared_ptr<KeyValueStore> source =
        take(open_rocksdb({.path = from / "log", .families = Log::families()}));
    const auto log = take(Log::open(source));
    const std::shared_ptr<KeyValueStore> copied =
        take(open_rocksdb({.path = to / "log", .families = Log::families(), .opening = RocksdbOpening::create_new}));
    require(Log::create(*copied, log->origin()), "the second log was not made");
    const auto written = take(Log::open(copied));
    auto reader = log->reader(0, log->end());
    std::vector<std::string> command;  // Its entries.
    std::string command_id;
    const auto write = [&] {
        const std::vector<std::string_view> entries(command.begin(), command.end());
        if (!entries.empty()) take(written->append(entries, Durability::buffered));
        command.clear();
    };
    while (reader.next()) {
        const auto envelope = take(skim_envelope(reader.entry()));
        if (envelope.command_id != command_id) write();
        command_id = envelope.command_id;
        command.emplace_back(reader.entry());
    }
    write();
    require(reader.status(), "reading the log");
    require(written->sync(), "syncing the log");
    RepackReport report;
    const double seconds = seconds_of([&] { report = take(written->repack(0, written->end())); });
    require(copied->compact(), "compacting");
    figures.add("replay_repack_events_per_second", static_cast<double>(written->end()) / seconds, "events/s",
                Better::higher);
    figures.note(fmt::format("    {} values became {}", report.values_before, report.values_after));
}

// One key an event, compacted: what a bare iterator is fastest over.
void copy_to_bare(const fs::path& from, const fs::path& bare_directory) {
    const std::shared_ptr<KeyValueStore> source =
        take(open_rocksdb({.path = from / "log", .families = Log::families()}));
    const auto log = take(Log::open(source));
    const auto bare = open_bare(bare_directory);
    rocksdb::WriteOptions unlogged;
    unlogged.disableWAL = true;
    for (auto reader = log->reader(0, log->end()); reader.next();) {
        const auto entry = reader.entry();
        require(bare->Put(unlogged, position_key(reader.position()), {entry.data(), entry.size()}).ok(), "bare put");
    }
    require(bare->CompactRange({}, nullptr, nullptr).ok(), "compacting bare RocksDB");
}

double bare_scan_seconds(const fs::path& bare_directory, std::uint64_t events) {
    const auto bare = open_bare(bare_directory);
    rocksdb::ReadOptions options;
    options.readahead_size = 1ULL << 20;
    options.fill_cache = false;
    std::uint64_t seen = 0;
    std::uint64_t bytes = 0;
    const double seconds = seconds_of([&] {
        const std::unique_ptr<rocksdb::Iterator> cursor(bare->NewIterator(options));
        for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next(), ++seen) bytes += cursor->value().size();
    });
    require(seen == events && bytes > 0, "the bare iterator saw another number of events");
    return seconds;
}

struct Replayed {
    double seconds = 1e9;
    double cpu = 0;
    ReplayAnswer answer;
};
Replayed replay(EventStore& store, std::uint64_t to) {
    ReplayOptions options;
    options.to = to;
    options.threads = threads;
    Replayed made;
    const double cpu_before = cpu_seconds();
    made.seconds = seconds_of([&] { made.answer = take(tally::projections::replay(store, options)); });
    made.cpu = cpu_seconds() - cpu_before;
    return made;
}

ReplayAnswer measure(const std::string& name, const fs::path& directory, const fs::path& bare, Figures& figures) {
    auto utility = BenchUtility::open(directory);
    const std::uint64_t events = utility.store().durable_end();
    forget_peak_memory();
    Replayed best;
    double scan_seconds = 1e9;
    for (int round = 0; round < rounds; ++round) {
        auto made = replay(utility.store(), events);
        if (made.seconds < best.seconds) best = std::move(made);
        if (round == 0)
            figures.add(name + "_peak_memory", peak_memory_mib(), "MiB", Better::lower, {"1024", "300", ""});
        scan_seconds = std::min(scan_seconds, bare_scan_seconds(bare, events));
    }
    const auto count = static_cast<double>(events);
    figures.add(name + "_events_per_second", count / best.seconds, "events/s", Better::higher, {"1000000", "null", ""});
    figures.add(name + "_events_per_core_second", count / best.cpu, "events/s", Better::higher,
                {"null", "2000000", ""});
    figures.add(name + "_ratio", scan_seconds / best.seconds, "x", Better::higher,
                {"0.3", "null", "a bare RocksDB iterator, one key an event"});
    figures.add(name + "_cores_used", best.cpu / best.seconds, "cores", Better::higher);
    figures.add(name + "_bare_events_per_second", count / scan_seconds, "events/s", Better::higher);
    utility.close();
    return best.answer;
}

void compare_with_ledger(const fs::path& directory, const fs::path& journal, Figures& figures) {
    if (std::system("command -v ledger > /dev/null") != 0) {
        figures.note("SKIPPED: replay against ledger, which is not installed: tools/install-packages tests");
        return;
    }
    auto utility = BenchUtility::open(directory);
    tally::consumers::JournalOptions options;
    options.format = tally::consumers::JournalFormat::ledger;
    options.currency = utility.division().currency();
    options.origin = utility.division().identity().origin.str();
    tally::consumers::JournalExport journal_export(options);
    auto reader = utility.store().read_log(0);
    RecordedEvent recorded;
    std::uint64_t financial_events = 0;
    std::uint64_t position = 0;
    while (financial_events < journal_transactions && reader.next()) {
        require(decode_into(reader.entry(), recorded).has_value(), "an entry does not decode");
        require(journal_export.add(recorded), "exporting");
        if (financial_of(recorded.event)) ++financial_events;
        position = reader.position() + 1;
    }
    std::ofstream file(journal);
    const auto summary = take(journal_export.write([&](std::string_view text) -> Result<void> {
        file << text;
        return {};
    }));
    file.close();
    require(file.good() && summary.transactions > 0, "the journal was not written");

    double ledger_seconds = 1e9;
    double replay_seconds = 1e9;
    const std::string command = "ledger -f '" + journal.string() + "' balance > /dev/null";
    for (int round = 0; round < rounds; ++round) {
        // The quicker one is measured in each round; the slower one, seconds long, once.
        if (round == 0)
            ledger_seconds =
                seconds_of([&] { require(std::system(command.c_str()) == 0, "ledger refuses the journal"); });
        replay_seconds = std::min(replay_seconds, replay(utility.store(), position).seconds);
    }
    utility.close();
    figures.note(fmt::format("    {} transactions of {} events: ledger {:.2f} s, replay {:.3f} s", summary.transactions,
                             position, ledger_seconds, replay_seconds));
    figures.add("replay_ledger_ratio", ledger_seconds / replay_seconds, "x", Better::higher,
                {"10", "50", "ledger summing the exported journal of 200,000 transactions"});
}

}  // namespace

int main(int argc, char** argv) {
    const std::string first = argc > 1 ? argv[1] : "";
    if (first == "--build") {
        build(argv[2], number_argument(argv[3]), number_argument(argv[4]));
        return 0;
    }
    const std::uint64_t events = number_argument(argc, argv, 1, 2'000'000);
    const std::uint64_t accounts = number_argument(argc, argv, 2, 10'000);
    const fs::path directory = directory_argument(argc, argv, 3, "tally-replay-bench");
    fs::remove_all(directory);
    fs::create_directories(directory);
    Figures figures;
    const fs::path batch = directory / "batch", single = directory / "single", bare = directory / "bare";
    Child({"--build", batch, std::to_string(events), std::to_string(accounts)}).wait();
    copy_to_bare(batch, bare);
    const ReplayAnswer in_batch = measure("replay_batch", batch, bare, figures);
    rewrite_one_by_one(batch, single, figures);
    const ReplayAnswer repacked = measure("replay_repacked", single, bare, figures);
    require(in_batch.root == repacked.root && in_batch.accounts == repacked.accounts,
            "the same events give other balances");
    compare_with_ledger(batch, directory / "books.ledger", figures);
    fs::remove_all(directory);
    return 0;
}
