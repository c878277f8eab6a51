// The whole event store against bare RocksDB doing less with the same bytes, in one run: bulk appends, single commands,
// opening, memory.
//
//     append_bench [EVENTS] [DIRECTORY] [bulk|open|single]…

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <mutex>
#include <random>
#include <rocksdb/write_batch.h>
#include <string>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <vector>

#include "eventstore/event_store.h"
#include "eventstore/log/log_value.h"
#include "eventstore/storage/rocksdb_store.h"
#include "tests/bench/bare_rocksdb.h"
#include "tests/bench/child.h"
#include "tests/bench/figures.h"
#include "tests/support/test_entries.h"

namespace {

namespace fs = std::filesystem;
using namespace tally::bench;
using namespace tally::eventstore;

constexpr std::size_t event_bytes = 200;
constexpr std::size_t commit_events = 1'000;
constexpr std::uint64_t stream_count = 1'000'000;

// Half of an event is random, as ids and digests are; the other half repeats.
const std::vector<std::string>& bodies() {
    static const std::vector<std::string> made = [] {
        std::mt19937_64 random(7);
        std::vector<std::string> list;
        for (int i = 0; i < 4096; ++i) {
            std::string body(event_bytes, 'e');
            for (std::size_t at = 0; at < event_bytes / 2; ++at) body[at] = static_cast<char>(random());
            list.push_back(std::move(body));
        }
        return list;
    }();
    return made;
}

struct StreamText {
    std::array<char, 10> text;
    [[nodiscard]] std::string_view view() const { return {text.data(), text.size()}; }
};
StreamText stream_id(std::uint64_t number) {
    StreamText id{{'A', '-'}};
    for (std::size_t at = id.text.size(); at-- > 2; number /= 10) id.text[at] = static_cast<char>('0' + number % 10);
    return id;
}

// The same bytes for both sides: an entry of exactly event_bytes.
void write_event(std::string& out, std::uint64_t position, std::uint64_t version, std::string_view id,
                 std::string_view command_id, const CommandDigest& digest) {
    const std::size_t begin = out.size();
    const std::string& body = bodies()[position % bodies().size()];
    tally::tests::append_entry(out, position, version, {2, id}, command_id, digest, {});
    out.append(body, 0, event_bytes - (out.size() - begin));
}

// A command of `count` ready events over random streams. Reused, so that making it costs nothing.
class Bulk final : public Work {
  public:
    void reset(std::uint64_t number, std::size_t count, std::mt19937_64& random) {
        id_ = fmt::format("bulk-{:012}", number);
        std::memcpy(digest_.data(), &number, sizeof number);
        streams_.resize(count);
        for (auto& stream : streams_) stream = random() % stream_count;
    }
    [[nodiscard]] std::string_view command_id() const override { return id_; }
    [[nodiscard]] const CommandDigest& command_digest() const override { return digest_; }
    void look_up(Lookups& lookups) override {
        for (const auto stream : streams_) lookups.want_stream_length({2, stream_id(stream).view()});
    }
    [[nodiscard]] bool decide(Sequencer& sequencer) override {
        for (const auto number : streams_) {
            const StreamText id = stream_id(number);
            const StreamName stream{2, id.view()};
            const std::uint64_t version = take(sequencer.stream_length(stream));
            write_event(sequencer.begin_entry(), sequencer.next_position(), version, stream.id, id_, digest_);
            require(sequencer.end_entry(stream, version), "an entry was refused");
        }
        return true;
    }
    void answered(Result<std::optional<Receipt>> result) override {
        require(result.has_value() && result->has_value(), "a command was not accepted");
        answered_at = Clock::now();
        done(this);
    }
    std::function<void(Bulk*)> done;
    Clock::time_point submitted_at;
    Clock::time_point answered_at;

  private:
    std::string id_;
    CommandDigest digest_{};
    std::vector<std::uint64_t> streams_;
};

// Keeps `outstanding` works under way until `total` were answered; latencies in microseconds.
std::vector<double> run_works(EventStore& store, std::uint64_t first, std::uint64_t total, std::size_t events_each,
                              std::size_t outstanding) {
    std::mt19937_64 random(first + 1);
    std::vector<std::unique_ptr<Bulk>> works;
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Bulk*> idle;
    std::vector<double> latencies;
    latencies.reserve(total);
    for (std::size_t i = 0; i < std::min<std::size_t>(outstanding, total); ++i) {
        works.push_back(std::make_unique<Bulk>());
        works.back()->done = [&](Bulk* work) {
            const std::lock_guard lock{mutex};
            idle.push_back(work);
            if (idle.size() == 1) changed.notify_one();
        };
        idle.push_back(works.back().get());
    }
    std::uint64_t sent = 0;
    std::vector<Bulk*> ready;
    std::vector<Work*> submitted;
    std::uint64_t answered = 0;
    bool starting = true;
    while (answered < total) {
        {
            std::unique_lock lock{mutex};
            changed.wait(lock, [&] { return !idle.empty(); });
            ready.swap(idle);
            idle.clear();
        }
        submitted.clear();
        for (Bulk* work : ready) {
            if (!starting) {
                ++answered;
                latencies.push_back(
                    std::chrono::duration<double, std::micro>(work->answered_at - work->submitted_at).count());
            }
            if (sent == total) continue;
            work->reset(first + sent++, events_each, random);
            work->submitted_at = Clock::now();
            submitted.push_back(work);
        }
        starting = false;
        ready.clear();
        if (!submitted.empty()) require(store.submit(submitted).has_value(), "the store is busy");
    }
    return latencies;
}

struct Opened {
    std::shared_ptr<KeyValueStore> log;
    std::shared_ptr<KeyValueStore> views;
    std::unique_ptr<EventStore> store;
};

EventStoreOptions options() {
    EventStoreOptions made;
    made.read_header = tally::tests::read_header;
    made.limits.commit_pack_bytes = commit_events * event_bytes;  // 1,000 a commit, never more.
    return made;
}

Opened open_store(const fs::path& directory) {
    Opened opened;
    opened.log = take(open_rocksdb({.path = directory / "log", .families = Log::families()}));
    std::vector<RocksdbFamily> families;
    for (auto& need : EventStore::view_families(options()))
        families.push_back({std::move(need.name), need.asked_for_absent});
    opened.views = take(open_rocksdb({.path = directory / "views",
                                      .families = std::move(families),
                                      .role = RocksdbRole::views,
                                      .opening = RocksdbOpening::create_if_missing}));
    opened.store = take(EventStore::open(opened.log, opened.views, options()));
    return opened;
}

// In a process of its own, which is killed once everything was answered.
[[noreturn]] void fill_and_wait(const fs::path& directory, std::uint64_t events) {
    auto opened = open_store(directory);
    const std::uint64_t from = opened.store->durable_end() / commit_events;
    run_works(*opened.store, from, events / commit_events, commit_events, 8);
    fmt::print("filled\n");
    std::fflush(stdout);
    while (true) ::pause();
}

void fill_and_kill(const fs::path& directory, std::uint64_t events) {
    Child child({"--fill", directory, std::to_string(events)});
    require(child.read_line() == "filled", "the filling process ended early");
    child.kill();
}

// One put an event, rising keys, one synced batch a commit; flushed and settled at the end, as the store is.
double bare_bulk_seconds(const fs::path& directory, std::uint64_t events) {
    fs::remove_all(directory);
    const auto bare = open_bare(directory);
    rocksdb::WriteOptions synced;
    synced.sync = true;
    std::mt19937_64 random(1);
    const CommandDigest digest{};
    std::vector<std::string> prepared;
    for (std::size_t i = 0; i < 16 * commit_events; ++i) {
        prepared.emplace_back();
        write_event(prepared.back(), i, 0, stream_id(random() % stream_count).view(), "bulk-000000000000", digest);
    }
    const auto start = Clock::now();
    for (std::uint64_t position = 0; position < events;) {
        rocksdb::WriteBatch batch;
        for (std::size_t i = 0; i < commit_events; ++i, ++position)
            require(batch.Put(position_key(position), prepared[position % prepared.size()]).ok(), "bare put");
        require(bare->Write(synced, &batch).ok(), "bare write");
    }
    const double seconds = seconds_since(start);
    fs::remove_all(directory);
    return seconds;
}

// Bulk, between two halves of the bare loop, so that the disk's moods fall on both.
void measure_bulk(const fs::path& directory, std::uint64_t events, bool compare, Figures& figures) {
    double cpu_before = cpu_seconds();
    double bare_seconds = compare ? bare_bulk_seconds(directory / "bare", events / 2) : 0;
    const double bare_cpu = cpu_seconds() - cpu_before;
    require(EventStore::create(directory / "store", "bench.example/append").has_value(), "the store was not made");
    auto opened = open_store(directory / "store");
    forget_peak_memory();
    cpu_before = cpu_seconds();
    auto start = Clock::now();
    run_works(*opened.store, 0, events / commit_events, commit_events, 8);
    const double answered_seconds = seconds_since(start);
    require(opened.store->wait_for(events, std::chrono::minutes{10}), "the views did not follow");
    const double folded_seconds = seconds_since(start);
    const auto status = opened.store->status();
    require(opened.store->spill().has_value(), "spilling");
    const double spilled_seconds = seconds_since(start);
    const std::uint64_t level0_runs = opened.views->level0_runs();
    require(opened.log->settle().has_value() && opened.views->settle().has_value(), "settling");
    const double settled_seconds = seconds_since(start);
    const double cpu = cpu_seconds() - cpu_before;
    const double memory = peak_memory_mib();
    if (compare) bare_seconds += bare_bulk_seconds(directory / "bare", events - events / 2);
    require(opened.store->close().has_value(), "closing");

    const auto count = static_cast<double>(events);
    if (!compare) return;
    figures.add("bare_put_events_per_second", count / bare_seconds, "events/s", Better::higher);
    figures.add("append_bulk_events_per_second", count / settled_seconds, "events/s", Better::higher);
    figures.add("append_bulk_ratio", bare_seconds / settled_seconds, "x", Better::higher,
                {"0.35", "0.6", "bare RocksDB, one put an event, same batches, same sync"});
    figures.add("append_bulk_answered_events_per_second", count / answered_seconds, "events/s", Better::higher);
    figures.add("append_bulk_folded_events_per_second", count / folded_seconds, "events/s", Better::higher);
    figures.add("append_bulk_spilled_events_per_second", count / spilled_seconds, "events/s", Better::higher);
    figures.add("append_bulk_cpu_per_event", cpu / count * 1e6, "us", Better::lower);
    figures.add("bare_put_cpu_per_event", bare_cpu / static_cast<double>(events / 2) * 1e6, "us", Better::lower);
    figures.add("append_bulk_commits", static_cast<double>(status.commits), "commits", Better::lower);
    figures.add("append_bulk_spills", static_cast<double>(status.views.spills), "spills", Better::lower);
    figures.add("append_bulk_level0_runs", static_cast<double>(level0_runs), "runs", Better::lower);
    const auto compacting = Clock::now();
    require(opened.log->compact().has_value() && opened.views->compact().has_value(), "compacting");
    figures.add("append_bulk_compact_all", seconds_since(compacting), "s", Better::lower);
    figures.add("append_bulk_peak_memory", memory, "MiB", Better::lower, {"1024", "300", ""});
    figures.add(
        "append_store_bytes_per_entry_byte",
        static_cast<double>(opened.log->bytes_on_disk() + opened.views->bytes_on_disk()) / (count * event_bytes), "x",
        Better::lower, {"3", "2", ""});
}

void measure_opening(const fs::path& directory, std::uint64_t events, Figures& figures) {
    auto start = Clock::now();
    auto opened = open_store(directory / "store");
    figures.add("open_clean", seconds_since(start), "s", Better::lower, {"0.3", "0.05", ""});
    opened = {};
    fill_and_kill(directory / "store", std::max<std::uint64_t>(events / 4, 1'000'000));
    start = Clock::now();
    opened = open_store(directory / "store");
    figures.add("open_after_kill", seconds_since(start), "s", Better::lower, {"2", "0.5", ""});
    figures.add("open_after_kill_folded_events", static_cast<double>(opened.store->status().folded_at_opening),
                "events", Better::lower);
}

void measure_single(const fs::path& directory, Figures& figures) {
    auto opened = open_store(directory / "store");
    constexpr std::uint64_t puts = 20'000;
    double synced_puts = bare_synced_puts_per_second(directory / "bare", puts, event_bytes);
    const auto ask_one_by_one = [&](std::size_t callers, std::uint64_t each, std::uint64_t salt) {
        std::vector<std::vector<double>> latencies(callers);
        std::vector<std::thread> threads;
        for (std::size_t caller = 0; caller < callers; ++caller) {
            threads.emplace_back([&, caller] {
                std::mt19937_64 random(caller + salt);
                for (std::uint64_t i = 0; i < each; ++i) {
                    const StreamText text = stream_id(random() % stream_count);
                    const std::string_view id = text.view();
                    const auto asked = Clock::now();
                    AppendRequest request;
                    request.command_id = fmt::format("one-{}-{:03}-{:08}", salt, caller, i);
                    request.writes.push_back({.stream = {2, id}, .expected_version = std::nullopt});
                    request.encode = [&](const AppendRequest::Place& place, std::string& out) {
                        write_event(out, place.position, place.version, id, request.command_id, request.digest);
                    };
                    const AppendRequest& same = request;
                    require(opened.store->append(same).has_value(), "a command was refused");
                    latencies[caller].push_back(seconds_since(asked) * 1e3);
                }
            });
        }
        for (auto& thread : threads) thread.join();
        std::vector<double> all;
        for (const auto& list : latencies) all.insert(all.end(), list.begin(), list.end());
        return all;
    };
    ask_one_by_one(64, 200, 1);  // To warm up.
    const auto commits_before = opened.store->status().commits;
    auto start = Clock::now();
    double cpu_before = cpu_seconds();
    constexpr std::uint64_t each = 3'000;
    auto latencies = ask_one_by_one(64, each, 2);
    const double callers_rate = 64.0 * each / seconds_since(start);
    const double callers_cpu = cpu_seconds() - cpu_before;
    const auto commits = opened.store->status().commits - commits_before;
    cpu_before = cpu_seconds();
    start = Clock::now();
    constexpr std::uint64_t async_total = 300'000;
    auto async_latencies = run_works(*opened.store, 1'000'000'000, async_total, 1, 256);
    const double async_rate = static_cast<double>(async_total) / seconds_since(start);
    const double async_cpu = cpu_seconds() - cpu_before;
    synced_puts = (synced_puts + bare_synced_puts_per_second(directory / "bare", puts, event_bytes)) / 2;
    figures.add("bare_synced_puts_per_second", synced_puts, "puts/s", Better::higher);
    figures.add("single_64_callers_per_second", callers_rate, "commands/s", Better::higher);
    figures.add("single_64_callers_ratio", callers_rate / synced_puts, "x", Better::higher,
                {"8", "18", "one synced put at a time"});
    figures.add("single_64_callers_p50", percentile(latencies, 0.5), "ms", Better::lower);
    figures.add("single_64_callers_p99", percentile(latencies, 0.99), "ms", Better::lower, {"null", "5", ""});
    figures.add("single_64_callers_commands_per_commit", 64.0 * each / static_cast<double>(commits), "commands",
                Better::higher);
    figures.add("single_64_callers_cpu_per_command", callers_cpu / (64.0 * each) * 1e6, "us", Better::lower);
    figures.add("single_256_outstanding_cpu_per_command", async_cpu / static_cast<double>(async_total) * 1e6, "us",
                Better::lower);
    figures.add("single_256_outstanding_per_second", async_rate, "commands/s", Better::higher);
    figures.add("single_256_outstanding_ratio", async_rate / synced_puts, "x", Better::higher,
                {"null", "null", "one synced put at a time"});
    figures.add("single_256_outstanding_p99", percentile(async_latencies, 0.99) / 1e3, "ms", Better::lower);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 4 && std::string_view{argv[1]} == "--fill") fill_and_wait(argv[2], number_argument(argv[3]));
    const std::uint64_t events = number_argument(argc, argv, 1, 5'000'000) / commit_events * commit_events;
    const fs::path directory = directory_argument(argc, argv, 2, "tally-append-bench");
    fs::remove_all(directory);
    fs::create_directories(directory);
    const auto asked = [&](std::string_view part) {
        return argc <= 3 || std::any_of(argv + 3, argv + argc, [&](const char* word) { return part == word; });
    };
    Figures figures;

    measure_bulk(directory, events, asked("bulk"), figures);
    if (asked("open")) measure_opening(directory, events, figures);
    if (asked("single")) measure_single(directory, figures);
    fs::remove_all(directory);
    return 0;
}
