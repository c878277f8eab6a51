// The late-charge run against a store: nothing twice, interrupted and resumed, and what its report counts.

#include "consumers/processes/late_charges/late_charges.h"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "consumers/commands/division_port.h"
#include "projections/balances/balance_queries.h"
#include "projections/balances/overdue_accounts.h"
#include "projections/folders.h"
#include "tests/support/standard_utility.h"
#include "tests/support/temporary_directory.h"

namespace tally::tests {
namespace {

using namespace tally::consumers;
using namespace tally::domain;
using eventstore::CommandReceipt;
using eventstore::ParsedCommand;
using eventstore::ReceiptStatus;

constexpr std::string_view noon = "2022-03-20T12:00:00Z";

// Accounts 1 to 3 owe 40.00 each since March 10; 4 owes nothing; 5 is of a class without a policy.
class LateChargeRuns : public testing::Test {
  protected:
    void SetUp() override {
        eventstore::DivisionOptions options;
        options.directory = directory_.path() / "store";
        options.make_folders = projections::make_folders;
        eventstore::NewDivision made;
        made.origin = "ledger.test/gas";
        made.currency = "USD";
        made.time_zone = "America/New_York";
        made.simulated_time = true;
        auto division = eventstore::Division::create(options, made, "test");
        ASSERT_TRUE(division) << division.error().message;
        division_ = std::move(*division);
        std::vector<Command> commands;
        for (auto& body : test::standard_settings())
            if (!holds_alternative<CreateDivision>(body)) commands.push_back(std::move(body));
        commands.push_back(Define<LateChargePolicy>{
            {}, {.code = Code{"RES"}, .method = LateChargeMethod::flat, .amount = test::usd("5.00")}});
        for (const auto* id : {"1", "2", "3", "4", "5"}) {
            commands.push_back(test::a_person(id, "Customer"));
            auto account = test::an_account(id, id, "2022-01-05");
            if (*id == '5') account.customer_class = Code{"COM"};
            commands.push_back(account);
            if (*id != '4') commands.push_back(a_debt(id));
        }
        for (const auto& receipt : send(std::move(commands)))
            ASSERT_EQ(receipt.status, ReceiptStatus::accepted) << eventstore::receipt_json(receipt);
    }
    static RequestAdjustment a_debt(std::string_view account) {
        return {.account = AccountId{account},
                .adjustment_type = Code{"FEE"},
                .amount = test::usd("40.00"),
                .ages_from = test::date("2022-03-10"),
                .memo = {}};
    }
    std::vector<CommandReceipt> send(std::vector<Command> commands) {
        DivisionPort port(*division_);
        std::vector<CommandReceipt> receipts;
        std::size_t next = 0;
        const auto ran = port.run(
            [&]() -> std::optional<ParsedCommand> {
                if (next == commands.size()) return std::nullopt;
                ParsedCommand parsed;
                parsed.header.command_id = CommandId{"c-" + std::to_string(++sent_)};
                parsed.header.actor = Plain{"test"};
                parsed.header.received_at = *Instant::parse(noon);
                parsed.command = commands[next++];
                return parsed;
            },
            [&](const ParsedCommand&, const CommandReceipt& receipt) {
                receipts.push_back(receipt);
                return true;
            });
        EXPECT_TRUE(ran) << ran.error().message;
        return receipts;
    }
    LateChargeReport run(std::string_view date, std::uint64_t stop_after = 1'000) {
        DivisionPort port(*division_);
        HeldStore held(*division_);
        const RunRequest request{test::date(date), Plain{"test"}, *Instant::parse(std::string{date} + "T12:00:00Z")};
        auto report =
            run_late_charges(port, held, request, [&](const RunProgress& now) { return now.answered < stop_after; });
        EXPECT_TRUE(report) << report.error().message;
        return report.value_or(LateChargeReport{});
    }
    std::string payoff(std::string_view account) {
        HeldStore held(*division_);
        EXPECT_TRUE(held.catch_up());
        const auto answer = projections::balance(projections::reader_of(*division_), AccountId{account}, {});
        EXPECT_TRUE(answer && *answer);
        return to_string((*answer)->payoff, 2);
    }

    TemporaryDirectory directory_;
    std::unique_ptr<eventstore::Division> division_;
    std::uint64_t sent_ = 0;
};

TEST_F(LateChargeRuns, ChargesWhatIsOverdueAndNothingTwice) {
    const LateChargeReport first = run("2022-03-20");
    EXPECT_EQ(first.looked_at, 5u);
    EXPECT_EQ(first.overdue, 4u);
    EXPECT_EQ(first.charged, 3u);
    EXPECT_EQ(first.charges, 3u);
    EXPECT_EQ(first.without_policy, 1u);
    EXPECT_EQ(first.errors_count, 0u);
    const LateChargeReport again = run("2022-03-20");
    EXPECT_EQ(again.charged, 0u);
    EXPECT_EQ(again.already_charged, 3u);
    const LateChargeReport next_day = run("2022-03-21");
    EXPECT_EQ(next_day.charged, 0u);
    EXPECT_EQ(next_day.nothing_due, 3u) << "a flat amount is charged once for an item";
    for (const auto* account : {"1", "2", "3"}) EXPECT_EQ(payoff(account), "45.00") << account;
    EXPECT_EQ(payoff("4"), "0.00");
    EXPECT_EQ(payoff("5"), "40.00");
}

TEST_F(LateChargeRuns, InterruptedItGoesOnWhereItStopped) {
    const LateChargeReport cut = run("2022-03-20", 1);
    EXPECT_TRUE(cut.interrupted || cut.charged == 3u);
    const LateChargeReport rest = run("2022-03-20");
    EXPECT_FALSE(rest.interrupted);
    EXPECT_EQ(cut.charged + rest.charged, 3u);
    EXPECT_EQ(rest.charged + rest.already_charged, 3u);
    for (const auto* account : {"1", "2", "3"}) EXPECT_EQ(payoff(account), "45.00") << account;
}

TEST_F(LateChargeRuns, LooksOnlyIntoAccountsPastTheirGrace) {
    auto policy = Define<LateChargePolicy>{
        {}, {.code = Code{"RES"}, .method = LateChargeMethod::flat, .amount = test::usd("5.00"), .grace_days = 10}};
    EXPECT_EQ(send({policy}).at(0).status, ReceiptStatus::accepted);
    EXPECT_EQ(run("2022-03-20").overdue, 1u) << "the account without a policy";
    EXPECT_EQ(run("2022-03-21").charged, 3u);
}

}  // namespace
}  // namespace tally::tests
