// Property that no one claims: when it is dormant, what the owner is told, what the state gets, and what the owner has
// back.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/account/receivables/unclaimed/unclaimed_steps.h"
#include "domain/books/journal.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

UnclaimedPolicy a_law(std::string_view code = "NY", std::string_view jurisdiction = "NY") {
    UnclaimedPolicy row;
    row.code = Code{code};
    row.jurisdiction = Code{jurisdiction};
    row.dormancy_months = 36;
    row.notice_days = 60;
    row.letter_template = Code{"UNCLAIMED"};
    row.least_notice = usd("25.00");
    row.report_on = *MonthDay::parse("03-10");
    return row;
}
Define<LetterTemplate> a_notice() {
    LetterTemplate row;
    row.code = Code{"UNCLAIMED"};
    row.description = Plain{"Unclaimed property"};
    row.subject = Plain{"Account {account_id}"};
    row.lines = {Plain{"We hold {unclaimed} of yours."}};
    return {{}, row};
}

// Customer 7 in Albany had gas from January 5 to February 4, was billed for the last time on February 5, 2022, and paid
// 900.00 on February 10, which is too much.
class Unclaimed : public testing::Test {
  protected:
    Unclaimed() {
        scenario.given(standard_settings());
        scenario.given({a_notice(), Define<UnclaimedPolicy>{{}, a_law()}});
        auto customer = a_gas_customer("7", "2022-01-05");
        for (Command& command : customer)
            if (auto* location = get_if<AddLocation>(&command)) location->jurisdiction = Code{"NY-ALBANY"};
        scenario.given(customer);
        scenario.today("2022-02-05").given({stop(), BillAccount{seven, Code{"M01"}, date("2022-02-05")}});
        scenario.today("2022-02-10").given({paid("900.00")});
        left = scenario.account("7").unapplied_total();
    }
    static StopService stop() {
        return {.sa = ServiceAgreementId{"7-GAS"}, .stop_on = date("2022-02-04"), .stop_reads = {{{}, quantity("30")}}};
    }
    static PostPayment paid(std::string_view amount) {
        return {.tenders = {{.amount = usd(amount)}}, .shares = {{.account = seven}}};
    }
    static SendUnclaimedNotice notice() { return {seven, {}}; }
    static EscheatUnclaimed escheat() { return {seven, {}}; }
    static RemitEscheated remit(std::string_view reference = "") {
        return {seven, DocumentId{"7-ESC1"}, Plain{reference}, {}};
    }
    static ReturnRemittance come_back() { return {seven, DocumentId{"7-ESC1"}, Code{"OWNER-CAME"}, {}}; }
    static ReclaimEscheated reclaim() { return {seven, DocumentId{"7-ESC1"}, Code{"OWNER-CAME"}, {}}; }
    static CancelUnclaimedNotice withdraw(std::string_view id = "7-UNN1") {
        return {seven, DocumentId{id}, Code{"ANSWERED"}, {}};
    }
    // Noticed on the first day that it is dormant, and escheated when the owner's time was over.
    void give_to_the_state() {
        scenario.today("2025-02-10").given({notice()});
        scenario.today("2025-04-11").given({escheat()});
    }
    void check_figures() {
        for (const Event& event : scenario.payloads())
            EXPECT_EQ(journal::check_balanced(event).value_or(""), "") << to_text(event);
    }
    Money in_ledger(GlRole role) {
        Money sum;
        for (const RecordedEvent& recorded : scenario.world().log())
            if (const Financial* financial = financial_of(recorded.event))
                for (const Posting& posting : financial->postings)
                    if (posting.role == role) sum += posting.amount;
        return sum;
    }
    const AccountUnclaimed& held() { return scenario.world().unclaimed_of(seven); }
    std::string cure() { return scenario.refusal() ? std::string{scenario.refusal()->cure} : ""; }
    Scenario scenario;
    Money left;
};

TEST_F(Unclaimed, G24_PropertyIsDormantSoLongAfterTheOwnersLatestAct) {
    scenario.today("2025-02-09").when(notice()).then_rejected(Rejection::not_dormant, "account");
    EXPECT_THAT(cure(), testing::HasSubstr("Counted from 2022-02-10 it is dormant on 2025-02-10"));
    scenario.today("2025-02-10").when(notice()).then_accepted();
    const auto noticed = scenario.made<UnclaimedNoticed>().at(0);
    EXPECT_EQ(noticed.notice.str(), "7-UNN1");
    EXPECT_EQ(noticed.credit, left);
    EXPECT_EQ(noticed.deposits, Money{});
    EXPECT_EQ(noticed.escheats_on, date("2025-04-11"));
    EXPECT_EQ(noticed.dormancy.policy.str(), "NY");
    EXPECT_EQ(noticed.dormancy.jurisdiction.str(), "NY-ALBANY");
    EXPECT_EQ(noticed.dormancy.start, DormancyStart::payment);
    EXPECT_EQ(noticed.dormancy.document.str(), "7-P1");
    const auto letter = scenario.made<LetterSent>().at(0);
    EXPECT_EQ(letter.letter, noticed.letter);
    EXPECT_EQ(letter.text.bytes, "We hold USD " + to_string(left, 2) + " of yours.");
}

TEST_F(Unclaimed, G24_StatementsOfWhatLiesThereAreNoActsOfTheOwner) {
    scenario.today("2022-03-04").given({BillAccount{seven, Code{"M01"}, date("2022-03-04")}});
    ASSERT_EQ(scenario.account("7").last_bill_date, date("2022-03-04")) << "a statement of the credit";
    scenario.today("2025-02-10").when(notice()).then_accepted();
    EXPECT_EQ(scenario.made<UnclaimedNoticed>().at(0).dormancy.since, date("2022-02-10"));
}

TEST_F(Unclaimed, G24_ANoticeIsSentOnce) {
    scenario.today("2025-02-10").given({notice()});
    scenario.when(notice()).then_nothing_changed();
    scenario.today("2025-03-01").when(notice()).then_nothing_changed();
    EXPECT_EQ(held().notice_count, 1u);
}

TEST_F(Unclaimed, G24_TheStateGetsItWhenTheOwnersTimeIsOver) {
    scenario.today("2025-02-10").when(escheat()).then_rejected(Rejection::unclaimed_notice_missing, "account");
    scenario.given({notice()});
    scenario.today("2025-04-10").when(escheat()).then_rejected(Rejection::unclaimed_notice_running, "on");
    EXPECT_THAT(cure(), testing::HasSubstr("2025-04-11"));
    scenario.today("2025-04-11").when(escheat()).then_accepted();
    check_figures();
    const auto escheated = scenario.made<CreditEscheated>().at(0);
    EXPECT_EQ(escheated.escheat.str(), "7-ESC1");
    EXPECT_EQ(escheated.notice.str(), "7-UNN1");
    EXPECT_EQ(escheated.report.report.str(), "NY-2026");
    EXPECT_EQ(escheated.report.due_on, date("2026-03-10"));
    EXPECT_EQ(posted(escheated.financial), "unapplied " + to_string(left, 2) + " escheat " + to_string(-left, 2));
    EXPECT_EQ(escheated.financial.payoff, left);
    EXPECT_EQ(escheated.financial.current, left);
    EXPECT_EQ(scenario.account("7").payoff(), Money{});
    EXPECT_TRUE(scenario.account("7").unapplied.empty());
    scenario.when(escheat()).then_rejected(Rejection::nothing_unclaimed, "account");
    EXPECT_EQ(held().escheats.at(0).owed_to_state(), left);
}

TEST_F(Unclaimed, G24_AnyActOfTheOwnerStartsDormancyAgain) {
    const auto counted_from = [&](std::string_view day) {
        scenario.today(day).when(notice()).then_rejected(Rejection::not_dormant, "account");
        return cure().substr(0, std::string_view{"Counted from 2022-02-10"}.size());
    };
    scenario.today("2025-02-10").given({notice()});
    // The owner calls; what the utility writes is no act of the owner.
    scenario.today("2025-03-01")
        .given({RecordCommunication{.account = seven,
                                    .direction = CommunicationDirection::in,
                                    .channel = CommunicationChannel::phone,
                                    .subject = clear("Money"),
                                    .text = clear("Asked for it")}});
    scenario.today("2025-03-02")
        .given({RecordCommunication{.account = seven,
                                    .direction = CommunicationDirection::out,
                                    .channel = CommunicationChannel::phone,
                                    .subject = clear("Money"),
                                    .text = clear("Called back")}});
    EXPECT_EQ(counted_from("2025-04-11"), "Counted from 2025-03-01");
    scenario.when(escheat()).then_rejected(Rejection::not_dormant, "account");
    scenario.today("2026-01-10").given({paid("1.00")});
    EXPECT_EQ(counted_from("2028-03-01"), "Counted from 2026-01-10");
    scenario.today("2029-01-10").when(escheat()).then_rejected(Rejection::unclaimed_notice_missing, "account");
    scenario.when(notice()).then_accepted();
    EXPECT_EQ(scenario.made<UnclaimedNoticed>().at(0).notice.str(), "7-UNN2") << "the first one is overtaken";
}

TEST_F(Unclaimed, G24_ARefundThatWasNotCashedLiesUnclaimedSinceTheOwnersAct) {
    scenario.given({RefundCredit{.account = seven, .refund_reason = Code{"CREDIT-LEFT"}}});
    scenario.today("2025-02-10").when(notice()).then_rejected(Rejection::nothing_unclaimed, "account");
    scenario.given({CancelRefund{seven, DocumentId{"7-REF1"}, Code{"STALE"}, {}}});
    scenario.when(notice()).then_accepted();
    EXPECT_EQ(scenario.made<UnclaimedNoticed>().at(0).dormancy.since, date("2022-02-10"));
}

TEST_F(Unclaimed, G24_CreditOfASuppliedAccountWaitsForItsBills) {
    scenario.given(a_gas_customer("8", "2022-01-05"));
    scenario.given({PostPayment{.tenders = {{.amount = usd("50.00")}}, .shares = {{.account = AccountId{"8"}}}}});
    scenario.today("2025-06-01");
    scenario.when(SendUnclaimedNotice{AccountId{"8"}, {}}).then_rejected(Rejection::account_still_supplied, "account");
    scenario.when(SendUnclaimedNotice{AccountId{"99"}, {}}).then_rejected(Rejection::account_unknown, "account");
}

TEST_F(Unclaimed, G24_TheLawOfThePlaceCountsAndOfSeveralTheNarrowest) {
    scenario.given({Define<UnclaimedPolicy>{{}, a_law("ALL", "")}});
    UnclaimedPolicy albany = a_law("ALBANY", "NY-ALBANY");
    albany.dormancy_months = 12;
    scenario.given({Define<UnclaimedPolicy>{{}, albany}});
    const SettingsState& settings = scenario.world().settings();
    const auto code_for = [&](std::string_view place) {
        const auto* row = settings.unclaimed_policy(Code{place}, date("2025-01-01"));
        return row ? std::string{row->code.str()} : "";
    };
    EXPECT_EQ(code_for("NY-ALBANY"), "ALBANY");
    EXPECT_EQ(code_for("NY-KINGS"), "NY");
    EXPECT_EQ(code_for("NJ"), "ALL");
    EXPECT_EQ(code_for(""), "ALL");
    scenario.today("2023-02-10").when(notice()).then_accepted();
}

TEST_F(Unclaimed, G24_WithoutALawNothingEscheats) {
    Scenario bare;
    bare.given(standard_settings());
    bare.given(a_gas_customer("7", "2022-01-05"));
    bare.today("2022-02-05").given({stop(), BillAccount{seven, Code{"M01"}, date("2022-02-05")}, paid("900.00")});
    bare.today("2025-06-01").when(notice()).then_rejected(Rejection::unclaimed_policy_missing, "account");
}

TEST_F(Unclaimed, G24_LittleIsGivenToTheStateWithoutANotice) {
    UnclaimedPolicy much = a_law();
    much.least_notice = left + usd("0.01");
    scenario.given({Define<UnclaimedPolicy>{{}, much}});
    scenario.today("2025-02-10").when(notice()).then_rejected(Rejection::unclaimed_notice_not_needed, "account");
    scenario.when(escheat()).then_accepted();
    EXPECT_TRUE(scenario.made<CreditEscheated>().at(0).notice.empty());
}

TEST_F(Unclaimed, G24_WhatIsOpenComesFirst) {
    scenario.today("2025-02-10")
        .given(
            {RequestAdjustment{.account = seven, .adjustment_type = Code{"FEE"}, .amount = usd("5.00"), .memo = {}}});
    scenario.when(notice()).then_rejected(Rejection::account_has_open_matter, "account");
    EXPECT_FALSE(cure().empty());
}

TEST_F(Unclaimed, G24_ABankruptsPropertyIsLeftAlone) {
    ProtectionType row;
    row.code = Code{"BANKRUPTCY"};
    row.description = Plain{"Bankruptcy"};
    row.debt_before = true;
    scenario.given({Define<ProtectionType>{{}, row}});
    scenario.today("2025-02-10")
        .given({RecordProtection{
            .account = seven, .protection_type = Code{"BANKRUPTCY"}, .evidence = clear("Case 25-1")}});
    scenario.when(notice()).then_rejected(Rejection::customer_is_protected, "account");
    EXPECT_THAT(cure(), testing::HasSubstr("7-PRO1"));
}

TEST_F(Unclaimed, G24_ADepositThatIsStillHeldEscheatsWithItsInterest) {
    scenario.today("2022-02-11")
        .given({BillDeposit{
                    .account = seven, .deposit_class = Code{"KEEP"}, .amount = usd("50.00"), .on = date("2022-02-11")},
                ReceiveDeposit{seven, DocumentId{"7-D1"}, usd("50.00"), {}, {}}});
    give_to_the_state();
    check_figures();
    EXPECT_EQ(in_ledger(GlRole::deposit), Money{});
    EXPECT_EQ(scenario.account("7").deposits_held, Money{});
    EXPECT_EQ(scenario.account("7").payoff(), Money{});
    ASSERT_EQ(held().escheats.size(), 2u);
    EXPECT_EQ(held().escheats[1].kind, PropertyKind::deposit);
    EXPECT_GE(held().escheats[1].amount, usd("50.00"));
    EXPECT_EQ(in_ledger(GlRole::escheat), -(held().escheats[0].amount + held().escheats[1].amount));
    // It secures nothing any more: its owner has credit.
    scenario.when(ReclaimEscheated{seven, DocumentId{"7-ESC2"}, Code{"OWNER-CAME"}, {}}).then_accepted();
    check_figures();
    EXPECT_EQ(scenario.account("7").unapplied_total(), held().escheats[1].amount);
    scenario.when(RefundCredit{.account = seven, .refund_reason = Code{"OWNER-CAME"}}).then_accepted();
}

TEST_F(Unclaimed, G24_TheStateIsPaidOnceByItsReport) {
    scenario.when(remit()).then_rejected(Rejection::escheat_unknown, "escheat");
    give_to_the_state();
    scenario.today("2026-03-10").when(remit()).then_accepted();
    check_figures();
    const auto remitted = scenario.made<EscheatRemitted>().at(0);
    EXPECT_EQ(posted(remitted.financial), "escheat " + to_string(left, 2) + " cash " + to_string(-left, 2));
    EXPECT_EQ(remitted.financial.payoff, Money{});
    EXPECT_EQ(remitted.reference.str(), "NY-2026");
    EXPECT_EQ(in_ledger(GlRole::escheat), Money{});
    scenario.when(remit()).then_nothing_changed();
    scenario.when(remit("WIRE-9")).then_rejected(Rejection::escheat_already_remitted, "escheat");
}

TEST_F(Unclaimed, G24_AnOwnerWhoComesLaterHasItBack) {
    give_to_the_state();
    scenario.today("2025-05-01").when(reclaim()).then_accepted();
    check_figures();
    const auto reclaimed = scenario.made<EscheatReclaimed>().at(0);
    EXPECT_EQ(posted(reclaimed.financial), "escheat " + to_string(left, 2) + " unapplied " + to_string(-left, 2));
    EXPECT_FALSE(reclaimed.remitted);
    EXPECT_EQ(scenario.account("7").unapplied_total(), left);
    EXPECT_EQ(scenario.account("7").unapplied.at(0).source.document.str(), "7-P1");
    scenario.when(reclaim()).then_nothing_changed();
    scenario.when(remit()).then_rejected(Rejection::escheat_already_reclaimed, "escheat");
    scenario.when(notice()).then_rejected(Rejection::not_dormant, "account");
    EXPECT_THAT(cure(), testing::HasSubstr("Counted from 2025-05-01"));
    scenario.when(RefundCredit{.account = seven, .refund_reason = Code{"OWNER-CAME"}}).then_accepted();
    EXPECT_EQ(scenario.account("7").payoff(), Money{});
}

TEST_F(Unclaimed, G24_WhatTheStateHasIsClaimedBackFromIt) {
    give_to_the_state();
    scenario.when(come_back()).then_rejected(Rejection::escheat_not_remitted, "escheat");
    scenario.today("2026-03-10").given({remit()});
    scenario.today("2026-05-01").when(reclaim()).then_accepted();
    EXPECT_TRUE(scenario.made<EscheatReclaimed>().at(0).remitted);
    EXPECT_EQ(in_ledger(GlRole::escheat), left) << "the state owes it";
    EXPECT_EQ(held().escheats.at(0).owed_to_state(), -left);
    scenario.today("2026-06-01").when(come_back()).then_accepted();
    check_figures();
    EXPECT_EQ(in_ledger(GlRole::escheat), Money{});
    EXPECT_EQ(held().escheats.at(0).owed_to_state(), Money{});
    scenario.when(come_back()).then_nothing_changed();
}

TEST_F(Unclaimed, G24_ANoticeThatWasAnsweredIsCancelled) {
    scenario.when(withdraw()).then_rejected(Rejection::unclaimed_notice_unknown, "notice");
    scenario.today("2025-02-10").given({notice()});
    scenario.when(withdraw("7-UNN9")).then_rejected(Rejection::unclaimed_notice_unknown, "notice");
    scenario.today("2025-03-01").when(withdraw()).then_accepted();
    scenario.when(withdraw()).then_nothing_changed();
    scenario.today("2025-06-01").when(escheat()).then_rejected(Rejection::not_dormant, "account");
    EXPECT_THAT(cure(), testing::HasSubstr("Counted from 2025-03-01"));
}

TEST_F(Unclaimed, G24_DaysAreInOrder) {
    scenario.today("2025-02-10").given({notice()});
    CancelUnclaimedNotice early = withdraw();
    early.on = date("2025-02-09");
    scenario.when(early).then_rejected(Rejection::date_out_of_order, "on");
    scenario.today("2025-04-11").given({escheat()});
    RemitEscheated before = remit();
    before.on = date("2025-04-10");
    scenario.when(before).then_rejected(Rejection::date_out_of_order, "on");
    ReclaimEscheated too_early = reclaim();
    too_early.on = date("2025-04-10");
    scenario.when(too_early).then_rejected(Rejection::date_out_of_order, "on");
}

TEST_F(Unclaimed, G24_ATenderWhoseMoneyEscheatedIsNotTakenBack) {
    give_to_the_state();
    const CancelTender returned{.payment_event = PaymentEventId{"7-PE1"}, .cancel_reason = Code{"NSF"}};
    scenario.when(returned).then_rejected(Rejection::credit_left_the_account);
    EXPECT_THAT(cure(), testing::HasSubstr("7-ESC1"));
    scenario.given({reclaim()});
    scenario.when(returned).then_accepted();
}

TEST_F(Unclaimed, G24_APolicyIsCheckedFieldByField) {
    const auto rejected = [&](UnclaimedPolicy row, Rejection why, std::string_view field) {
        scenario.when(Define<UnclaimedPolicy>{{}, std::move(row)}).then_rejected(why, field);
    };
    UnclaimedPolicy row = a_law();
    row.dormancy_months = 0;
    rejected(row, Rejection::field_invalid, "row.dormancy_months");
    row = a_law();
    row.notice_days = 4'000;
    rejected(row, Rejection::field_invalid, "row.notice_days");
    row = a_law();
    row.letter_template = Code{"NONE"};
    rejected(row, Rejection::code_unknown, "row.letter_template");
    row = a_law();
    row.report_on = {};
    rejected(row, Rejection::field_missing, "row.report_on");
    row = a_law();
    row.least_notice = usd("-1.00");
    rejected(row, Rejection::field_invalid, "row.least_notice");
    row = a_law(std::string(41, 'N'));
    rejected(row, Rejection::field_invalid, "row.code");
}

TEST(UnclaimedReports, G24_AReportIsTheFirstThatIsDue) {
    UnclaimedPolicy row = a_law();
    EXPECT_EQ(report_of(row, date("2026-03-10")).report.str(), "NY-2026");
    EXPECT_EQ(report_of(row, date("2026-03-11")).report.str(), "NY-2027");
    row.report_on = *MonthDay::parse("02-29");
    EXPECT_EQ(report_of(row, date("2025-12-01")).due_on, date("2026-02-28"));
    EXPECT_EQ(report_of(row, date("2027-12-01")).due_on, date("2028-02-29"));
}

}  // namespace
}  // namespace tally::test
