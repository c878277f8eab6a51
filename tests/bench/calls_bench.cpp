// Single commands: 64 callers that each wait for their answer, and 256 commands outstanding; against one synced put at
// a time, before and after in the same run.
//
//     calls_bench [COMMANDS] [ACCOUNTS] [DIRECTORY]

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/bare_rocksdb.h"
#include "tests/bench/bench_utility.h"

namespace {

namespace fs = std::filesystem;
using namespace tally::bench;
using namespace tally::domain;
using namespace tally::eventstore;

constexpr unsigned callers = 64;
constexpr std::size_t outstanding = 256;
constexpr std::size_t payment_bytes = 560;  // What a payment's two entries take.
constexpr std::uint64_t bare_puts = 5'000;

struct Measured {
    double per_second = 0;
    double cpu_us = 0;
    double commands_per_commit = 0;
    std::vector<double> latencies_ms;
};

Measured measure(BenchUtility& utility, std::uint64_t commands, const auto& call) {
    Measured measured;
    const auto commits = utility.store().status().commits;
    const double cpu = cpu_seconds();
    const double seconds = seconds_of([&] { measured.latencies_ms = call(); });
    const auto count = static_cast<double>(commands);
    measured.per_second = count / seconds;
    measured.cpu_us = (cpu_seconds() - cpu) / count * 1e6;
    measured.commands_per_commit = count / static_cast<double>(utility.store().status().commits - commits);
    return measured;
}

std::vector<double> call_and_wait(Division& division, std::uint64_t each, std::uint64_t accounts,
                                  const std::string& series) {
    std::vector<std::vector<double>> latencies(callers);
    std::vector<std::thread> threads;
    for (unsigned caller = 0; caller < callers; ++caller)
        threads.emplace_back([&, caller] {
            std::mt19937_64 random(caller);
            for (std::uint64_t i = 0; i < each; ++i) {
                ParsedCommand parsed;
                fill_payment(series, i * callers + caller, random() % accounts, parsed);
                const auto asked = Clock::now();
                const Outcome outcome = division.execute(std::move(parsed));
                latencies[caller].push_back(seconds_since(asked) * 1e3);
                require(outcome.kind == Outcome::Kind::accepted, "a payment was not accepted");
            }
        });
    for (auto& thread : threads) thread.join();
    std::vector<double> all;
    for (const auto& list : latencies) all.insert(all.end(), list.begin(), list.end());
    return all;
}

// One caller that keeps so many under way.
std::vector<double> call_ahead(Division& division, std::uint64_t commands, std::uint64_t accounts) {
    std::vector<double> latencies(commands);
    std::mutex mutex;
    std::condition_variable fewer;
    std::size_t under_way = 0;
    std::mt19937_64 random(callers);
    for (std::uint64_t i = 0; i < commands; ++i) {
        ParsedCommand parsed;
        fill_payment("ahead", i, random() % accounts, parsed);
        {
            std::unique_lock lock(mutex);
            fewer.wait(lock, [&] { return under_way < outstanding; });
            ++under_way;
        }
        division.execute_async(std::move(parsed), [&, i, asked = Clock::now()](const ParsedCommand&, Outcome outcome) {
            require(outcome.kind == Outcome::Kind::accepted, "a payment was not accepted");
            latencies[i] = seconds_since(asked) * 1e3;
            const std::lock_guard lock(mutex);
            --under_way;
            fewer.notify_one();
        });
    }
    std::unique_lock lock(mutex);
    fewer.wait(lock, [&] { return under_way == 0; });
    return latencies;
}

void report(Figures& figures, const std::string& name, Measured& measured, double synced_puts, const Goal& ratio,
            const Goal& p99) {
    figures.add(name + "_per_second", measured.per_second, "commands/s", Better::higher);
    figures.add(name + "_ratio", measured.per_second / synced_puts, "x", Better::higher, ratio);
    figures.add(name + "_p50", percentile(measured.latencies_ms, 0.5), "ms", Better::lower);
    figures.add(name + "_p99", percentile(measured.latencies_ms, 0.99), "ms", Better::lower, p99);
    figures.add(name + "_cpu_per_command", measured.cpu_us, "us", Better::lower);
    figures.add(name + "_commands_per_commit", measured.commands_per_commit, "commands", Better::higher);
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t each = number_argument(argc, argv, 1, 200'000) / callers;
    const std::uint64_t accounts = number_argument(argc, argv, 2, 10'000);
    const fs::path directory = directory_argument(argc, argv, 3, "tally-calls-bench");
    const std::uint64_t commands = each * callers;
    Figures figures;
    auto utility = BenchUtility::create(directory / "store");
    prepare_open_items(utility, accounts, {payment_amount.minor * static_cast<std::int64_t>(commands / accounts + 10)});

    call_and_wait(utility.division(), 100, accounts, "warm");
    double synced_puts = bare_synced_puts_per_second(directory / "bare", bare_puts, payment_bytes);
    auto waiting =
        measure(utility, commands, [&] { return call_and_wait(utility.division(), each, accounts, "wait"); });
    auto ahead = measure(utility, commands, [&] { return call_ahead(utility.division(), commands, accounts); });
    synced_puts = (synced_puts + bare_synced_puts_per_second(directory / "bare", bare_puts, payment_bytes)) / 2;

    figures.add("calls_bare_synced_puts_per_second", synced_puts, "puts/s", Better::higher);
    report(figures, "calls_64_callers", waiting, synced_puts, {"8", "18", "one synced put at a time"},
           {"null", "5", ""});
    report(figures, "calls_256_outstanding", ahead, synced_puts, {"null", "null", "one synced put at a time"}, {});
    utility.close();
    fs::remove_all(directory);
    return 0;
}
