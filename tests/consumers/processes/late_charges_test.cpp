// The late-charge run against a store: nothing twice, interrupted and resumed, and what its report counts.

#include "consumers/processes/late_charges/late_charges.h"

#include <string>
#include <vector>

#include "projections/balances/balance_queries.h"
#include "projections/balances/overdue_accounts.h"
#include "tests/consumers/processes/run_fixture.h"

namespace tally::tests {
namespace {

using namespace tally::consumers;
using namespace tally::domain;

// Accounts 1 to 3 owe 40.00 each since March 10; 4 owes nothing; 5 is of a class without a policy.
class LateChargeRuns : public ProcessRuns {
  protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(make_store());
        std::vector<Command> commands = settings();
        commands.push_back(Define<LateChargePolicy>{
            {}, {.code = Code{"RES"}, .method = LateChargeMethod::flat, .amount = test::usd("5.00")}});
        for (const auto* id : {"1", "2", "3", "4", "5"}) {
            commands.push_back(test::a_person(id, "Customer"));
            auto account = test::an_account(id, id, "2022-01-05");
            if (*id == '5') account.customer_class = Code{"COM"};
            commands.push_back(account);
            if (*id != '4') commands.push_back(a_debt(id));
        }
        send(std::move(commands), "2022-03-20");
    }
    static RequestAdjustment a_debt(std::string_view account) {
        return {.account = AccountId{account},
                .adjustment_type = Code{"FEE"},
                .amount = test::usd("40.00"),
                .ages_from = test::date("2022-03-10"),
                .memo = {}};
    }
    LateChargeReport run(std::string_view date, std::uint64_t stop_after = 1'000) {
        DivisionPort port(*division_);
        HeldStore held(*division_);
        const RunRequest request{test::date(date), Plain{"test"}, noon(date)};
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
    send({policy}, "2022-03-20");
    EXPECT_EQ(run("2022-03-20").overdue, 1u) << "the account without a policy";
    EXPECT_EQ(run("2022-03-21").charged, 3u);
}

}  // namespace
}  // namespace tally::tests
