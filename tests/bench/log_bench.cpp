// The log, its scan and its tree against bare RocksDB doing the same with the same bytes, in one run.
//
//     log_bench [EVENTS] [DIRECTORY]

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <random>
#include <rocksdb/iterator.h>
#include <rocksdb/write_batch.h>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "eventstore/log/log.h"
#include "eventstore/log/log_value.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/tree.h"
#include "eventstore/storage/rocksdb_store.h"
#include "tests/bench/bare_rocksdb.h"
#include "tests/bench/figures.h"

namespace {

namespace fs = std::filesystem;
using namespace tally::bench;
using namespace tally::eventstore;

constexpr std::size_t event_bytes = 200;
constexpr std::size_t commit_events = 1'000;

// Half of an event is random, as ids and digests are; the other half repeats.
std::vector<std::string> commit_of(std::mt19937_64& random) {
    std::vector<std::string> events;
    for (std::size_t i = 0; i < commit_events; ++i) {
        std::string event(event_bytes, 'e');
        for (std::size_t at = 0; at < event_bytes / 2; ++at) event[at] = static_cast<char>(random());
        events.push_back(std::move(event));
    }
    return events;
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t events = number_argument(argc, argv, 1, 2'000'000);
    const fs::path directory = directory_argument(argc, argv, 2, "tally-log-bench");
    const std::uint64_t commits = std::max<std::uint64_t>(1, events / commit_events);
    fs::remove_all(directory);
    fs::create_directories(directory);
    Figures figures;

    std::mt19937_64 random(7);
    std::vector<std::vector<std::string>> prepared;  // Used in turn, so that making them costs nothing.
    for (int i = 0; i < 64; ++i) prepared.push_back(commit_of(random));
    std::vector<std::vector<std::string_view>> ready;
    for (const auto& commit : prepared) ready.emplace_back(commit.begin(), commit.end());

    // Both write in turns of a tenth, so that the disk's moods fall on both.
    auto bare = open_bare(directory / "bare");
    std::shared_ptr<KeyValueStore> store = take(
        open_rocksdb({.path = directory / "log", .families = Log::families(), .opening = RocksdbOpening::create_new}));
    require(Log::create(*store, "bench.example/log").has_value(), "the log was not made");
    auto log = take(Log::open(store));

    double bare_seconds = 0;
    double log_seconds = 0;
    std::uint64_t bare_position = 0;
    for (std::uint64_t turn = 0; turn < 10; ++turn) {
        const std::uint64_t from = commits * turn / 10;
        const std::uint64_t to = commits * (turn + 1) / 10;
        bare_seconds += seconds_of([&] {
            rocksdb::WriteOptions synced;
            synced.sync = true;
            for (std::uint64_t commit = from; commit < to; ++commit) {
                rocksdb::WriteBatch batch;
                for (const auto event : ready[commit % ready.size()]) {
                    const std::string key = position_key(bare_position++);
                    require(batch.Put(key, rocksdb::Slice(event.data(), event.size())).ok(), "bare put");
                }
                require(bare->Write(synced, &batch).ok(), "bare write");
            }
        });
        log_seconds += seconds_of([&] {
            for (std::uint64_t commit = from; commit < to; ++commit) take(log->append(ready[commit % ready.size()]));
        });
    }
    const auto count = static_cast<double>(bare_position);
    require(log->end() == bare_position, "the log holds another number of events");
    figures.add("bare_put_events_per_second", count / bare_seconds, "events/s", Better::higher);
    figures.add("log_append_events_per_second", count / log_seconds, "events/s", Better::higher);
    figures.add("log_append_ratio", bare_seconds / log_seconds, "x", Better::higher,
                {"1.0", "1.2", "bare RocksDB, one put an event, same batches, same sync"});

    require(store->compact().has_value(), "compacting the log");
    require(bare->CompactRange({}, nullptr, nullptr).ok(), "compacting bare RocksDB");
    figures.add("log_store_bytes_per_entry_byte",
                static_cast<double>(store->bytes_on_disk()) / (count * static_cast<double>(event_bytes)), "x",
                Better::lower);

    const auto bare_scan = [&](std::uint64_t& bytes) {
        rocksdb::ReadOptions options;
        options.readahead_size = 1ULL << 20;
        options.fill_cache = false;
        const std::unique_ptr<rocksdb::Iterator> cursor(bare->NewIterator(options));
        for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) bytes += cursor->value().size();
    };
    const auto log_scan = [&](std::uint64_t from, std::uint64_t to, std::uint64_t& bytes) {
        auto reader = log->reader(from, to);
        while (reader.next()) bytes += reader.entry().size();
        require(reader.status().has_value(), "the scan failed");
    };
    double bare_scan_seconds = 1e9;
    double log_scan_seconds = 1e9;
    double log_scan_two_seconds = 1e9;
    for (int round = 0; round < 3; ++round) {
        std::uint64_t bare_bytes = 0;
        std::uint64_t left_bytes = 0;
        std::uint64_t right_bytes = 0;
        bare_scan_seconds = std::min(bare_scan_seconds, seconds_of([&] { bare_scan(bare_bytes); }));
        log_scan_seconds = std::min(log_scan_seconds, seconds_of([&] { log_scan(0, log->end(), left_bytes); }));
        require(bare_bytes == left_bytes, "the scans saw other bytes");
        left_bytes = 0;
        log_scan_two_seconds = std::min(log_scan_two_seconds, seconds_of([&] {
                                            std::thread other([&] { log_scan(0, log->end() / 2, left_bytes); });
                                            log_scan(log->end() / 2, log->end(), right_bytes);
                                            other.join();
                                        }));
        require(bare_bytes == left_bytes + right_bytes, "the halves saw other bytes");
    }
    figures.add("bare_scan_events_per_second", count / bare_scan_seconds, "events/s", Better::higher);
    figures.add("log_scan_events_per_second", count / log_scan_seconds, "events/s", Better::higher,
                {"1000000", "2000000", ""});
    figures.add("log_scan_ratio", bare_scan_seconds / log_scan_seconds, "x", Better::higher,
                {"0.3", "1.0", "a bare RocksDB iterator, one key an event"});
    figures.add("log_scan_two_threads_events_per_second", count / log_scan_two_seconds, "events/s", Better::higher);

    std::vector<std::uint64_t> positions;
    for (std::uint64_t i = 0; i < 600; ++i) positions.push_back(i * (log->end() / 600));
    std::uint64_t stream_bytes = 0;
    const auto read_stream = [&] {
        require(
            log->read_each(positions, [&](std::uint64_t, std::string_view e) { stream_bytes += e.size(); }).has_value(),
            "reading a stream");
    };
    read_stream();
    figures.add("log_read_600_scattered_events", seconds_of(read_stream) * 1e3, "ms", Better::lower);

    TreeBuilder tree;
    std::vector<Hash> leaves(commit_events);
    double leaf_seconds = 0;
    const double tree_seconds = seconds_of([&] {
        for (std::uint64_t commit = 0; commit < commits; ++commit) {
            leaf_seconds += seconds_of([&] { hash_leaves(ready[commit % ready.size()], leaves); });
            tree.append(leaves);
            if (commit % 256 == 0) require(!tree.take_full_tiles().empty() || commit == 0, "tiles of 256,000 entries");
        }
    });
    require(tree.size() == bare_position, "the tree has another size");
    figures.add("leaf_hashes_per_second", count / leaf_seconds, "hashes/s", Better::higher);
    figures.add("leaf_hash_and_tree_per_second", count / tree_seconds, "events/s", Better::higher,
                {"2000000", "2800000", ""});

    const double opening_seconds = [&] {
        log.reset();
        store.reset();
        return seconds_of([&] {
            store = take(open_rocksdb({.path = directory / "log", .families = Log::families()}));
            log = take(Log::open(store));
        });
    }();
    figures.add("log_open_clean", opening_seconds, "s", Better::lower, {"0.3", "0.05", ""});

    // Single commands, one synced commit each, and what repacking makes of them.
    const std::uint64_t singles = std::min<std::uint64_t>(events / 100, 20'000);
    const std::uint64_t first_single = log->end();
    const double single_seconds = seconds_of([&] {
        for (std::uint64_t i = 0; i < singles; ++i) take(log->append({&ready[i % 64][i % commit_events], 1}));
    });
    figures.add("log_append_one_by_one", static_cast<double>(singles) / single_seconds, "commits/s", Better::higher);
    RepackReport report;
    const double repack_seconds = seconds_of([&] { report = take(log->repack(first_single, log->end())); });
    figures.add("log_repack_events_per_second", static_cast<double>(singles) / repack_seconds, "events/s",
                Better::higher);
    figures.add("log_repack_values_left",
                static_cast<double>(report.values_after) / static_cast<double>(report.values_before), "x",
                Better::lower);
    log.reset();
    store.reset();
    bare.reset();
    fs::remove_all(directory);
    return 0;
}
