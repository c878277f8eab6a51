// The arrangement run against a store: instalments billed on their days, nothing twice, interrupted and resumed, and
// what its report counts.

#include "consumers/processes/arrangement_run/arrangement_run.h"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "consumers/commands/division_port.h"
#include "projections/arrangements/arrangement_queries.h"
#include "projections/balances/balance_queries.h"
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

// Accounts 1 to 3 pay 40.00 each in two instalments, on April 10 and May 10; 4 owes 40.00 and has no arrangement.
class ArrangementRuns : public testing::Test {
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
        commands.push_back(Define<ArrangementPolicy>{{}, {.code = Code{"RES"}, .grace_days = 5, .notice_days = 10}});
        for (const auto* id : {"1", "2", "3", "4"}) {
            commands.push_back(test::a_person(id, "Customer"));
            commands.push_back(test::an_account(id, id, "2022-01-05"));
            commands.push_back(RequestAdjustment{.account = AccountId{id},
                                                 .adjustment_type = Code{"FEE"},
                                                 .amount = test::usd("40.00"),
                                                 .ages_from = test::date("2022-03-10"),
                                                 .memo = {}});
            if (*id != '4')
                commands.push_back(RequestArrangement{.account = AccountId{id},
                                                      .number_of_instalments = 2,
                                                      .first_due_on = test::date("2022-04-10"),
                                                      .memo = {}});
        }
        send(std::move(commands), "2022-03-20");
    }
    void send(std::vector<Command> commands, std::string_view day) {
        DivisionPort port(*division_);
        std::size_t next = 0;
        const auto ran = port.run(
            [&]() -> std::optional<ParsedCommand> {
                if (next == commands.size()) return std::nullopt;
                ParsedCommand parsed;
                parsed.header.command_id = CommandId{"c-" + std::to_string(++sent_)};
                parsed.header.actor = Plain{"test"};
                parsed.header.received_at = *Instant::parse(std::string{day} + "T12:00:00Z");
                parsed.command = commands[next++];
                return parsed;
            },
            [&](const ParsedCommand&, const CommandReceipt& receipt) {
                EXPECT_EQ(receipt.status, ReceiptStatus::accepted) << eventstore::receipt_json(receipt);
                return true;
            });
        ASSERT_TRUE(ran) << ran.error().message;
    }
    void pay(std::string_view account, std::string_view amount, std::string_view day) {
        send({PostPayment{.tenders = {{.amount = test::usd(amount)}}, .shares = {{.account = AccountId{account}}}}},
             day);
    }
    ArrangementRunReport run(std::string_view date, std::uint64_t stop_after = 1'000) {
        DivisionPort port(*division_);
        HeldStore held(*division_);
        const RunRequest request{test::date(date), Plain{"test"}, *Instant::parse(std::string{date} + "T12:00:00Z")};
        auto report =
            run_arrangements(port, held, request, [&](const RunProgress& now) { return now.answered < stop_after; });
        EXPECT_TRUE(report) << report.error().message;
        return report.value_or(ArrangementRunReport{});
    }
    projections::ArrangementsAnswer arrangements_of(std::string_view account) {
        HeldStore held(*division_);
        EXPECT_TRUE(held.catch_up());
        const auto answer = projections::arrangements(projections::reader_of(*division_), AccountId{account}, {});
        EXPECT_TRUE(answer && *answer);
        return **answer;
    }
    std::string state_of(std::string_view account) { return arrangements_of(account).arrangements.at(0).state.str(); }

    TemporaryDirectory directory_;
    std::unique_ptr<eventstore::Division> division_;
    std::uint64_t sent_ = 0;
};

TEST_F(ArrangementRuns, G12_BillsInstalmentsOnTheirDaysAndNothingTwice) {
    EXPECT_EQ(run("2022-03-30").due, 0u);
    const ArrangementRunReport first = run("2022-03-31");
    EXPECT_EQ(first.looked_at, 3u) << "an account without an arrangement is not looked at";
    EXPECT_EQ(first.due, 3u);
    EXPECT_EQ(first.advanced, 3u);
    EXPECT_EQ(first.instalments, 3u);
    EXPECT_EQ(first.errors_count, 0u);
    EXPECT_EQ(run("2022-03-31").due, 0u);
    EXPECT_EQ(arrangements_of("1").arrangements.at(0).asked, test::usd("20.00"));
}

TEST_F(ArrangementRuns, G12_InterruptedItGoesOnWhereItStopped) {
    const ArrangementRunReport cut = run("2022-03-31", 1);
    EXPECT_TRUE(cut.interrupted || cut.advanced == 3u);
    const ArrangementRunReport rest = run("2022-03-31");
    EXPECT_FALSE(rest.interrupted);
    EXPECT_EQ(cut.instalments + rest.instalments, 3u);
    for (const auto* account : {"1", "2", "3"})
        EXPECT_EQ(arrangements_of(account).arrangements.at(0).asked, test::usd("20.00")) << account;
}

TEST_F(ArrangementRuns, G12_BreaksWhatIsOverdueBeyondItsGraceAndNotesWhatIsKept) {
    run("2022-03-31");
    pay("1", "20.00", "2022-04-01");
    pay("2", "40.00", "2022-04-01");
    EXPECT_EQ(run("2022-04-15").due, 0u) << "within the days of grace";
    const ArrangementRunReport late = run("2022-04-16");
    EXPECT_EQ(late.due, 3u) << "whether they are paid the domain looks up";
    EXPECT_EQ(late.advanced, 1u);
    EXPECT_EQ(late.nothing_due, 2u);
    EXPECT_EQ(state_of("3"), "broken");
    EXPECT_EQ(arrangements_of("3").arrangements.at(0).caused_by.str(), "3-IN1");
    const ArrangementRunReport second = run("2022-04-30");
    EXPECT_EQ(second.instalments, 2u);
    EXPECT_EQ(state_of("2"), "kept") << "the credit that waited paid the last one";
    EXPECT_EQ(state_of("1"), "standing");
    EXPECT_EQ(arrangements_of("1").plan_amount, test::usd("20.00"));
}

}  // namespace
}  // namespace tally::tests
