// Yearly reviews of budget plans against a store: which plans are due, nothing twice, interrupted and resumed, who is
// skipped and why, and what the answers say of the plans.

#include "consumers/processes/budget_run/budget_run.h"

#include <string>
#include <vector>

#include "projections/balances/balance_queries.h"
#include "projections/budgets/budget_queries.h"
#include "projections/documents/document_queries.h"
#include "projections/explain/explain_queries.h"
#include "projections/render/render.h"
#include "tests/consumers/processes/run_fixture.h"

namespace tally::tests {
namespace {

using namespace tally::consumers;
using namespace tally::domain;
using eventstore::ParsedCommand;
using eventstore::ReceiptStatus;

// Accounts 1 to 3 have gas since January 5, billed on February 4; 1 and 2 are in budget plans of 100.00 since then, and
// were billed under them on March 4. 3 is in none.
class BudgetRuns : public ProcessRuns {
  protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(make_store());
        auto commands = settings();
        for (const auto* id : {"1", "2", "3"})
            for (auto& command : test::a_gas_customer(id, "2022-01-05")) commands.push_back(std::move(command));
        send(std::move(commands), "2022-01-05");
        bill_all("2022-02-03", "30", "2022-02-04");
        for (const auto* id : {"1", "2"}) send({enrol(id)}, "2022-02-04");
        bill_all("2022-03-03", "60", "2022-03-04");
    }
    static EnrolInBudget enrol(std::string_view id) {
        return {.account = AccountId{id}, .amount = test::usd("100.00"), .amount_reason = Plain{"agreed"}};
    }
    void bill_all(std::string_view read_on, std::string_view value, std::string_view bill_date) {
        for (const std::string id : {"1", "2", "3"})
            send({test::a_read("L" + id + "-G", read_on, value),
                  BillAccount{AccountId{id}, Code{"M01"}, test::date(bill_date)}},
                 bill_date);
    }
    BudgetRunReport review(std::string_view day, std::uint64_t stop_after = 1'000) {
        DivisionPort port(*division_);
        HeldStore held(*division_);
        auto report = run_budgets(port, held, {test::date(day), Plain{"test"}, noon(day)},
                                  [&](const RunProgress& now) { return now.answered < stop_after; });
        EXPECT_TRUE(report) << report.error().message;
        return report.value_or(BudgetRunReport{});
    }
    projections::Reader reader() {
        HeldStore held(*division_);
        EXPECT_TRUE(held.catch_up());
        return projections::reader_of(*division_);
    }
    projections::BudgetsAnswer plans_of(std::string_view account) {
        auto answer = projections::budgets(reader(), AccountId{account}, {});
        EXPECT_TRUE(answer && *answer);
        return answer && *answer ? **answer : projections::BudgetsAnswer{};
    }
};

TEST_F(BudgetRuns, G11_PlansAreTruedUpWhenTheirTwelveMonthsAreOverAndNothingTwice) {
    EXPECT_EQ(review("2023-02-03").due, 0u);
    const BudgetRunReport first = review("2023-02-04");
    EXPECT_EQ(first.looked_at, 3u);
    EXPECT_EQ(first.due, 2u) << "3 is in no plan";
    EXPECT_EQ(first.trued_up, 2u);
    EXPECT_EQ(first.errors_count, 0u);
    EXPECT_EQ(review("2023-02-04").due, 0u);
    EXPECT_EQ(review("2023-02-05").due, 0u);
    const auto plans = plans_of("1");
    ASSERT_EQ(plans.budgets.size(), 1u);
    EXPECT_EQ(plans.budgets[0].settled_on, test::date("2023-02-04"));
    EXPECT_EQ(plans.budgets[0].review_on, test::date("2024-02-04"));
    EXPECT_EQ(plans.budgets[0].settlements.size(), 1u);
    EXPECT_EQ(plans.payoff, plans.current) << "what it had asked for too much or too little is settled";
    EXPECT_EQ(review("2024-02-04").trued_up, 2u);
}

TEST_F(BudgetRuns, G11_InterruptedAReviewGoesOnWhereItStopped) {
    const BudgetRunReport cut = review("2023-02-04", 1);
    const BudgetRunReport rest = review("2023-02-04");
    EXPECT_FALSE(rest.interrupted);
    EXPECT_EQ(cut.trued_up + rest.trued_up, 2u);
    for (const auto* id : {"1", "2"}) EXPECT_EQ(plans_of(id).budgets[0].settlements.size(), 1u) << id;
}

TEST_F(BudgetRuns, G11_WhatIsDisputedIsSkippedByName) {
    send({OpenDispute{
             .account = AccountId{"1"}, .document = DocumentId{"1-I2"}, .amount = test::usd("1.00"), .memo = {}}},
         "2022-03-05");
    const BudgetRunReport report = review("2023-02-04");
    EXPECT_EQ(report.trued_up, 1u);
    ASSERT_EQ(report.skips.size(), 1u);
    EXPECT_EQ(report.skips[0].account.str() + " " + report.skips[0].reason.str(), "1 item_disputed");
    EXPECT_NE(report.skips[0].explanation.str().find("1-I2"), std::string::npos);
}

TEST_F(BudgetRuns, G11_APlanIsToldBillByBillWithWhatCouldBeHad) {
    const auto plans = plans_of("1");
    ASSERT_EQ(plans.budgets.size(), 1u);
    const auto& plan = plans.budgets[0];
    EXPECT_EQ(plan.state, Code{"standing"});
    ASSERT_EQ(plan.bills.size(), 1u) << "the bill before it was none of the plan's";
    EXPECT_EQ(plan.bills[0].invoice, DocumentId{"1-I2"});
    EXPECT_EQ(plan.asked, test::usd("100.00"));
    EXPECT_EQ(plan.difference, plan.charged - plan.asked);
    EXPECT_EQ(plan.difference, plans.payoff - plans.current);
    EXPECT_EQ(plan.review_on, test::date("2023-02-04"));
    EXPECT_EQ(plans.plan_type, Code{"budget"});
    EXPECT_EQ(plans.plan_amount, test::usd("100.00"));

    const auto none = plans_of("3");
    EXPECT_TRUE(none.budgets.empty());
    ASSERT_EQ(none.computed.size(), 1u);
    EXPECT_FALSE(none.computed[0].in_plan);
    EXPECT_GT(none.computed[0].amount, Money{});
    EXPECT_EQ(none.computed[0].billed, none.payoff);
}

TEST_F(BudgetRuns, G11_BalanceStatementAndExplanationSayWhyAskedDiffersFromOwed) {
    const auto balance = projections::balance(reader(), AccountId{"1"}, {});
    ASSERT_TRUE(balance && *balance);
    ASSERT_EQ((*balance)->agreements.size(), 1u);
    EXPECT_EQ((*balance)->agreements[0].budget_amount, test::usd("100.00"));
    EXPECT_EQ((*balance)->agreements[0].budget_difference, (*balance)->payoff - (*balance)->current);

    const auto statement = projections::statement(reader(), DocumentId{"1-S2"}, {});
    ASSERT_TRUE(statement && *statement);
    EXPECT_EQ((*statement)->payment_plan_type, Code{"budget"});
    EXPECT_EQ((*statement)->payment_plan_amount, test::usd("100.00"));
    ASSERT_EQ((*statement)->budgets.size(), 1u);
    const auto& budget = (*statement)->budgets[0];
    EXPECT_EQ(budget.charged, (*statement)->charges_payoff);
    EXPECT_EQ(budget.asked, test::usd("100.00"));
    EXPECT_EQ(budget.difference, budget.charged - budget.asked);

    const auto read = reader();
    const std::string text = render(**statement, projections::RenderContext{read.currency, read.open, read.day_of});
    for (const char* words : {"Charged for 1-GAS", "Asked for under its budget plan", "Payment plan budget: USD 100.00",
                              "more asked for than charged to date", "Payoff balance, what is truly owed"})
        EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;

    const auto explained = projections::explain_balance(reader(), AccountId{"1"}, {});
    ASSERT_TRUE(explained && *explained);
    EXPECT_TRUE((*explained)->agrees);
    ASSERT_EQ((*explained)->asked_otherwise.size(), 1u);
    EXPECT_EQ((*explained)->asked_otherwise[0].why, Code{"budget"});
    EXPECT_EQ((*explained)->asked_otherwise[0].not_asked, budget.difference);
    EXPECT_NE((*explained)->asked_otherwise[0].explanation.str().find("budget plan of 1-GAS"), std::string::npos);
}

}  // namespace
}  // namespace tally::tests
