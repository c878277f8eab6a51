// The bill run: every account one agreement, a tiered tariff with a percentage and two taxes, a read to bill. With
// `mixed`, a quarter of the accounts each: a fixed charge, that tariff, time of use and demand, both from a month of
// quarters of an hour.
//
//     bill_run_bench [ACCOUNTS] [DIRECTORY] [mixed]

#include <cstdlib>
#include <fmt/format.h>

#include "consumers/commands/division_port.h"
#include "consumers/processes/bill_run/bill_run.h"
#include "tests/bench/bench_utility.h"
#include "tests/bench/child.h"
#include "tests/bench/power_customers.h"
#include "tests/support/standard_utility.h"

namespace {

namespace fs = std::filesystem;
using namespace tally::bench;
using namespace tally::domain;

}  // namespace

int main(int argc, char** argv) {
    if (argc >= 4 && std::string_view{argv[1]} == "--prepare") {
        auto utility = BenchUtility::create(argv[2]);
        if (argc == 5)
            prepare_mixed_customers(utility, number_argument(argv[3]));
        else
            prepare_gas_customers(utility, number_argument(argv[3]));
        utility.close();
        return 0;
    }
    const std::uint64_t accounts = number_argument(argc, argv, 1, 20'000);
    const fs::path directory = directory_argument(argc, argv, 2, "tally-bill-run-bench");
    const bool mixed = argc > 3 && std::string_view{argv[3]} == "mixed";
    std::vector<std::string> prepared{"--prepare", directory, std::to_string(accounts)};
    if (mixed) prepared.emplace_back("mixed");
    Figures figures;
    figures.note(fmt::format("{} customers{}, each with something to bill: {:.1f} s", accounts,
                             mixed ? " of mixed tariffs" : "", seconds_of([&] { Child(prepared).wait(); })));
    const std::string series = mixed ? "bill_run_mixed" : "bill_run";
    auto utility = BenchUtility::open(directory);

    const tally::consumers::BillRunRequest request{Code{"M01"}, tally::test::date("2022-02-03"), Plain{"bench"}, {}};
    const std::uint64_t first_event = utility.store().durable_end();
    forget_peak_memory();
    const double cpu_before = cpu_seconds();
    const auto threads_before = cpu_seconds_by_thread();
    const auto start = Clock::now();
    tally::consumers::DivisionPort port(utility.division());
    tally::consumers::HeldStore held(utility.division());
    const auto found = run_bills(port, held, request, [](const auto&) { return true; });
    require(found.has_value(), found ? std::string_view{} : found.error().message);
    const double answered = seconds_since(start);
    utility.catch_up();
    const double seconds = seconds_since(start);
    const double cpu = cpu_seconds() - cpu_before;
    require(found->has_value(), "a window of the cycle contains the bill date");
    const auto& report = **found;
    require(report.billed == accounts && report.errors_count == 0,
            fmt::format("{} of {} accounts were billed, {} in error, such as {}", report.billed, accounts,
                        report.errors_count, report.errors.empty() ? "" : report.errors.front().explanation.str()));

    const auto bills = static_cast<double>(accounts);
    figures.add(series + "_bills_per_second", bills / seconds, "bills/s", Better::higher,
                mixed ? Goal{"5000", "20000", ""} : Goal{"10000", "30000", ""});
    figures.add(series + "_answered_bills_per_second", bills / answered, "bills/s", Better::higher);
    figures.add(series + "_cpu", cpu / bills * 1e6, "us", Better::lower);
    for (const auto& [name, spent] : cpu_seconds_by_thread()) {
        const auto before = threads_before.find(name);
        const double us = (spent - (before == threads_before.end() ? 0 : before->second)) / bills * 1e6;
        if (us >= 0.1) figures.note(fmt::format("    {:<20} {:>8.3f} us a bill", name, us));
    }
    figures.add(series + "_events_per_bill", static_cast<double>(utility.store().durable_end() - first_event) / bills,
                "events", Better::lower);
    figures.add(series + "_peak_memory", peak_memory_mib(), "MiB", Better::lower,
                mixed ? Goal{} : Goal{"1024", "300", ""});
    utility.close();
    fs::remove_all(directory);
    return 0;
}
