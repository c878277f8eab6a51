// Automatic payment: mandates, drafts of announced bills, what banks return; and what is refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "domain/account/receivables/autopay/autopay_steps.h"
#include "domain/books/journal.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;
using testing::HasSubstr;

EnrolInAutopay enrolment(std::string_view limit = "0", std::string_view number = "000123456789") {
    EnrolInAutopay enrol{.account = seven, .routing_number = Plain{"021000021"}};
    enrol.bank_account = clear(std::string{number});
    enrol.limit = usd(limit);
    return enrol;
}
DraftBill draft_of(std::string_view bill, std::string_view on = "") {
    return {seven, DocumentId{bill}, on.empty() ? Date{} : date(on)};
}
ReturnDraft returned(std::string_view draft, ReturnCode code, std::string_view on = "") {
    return {seven, DocumentId{draft}, code, on.empty() ? Date{} : date(on)};
}
Define<AutopayPolicy> policy(AutopayPolicy row = {.redrafts = 1, .redraft_days = 3, .fee_on_return = true}) {
    row.code = Code{"RES"};
    return {{}, row};
}

// Customer 7 with gas; January is billed on February 3 for 74.84, due on February 23.
class Autopay : public testing::Test {
  protected:
    Autopay() { scenario.given(standard_settings()).given({policy()}).given(a_gas_customer("7", "2022-01-05")); }
    void bill_january() {
        scenario.today("2022-02-03")
            .given({a_read("L7-G", "2022-02-02", "40"), BillAccount{seven, Code{"M01"}, date("2022-02-03")}});
    }
    // Enrolled, billed, and it is the due date.
    void make_due(std::string_view limit = "0") {
        scenario.given({enrolment(limit)});
        bill_january();
        scenario.today("2022-02-23");
    }
    void make_drafted() {
        make_due();
        scenario.given({draft_of("7-I1")});
    }
    template <class Payload>
    Payload only() {
        const auto made = scenario.made<Payload>();
        EXPECT_EQ(made.size(), 1u);
        return made.empty() ? Payload{} : made.front();
    }
    void check_books() {
        for (const Event& event : scenario.payloads())
            EXPECT_EQ(journal::check_balanced(event).value_or(""), "") << to_text(event);
    }
    const AccountAutopay& held() { return scenario.world().autopay_of(seven); }
    std::string open() { return to_string(scenario.account("7").current(), 2); }
    Scenario scenario;
};

TEST_F(Autopay, G20_AMandateKeepsWhatWasAuthorised) {
    scenario.when(enrolment("200.00")).then_accepted();
    const auto event = only<AutopayEnrolled>();
    EXPECT_EQ(event.mandate.str(), "7-AP1");
    EXPECT_EQ(event.bank_account.under.str(), "P7") << "sealed under the main customer's key";
    EXPECT_EQ(event.entry_class, EntryClass::ppd);
    EXPECT_EQ(event.authorised_on, date("2022-01-05"));
    EXPECT_EQ(event.limit, usd("200.00"));
    EXPECT_EQ(scenario.account("7").open_mandates, 1u);
    scenario.when(enrolment("200.00")).then_nothing_changed();
}

TEST_F(Autopay, G20_TheEntryClassFollowsFromTheAuthorisation) {
    const auto class_of = [&](AuthorisationForm form, bool of_business) {
        EnrolInAutopay enrol = enrolment();
        enrol.authorised_by = form;
        enrol.of_business = of_business;
        scenario.when(enrol).then_accepted();
        return only<AutopayEnrolled>().entry_class;
    };
    EXPECT_EQ(class_of(AuthorisationForm::oral, false), EntryClass::tel);
    EXPECT_EQ(class_of(AuthorisationForm::web, false), EntryClass::web);
    EXPECT_EQ(class_of(AuthorisationForm::written, true), EntryClass::ccd);
    EXPECT_EQ(scenario.account("7").open_mandates, 1u) << "each replaces the one before";
}

TEST_F(Autopay, G20_NumbersOfBanksAndAccountsAreChecked) {
    const auto routing = [&](std::string_view number) {
        EnrolInAutopay enrol = enrolment();
        enrol.routing_number = Plain{number};
        return enrol;
    };
    scenario.when(routing("")).then_rejected(Rejection::field_missing, "routing_number");
    for (const auto* wrong :
         {"02100002", "0210000210", "02100002x", "021000022", "201000021", "000000000", "990000003"})
        scenario.when(routing(wrong)).then_rejected(Rejection::routing_number_invalid, "routing_number");
    for (const auto* right : {"021000021", "011401533", "322271627"}) scenario.when(routing(right)).then_accepted();
    for (const auto* wrong : {"123", "123456789012345678", "12 34567", "12/345"}) {
        scenario.when(enrolment("0", wrong)).then_rejected(Rejection::bank_account_invalid, "bank_account");
        EXPECT_THAT(to_text(*scenario.refusal()), testing::Not(HasSubstr(wrong))) << "a refusal does not repeat it";
    }
    EnrolInAutopay without = enrolment();
    without.bank_account = {};
    scenario.when(without).then_rejected(Rejection::field_missing, "bank_account");
    EnrolInAutopay early = enrolment();
    early.authorised_on = date("2022-01-06");
    scenario.when(early).then_rejected(Rejection::date_out_of_order, "authorised_on");
    scenario.when(enrolment("-1.00")).then_rejected(Rejection::field_invalid, "limit");
}

TEST_F(Autopay, G20_AClassWithoutAPolicyHasNone) {
    scenario.given({ChangeAccountTerms{.account = seven, .customer_class = change_to(Code{"COM"})}});
    scenario.when(enrolment()).then_rejected(Rejection::autopay_policy_missing, "account");
    EnrolInAutopay stranger = enrolment();
    stranger.account = AccountId{"9"};
    scenario.when(stranger).then_rejected(Rejection::account_unknown, "account");
}

TEST_F(Autopay, G20_APolicyIsHeldToItsBounds) {
    const auto rejected = [&](AutopayPolicy row, std::string_view field) {
        scenario.when(policy(row)).then_rejected(Rejection::field_invalid, field);
    };
    rejected({.days_before_due = 32}, "row.days_before_due");
    rejected({.redrafts = 3}, "row.redrafts");
    rejected({.redraft_days = 32}, "row.redraft_days");
    rejected({.returns_before_end = 101}, "row.returns_before_end");
    scenario.when(Define<AutopayPolicy>{{}, {.code = Code{"NONE"}}}).then_rejected(Rejection::code_unknown, "row.code");
}

TEST_F(Autopay, G20_ABillSaysThatItWillBeDraftedAndOnWhichDay) {
    scenario.given({enrolment()});
    bill_january();
    const auto& announced = held().announced;
    ASSERT_EQ(announced.size(), 1u);
    EXPECT_EQ(announced[0].bill.str(), "7-I1");
    EXPECT_EQ(announced[0].draft_on, date("2022-02-23"));
    std::vector<std::string> messages;
    for (const auto& recorded : scenario.world().log())
        if (const auto* statement = get_if<StatementIssued>(&recorded.event))
            for (const Plain& message : statement->messages) messages.push_back(message.str());
    EXPECT_THAT(messages, testing::Contains(
                              "Automatic payment: USD 74.84 of 7-I1 will be drafted on 2022-02-23. Do not pay it."));
}

TEST_F(Autopay, G20_TheDayBeforeTheDueDateIsAWorkingDay) {
    // Five days before Wednesday, February 23, is Friday; four is Saturday, and Monday is drafted.
    for (const auto& [days, on] : {std::pair{5, "2022-02-18"}, std::pair{4, "2022-02-21"}}) {
        Scenario other;
        other.given(standard_settings())
            .given({policy({.days_before_due = static_cast<std::uint16_t>(days)})})
            .given(a_gas_customer("7", "2022-01-05"))
            .given({enrolment()});
        other.today("2022-02-03")
            .given({a_read("L7-G", "2022-02-02", "40"), BillAccount{seven, Code{"M01"}, date("2022-02-03")}});
        EXPECT_EQ(other.world().autopay_of(seven).announced.at(0).draft_on, date(on));
    }
}

TEST_F(Autopay, G20_ADraftIsAPaymentOfTheBill) {
    make_due();
    scenario.when(draft_of("7-I1")).then_accepted();
    check_books();
    const auto drafted = only<BillDrafted>();
    const auto posted = only<PaymentPosted>();
    EXPECT_EQ(drafted.draft.str(), "7-DR1");
    EXPECT_EQ(drafted.amount, usd("74.84"));
    EXPECT_EQ(drafted.mandate.str(), "7-AP1");
    EXPECT_EQ(drafted.routing_number.str(), "021000021");
    EXPECT_EQ(drafted.payment, posted.payment);
    EXPECT_EQ(drafted.payment_event, posted.payment_event);
    EXPECT_EQ(posted.amount, usd("74.84"));
    EXPECT_EQ(posted.tenders.at(0).kind, TenderKind::direct_debit);
    EXPECT_EQ(posted.tenders.at(0).reference.str(), "7-DR1");
    EXPECT_EQ(open(), "0.00");
    EXPECT_TRUE(held().announced.empty());
}

TEST_F(Autopay, G20_NoBillIsDraftedTwice) {
    make_drafted();
    scenario.when(draft_of("7-I1")).then_nothing_changed();
    scenario.today("2022-02-24").when(draft_of("7-I1")).then_rejected(Rejection::bill_already_drafted, "bill");
    EXPECT_THAT(scenario.refusal()->cure, HasSubstr("7-DR1"));
    // Nor where its payment is taken back by hand: what is owed again, the customer pays.
    scenario.given({CancelTender{.payment_event = PaymentEventId{"7-PE1"}, .cancel_reason = Code{"SLIP"}}});
    EXPECT_EQ(open(), "74.84");
    scenario.when(draft_of("7-I1")).then_rejected(Rejection::bill_already_drafted, "bill");
    scenario.when(returned("7-DR1", ReturnCode::r01)).then_rejected(Rejection::tender_already_cancelled, "draft");
}

TEST_F(Autopay, G20_ABillOnItsDueDateIsNotLate) {
    scenario.given(
        {Define<LateChargePolicy>{{}, {.code = Code{"RES"}, .method = LateChargeMethod::flat, .amount = usd("5.00")}}});
    make_due();
    scenario.when(AssessLateCharges{.account = seven}).then_rejected(Rejection::no_late_charge_due);
    scenario.given({draft_of("7-I1")});
    scenario.today("2022-02-24").when(AssessLateCharges{.account = seven}).then_rejected(Rejection::no_late_charge_due);
}

TEST_F(Autopay, G20_OnlyAnnouncedBillsAreDrafted) {
    bill_january();
    scenario.given({enrolment()}).today("2022-02-23");
    scenario.when(draft_of("7-I1")).then_rejected(Rejection::draft_not_announced, "bill");
    scenario.when(draft_of("7-I9")).then_rejected(Rejection::invoice_unknown, "bill");
    DraftBill stranger = draft_of("7-I1");
    stranger.account = AccountId{"9"};
    scenario.when(stranger).then_rejected(Rejection::account_unknown, "account");
}

TEST_F(Autopay, G20_ADraftHasItsDays) {
    make_due();
    scenario.when(draft_of("7-I1", "2022-02-22")).then_rejected(Rejection::draft_not_due, "on");
    scenario.when(draft_of("7-I1", "2022-02-24")).then_rejected(Rejection::date_out_of_order, "on");
    scenario.today("2022-03-06").when(draft_of("7-I1")).then_rejected(Rejection::draft_too_late, "on");
    scenario.when(draft_of("7-I1", "2022-03-05")).then_accepted();
}

TEST_F(Autopay, G20_WhatWasPaidOtherwiseIsNotDrafted) {
    make_due();
    scenario.given({a_payment("7", "24.84", "2022-02-20")});
    scenario.when(draft_of("7-I1")).then_accepted();
    EXPECT_EQ(only<BillDrafted>().amount, usd("50.00"));
    Scenario paid;
    paid.given(standard_settings()).given({policy()}).given(a_gas_customer("7", "2022-01-05")).given({enrolment()});
    paid.today("2022-02-03")
        .given({a_read("L7-G", "2022-02-02", "40"), BillAccount{seven, Code{"M01"}, date("2022-02-03")}});
    paid.today("2022-02-23").given({a_payment("7", "74.84", "2022-02-20")});
    paid.when(draft_of("7-I1")).then_rejected(Rejection::nothing_to_draft, "bill");
}

TEST_F(Autopay, G20_AboveTheLimitNothingIsDrafted) {
    make_due("74.83");
    scenario.when(draft_of("7-I1")).then_rejected(Rejection::draft_above_limit, "bill");
    // A mandate of another limit takes over what was announced.
    scenario.given({enrolment("74.84")});
    scenario.when(draft_of("7-I1")).then_accepted();
    EXPECT_EQ(only<BillDrafted>().mandate.str(), "7-AP2");
}

TEST_F(Autopay, G20_AStayOfABankruptcyStopsDrafts) {
    ProtectionType bankruptcy;
    bankruptcy.code = Code{"BANKRUPTCY"};
    bankruptcy.debt_before = true;
    scenario.given({Define<ProtectionType>{{}, bankruptcy}});
    make_due();
    RecordProtection protection;
    protection.account = seven;
    protection.protection_type = Code{"BANKRUPTCY"};
    protection.evidence = clear("case 22-1");
    scenario.given({protection});
    scenario.when(draft_of("7-I1")).then_rejected(Rejection::drafts_are_stayed, "account");
    EXPECT_THAT(scenario.refusal()->cure, HasSubstr("7-PRO1"));
}

TEST_F(Autopay, G20_AnEndedMandateDraftsNothing) {
    make_due();
    scenario.when(EndAutopay{seven, false, Code{"ASKED"}}).then_accepted();
    EXPECT_EQ(only<AutopayEnded>().cause, MandateEnd::by_customer);
    scenario.when(EndAutopay{seven, true, {}}).then_nothing_changed();
    scenario.when(draft_of("7-I1")).then_rejected(Rejection::draft_not_announced, "bill");
    EXPECT_EQ(scenario.account("7").open_mandates, 0u);
    // A mandate after it is for bills that are issued after it.
    scenario.given({enrolment()});
    scenario.when(draft_of("7-I1")).then_rejected(Rejection::draft_not_announced, "bill");
}

TEST_F(Autopay, G20_WhoNeverEnrolledCannotEnd) {
    scenario.when(EndAutopay{seven, false, {}}).then_rejected(Rejection::autopay_not_enrolled, "account");
    scenario.when(EndAutopay{AccountId{"9"}, false, {}}).then_rejected(Rejection::account_unknown, "account");
}

TEST_F(Autopay, G20_AReturnForWantOfFundsIsOwedAgainWithTheFeeAndDraftedAgain) {
    make_drafted();
    scenario.today("2022-02-25").when(returned("7-DR1", ReturnCode::r01)).then_accepted();
    check_books();
    const auto event = only<DraftReturned>();
    EXPECT_EQ(event.redraft_on, date("2022-02-28"));
    EXPECT_TRUE(only<TenderCancelled>().nsf);
    EXPECT_EQ(only<TenderCancelled>().cancel_reason.str(), "R01");
    EXPECT_EQ(only<NsfFeeCharged>().amount, usd("20.00"));
    EXPECT_TRUE(scenario.made<AutopayEnded>().empty());
    EXPECT_EQ(open(), "94.84");
    scenario.when(returned("7-DR1", ReturnCode::r01)).then_nothing_changed();
    scenario.when(returned("7-DR1", ReturnCode::r09)).then_rejected(Rejection::draft_already_returned, "draft");
    scenario.when(draft_of("7-I1")).then_rejected(Rejection::draft_not_due, "on");
    scenario.today("2022-02-28").when(draft_of("7-I1")).then_accepted();
    EXPECT_EQ(only<BillDrafted>().attempt, 2u);
    EXPECT_EQ(only<BillDrafted>().amount, usd("74.84")) << "the fee is no part of the bill";
    // Once again is all that the policy allows.
    scenario.today("2022-03-02").when(returned("7-DR2", ReturnCode::r09)).then_accepted();
    EXPECT_FALSE(only<DraftReturned>().redraft_on.is_set());
    scenario.when(draft_of("7-I1")).then_rejected(Rejection::bill_already_drafted, "bill");
}

TEST_F(Autopay, G20_WhatAReturnMeansFollowsFromItsCode) {
    for (const ReturnMeaning& meaning : return_meanings()) {
        SCOPED_TRACE(std::string{name_of(meaning.code)});
        Scenario one;
        one.given(standard_settings()).given({policy()}).given(a_gas_customer("7", "2022-01-05")).given({enrolment()});
        one.today("2022-02-03")
            .given({a_read("L7-G", "2022-02-02", "40"), BillAccount{seven, Code{"M01"}, date("2022-02-03")}});
        one.today("2022-02-23").given({draft_of("7-I1")}).today("2022-02-25");
        one.when(returned("7-DR1", meaning.code)).then_accepted();
        EXPECT_EQ(one.made<AutopayEnded>().size(), meaning.ends_mandate ? 1u : 0u);
        EXPECT_EQ(one.account("7").open_mandates, meaning.ends_mandate ? 0u : 1u);
        EXPECT_EQ(one.made<NsfFeeCharged>().size(), meaning.bears_fee ? 1u : 0u);
        EXPECT_EQ(one.made<DraftReturned>().at(0).redraft_on.is_set(), meaning.for_funds);
        EXPECT_FALSE(meaning.for_funds && meaning.ends_mandate);
    }
    for (const ReturnCode code : {ReturnCode::r05, ReturnCode::r07, ReturnCode::r10, ReturnCode::r11, ReturnCode::r29})
        EXPECT_FALSE(meaning_of(code).bears_fee) << "what was not authorised bears no fee";
}

TEST_F(Autopay, G20_AClassMayChargeNothingForReturns) {
    scenario.given({policy({.redrafts = 0})});
    make_drafted();
    scenario.when(returned("7-DR1", ReturnCode::r01)).then_accepted();
    EXPECT_TRUE(scenario.made<NsfFeeCharged>().empty());
    EXPECT_EQ(open(), "74.84");
}

TEST_F(Autopay, G20_SoManyReturnsInARowEndTheMandate) {
    scenario.given({policy({.redrafts = 2, .redraft_days = 1, .returns_before_end = 2})});
    make_drafted();
    scenario.today("2022-02-24").when(returned("7-DR1", ReturnCode::r01)).then_accepted();
    EXPECT_TRUE(scenario.made<AutopayEnded>().empty());
    scenario.today("2022-02-25").given({draft_of("7-I1")});
    scenario.when(returned("7-DR2", ReturnCode::r01)).then_accepted();
    EXPECT_EQ(only<AutopayEnded>().cause, MandateEnd::by_return);
    EXPECT_EQ(only<AutopayEnded>().end_reason.str(), "R01");
    EXPECT_FALSE(only<DraftReturned>().redraft_on.is_set()) << "none is made under a mandate that ended";
}

TEST_F(Autopay, G20_AReturnNamesADraft) {
    make_drafted();
    scenario.when(returned("7-DR9", ReturnCode::r01)).then_rejected(Rejection::draft_unknown, "draft");
    scenario.when(returned("7-DR1", ReturnCode::r01, "2022-02-22")).then_rejected(Rejection::date_out_of_order, "on");
    ReturnDraft stranger = returned("7-DR1", ReturnCode::r01);
    stranger.account = AccountId{"9"};
    scenario.when(stranger).then_rejected(Rejection::account_unknown, "account");
}

TEST_F(Autopay, G20_ABudgetPlanIsDraftedForWhatItAsks) {
    scenario.given({EnrolInBudget{.account = seven, .amount = usd("60.00"), .amount_reason = Plain{"agreed"}}});
    make_due();
    scenario.when(draft_of("7-I1")).then_accepted();
    EXPECT_EQ(only<BillDrafted>().amount, usd("60.00"));
    EXPECT_EQ(open(), "0.00");
}

TEST_F(Autopay, G20_WhatIsArrangedIsNotDrafted) {
    scenario.given({Define<ArrangementPolicy>{{}, {.code = Code{"RES"}}}});
    make_due();
    scenario.given({RequestArrangement{
        .account = seven, .number_of_instalments = 2, .first_due_on = date("2022-03-15"), .memo = {}}});
    scenario.when(draft_of("7-I1")).then_rejected(Rejection::nothing_to_draft, "bill");
}

// Two agreements on one bill; that which would be paid first is disputed.
TEST(AutopayOfBooks, G20_WhatIsDisputedIsNeitherDraftedNorPaidByTheDraft) {
    Books books;
    books.given({policy()});
    books.open("7", {"GAS", "WATER"});
    books.given({enrolment()});
    books.bill("7", "7-I1", "2022-06-01", {{"7-GAS", "30.00"}, {"7-WATER", "20.00"}});
    books.append({{stream_of(seven), DraftAnnounced{seven, DocumentId{"7-I1"}, DocumentId{"7-AP1"}, date("2022-06-01"),
                                                    date("2022-06-01")}}});
    books.given({OpenDispute{.account = seven,
                             .document = DocumentId{"7-I1"},
                             .sa = ServiceAgreementId{"7-GAS"},
                             .amount = usd("25.00"),
                             .on = {},
                             .memo = {}}});
    books.when(draft_of("7-I1")).then_accepted();
    EXPECT_EQ(books.made<BillDrafted>().at(0).amount, usd("25.00"));
    EXPECT_EQ(books.open_of("7", "7-I1", "7-GAS"), "25.00");
    EXPECT_EQ(books.open_of("7", "7-I1", "7-WATER"), "0.00");
    EXPECT_EQ(books.unapplied("7"), "0.00");
}

}  // namespace
}  // namespace tally::test
