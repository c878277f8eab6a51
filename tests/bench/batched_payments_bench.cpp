// What a payment that names its batch costs beside one that does not, through the whole ledger: the same payments
// twice, each time over a utility of its own, until every view has them.
//
//     batched_payments_bench [PAYMENTS] [ACCOUNTS] [DIRECTORY]

#include <filesystem>
#include <fmt/format.h>
#include <random>
#include <string>

#include "tests/bench/bench_utility.h"

namespace {

namespace fs = std::filesystem;
using namespace tally::bench;
using namespace tally::domain;
using namespace tally::eventstore;

// A lockbox, and a batch of it that stays open.
const BatchId the_batch{"BOX-BAT1"};
void open_the_batch(BenchUtility& utility) {
    send_in_bulk(utility.division(), 2, [](std::uint64_t i, ParsedCommand& parsed) {
        parsed = {};
        parsed.header.command_id = CommandId{fmt::format("batch-{}", i)};
        parsed.header.actor = Plain{"bench"};
        if (i == 0)
            parsed.command = Define<TenderSource>{{}, {Code{"BOX"}, Plain{"Lockbox"}, TenderSourceKind::lockbox}};
        else
            parsed.command = OpenBatch{Code{"BOX"}, {}, {}, 1, Money{1}, {}};
    });
}

void measure(bool batched, std::uint64_t payments, std::uint64_t accounts, const fs::path& directory,
             Figures& figures) {
    fs::remove_all(directory);
    auto utility = BenchUtility::create(directory);
    const std::uint64_t each = 2 * payments / accounts;
    prepare_open_items(utility, accounts, Money{static_cast<std::int64_t>(each) * payment_amount.minor});
    open_the_batch(utility);
    utility.catch_up();
    const std::uint64_t first_event = utility.store().durable_end();
    const std::uint64_t written_before = bytes_written();
    std::mt19937_64 random(7);
    const double cpu_before = cpu_seconds();
    const auto start = Clock::now();
    send_in_bulk(utility.division(), payments, [&](std::uint64_t i, ParsedCommand& parsed) {
        fill_payment("pay", i, random() % accounts, parsed);
        if (batched) get_if<PostPayment>(&parsed.command)->batch = the_batch;
    });
    utility.catch_up();
    require(utility.store().spill(), "spilling");
    const double seconds = seconds_since(start);
    const double cpu = cpu_seconds() - cpu_before;
    const auto count = static_cast<double>(payments);
    const std::string name = batched ? "payments_in_a_batch" : "payments_in_no_batch";
    figures.add(name + "_per_second", count / seconds, "payments/s", Better::higher);
    figures.add(name + "_cpu", cpu / count * 1e6, "us", Better::lower);
    figures.add(name + "_events", static_cast<double>(utility.store().durable_end() - first_event) / count, "events",
                Better::lower);
    figures.add(name + "_written", static_cast<double>(bytes_written() - written_before) / count, "bytes",
                Better::lower);
    utility.close();
    fs::remove_all(directory);
}

}  // namespace

int main(int argc, char** argv) {
    const auto number = [&](int at, std::uint64_t otherwise) { return number_argument(argc, argv, at, otherwise); };
    const std::uint64_t payments = number(1, 1'000'000), accounts = number(2, 10'000);
    const fs::path directory = directory_argument(argc, argv, 3, "tally-batched-payments-bench");
    fs::create_directories(directory);
    Figures figures;
    measure(false, payments, accounts, directory / "store", figures);
    measure(true, payments, accounts, directory / "store", figures);
    return 0;
}
