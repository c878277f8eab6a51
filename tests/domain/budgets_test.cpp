// Budget plans: what is owed stays as it is, each bill asks for the plan's amount [rule 19].

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/books/journal.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

// Customer 7, gas billed for January: 74.84, which is 79 a month.
class Budgets : public testing::Test {
  protected:
    Budgets() {
        scenario.given(standard_settings()).given(a_gas_customer("7", "2022-01-05"));
        scenario.today("2022-02-03").given({a_read("L7-G", "2022-02-02", "40"), bill("2022-02-03")});
    }
    static BillAccount bill(std::string_view bill_date) { return {AccountId{"7"}, Code{"M01"}, date(bill_date)}; }
    static EnrolInBudget enrol(std::string_view amount = "0", std::string_view reason = "") {
        return {.account = AccountId{"7"}, .amount = usd(amount), .amount_reason = Plain{reason}};
    }
    static TrueUpBudget true_up(std::string_view amount = "0", std::string_view reason = "") {
        return {.account = AccountId{"7"}, .amount = usd(amount), .amount_reason = Plain{reason}};
    }
    static LeaveBudget leave() { return {.account = AccountId{"7"}}; }
    static PostPayment payment(std::string_view amount) {
        PostPayment made;
        made.tenders = {{.kind = TenderKind::cheque, .amount = usd(amount)}};
        made.shares = {{.account = AccountId{"7"}}};
        return made;
    }
    void bill_february() {
        scenario.today("2022-03-03").given({a_read("L7-G", "2022-03-02", "60"), bill("2022-03-03")});
    }
    template <class Payload>
    Payload only() {
        const auto made = scenario.made<Payload>();
        EXPECT_EQ(made.size(), 1u);
        return made.empty() ? Payload{} : made.front();
    }
    // Of the whole log.
    template <class Payload>
    Payload latest() {
        Payload found;
        for (const auto& recorded : scenario.world().log())
            if (const auto* payload = get_if<Payload>(&recorded.event)) found = *payload;
        return found;
    }
    void check_books() {
        for (const Event& event : scenario.payloads())
            EXPECT_EQ(journal::check_balanced(event).value_or(""), "") << to_text(event);
    }
    Money payoff() { return scenario.account("7").payoff(); }
    Money current() { return scenario.account("7").current(); }
    Scenario scenario;
};

TEST_F(Budgets, TheAmountIsComputedFromWhatWasBilled) {
    scenario.when(enrol()).then_accepted();
    const auto enrolled = only<BudgetEnrolled>();
    EXPECT_EQ(enrolled.terms.amount, usd("79.00"));
    EXPECT_EQ(enrolled.terms.billed, usd("74.84"));
    EXPECT_EQ(enrolled.terms.computed_from, date("2022-01-05"));
    EXPECT_EQ(current(), usd("74.84")) << "what was billed before is asked for as before";
}

TEST_F(Budgets, G11_ABillOwesWhatItChargesAndAsksForThePlansAmount) {
    scenario.given({payment("74.84"), enrol("150.00", "agreed")});
    bill_february();
    check_books();
    const auto frozen = latest<BillSegmentFrozen>();
    EXPECT_EQ(frozen.financial.payoff, frozen.total);
    EXPECT_EQ(frozen.financial.current, usd("150.00"));
    EXPECT_EQ(payoff(), frozen.total);
    EXPECT_EQ(current(), usd("150.00"));
    const auto statement = latest<StatementIssued>();
    EXPECT_EQ(statement.ending_payoff, frozen.total);
    EXPECT_EQ(statement.ending_current, usd("150.00"));
    EXPECT_EQ(statement.payment_plan_amount, usd("150.00"));
    EXPECT_EQ(statement.payment_plan_type.str(), "budget");
}

TEST_F(Budgets, LeavingMakesWhatWasPaidTooMuchUnappliedCredit) {
    scenario.given({payment("74.84"), enrol("150.00", "agreed")});
    bill_february();
    const Money owed = payoff();
    scenario.given({payment("150.00")});
    EXPECT_EQ(payoff(), owed - usd("150.00"));
    EXPECT_EQ(current(), usd("0.00"));
    scenario.when(leave()).then_accepted();
    check_books();
    EXPECT_EQ(only<CurrentSynced>().amount, owed - usd("150.00"));
    EXPECT_EQ(only<CreditReleased>().amount, usd("150.00") - owed);
    EXPECT_EQ(payoff(), owed - usd("150.00")) << "what is owed is the same";
    EXPECT_EQ(current(), payoff());
    EXPECT_TRUE(scenario.account("7").items.empty());
    scenario.when(leave()).then_nothing_changed();
}

TEST_F(Budgets, LeavingAsksForWhatThePlanAskedTooLittle) {
    scenario.given({payment("74.84"), enrol("10.00", "agreed")});
    bill_february();
    const Money owed = payoff();
    scenario.given({payment("10.00")});
    EXPECT_EQ(current(), usd("0.00"));
    scenario.when(leave()).then_accepted();
    check_books();
    const auto synced = only<CurrentSynced>();
    EXPECT_EQ(synced.sync.str(), "7-SY1");
    ASSERT_EQ(synced.items.size(), 1u);
    EXPECT_EQ(synced.items[0].due_on, scenario.account("7").items[0].ages_from);
    EXPECT_GE(synced.items[0].due_on, synced.items[0].ages_from) << "never due earlier than before";
    EXPECT_EQ(current(), owed - usd("10.00"));
    EXPECT_EQ(payoff(), current());
}

TEST_F(Budgets, G11_ATrueUpSettlesAndGoesOnWithANewAmount) {
    scenario.given({payment("74.84"), enrol("150.00", "agreed")});
    bill_february();
    scenario.given({payment("150.00")});
    const Money owed = payoff();
    scenario.when(true_up()).then_accepted();
    check_books();
    const auto trued_up = only<BudgetTruedUp>();
    EXPECT_EQ(trued_up.previous_amount, usd("150.00"));
    EXPECT_EQ(trued_up.terms.basis, BudgetBasis::billed_history);
    EXPECT_EQ(scenario.account("7").agreements[0].budget_amount, trued_up.terms.amount);
    EXPECT_EQ(payoff(), owed);
    EXPECT_EQ(current(), owed);
    scenario.when(true_up()).then_nothing_changed();
}

TEST_F(Budgets, ABillThatIsTakenBackLeavesNothingOfThePlan) {
    scenario.given({payment("74.84"), enrol("150.00", "agreed")});
    bill_february();
    scenario.given({payment("150.00"), leave()});
    const ReverseInvoice reverse{.account = AccountId{"7"}, .invoice = DocumentId{"7-I2"}};
    scenario.when(reverse).then_accepted();
    check_books();
    EXPECT_EQ(payoff(), usd("-150.00"));
    EXPECT_EQ(current(), usd("-150.00"));
    EXPECT_TRUE(scenario.account("7").items.empty());
}

TEST_F(Budgets, ARebillAsksForThePlansAmountAgain) {
    scenario.given({payment("74.84"), enrol("150.00", "agreed")});
    bill_february();
    const ReverseInvoice reverse{.account = AccountId{"7"}, .invoice = DocumentId{"7-I2"}, .rebill = true};
    scenario.when(reverse).then_accepted();
    check_books();
    EXPECT_EQ(only<BillSegmentFrozen>().financial.current, usd("150.00"));
    EXPECT_EQ(current(), usd("150.00"));
}

TEST_F(Budgets, RefusalsNameTheFieldAndTheCure) {
    scenario.when(true_up()).then_rejected(Rejection::budget_not_enrolled, "sa");
    scenario.when(leave()).then_rejected(Rejection::budget_not_enrolled, "sa");
    scenario.when(enrol("-5.00", "agreed")).then_rejected(Rejection::amount_must_be_above_zero, "amount");
    scenario.when(enrol("5.00")).then_rejected(Rejection::field_missing, "amount_reason");
    scenario.when(enrol("0", "agreed")).then_rejected(Rejection::field_invalid, "amount_reason");
    auto unknown = enrol();
    unknown.account = AccountId{"99"};
    scenario.when(unknown).then_rejected(Rejection::account_unknown, "account");
    auto early = enrol();
    early.on = date("2022-02-02");
    scenario.when(early).then_rejected(Rejection::date_out_of_order, "on");
    scenario.given({enrol()});
    scenario.when(enrol()).then_nothing_changed();
    scenario.when(enrol("80.00", "agreed")).then_rejected(Rejection::budget_already_enrolled, "sa");
}

TEST_F(Budgets, NothingBilledLeavesNothingToComputeFrom) {
    scenario.given({ReverseInvoice{.account = AccountId{"7"}, .invoice = DocumentId{"7-I1"}}});
    scenario.when(enrol()).then_rejected(Rejection::budget_nothing_billed, "sa");
    scenario.when(enrol("60.00", "new customer")).then_accepted();
}

TEST_F(Budgets, WhatIsDisputedIsResolvedBeforeThePlanIsSettled) {
    scenario.given({enrol()});
    scenario.given({OpenDispute{.account = AccountId{"7"}, .document = DocumentId{"7-I1"}, .amount = usd("10.00")}});
    scenario.when(leave()).then_rejected(Rejection::item_disputed, "sa");
    scenario.when(true_up()).then_rejected(Rejection::item_disputed, "sa");
}

TEST_F(Budgets, WhatIsAskedForInAdditionGetsTheDaysOfABillToBePaid) {
    scenario.given({payment("74.84"), enrol("10.00", "agreed")});
    bill_february();
    const Date due = scenario.account("7").items[0].ages_from;
    const Date later = due + 60;
    scenario.today(to_string(later)).given({payment("10.00")});
    scenario.when(leave()).then_accepted();
    const auto synced = only<CurrentSynced>();
    ASSERT_EQ(synced.items.size(), 1u);
    EXPECT_EQ(synced.items[0].ages_from, due);
    EXPECT_GT(synced.items[0].due_on, later) << "it is not overdue on the day that it is asked for";
    EXPECT_EQ(scenario.account("7").items[0].ages_from, synced.items[0].due_on);
}

TEST_F(Budgets, WhatIsAskedForInAdditionDoesNotMakeAnOverdueRestYounger) {
    scenario.given({Define<LateChargePolicy>{
        {}, {.code = Code{"RES"}, .method = LateChargeMethod::once, .rate_basis_points = 1'000, .tax_in_base = true}}});
    scenario.given({payment("74.84"), enrol("10.00", "agreed")});
    bill_february();
    const OpenItem billed = scenario.account("7").items[0];
    const Date later = billed.ages_from + 60;
    scenario.today(to_string(later)).when(leave()).then_accepted();
    check_books();
    const auto synced = only<CurrentSynced>();
    ASSERT_EQ(synced.items.size(), 1u);
    EXPECT_EQ(synced.items[0].due_on, billed.ages_from) << "10.00 of it was overdue for 60 days";
    EXPECT_GT(synced.items[0].more_due_on, later);
    EXPECT_EQ(scenario.account("7").items[0].ages_from, billed.ages_from);
    EXPECT_EQ(current(), payoff());
    scenario.when(AssessLateCharges{.account = AccountId{"7"}}).then_accepted();
    EXPECT_EQ(only<LateChargeAssessed>().steps[0].overdue, usd("10.00")) << "the rest is asked for since today";
}

TEST_F(Budgets, WhatIsAskedForInAdditionIsLateOnceItsOwnDueDateIsOver) {
    scenario.given({Define<LateChargePolicy>{
        {},
        {.code = Code{"RES"}, .method = LateChargeMethod::daily, .rate_basis_points = 1'000, .tax_in_base = true}}});
    scenario.given({payment("74.84"), enrol("10.00", "agreed")});
    bill_february();
    const Date later = scenario.account("7").items[0].ages_from + 60;
    scenario.today(to_string(later)).given({leave()});
    const Date due = latest<CurrentSynced>().items[0].more_due_on;
    const Money owed = payoff();
    scenario.today(to_string(due + 10)).when(AssessLateCharges{.account = AccountId{"7"}}).then_accepted();
    const auto steps = only<LateChargeAssessed>().steps;
    ASSERT_EQ(steps.size(), 2u);
    EXPECT_EQ(steps[0].overdue, usd("10.00"));
    EXPECT_EQ(steps[0].until, due + 1);
    EXPECT_EQ(steps[1].overdue, owed);
}

class BudgetsAndArrangements : public Budgets {
  protected:
    BudgetsAndArrangements() { scenario.given({Define<ArrangementPolicy>{{}, {.code = Code{"RES"}}}}); }
    static RequestArrangement arrange(std::vector<DocumentId> documents = {}) {
        return {.account = AccountId{"7"},
                .documents = std::move(documents),
                .number_of_instalments = 1,
                .first_due_on = date("2022-06-01")};
    }
};

TEST_F(BudgetsAndArrangements, WhatAPlanBilledIsNotArrangedBeforeThePlanIsSettled) {
    scenario.given({enrol("10.00", "agreed")});
    bill_february();
    scenario.when(arrange()).then_rejected(Rejection::item_on_budget, "account");
    scenario.when(arrange({DocumentId{"7-I2"}})).then_rejected(Rejection::item_on_budget, "documents");
    scenario.when(arrange({DocumentId{"7-I1"}})).then_accepted();
}

TEST_F(BudgetsAndArrangements, WhatATrueUpSettledIsArranged) {
    scenario.given({payment("74.84"), enrol("10.00", "agreed")});
    bill_february();
    scenario.given({true_up()});
    scenario.when(arrange()).then_accepted();
    EXPECT_EQ(only<ArrangementGranted>().amount, payoff());
}

TEST_F(BudgetsAndArrangements, DebtArrangedBeforeStaysArrangedWhenThePlanIsLeft) {
    scenario.given({arrange(), enrol("150.00", "agreed")});
    bill_february();
    const auto statement = latest<StatementIssued>();
    EXPECT_EQ(statement.payment_plan_type.str(), "arrangement_and_budget");
    EXPECT_EQ(statement.payment_plan_amount, usd("224.84")) << "the next instalment and the plan's amount";
    scenario.when(leave()).then_accepted();
    check_books();
    const auto synced = only<CurrentSynced>();
    ASSERT_EQ(synced.items.size(), 1u);
    EXPECT_EQ(synced.items[0].document, DocumentId{"7-I2"});
    EXPECT_EQ(payoff() - current(), usd("74.84")) << "the arrangement asks for it later";
    scenario.given({BreakArrangement{AccountId{"7"}, DocumentId{"7-PA1"}, {}, false}});
    EXPECT_EQ(payoff(), current());
}

TEST_F(Budgets, TheFinalBillEndsThePlan) {
    scenario.given({payment("74.84"), enrol("150.00", "agreed")});
    bill_february();
    StopService stop;
    stop.sa = scenario.account("7").agreements[0].sa;
    stop.stop_on = date("2022-03-20");
    scenario.today("2022-04-04").given({stop, a_read("L7-G", "2022-03-20", "70"), bill("2022-04-04")});
    check_books();
    EXPECT_EQ(latest<BudgetLeft>().cause, SyncCause::service_ended);
    EXPECT_EQ(payoff(), current());
    scenario.when(enrol()).then_rejected(Rejection::budget_agreement_ended, "sa");
}

TEST_F(Budgets, WhatAPlanBilledIsWrittenOffOnlyAsItIsOwed) {
    scenario.given({payment("74.84"), enrol("10.00", "agreed")});
    bill_february();
    StopService stop;
    stop.sa = scenario.account("7").agreements[0].sa;
    stop.stop_on = date("2022-03-20");
    scenario.today("2022-03-25").given({stop, a_read("L7-G", "2022-03-20", "70")});
    const WriteOffDebt write_off{.account = AccountId{"7"}, .write_off_reason = Code{"SKIPPED"}};
    scenario.when(write_off).then_rejected(Rejection::item_on_budget, "document");
    scenario.given({leave()}).when(write_off).then_accepted();
    check_books();
    EXPECT_EQ(payoff(), Money{});
    EXPECT_EQ(current(), Money{});
}

TEST_F(Budgets, TheFinalBillSyncsWhatIsDisputedToo) {
    scenario.given({payment("74.84"), enrol("150.00", "agreed")});
    bill_february();
    scenario.given({OpenDispute{.account = AccountId{"7"}, .document = DocumentId{"7-I2"}, .amount = usd("10.00")}});
    StopService stop;
    stop.sa = scenario.account("7").agreements[0].sa;
    stop.stop_on = date("2022-03-20");
    scenario.today("2022-04-04").given({stop, a_read("L7-G", "2022-03-20", "70"), bill("2022-04-04")});
    check_books();
    EXPECT_EQ(payoff(), current()) << "no later bill would sync it";
    for (const OpenItem& item : scenario.account("7").items)
        EXPECT_EQ(item.payoff_open, item.current_open) << item.document.str();
}

}  // namespace
}  // namespace tally::test
