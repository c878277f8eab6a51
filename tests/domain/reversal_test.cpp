// Taking invoices back. Whole stories with their figures are in tests/scenarios.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/books/journal.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;
using testing::ElementsAre;

// Customer 7, gas billed for January (69.94 and 4.90 of tax) and February.
class Reversal : public testing::Test {
  protected:
    Reversal() {
        scenario.given(standard_settings()).given(a_gas_customer("7", "2022-01-05"));
        scenario.today("2022-02-03").given({a_read("L7-G", "2022-02-02", "40"), bill("2022-02-03")});
    }
    static BillAccount bill(std::string_view bill_date, std::string_view cycle = "M01") {
        return {AccountId{"7"}, Code{cycle}, date(bill_date)};
    }
    static ReverseInvoice reverse(std::string_view invoice, bool rebill = false) {
        return {.account = AccountId{"7"},
                .invoice = DocumentId{invoice},
                .rebill = rebill,
                .correction_reason = Plain{"misread"}};
    }
    static PostPayment payment(std::string_view amount) {
        PostPayment made;
        made.tenders = {{.kind = TenderKind::cheque, .amount = usd(amount)}};
        made.shares = {{.account = AccountId{"7"}}};
        return made;
    }
    void bill_february() {
        scenario.today("2022-03-03").given({a_read("L7-G", "2022-03-02", "60"), bill("2022-03-03")});
    }
    // As a corrected read would leave it: rebilling takes what the premise holds today.
    void set_read(std::string_view on, std::string_view value) {
        for (auto& entry :
             scenario.world().usage_part(ServicePointId{"L7-G"}, Code{"1"}, first_of_month(date(on))).entries)
            if (entry.from == date(on)) entry.value = quantity(value);
    }
    template <class Payload>
    Payload only() {
        const auto made = scenario.made<Payload>();
        EXPECT_EQ(made.size(), 1u);
        return made.empty() ? Payload{} : made.front();
    }
    // Of the whole log, the latest.
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
    Scenario scenario;
};

TEST_F(Reversal, C23_ACreditNoteNegatesLineByLineAndTheNextBillChargesTheDaysAgain) {
    const auto frozen = get<BillSegmentFrozen>(scenario.world().log()[scenario.world().next_position() - 3].event);
    scenario.today("2022-02-15").when(reverse("7-I1")).then_accepted();
    check_books();
    const auto cancelled = only<BillSegmentCancelled>();
    EXPECT_EQ(cancelled.segment.str(), "7-B1");
    EXPECT_EQ(cancelled.credit_note.str(), "7-C1");
    EXPECT_EQ(cancelled.total, -frozen.total);
    ASSERT_EQ(cancelled.lines.size(), frozen.lines.size());
    for (std::size_t i = 0; i < frozen.lines.size(); ++i) {
        EXPECT_EQ(cancelled.lines[i].line_id, frozen.lines[i].line_id);
        EXPECT_EQ(cancelled.lines[i].amount, -frozen.lines[i].amount);
        EXPECT_EQ(cancelled.lines[i].quantity.units, -frozen.lines[i].quantity.units);
    }
    EXPECT_EQ(cancelled.financial.effective_date, date("2022-02-15"));
    EXPECT_EQ(cancelled.financial.ages_from, frozen.financial.ages_from);
    const auto note = only<CreditNoteIssued>();
    EXPECT_EQ(note.total, usd("-74.84"));
    EXPECT_EQ(note.segment_count, 1u);
    EXPECT_EQ(note.reason.str(), "misread");
    EXPECT_TRUE(note.do_not_deliver);
    EXPECT_TRUE(scenario.account("7").items.empty());
    EXPECT_EQ(scenario.account("7").payoff(), usd("0.00"));
    EXPECT_FALSE(scenario.account("7").agreements[0].charged_until.is_set());
    scenario.when(bill("2022-02-15", "")).then_accepted();
    EXPECT_EQ(only<BillSegmentFrozen>().segment.str(), "7-B2");
    EXPECT_EQ(only<BillSegmentFrozen>().from, date("2022-01-05"));
    EXPECT_EQ(only<InvoiceIssued>().invoice.str(), "7-I2");
    EXPECT_EQ(only<StatementIssued>().corrections_payoff, usd("-74.84"));
    EXPECT_EQ(only<StatementIssued>().charges_payoff, usd("74.84"));
}

TEST_F(Reversal, OncePerInvoice) {
    scenario.when(reverse("7-I9")).then_rejected(Rejection::invoice_unknown, "invoice");
    scenario.given({reverse("7-I1")});
    scenario.when(reverse("7-I1")).then_nothing_changed();
    scenario.when(reverse("7-I1", true)).then_rejected(Rejection::invoice_already_reversed, "invoice");
    auto early = reverse("7-I1");
    early.on = date("2022-02-04");
    scenario.when(early).then_rejected(Rejection::date_out_of_order, "on");
}

TEST_F(Reversal, OnlyTheLatestSegmentIsReversedWithoutARebill) {
    bill_february();
    scenario.when(reverse("7-I1")).then_rejected(Rejection::invoice_needs_rebill, "invoice");
    scenario.when(reverse("7-I2")).then_accepted();
    EXPECT_EQ(scenario.account("7").agreements[0].charged_until, date("2022-02-03"));
    // January's is the latest that stands now.
    scenario.when(reverse("7-I1")).then_accepted();
    EXPECT_FALSE(scenario.account("7").agreements[0].charged_until.is_set());
}

TEST_F(Reversal, PaymentsAreFreedNewestFirstAndGoToTheRebillFirst) {
    scenario.given({payment("50.00"), payment("24.84")});
    bill_february();
    scenario.given({payment("1.00")});  // Goes to February.
    set_read("2022-02-02", "30");
    scenario.today("2022-03-10").when(reverse("7-I1", true)).then_accepted();
    check_books();
    const auto freed = only<CreditDeallocated>();
    ASSERT_EQ(freed.lines.size(), 2u);
    EXPECT_EQ(freed.lines[0].source.document.str(), "7-P2");
    EXPECT_EQ(freed.lines[1].source.document.str(), "7-P1");
    // customer 16.50; 27 × 0.75 = 20.25; 30 × 0.62 = 18.60; 2 % of 36.75 = 0.735 → 0.74: 56.09; tax 2.24 + 1.68
    // = 60.01.
    const auto segment = only<BillSegmentFrozen>();
    EXPECT_EQ(segment.total, usd("60.01"));
    EXPECT_EQ(segment.replaces.str(), "7-B1");
    EXPECT_EQ(segment.lines[2].kind, LineKind::recalculation);
    EXPECT_EQ(segment.lines[2].amount, usd("20.25"));
    EXPECT_EQ(segment.lines[2].previous_amount, usd("27.75"));
    const auto invoice = only<InvoiceIssued>();
    EXPECT_EQ(invoice.invoice.str(), "7-I3");
    EXPECT_EQ(invoice.rebills.str(), "7-I1");
    EXPECT_EQ(invoice.bill_date, date("2022-03-10"));
    EXPECT_EQ(invoice.due_date, date("2022-03-30"));
    const auto allocated = scenario.made<CreditAllocated>();
    ASSERT_EQ(allocated.size(), 2u);
    EXPECT_EQ(allocated[0].lines[0].document.str(), "7-I3");
    EXPECT_EQ(allocated[0].lines[0].source.document.str(), "7-P1");
    EXPECT_EQ(allocated[0].total, usd("60.01"));
    // 74.84 − 60.01 is left for what is oldest: February.
    EXPECT_EQ(allocated[1].lines[0].document.str(), "7-I2");
    EXPECT_EQ(allocated[1].total, usd("14.83"));
    EXPECT_EQ(scenario.account("7").unapplied_total(), usd("0.00"));
    // The later segment stays the last one.
    EXPECT_EQ(scenario.account("7").agreements[0].charged_until, date("2022-03-03"));
}

TEST_F(Reversal, SpecialChargesAreTakenBackAndChargedAgainOnTheRebill) {
    scenario.given(
        {CreateSpecialCharge{.account = AccountId{"7"}, .charge_type = Code{"COPY"}, .amount = usd("2.00")}});
    scenario.given({bill("2022-02-12", "")});
    scenario.today("2022-02-15").when(reverse("7-I2", true)).then_accepted();
    check_books();
    EXPECT_EQ(only<SpecialChargeCancelled>().charge.str(), "7-X1");
    EXPECT_EQ(only<SpecialChargeCreated>().charge.str(), "7-X2");
    EXPECT_EQ(only<SpecialChargeBilled>().charge.str(), "7-X2");
    EXPECT_EQ(only<SpecialChargeBilled>().lines[0].previous_amount, usd("2.00"));
    EXPECT_EQ(only<CreditNoteIssued>().total, usd("-2.00"));
    EXPECT_TRUE(scenario.account("7").pending_charges.empty());
    EXPECT_EQ(scenario.account("7").payoff(), usd("76.84"));
}

TEST_F(Reversal, ACorrectionUpwardIsNotBilledForDaysBeyondTheBackbillLimit) {
    bill_february();
    set_read("2022-02-02", "50");
    // 24 months before 2024-01-20 is 2022-01-20: 15 of the 29 days, 5 to 19 January, lie before it.
    scenario.today("2024-01-20").when(reverse("7-I1", true)).then_accepted();
    check_books();
    // 50 therms: 16.50 + 35.25 + 31.00 + 2 % of 51.75 = 1.04 (1.035): 83.79, which is 13.85 more than 69.94.
    // 13.85 × 15/29 = 7.1638 → 7.16 not billed. Tax on 76.63: 3.0652 → 3.07 and 2.2989 → 2.30.
    const auto segment = only<BillSegmentFrozen>();
    const auto waived = std::find_if(segment.lines.begin(), segment.lines.end(),
                                     [](const BillLine& line) { return line.component.str() == "backbill_limit"; });
    ASSERT_NE(waived, segment.lines.end());
    EXPECT_EQ(waived->amount, usd("-7.16"));
    EXPECT_EQ(waived->until, date("2022-01-20"));
    EXPECT_EQ(segment.total, usd("82.00"));
}

TEST_F(Reversal, ACustomerWhoCausedTheErrorPaysForAllOfIt) {
    bill_february();
    set_read("2022-02-02", "50");
    auto caused = reverse("7-I1", true);
    caused.customer_caused = true;
    scenario.today("2024-01-20").when(caused).then_accepted();
    // 83.79; tax 3.3516 → 3.35 and 2.5137 → 2.51.
    EXPECT_EQ(only<InvoiceIssued>().total, usd("89.65"));
}

TEST_F(Reversal, ACorrectionDownwardIsNeverLimited) {
    bill_february();
    set_read("2022-02-02", "30");
    scenario.today("2024-01-20").when(reverse("7-I1", true)).then_accepted();
    EXPECT_EQ(only<InvoiceIssued>().total, usd("60.01"));
}

TEST_F(Reversal, AReversalPostsInAnOpenPeriodAndKeepsTheAge) {
    scenario.given({OpenPeriod{date("2022-01-01"), date("2022-02-01")},
                    OpenPeriod{date("2022-02-01"), date("2022-03-01")},
                    OpenPeriod{date("2022-03-01"), date("2022-04-01")}, ClosePeriod{date("2022-01-01")},
                    ClosePeriod{date("2022-02-01")}});
    auto back_dated = reverse("7-I1");
    back_dated.on = date("2022-02-20");
    scenario.today("2022-03-05").when(back_dated).then_accepted();
    EXPECT_EQ(only<BillSegmentCancelled>().financial.effective_date, date("2022-02-20"));
    EXPECT_EQ(only<BillSegmentCancelled>().financial.accounting_date, date("2022-03-01"));
    EXPECT_EQ(only<BillSegmentCancelled>().financial.ages_from, date("2022-02-23"));
}

// ---- A whole bill

class CancelledBill : public Reversal {
  protected:
    static CancelBill cancel(std::string_view statement) {
        return {
            .account = AccountId{"7"}, .statement = DocumentId{statement}, .correction_reason = Plain{"wrong date"}};
    }
};

TEST_F(CancelledBill, G2_ABillOfTheWrongDateIsTakenBackAndMadeAgainForTheRightOne) {
    const AccountState before = scenario.account("7");
    scenario.today("2022-03-03").given({a_read("L7-G", "2022-03-02", "60"), payment("30.00")});
    scenario.given(
        {CreateSpecialCharge{.account = AccountId{"7"}, .charge_type = Code{"COPY"}, .amount = usd("2.00")}});
    scenario.today("2022-03-04").given({bill("2022-04-03", "")});  // Meant for March 3.
    const auto wrong = latest<StatementIssued>();
    scenario.when(bill("2022-03-09")).then_rejected(Rejection::date_out_of_order, "bill_date");
    scenario.when(cancel("7-S2")).then_accepted();
    check_books();
    const auto cancelled = only<StatementCancelled>();
    EXPECT_EQ(cancelled.invoice.str(), "7-I2");
    EXPECT_EQ(cancelled.credit_note.str(), "7-C1");
    EXPECT_EQ(only<CreditNoteIssued>().credit_note.str(), "7-C1");
    EXPECT_EQ(only<CreditNoteIssued>().total, -(wrong.charges_payoff));
    EXPECT_EQ(cancelled.cancelled_on, date("2022-04-03")) << "not effective before the bill is";
    EXPECT_EQ(only<BillSegmentCancelled>().financial.effective_date, date("2022-04-03"));
    const AccountState& after = scenario.account("7");
    EXPECT_EQ(after.last_bill_date, before.last_bill_date);
    EXPECT_EQ(after.last_bill_cycle, before.last_bill_cycle);
    EXPECT_EQ(after.last_bill_position, before.last_bill_position);
    EXPECT_EQ(after.last_invoice, before.last_invoice);
    EXPECT_EQ(after.last_due_date, before.last_due_date);
    EXPECT_EQ(after.statement_cut, before.statement_cut);
    EXPECT_EQ(after.statement_payoff, before.statement_payoff);
    EXPECT_EQ(after.payoff(), usd("44.84")) << "74.84 of January, less 30.00 paid";
    ASSERT_EQ(after.pending_charges.size(), 1u);
    EXPECT_EQ(after.pending_charges[0].amount, usd("2.00"));

    scenario.when(bill("2022-03-03")).then_accepted();
    check_books();
    EXPECT_EQ(only<InvoiceIssued>().invoice.str(), "7-I3");
    EXPECT_EQ(only<BillSegmentFrozen>().from, date("2022-02-03"));
    EXPECT_EQ(only<SpecialChargeBilled>().charge.str(), "7-X2");
    const auto right = only<StatementIssued>();
    EXPECT_EQ(right.statement.str(), "7-S3");
    EXPECT_EQ(right.previous_payoff, usd("74.84"));
    EXPECT_EQ(right.payments_payoff, usd("-30.00"));
    EXPECT_EQ(right.corrections_payoff, usd("0.00")) << "the cancelled bill's charges and their credit note";
    EXPECT_EQ(right.charges_payoff, wrong.charges_payoff);
    EXPECT_EQ(right.ending_payoff, wrong.ending_payoff);
    EXPECT_EQ(right.cut_from, wrong.cut_from);
}

TEST_F(CancelledBill, OnlyTheLatestBillIsTakenBackAndOnce) {
    bill_february();
    scenario.when(cancel("7-S9")).then_rejected(Rejection::statement_unknown, "statement");
    scenario.when(cancel("7-S1")).then_rejected(Rejection::statement_not_latest, "statement");
    scenario.when(cancel("")).then_rejected(Rejection::field_missing, "statement");
    scenario.when(cancel("7-S2")).then_accepted();
    scenario.when(cancel("7-S2")).then_nothing_changed();
    // Then the one before is the latest.
    scenario.when(cancel("7-S1")).then_accepted();
    check_books();
    const AccountState& account = scenario.account("7");
    EXPECT_FALSE(account.last_bill_date.is_set());
    EXPECT_TRUE(account.last_invoice.empty());
    EXPECT_EQ(account.payoff(), usd("0.00"));
    EXPECT_EQ(account.statement_payoff, usd("0.00"));
    EXPECT_FALSE(account.agreements[0].charged_until.is_set());
    scenario.when(cancel("7-S1")).then_nothing_changed();
    scenario.when(bill("2022-03-03")).then_accepted();
    EXPECT_EQ(only<StatementIssued>().ending_payoff, scenario.account("7").payoff());
}

TEST_F(CancelledBill, ABillWhoseInvoiceWasReversedIsTakenBackWithoutAnotherCreditNote) {
    scenario.today("2022-02-15").given({reverse("7-I1")});
    scenario.when(cancel("7-S1")).then_accepted();
    EXPECT_TRUE(scenario.made<CreditNoteIssued>().empty());
    EXPECT_EQ(only<StatementCancelled>().credit_note.str(), "7-C1");
    scenario.when(bill("2022-02-04", "")).then_accepted();
    EXPECT_EQ(only<StatementIssued>().corrections_payoff, usd("0.00"));
    EXPECT_EQ(only<StatementIssued>().ending_payoff, usd("74.84"));
}

TEST_F(CancelledBill, WhatWasChargedAgainSinceIsReversedFirst) {
    scenario.today("2022-02-15").given({reverse("7-I1", true)});
    scenario.when(cancel("7-S1")).then_rejected(Rejection::invoice_already_reversed, "statement");
    EXPECT_NE(scenario.refusal()->cure.find("7-I2"), std::string::npos);
    scenario.given({reverse("7-I2")});
    scenario.when(cancel("7-S1")).then_accepted();
    EXPECT_EQ(scenario.account("7").payoff(), usd("0.00"));
}

TEST_F(CancelledBill, AStatementWithoutAnInvoiceIsTakenBackToo) {
    scenario.today("2022-02-20").given({payment("10.00"), bill("2022-02-20", "")});
    scenario.when(cancel("7-S2")).then_accepted();
    EXPECT_EQ(scenario.events().size(), 1u);
    EXPECT_EQ(scenario.account("7").last_bill_date, date("2022-02-03"));
    scenario.when(bill("2022-02-19", "")).then_accepted();
    EXPECT_EQ(only<StatementIssued>().payments_payoff, usd("-10.00"));
}

// Made before dates far off were refused.
TEST_F(CancelledBill, ABillOf2099IsTakenBackToday) {
    scenario.today("2099-03-01").given({a_read("L7-G", "2022-03-02", "60"), bill("2099-03-01", "")});
    scenario.today("2022-03-05").when(bill("2022-03-05")).then_rejected(Rejection::date_out_of_order, "bill_date");
    scenario.when(cancel("7-S2")).then_accepted();
    check_books();
    EXPECT_EQ(only<StatementCancelled>().cancelled_on, date("2099-03-01"));
    scenario.when(bill("2022-03-05")).then_accepted();
    EXPECT_EQ(only<InvoiceIssued>().bill_date, date("2022-03-05"));
}

}  // namespace
}  // namespace tally::test
