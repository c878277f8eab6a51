// Corrections of what is billed. A whole story with its figures is in tests/scenarios; that corrected bills add up to
// bills of the truth is in tests/properties.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/books/journal.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;
using testing::ElementsAre;
using testing::HasSubstr;

// Customer 7, gas of January (40 therms, 69.94 and 4.90 of tax) and of February (20 therms, 42.24 and 2.96).
class Corrections : public testing::Test {
  protected:
    Corrections() {
        scenario.given(standard_settings()).given(a_gas_customer("7", "2022-01-05"));
        scenario.today("2022-02-03").given({a_read("L7-G", "2022-02-02", "40"), bill("2022-02-03")});
    }
    static BillAccount bill(std::string_view bill_date, std::string_view cycle = "M01") {
        return {AccountId{"7"}, Code{cycle}, date(bill_date)};
    }
    static CorrectBills correct(std::string_view account = "7") {
        return {.account = AccountId{account}, .correction_reason = Plain{"misread"}};
    }
    static PostPayment payment(std::string_view amount) {
        PostPayment made;
        made.tenders = {{.kind = TenderKind::cheque, .amount = usd(amount)}};
        made.shares = {{.account = AccountId{"7"}}};
        return made;
    }
    static RecordRead estimate(std::string_view on, std::string_view value) {
        RecordRead read = a_read("L7-G", on, value);
        read.quality = Quality::estimated;
        return read;
    }
    void bill_february(std::string_view value = "60") {
        scenario.today("2022-03-03").given({a_read("L7-G", "2022-03-02", value), bill("2022-03-03")});
    }
    std::string held(std::string_view on) {
        for (const auto& entry :
             scenario.world().usage_part(ServicePointId{"L7-G"}, Code{"1"}, first_of_month(date(on))).entries)
            if (entry.is_read && entry.from == date(on)) return to_string(entry.value);
        return "none";
    }
    template <class Payload>
    Payload only() {
        const auto made = scenario.made<Payload>();
        EXPECT_EQ(made.size(), 1u);
        return made.empty() ? Payload{} : made.front();
    }
    // invoice>rebill:previous total>total, of the last command's correction.
    std::vector<std::string> corrected() {
        std::vector<std::string> found;
        for (const auto& one : only<BillsCorrected>().invoices)
            found.push_back(one.invoice.str() + ">" + one.rebill.str() + ":" + to_string(one.previous_total, 2) + ">" +
                            to_string(one.total, 2));
        return found;
    }
    // Reads of more than one therm a day are in doubt from now on.
    void doubt_more_than_a_therm_a_day() {
        scenario.given({Define<ReadValidation>{{}, {.service = Code{"gas"}, .daily_max = quantity("1")}}});
    }
    static AcceptRead accept(std::string_view day) { return {ServicePointId{"L7-G"}, {}, date(day), Plain{"seen"}}; }
    static WithdrawRead withdraw(std::string_view day) { return {ServicePointId{"L7-G"}, {}, date(day)}; }
    void check_books() {
        for (const Event& event : scenario.payloads())
            EXPECT_EQ(journal::check_balanced(event).value_or(""), "") << to_text(event);
    }
    Scenario scenario;
};

// 30 therms: 60.01 (as reversal_test has it). 20 therms: 16.50 + 17 × 0.75 = 12.75 + 12.40 + 2 % of 29.25 = 0.585 →
// 0.59 = 42.24; 4 % 1.6896 → 1.69, 3 % 1.2672 → 1.27: 45.20.
TEST_F(Corrections, G7_ACorrectedReadCancelsAndRebillsBothBillsThatItTouchesOldestFirst) {
    bill_february();
    scenario.today("2022-03-10").when(a_read("L7-G", "2022-02-02", "30")).then_accepted();
    ASSERT_EQ(scenario.events().size(), 2u) << "the fact, and the account's note of it";
    const auto due = only<CorrectionDue>();
    EXPECT_EQ(due.sa.str(), "7-GAS");
    EXPECT_EQ(due.from, date("2022-02-02"));
    EXPECT_EQ(scenario.account("7").corrections_due, 1u);

    scenario.when(correct()).then_accepted();
    check_books();
    EXPECT_THAT(corrected(), ElementsAre("7-I1>7-I3:74.84>60.01", "7-I2>7-I4:45.20>60.01"));
    const auto event = only<BillsCorrected>();
    EXPECT_EQ(event.correction.str(), "7-COR1");
    EXPECT_EQ(event.delta, usd("-0.02"));
    EXPECT_EQ(event.invoices[0].credit_note.str(), "7-C2") << "the latest is cancelled first";
    const auto segments = scenario.made<BillSegmentFrozen>();
    ASSERT_EQ(segments.size(), 2u);
    EXPECT_EQ(segments[0].replaces.str(), "7-B1");
    EXPECT_EQ(segments[0].lines[2].kind, LineKind::recalculation);
    EXPECT_EQ(segments[0].lines[2].previous_amount, usd("27.75"));
    EXPECT_EQ(segments[0].financial.effective_date, date("2022-03-10"));
    EXPECT_EQ(scenario.account("7").corrections_due, 0u);
    EXPECT_EQ(scenario.account("7").payoff(), usd("120.02"));
    EXPECT_EQ(scenario.account("7").agreements[0].charged_until, date("2022-03-03"));
    EXPECT_EQ(scenario.account("7").agreements[0].last_segment.str(), "7-B4");
    EXPECT_EQ(scenario.account("7").last_invoice.str(), "7-I2") << "a rebill is no regular bill";
}

TEST_F(Corrections, ReadsOfDaysThatWereNotChargedMakeNoneDue) {
    scenario.today("2022-03-10").when(a_read("L7-G", "2022-03-02", "60")).then_accepted();
    scenario.when(a_read("L7-G", "2022-03-02", "61")).then_accepted();
    EXPECT_TRUE(scenario.made<CorrectionDue>().empty());
    scenario.when(correct()).then_rejected(Rejection::no_correction_due, "account");
    scenario.when(correct("9")).then_rejected(Rejection::account_unknown, "account");
}

TEST_F(Corrections, ManyFactsAreOneNoteUntilAnEarlierDayIsConcerned) {
    bill_february();
    scenario.today("2022-03-10").when(a_read("L7-G", "2022-03-02", "61")).then_accepted();
    EXPECT_EQ(scenario.made<CorrectionDue>().size(), 1u);
    scenario.when(a_read("L7-G", "2022-03-02", "62")).then_accepted();
    EXPECT_TRUE(scenario.made<CorrectionDue>().empty());
    scenario.when(a_read("L7-G", "2022-02-02", "41")).then_accepted();
    EXPECT_EQ(only<CorrectionDue>().from, date("2022-02-02"));
    EXPECT_EQ(scenario.world().corrections_of(AccountId{"7"}).due.size(), 1u);
}

TEST_F(Corrections, WhatDoesNotDifferAnyMoreIsLookedAtAndStays) {
    scenario.given({a_read("L7-G", "2022-02-02", "30"), a_read("L7-G", "2022-02-02", "40")});
    scenario.when(correct()).then_accepted();
    EXPECT_EQ(scenario.events().size(), 1u);
    EXPECT_TRUE(only<BillsCorrected>().invoices.empty());
    EXPECT_EQ(scenario.account("7").corrections_due, 0u);
    EXPECT_EQ(scenario.account("7").invoice_count, 1u);
}

TEST_F(Corrections, TheNextBillMakesThemFirstAndItsStatementShowsThem) {
    bill_february();
    scenario.today("2022-03-10").given({a_read("L7-G", "2022-02-02", "30")});
    scenario.today("2022-04-04").given({a_read("L7-G", "2022-04-02", "80")});
    scenario.when(bill("2022-04-04")).then_accepted();
    check_books();
    EXPECT_EQ(only<BillsCorrected>().delta, usd("-0.02"));
    const auto statement = only<StatementIssued>();
    EXPECT_EQ(statement.corrections_payoff, usd("-0.02"));
    EXPECT_EQ(statement.invoice.str(), "7-I5");
    EXPECT_EQ(statement.ending_payoff, scenario.account("7").payoff());
    EXPECT_EQ(scenario.account("7").corrections_due, 0u);
}

TEST_F(Corrections, AWithdrawnReadOfABillWaitsByNameAndTheNextBillSaysSo) {
    bill_february();
    scenario.today("2022-03-10").when(withdraw("2022-02-02")).then_accepted();
    scenario.when(correct()).then_rejected(Rejection::no_billable_read, "account");
    EXPECT_THAT(scenario.refusal()->cure, HasSubstr("7-I1"));
    EXPECT_THAT(scenario.refusal()->cure, HasSubstr("2022-02-02"));
    scenario.today("2022-04-04").given({a_read("L7-G", "2022-04-02", "80")});
    scenario.when(bill("2022-04-04")).then_accepted();
    EXPECT_TRUE(scenario.made<BillsCorrected>().empty());
    EXPECT_THAT(only<StatementIssued>().messages.front().str(), HasSubstr("correction"));
    // The cure works.
    scenario.given({a_read("L7-G", "2022-02-02", "30")});
    scenario.when(correct()).then_accepted();
    EXPECT_THAT(corrected(), ElementsAre("7-I1>7-I4:74.84>60.01", "7-I2>7-I5:45.20>60.01"));
}

// Read 0 on January 3, when the meter came, 90 on April 2: 90 therms in 89 days. 30 of them until February 2: 30.34 →
// 30; 58 until March 2: 58.65 → 59, by the register's decimals.
TEST_F(Corrections, G4_AnActualReadBelowBilledEstimatesSplitsTheUseByDays) {
    Scenario fresh(together({standard_settings(), a_gas_customer("8", "2022-01-05")}));
    const auto estimated = [](std::string_view on, std::string_view value) {
        RecordRead read = a_read("L8-G", on, value);
        read.quality = Quality::estimated;
        return read;
    };
    fresh.today("2022-02-03")
        .given({estimated("2022-02-02", "40"), BillAccount{AccountId{"8"}, Code{"M01"}, date("2022-02-03")}});
    fresh.today("2022-03-03")
        .given({estimated("2022-03-02", "100"), BillAccount{AccountId{"8"}, Code{"M01"}, date("2022-03-03")}});
    fresh.today("2022-04-03").when(a_read("L8-G", "2022-04-02", "90")).then_accepted();
    const auto again = fresh.made<RegisterReadCorrected>();
    ASSERT_EQ(again.size(), 2u);
    EXPECT_EQ(fresh.made<RegisterRead>().size(), 1u);
    EXPECT_EQ(fresh.made<CorrectionDue>().size(), 1u);
    EXPECT_EQ(fresh.made<CorrectionDue>()[0].from, date("2022-02-02"));
    EXPECT_EQ(again[0].read.quality, Quality::estimated);
    EXPECT_EQ(again[0].read.read_on, date("2022-03-02"));
    EXPECT_EQ(again[0].read.value, quantity("59"));
    EXPECT_EQ(again[1].read.read_on, date("2022-02-02"));
    EXPECT_EQ(again[1].read.value, quantity("30"));
    fresh.when(BillAccount{AccountId{"8"}, Code{"M01"}, date("2022-04-03")}).then_accepted();
    // All three bills together have the 90 therms that were used.
    std::int64_t used = 0;
    for (const auto& frozen : fresh.made<BillSegmentFrozen>())
        for (const auto& read : frozen.reads) used += read.quantity.units;
    EXPECT_EQ(used, 90'000'000);
}

TEST_F(Corrections, AnEstimateBeyondABackDatedReadMovesAlongWithIt) {
    scenario.today("2022-03-03").given({estimate("2022-03-02", "60"), bill("2022-03-03")});
    // Between 40 on February 2 and 60 on March 2, 28 days, it was thought to show 50 on February 16.
    scenario.today("2022-03-10").when(a_read("L7-G", "2022-02-16", "65")).then_accepted();
    EXPECT_EQ(held("2022-03-02"), "75") << "10 therms after February 16, as estimated";
    scenario.when(correct()).then_accepted();
    // 35 therms: 16.50 + 24.00 + 21.70 + 0.81 = 63.01; 2.52 + 1.89.
    EXPECT_THAT(corrected(), ElementsAre("7-I2>7-I3:45.20>67.42"));
}

TEST_F(Corrections, AnEstimateIsNotMovedByAnother) {
    bill_february();
    scenario.when(estimate("2022-04-02", "50")).then_rejected(Rejection::date_out_of_order);
    scenario.today("2022-04-03").when(estimate("2022-04-02", "50")).then_rejected(Rejection::read_below_last, "value");
    scenario.when(a_read("L7-G", "2022-04-02", "50")).then_rejected(Rejection::read_below_last, "value");
}

TEST_F(Corrections, AReadThatConfirmsAnEstimateIsNews) {
    scenario.today("2022-03-03").given({estimate("2022-03-02", "60"), bill("2022-03-03")});
    scenario.when(a_read("L7-G", "2022-03-02", "60")).then_accepted();
    EXPECT_EQ(only<RegisterReadCorrected>().read.quality, Quality::actual);
    EXPECT_TRUE(scenario.made<CorrectionDue>().empty()) << "it changes no charge";
    scenario.when(estimate("2022-03-02", "60")).then_nothing_changed();
}

TEST_F(Corrections, ABackDatedReadMattersWherePricesChangeOnly) {
    bill_february();
    scenario.today("2022-03-10").when(a_read("L7-G", "2022-02-16", "45")).then_accepted();
    EXPECT_TRUE(scenario.made<CorrectionDue>().empty());
    // G-RES has other prices from July 1 on.
    scenario.today("2022-07-15").given({a_read("L7-G", "2022-07-14", "140"), bill("2022-07-15", "")});
    scenario.when(a_read("L7-G", "2022-06-30", "130")).then_accepted();
    EXPECT_EQ(scenario.made<CorrectionDue>().size(), 1u);
    scenario.when(correct()).then_accepted();
    check_books();
    EXPECT_EQ(only<BillsCorrected>().invoices.size(), 1u);
}

TEST_F(Corrections, FreedPaymentsGoToTheRebillsFirst) {
    scenario.given({payment("74.84")});
    bill_february();
    scenario.today("2022-03-10").given({a_read("L7-G", "2022-02-02", "30")});
    scenario.when(correct()).then_accepted();
    check_books();
    std::vector<std::string> lines;
    for (const auto& event : scenario.made<CreditAllocated>())
        for (const auto& line : event.lines) lines.push_back(line.document.str() + "=" + to_string(line.amount, 2));
    EXPECT_THAT(lines, ElementsAre("7-I3=60.01", "7-I4=14.83"));
    EXPECT_EQ(scenario.account("7").payoff(), usd("45.18"));
}

TEST_F(Corrections, LateChargesFallWithTheirCause) {
    scenario.given({Define<LateChargePolicy>{{},
                                             {.code = Code{"RES"},
                                              .description = Plain{"Late payment charge"},
                                              .method = LateChargeMethod::once,
                                              .rate_basis_points = 150,
                                              .tax_in_base = true}}});
    scenario.today("2022-03-01").given({AssessLateCharges{AccountId{"7"}, date("2022-03-01")}});
    EXPECT_EQ(scenario.account("7").items.size(), 2u);
    scenario.given({a_read("L7-G", "2022-02-02", "30")});
    scenario.when(correct()).then_accepted();
    check_books();
    EXPECT_EQ(only<LateChargeCancelled>().caused_by.str(), "7-I1");
    EXPECT_EQ(scenario.account("7").payoff(), usd("60.01"));
}

TEST_F(Corrections, AClosedPeriodNeverChanges) {
    scenario.given({OpenPeriod{date("2022-02-01"), date("2022-03-01")},
                    OpenPeriod{date("2022-03-01"), date("2022-04-01")}, ClosePeriod{date("2022-02-01")}});
    scenario.today("2022-03-05").given({a_read("L7-G", "2022-02-02", "30")});
    auto back_dated = correct();
    back_dated.on = date("2022-02-20");
    scenario.when(back_dated).then_accepted();
    EXPECT_EQ(only<BillSegmentCancelled>().financial.accounting_date, date("2022-03-01"));
    EXPECT_EQ(only<BillSegmentFrozen>().financial.accounting_date, date("2022-03-01"));
    EXPECT_EQ(only<BillSegmentFrozen>().financial.effective_date, date("2022-02-20"));
}

TEST_F(Corrections, NoneIsOfADayBeforeItsBill) {
    scenario.given({a_read("L7-G", "2022-02-02", "30")});
    auto early = correct();
    early.on = date("2022-02-02");
    scenario.when(early).then_rejected(Rejection::date_out_of_order, "on");
}

TEST_F(Corrections, ADisputedBillWaitsForItsDisputeAndEitherCureWorks) {
    bill_february();
    OpenDispute dispute;
    dispute.account = AccountId{"7"};
    dispute.document = DocumentId{"7-I1"};
    scenario.given({dispute, a_read("L7-G", "2022-02-02", "30")});
    scenario.when(correct()).then_rejected(Rejection::item_disputed, "account");
    EXPECT_THAT(scenario.refusal()->cure, HasSubstr("7-DIS1"));
    scenario.given({ReverseInvoice{.account = AccountId{"7"}, .invoice = DocumentId{"7-I1"}, .rebill = true}});
    ResolveDispute upheld;
    upheld.account = AccountId{"7"};
    upheld.dispute = DocumentId{"7-DIS1"};
    upheld.outcome = DisputeOutcome::upheld;
    upheld.settled_by = DocumentId{"7-C1"};
    scenario.given({upheld});
    scenario.when(correct()).then_accepted();
    EXPECT_THAT(corrected(), ElementsAre("7-I2>7-I4:45.20>60.01"));
}

TEST_F(Corrections, ARateOfTheBillDateStaysThatOfTheBill) {
    TaxCode state;
    for (const auto& entry : scenario.world().settings().tax_codes.entries)
        if (entry.row.code == Code{"STATE"}) state = entry.row;
    state.rate = Rate{10'000'000};
    scenario.today("2022-03-10").given({Define<TaxCode>{date("2022-03-01"), state}});
    scenario.given({a_read("L7-G", "2022-02-02", "30")});
    scenario.when(correct()).then_accepted();
    EXPECT_THAT(corrected(), ElementsAre("7-I1>7-I2:74.84>60.01"));
}

// 24 months before 2024-03-10 lie after both bills. 20 therms more in January than in all of February fewer: nothing is
// charged more in all, so nothing is waived.
TEST_F(Corrections, UsageThatMovedBetweenPeriodsIsNotWaivedForBeingLongAgo) {
    bill_february();
    scenario.today("2024-03-10").given({a_read("L7-G", "2022-02-02", "50")});
    scenario.when(correct()).then_accepted();
    for (const auto& segment : scenario.made<BillSegmentFrozen>())
        for (const auto& line : segment.lines) EXPECT_NE(line.component.str(), "backbill_limit");
}

TEST_F(Corrections, WhatIsChargedMoreThanTheLimitAgoIsWaived) {
    bill_february();
    scenario.today("2024-03-10").given({a_read("L7-G", "2022-03-02", "80")});
    scenario.when(correct()).then_accepted();
    const auto frozen = only<BillSegmentFrozen>();
    Money waived;
    for (const auto& line : frozen.lines)
        if (line.component.str() == "backbill_limit") waived += line.amount;
    EXPECT_LT(waived, usd("0.00"));
    EXPECT_EQ(frozen.total, usd("45.20")) << "as it was billed";
    // Looked at again, it is as it should be.
    scenario.given({a_read("L7-G", "2022-03-02", "81"), a_read("L7-G", "2022-03-02", "80")});
    scenario.when(correct()).then_accepted();
    EXPECT_TRUE(only<BillsCorrected>().invoices.empty());
}

TEST_F(Corrections, OneReadOfAMoveConcernsBothAccounts) {
    scenario.given({a_person("P9", "Ada"), an_account("9", "P9")});
    scenario.today("2022-03-12")
        .given({StopService{ServiceAgreementId{"7-GAS"}, date("2022-02-20"), {{Code{"1"}, quantity("52")}}},
                a_service("9", "9-GAS", "GAS", "L7-G", "2022-02-20"), bill("2022-03-12", ""),
                a_read("L7-G", "2022-03-11", "60"), BillAccount{AccountId{"9"}, {}, date("2022-03-12")}});
    scenario.when(a_read("L7-G", "2022-02-20", "48")).then_accepted();
    const auto due = scenario.made<CorrectionDue>();
    ASSERT_EQ(due.size(), 2u);
    EXPECT_EQ(scenario.account("7").agreements[0].stop_reads[0].value, quantity("48"));
    EXPECT_EQ(scenario.account("9").agreements[0].start_reads[0].value, quantity("48"));
    std::int64_t used = 0;
    for (const char* account : {"7", "9"}) {
        scenario.when(correct(account)).then_accepted();
        check_books();
        ASSERT_EQ(only<BillsCorrected>().invoices.size(), 1u);
        for (const auto& read : only<BillSegmentFrozen>().reads) used += read.quantity.units;
    }
    EXPECT_EQ(used, 20'000'000) << "what was used after January, none of it twice";
    EXPECT_TRUE(scenario.account("7").agreements[0].final_billed);
}

TEST_F(Corrections, G5_EachReadOfABilledExchangeIsCorrected) {
    scenario.today("2022-03-03")
        .given({RemoveMeter{ServicePointId{"L7-G"}, date("2022-02-15"), {{Code{"1"}, quantity("50")}}},
                a_meter("L7-G", "GM8", "2022-02-16", "500"), a_read("L7-G", "2022-03-02", "510"), bill("2022-03-03")});
    scenario.today("2022-03-10").when(a_read("L7-G", "2022-02-15", "48")).then_accepted();
    EXPECT_EQ(only<RegisterReadCorrected>().read.meter.str(), "GM7");
    RecordRead first = a_read("L7-G", "2022-02-15", "502");
    first.reading_reason = ReadingReason::installation;
    scenario.when(first).then_accepted();
    EXPECT_EQ(only<RegisterReadCorrected>().read.meter.str(), "GM8");
    scenario.when(correct()).then_accepted();
    // 8 + 8 = 16 therms: 16.50 + 9.75 + 9.92 + 0.53 (0.525) = 36.70; 1.47 + 1.10.
    EXPECT_THAT(corrected(), ElementsAre("7-I2>7-I3:45.20>39.27"));
}

TEST_F(Corrections, ABackDatedExchangeIsRebilledOnceItsReadsAreThere) {
    bill_february();
    const RemoveMeter removal{ServicePointId{"L7-G"}, date("2022-02-15"), {{Code{"1"}, quantity("50")}}};
    scenario.today("2022-03-10").when(removal).then_rejected(Rejection::read_out_of_order, "removed_on");
    EXPECT_THAT(scenario.refusal()->cure, HasSubstr("premise.withdraw_read"));
    scenario.given({WithdrawRead{ServicePointId{"L7-G"}, {}, date("2022-03-02")}, removal,
                    a_meter("L7-G", "GM8", "2022-02-16", "0")});
    scenario.when(correct()).then_rejected(Rejection::no_billable_read, "account");
    EXPECT_THAT(scenario.refusal()->cure, HasSubstr("GM8"));
    scenario.given({a_read("L7-G", "2022-03-02", "6")});
    scenario.when(correct()).then_accepted();
    EXPECT_THAT(corrected(), ElementsAre("7-I2>7-I3:45.20>39.27")) << "10 + 6 therms";
}

// 35 therms in 30 days: 67.42, as above.
TEST_F(Corrections, AReadInDoubtConcernsNoBillUntilItIsAccepted) {
    doubt_more_than_a_therm_a_day();
    scenario.today("2022-03-10").when(a_read("L7-G", "2022-02-02", "35")).then_accepted();
    EXPECT_EQ(scenario.made<RegisterReadDoubted>().size(), 1u);
    EXPECT_EQ(scenario.account("7").corrections_due, 0u);
    scenario.when(accept("2022-02-02")).then_accepted();
    EXPECT_EQ(only<RegisterReadCorrected>().previous_value, quantity("40"));
    EXPECT_EQ(only<CorrectionDue>().from, date("2022-02-02"));
    scenario.when(correct()).then_accepted();
    EXPECT_THAT(corrected(), ElementsAre("7-I1>7-I2:74.84>67.42"));
}

TEST_F(Corrections, NoBillIsMadeAgainOnAReadInDoubt) {
    bill_february();
    scenario.today("2022-03-10").given({a_read("L7-G", "2022-02-02", "30")});
    doubt_more_than_a_therm_a_day();
    scenario.given({a_read("L7-G", "2022-02-02", "35")});
    scenario.when(correct()).then_rejected(Rejection::read_in_doubt, "account");
    EXPECT_THAT(scenario.refusal()->cure, HasSubstr("7-I1"));
    EXPECT_THAT(scenario.refusal()->cure, HasSubstr("2022-02-02, 35, is in doubt (high)"));
    EXPECT_EQ(scenario.account("7").corrections_due, 1u);
    scenario.when(withdraw("2022-02-02")).then_accepted();
    scenario.when(correct()).then_accepted();
    EXPECT_THAT(corrected(), ElementsAre("7-I1>7-I3:74.84>60.01", "7-I2>7-I4:45.20>60.01"));
}

// Between 40 on February 2 and 90 on April 2, 59 days, 50 are used; 28 of the days end on March 2: 23.73 → 24.
TEST_F(Corrections, EstimatesAreMadeAgainWhenTheReadThatDisprovesThemIsAccepted) {
    scenario.today("2022-03-03").given({estimate("2022-03-02", "100"), bill("2022-03-03")});
    scenario.given({Define<ReadValidation>{{}, {.service = Code{"gas"}, .daily_max = quantity("0.5")}}});
    scenario.today("2022-04-03").when(a_read("L7-G", "2022-04-02", "90")).then_accepted();
    EXPECT_EQ(scenario.made<RegisterReadDoubted>().size(), 1u);
    EXPECT_EQ(held("2022-03-02"), "100");
    EXPECT_EQ(scenario.account("7").corrections_due, 0u);
    scenario.when(accept("2022-04-02")).then_accepted();
    EXPECT_EQ(held("2022-03-02"), "64");
    EXPECT_EQ(only<CorrectionDue>().from, date("2022-03-02"));
    EXPECT_EQ(scenario.made<RegisterRead>().size(), 1u);
}

// The read of the day before prices change was left out of a bill while its correction, above the next read, was in
// doubt.
TEST_F(Corrections, AReadThatCountsAgainIsACorrectionWhereItCutsPrices) {
    scenario.today("2022-07-15").given({a_read("L7-G", "2022-06-30", "130"), a_read("L7-G", "2022-07-14", "140")});
    doubt_more_than_a_therm_a_day();
    scenario.given({a_read("L7-G", "2022-06-30", "141")});
    ASSERT_EQ(scenario.premise("L7").service_point(ServicePointId{"L7-G"})->doubts_open, 1u);
    scenario.when(bill("2022-07-15", "")).then_accepted();
    EXPECT_EQ(only<BillSegmentFrozen>().reads.size(), 1u) << "split by days";
    scenario.when(withdraw("2022-06-30")).then_accepted();
    EXPECT_EQ(scenario.made<CorrectionDue>().size(), 1u);
    scenario.when(correct()).then_accepted();
    EXPECT_EQ(only<BillsCorrected>().invoices.size(), 1u);
    EXPECT_EQ(only<BillSegmentFrozen>().reads.size(), 2u);
}

// An estimate takes the place of a billed read that was withdrawn; of days between two reads it knows no more than
// they.
TEST_F(Corrections, BillsAreMadeAgainOnAnEstimateOfAWithdrawnRead) {
    bill_february();
    scenario.today("2022-03-10").given({withdraw("2022-02-02"), estimate("2022-02-02", "30")});
    scenario.when(correct()).then_accepted();
    EXPECT_THAT(corrected(), ElementsAre("7-I1>7-I3:74.84>60.01", "7-I2>7-I4:45.20>60.01"));
    scenario.when(estimate("2022-02-16", "45")).then_accepted();
    EXPECT_TRUE(scenario.made<CorrectionDue>().empty());
}

TEST_F(Corrections, TheSpecialChargesOfABillAreMadeAgainWithIt) {
    scenario.given(
        {CreateSpecialCharge{.account = AccountId{"7"}, .charge_type = Code{"VISIT"}, .amount = usd("25.00")}});
    bill_february();
    scenario.today("2022-03-10").given({a_read("L7-G", "2022-03-02", "61")});
    const Money before = scenario.account("7").payoff();
    scenario.when(correct()).then_accepted();
    check_books();
    EXPECT_EQ(only<SpecialChargeBilled>().lines[0].amount, usd("25.00"));
    EXPECT_EQ(scenario.account("7").payoff() - before, only<BillsCorrected>().delta);
    EXPECT_TRUE(scenario.account("7").pending_charges.empty());
}

TEST_F(Corrections, ACorrectedRebillIsCorrectedAtThePricesOfTheFirstBill) {
    bill_february();
    scenario.today("2022-03-10").given({a_read("L7-G", "2022-02-02", "30"), correct()});
    scenario.today("2022-03-12").given({a_read("L7-G", "2022-02-02", "40")});
    scenario.when(correct()).then_accepted();
    EXPECT_THAT(corrected(), ElementsAre("7-I3>7-I5:60.01>74.84", "7-I4>7-I6:60.01>45.20"));
    EXPECT_EQ(only<BillsCorrected>().correction.str(), "7-COR2");
    EXPECT_EQ(scenario.account("7").payoff(), usd("120.04"));
}

}  // namespace
}  // namespace tally::test
