// Asking for balances of random accounts, warm and in process, as `tally show balance` does; and opening that store:
// closed well, and after kill -9 in the middle of writing.
//
//     open_bench [EVENTS] [ACCOUNTS] [DIRECTORY]

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <random>
#include <thread>
#include <vector>

#include "projections/balances/balance_queries.h"
#include "tests/bench/bench_utility.h"
#include "tests/bench/child.h"

namespace {

namespace fs = std::filesystem;
using namespace tally::bench;
using namespace tally::domain;
using namespace tally::eventstore;

constexpr std::uint64_t payments_before_kill = 400'000;  // More than two generations of views hold.

void pay(BenchUtility& utility, std::string_view series, std::uint64_t payments, std::uint64_t accounts) {
    std::mt19937_64 random(7);
    send_in_bulk(utility.division(), payments,
                 [&](std::uint64_t i, ParsedCommand& parsed) { fill_payment(series, i, random() % accounts, parsed); });
}

void build(const fs::path& directory, std::uint64_t events, std::uint64_t accounts) {
    auto utility = BenchUtility::create(directory);
    const auto each = static_cast<std::int64_t>((events + 2 * payments_before_kill) / accounts + 10);
    prepare_open_items(utility, accounts, {payment_amount.minor * each});
    const std::uint64_t before = utility.store().durable_end();
    require(events > before, fmt::format("preparing the accounts alone makes {} events: ask for more", before));
    pay(utility, "pay", (events - before) / 2, accounts);
    utility.catch_up();
    utility.close();
}

// Everything was answered; then it is killed.
[[noreturn]] void write_until_killed(const fs::path& directory, std::uint64_t accounts) {
    auto utility = BenchUtility::open(directory);
    pay(utility, "late", payments_before_kill, accounts);
    fmt::print("written {}\n", utility.store().durable_end());
    std::fflush(stdout);
    std::this_thread::sleep_for(std::chrono::hours{1});
    std::exit(1);
}

void ask_for_balances(BenchUtility& utility, std::uint64_t accounts, Figures& figures) {
    constexpr int questions = 20'000;
    std::mt19937_64 random(9);
    std::vector<double> latencies_ms;
    double sum = 0;
    for (int i = -questions; i < questions; ++i) {  // The first half warms up.
        const AccountId account = account_id(random() % accounts);
        const auto start = Clock::now();
        tally::projections::AsOf as_of;
        as_of.today = utility.division().today();
        const auto reader = tally::projections::reader_of(
            utility.store(), [&](const Personal& text) { return utility.division().open_text(text); });
        const auto answer = take(tally::projections::balance(reader, account, as_of));
        const double ms = seconds_since(start) * 1e3;
        require(answer.has_value(), "an account has no balance");
        if (i < 0) continue;
        latencies_ms.push_back(ms);
        sum += ms;
    }
    figures.add("show_balance", sum / questions, "ms", Better::lower, {"1", "0.05", ""});
    figures.add("show_balance_p99", percentile(latencies_ms, 0.99), "ms", Better::lower);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string first = argc > 1 ? argv[1] : "";
    const auto number = [&](int at, std::uint64_t otherwise) { return number_argument(argc, argv, at, otherwise); };
    if (first == "--build") {
        build(argv[2], number(3, 0), number(4, 0));
        return 0;
    }
    if (first == "--write") write_until_killed(argv[2], number(3, 0));
    const std::uint64_t events = number(1, 2'000'000);
    const std::uint64_t accounts = number(2, 10'000);
    const fs::path directory = directory_argument(argc, argv, 3, "tally-open-bench");
    Figures figures;
    Child({"--build", directory, std::to_string(events), std::to_string(accounts)}).wait();

    auto start = Clock::now();
    auto utility = BenchUtility::open(directory);
    figures.add("open_division_clean", seconds_since(start), "s", Better::lower, {"0.3", "0.05", ""});
    figures.note(fmt::format("    {} events", utility.store().durable_end()));
    ask_for_balances(utility, accounts, figures);
    utility.close();

    Child writer({"--write", directory, std::to_string(accounts)});
    const std::string written = writer.read_line();
    writer.kill();
    start = Clock::now();
    utility = BenchUtility::open(directory);
    figures.add("open_division_after_kill", seconds_since(start), "s", Better::lower, {"2", "0.5", ""});
    figures.add("open_division_after_kill_folded_events",
                static_cast<double>(utility.store().status().folded_at_opening), "events", Better::lower);
    require(written == fmt::format("written {}", utility.store().durable_end()), "the log lost what was answered");
    utility.close();
    fs::remove_all(directory);
    return 0;
}
