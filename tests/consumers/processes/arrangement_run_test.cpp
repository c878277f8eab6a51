// The arrangement run against a store: instalments billed on their days, nothing twice, interrupted and resumed, and
// what its report counts.

#include "consumers/processes/arrangement_run/arrangement_run.h"

#include <string>
#include <vector>

#include "projections/arrangements/arrangement_queries.h"
#include "projections/balances/balance_queries.h"
#include "tests/consumers/processes/run_fixture.h"

namespace tally::tests {
namespace {

using namespace tally::consumers;
using namespace tally::domain;

// Accounts 1 to 3 pay 40.00 each in two instalments, on April 10 and May 10; 4 owes 40.00 and has no arrangement.
class ArrangementRuns : public ProcessRuns {
  protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(make_store());
        std::vector<Command> commands = settings();
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
    void pay(std::string_view account, std::string_view amount, std::string_view day) {
        send({PostPayment{.tenders = {{.amount = test::usd(amount)}}, .shares = {{.account = AccountId{account}}}}},
             day);
    }
    ArrangementRunReport run(std::string_view date, std::uint64_t stop_after = 1'000) {
        DivisionPort port(*division_);
        HeldStore held(*division_);
        const RunRequest request{test::date(date), Plain{"test"}, noon(date)};
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
