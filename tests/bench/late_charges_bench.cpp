// The late-charge run: accounts with an open item each, a tenth of them overdue. What is measured is the whole run,
// from the scan of all accounts to the last answer; the scan is shown apart.
//
//     late_charges_bench [ACCOUNTS] [DIRECTORY]

#include <fmt/format.h>

#include "consumers/commands/division_port.h"
#include "consumers/processes/late_charges/late_charges.h"
#include "projections/balances/overdue_accounts.h"
#include "tests/bench/bench_utility.h"
#include "tests/bench/child.h"
#include "tests/support/standard_utility.h"

namespace {

namespace fs = std::filesystem;
using namespace tally::bench;
using namespace tally::domain;

constexpr std::uint64_t one_overdue_in = 10;

void prepare(const fs::path& directory, std::uint64_t accounts) {
    auto utility = BenchUtility::create(directory);
    utility.set_today(tally::test::date("2022-02-01"));
    send_in_bulk(utility.division(), 1, [](std::uint64_t, tally::eventstore::ParsedCommand& parsed) {
        parsed.header.command_id = CommandId{"policy"};
        parsed.header.actor = Plain{"bench"};
        parsed.command = Define<LateChargePolicy>{
            {}, {.code = Code{"RES"}, .method = LateChargeMethod::once, .rate_basis_points = 150, .tax_in_base = true}};
    });
    send_in_bulk(utility.division(), accounts * 3, [&](std::uint64_t index, tally::eventstore::ParsedCommand& parsed) {
        const std::uint64_t account = index % accounts;
        const std::string id = account_id(account).str();
        parsed.header.command_id = CommandId{"late-" + std::to_string(index)};
        parsed.header.actor = Plain{"bench"};
        switch (index / accounts) {
            case 0:
                parsed.command = tally::test::a_person(id, "Customer");
                return;
            case 1:
                parsed.command = tally::test::an_account(id, id, "2022-01-05");
                return;
            default:
                parsed.command = RequestAdjustment{
                    .account = AccountId{id},
                    .adjustment_type = Code{"FEE"},
                    .amount = Money{40'00},
                    .ages_from = tally::test::date(account % one_overdue_in == 0 ? "2022-01-20" : "2022-03-20"),
                    .memo = {}};
        }
    });
    utility.catch_up();
    utility.close();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 4 && std::string_view{argv[1]} == "--prepare") {
        prepare(argv[2], number_argument(argv[3]));
        return 0;
    }
    const std::uint64_t accounts = number_argument(argc, argv, 1, 100'000);
    const fs::path directory = directory_argument(argc, argv, 2, "tally-late-charges-bench");
    Figures figures;
    figures.note(fmt::format("{} accounts, a tenth of them overdue: {:.1f} s", accounts, seconds_of([&] {
                                 Child({"--prepare", directory, std::to_string(accounts)}).wait();
                             })));
    auto utility = BenchUtility::open(directory);
    const Date on = tally::test::date("2022-02-01");
    utility.set_today(on);

    std::uint64_t overdue = 0;
    const auto scan_start = Clock::now();
    const auto looked_at = tally::projections::each_overdue_account(tally::projections::reader_of(utility.store()), on,
                                                                    [&](const auto&) { return ++overdue > 0; });
    const double scan = seconds_since(scan_start);
    require(looked_at.has_value() && *looked_at == accounts, "every account is looked at");

    const auto start = Clock::now();
    tally::consumers::DivisionPort port(utility.division());
    tally::consumers::HeldStore held(utility.division());
    const auto report =
        tally::consumers::run_late_charges(port, held, {on, Plain{"bench"}, {}}, [](const auto&) { return true; });
    require(report.has_value(), report ? std::string_view{} : report.error().message);
    const double seconds = seconds_since(start);
    require(report->charged == overdue && report->errors_count == 0,
            fmt::format("{} of {} overdue accounts were charged, {} in error", report->charged, overdue,
                        report->errors_count));

    const auto all = static_cast<double>(accounts);
    figures.add("late_charges_accounts_per_second", all / seconds, "accounts/s", Better::higher,
                {"50000", "200000", ""});
    figures.add("late_charges_scan_accounts_per_second", all / scan, "accounts/s", Better::higher);
    figures.add("late_charges_charged_per_second", static_cast<double>(report->charged) / seconds, "accounts/s",
                Better::higher);
    utility.close();
    fs::remove_all(directory);
    return 0;
}
