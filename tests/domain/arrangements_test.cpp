// Payment arrangements: what is owed stays, what is asked for goes down and comes back by instalments; and what is
// refused.

#include <gtest/gtest.h>

#include "domain/account/receivables/arrangements/state.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

RequestArrangement in_instalments(std::uint16_t number, std::string_view first_due_on,
                                  std::initializer_list<std::string_view> documents = {},
                                  std::string_view amount = "0") {
    RequestArrangement request{.account = seven,
                               .amount = usd(amount),
                               .number_of_instalments = number,
                               .first_due_on = first_due_on.empty() ? Date{} : date(first_due_on),
                               .memo = {}};
    for (const auto document : documents) request.documents.emplace_back(document);
    return request;
}
RequestArrangement one_by_one(std::initializer_list<std::pair<std::string_view, std::string_view>> instalments) {
    RequestArrangement request{.account = seven, .memo = {}};
    for (const auto& [due_on, amount] : instalments) request.instalments.push_back({date(due_on), usd(amount)});
    return request;
}
AdvanceArrangements advance(std::string_view on) {
    return {seven, date(on)};
}
BreakArrangement breaking(std::string_view arrangement = "7-PA1", bool by_agreement = false) {
    return {seven, DocumentId{arrangement}, Code{"MOVED"}, by_agreement};
}

// Account 7 with 100.00 due on March 10 and 50.00 due on April 10; it is March 20. Five days of grace, ten of notice.
class ArrangementBooks : public Books {
  public:
    explicit ArrangementBooks(Money approval_above = {}) {
        given({Define<ArrangementPolicy>{{},
                                         {.code = Code{"RES"},
                                          .approval_above = approval_above,
                                          .instalments_max = 12,
                                          .grace_days = 5,
                                          .notice_days = 10}}});
        today("2022-03-20");
        open("7", {"GAS", "WATER"});
        bill("7", "7-I1", "2022-03-10", {{"7-GAS", "100.00"}});
        bill("7", "7-I2", "2022-04-10", {{"7-GAS", "30.00"}, {"7-WATER", "20.00"}});
    }
    std::string asked() { return to_string(account("7").current(), 2); }
    std::string planned() const {
        std::string text;
        for (const auto& granted : made<ArrangementGranted>())
            for (const Instalment& one : granted.instalments)
                text += (text.empty() ? "" : " ") + to_string(one.due_on) + "=" + to_string(one.amount, 2);
        return text;
    }
};

TEST(Arrangements, G12_WhatIsOwedStaysAndWhatIsAskedForGoesDown) {
    ArrangementBooks books;
    books.when(in_instalments(3, "2022-04-15")).then_accepted();
    const auto granted = books.made<ArrangementGranted>();
    ASSERT_EQ(granted.size(), 1u);
    EXPECT_EQ(granted[0].arrangement.str(), "7-PA1");
    EXPECT_EQ(granted[0].amount, usd("150.00"));
    EXPECT_EQ(granted[0].items.size(), 3u);
    EXPECT_TRUE(granted[0].financial.postings.empty());
    EXPECT_EQ(granted[0].financial.payoff, usd("0"));
    EXPECT_EQ(granted[0].financial.current, usd("-150.00"));
    EXPECT_EQ(books.planned(), "2022-04-15=50.00 2022-05-15=50.00 2022-06-15=50.00");
    EXPECT_EQ(books.payoff("7"), "150.00");
    EXPECT_EQ(books.asked(), "0.00");
    EXPECT_EQ(to_string(books.account("7").items.front().ages_from), "2022-03-10");
    EXPECT_EQ(books.account("7").open_arrangements, 1u);
}

TEST(Arrangements, G12_InstalmentsAreItemsDueOnTheirDatesForEachAgreement) {
    ArrangementBooks books;
    books.given({in_instalments(2, "2022-04-15")});
    books.today("2022-04-04").when(advance("2022-04-04")).then_rejected(Rejection::no_instalment_due, "account");
    books.today("2022-04-05").when(advance("2022-04-05")).then_accepted();
    EXPECT_EQ(books.open_of("7", "7-IN1", "7-GAS"), "75.00");
    const OpenItem* behind = books.account("7").item(DocumentId{"7-I1"}, ServiceAgreementId{"7-GAS"});
    ASSERT_TRUE(behind);
    EXPECT_EQ(behind->payoff_open, usd("25.00"));
    EXPECT_EQ(behind->current_open, usd("0"));
    EXPECT_EQ(books.asked(), "75.00");
    books.when(advance("2022-04-05")).then_rejected(Rejection::already_so);
    books.today("2022-05-05").when(advance("2022-05-05")).then_accepted();
    EXPECT_EQ(books.made<ArrangementBroken>().at(0).caused_by.str(), "7-IN1") << "the first one was not paid";
    books.when(in_instalments(1, "2022-05-06")).then_accepted();
    const auto billed = books.made<ArrangementInstalmentBilled>().at(0);
    ASSERT_EQ(billed.lines.size(), 3u);
    EXPECT_EQ(books.open_of("7", "7-IN2", "7-GAS"), "130.00");
    EXPECT_EQ(books.open_of("7", "7-IN2", "7-WATER"), "20.00");
    EXPECT_EQ(books.open_of("7", "7-I1", "7-GAS"), "0.00") << "all of it moved";
    for (const OpenItem& item : books.account("7").items) EXPECT_EQ(to_string(item.ages_from), "2022-05-06");
    EXPECT_EQ(books.payoff("7"), "150.00");
}

TEST(Arrangements, G12_TheLastTakesWhatDoesNotDivideAndMonthsKeepTheirAnchor) {
    ArrangementBooks books;
    RequestArrangement request = in_instalments(3, "2022-08-31", {"7-I1"});
    books.when(request).then_accepted();
    EXPECT_EQ(books.planned(), "2022-08-31=33.33 2022-09-30=33.33 2022-10-31=33.34");
    request.documents = {DocumentId{"7-I2"}};
    request.interval = InstalmentInterval::fortnight;
    books.when(request).then_accepted();
    EXPECT_EQ(books.planned(), "2022-08-31=16.66 2022-09-14=16.66 2022-09-28=16.68");
}

TEST(Arrangements, G12_PartOfWhatIsOpenIsArrangedOldestFirst) {
    ArrangementBooks books;
    books.when(in_instalments(2, "2022-04-15", {}, "110.00")).then_accepted();
    EXPECT_EQ(books.asked(), "40.00");
    EXPECT_EQ(books.account("7").item(DocumentId{"7-I2"}, ServiceAgreementId{"7-GAS"})->current_open, usd("20.00"));
}

TEST(Arrangements, G12_MoneyThatNamesNoDocumentPassesArrangedDebtBy) {
    ArrangementBooks books;
    books.given({in_instalments(2, "2022-04-15", {"7-I1"})});
    books.when(a_payment("7", "80.00", "2022-03-20")).then_accepted();
    EXPECT_EQ(books.allocated(), "7-I2/7-GAS=30.00 from 7-P1.T1 7-I2/7-WATER=20.00 from 7-P1.T1");
    EXPECT_EQ(books.unapplied("7"), "30.00");
    PostPayment named = a_payment("7", "10.00", "2022-03-20");
    named.shares = {a_spec_share("7", "10.00", {{"7-I1", "10.00"}})};
    books.when(named).then_rejected(Rejection::item_arranged, "shares[0].spec[0].document");
    // Credit that waits pays the instalment as soon as it is asked for.
    books.today("2022-04-05").when(advance("2022-04-05")).then_accepted();
    EXPECT_EQ(books.allocated(), "7-IN1/7-GAS=30.00 from 7-P1.T1");
    named.shares = {a_spec_share("7", "10.00", {{"7-IN1", "10.00"}})};
    books.when(named).then_accepted();
    EXPECT_EQ(books.open_of("7", "7-IN1", "7-GAS"), "10.00");
}

TEST(Arrangements, G12_AReturnedPaymentReopensTheInstalmentWithItsAge) {
    ArrangementBooks books;
    books.given({in_instalments(1, "2022-03-25", {"7-I1"}), a_payment("7", "100.00", "2022-03-20")});
    EXPECT_EQ(books.open_of("7", "7-IN1", "7-GAS"), "0.00");
    books.when(CancelTender{PaymentEventId{"7-PE1"}, {}, Code{"NSF"}, true, {}}).then_accepted();
    const OpenItem* item = books.account("7").item(DocumentId{"7-IN1"}, ServiceAgreementId{"7-GAS"});
    ASSERT_TRUE(item);
    EXPECT_EQ(to_string(item->ages_from), "2022-03-25");
    books.today("2022-03-30").when(advance("2022-03-30")).then_rejected(Rejection::no_instalment_due);
    books.today("2022-03-31").when(advance("2022-03-31")).then_accepted();
    EXPECT_EQ(books.made<ArrangementBroken>().at(0).amount, usd("0")) << "all of it had been asked for";
    EXPECT_EQ(books.open_of("7", "7-I1", "7-GAS"), "100.00");
    EXPECT_EQ(to_string(books.account("7").items.front().ages_from), "2022-03-10");
}

TEST(Arrangements, G12_BrokenTheyLeaveWhatIsOwedAsItWas) {
    ArrangementBooks books;
    const auto before = books.account("7").items;
    books.given({in_instalments(3, "2022-03-25")});
    books.when(breaking()).then_accepted();
    const auto broken = books.made<ArrangementBroken>().at(0);
    EXPECT_EQ(broken.cause, ArrangementBreak::broken_by_user);
    EXPECT_EQ(broken.financial.payoff, usd("0"));
    EXPECT_EQ(broken.financial.current, usd("100.00"));
    EXPECT_EQ(broken.returned.size(), 1u);
    EXPECT_EQ(books.account("7").items, before);
    EXPECT_EQ(books.asked(), "150.00");
    EXPECT_EQ(books.account("7").open_arrangements, 0u);
    books.when(breaking()).then_rejected(Rejection::already_so);
    books.when(breaking("7-PA1", true)).then_rejected(Rejection::arrangement_does_not_stand, "arrangement");
    books.when(breaking("7-PA9")).then_rejected(Rejection::arrangement_unknown, "arrangement");
}

TEST(Arrangements, G12_EndedByAgreementTheyDoNotCountAsBroken) {
    ArrangementBooks books;
    books.given({in_instalments(3, "2022-04-25"), a_payment("7", "150.00", "2022-03-20")});
    books.when(breaking("7-PA1", true)).then_accepted();
    EXPECT_EQ(books.made<ArrangementBroken>().at(0).cause, ArrangementBreak::by_agreement);
    EXPECT_EQ(books.payoff("7"), "0.00");
    EXPECT_TRUE(books.account("7").items.empty()) << "the credit that waited pays it at once";
}

TEST(Arrangements, G12_AboveTheLimitAnotherPersonApproves) {
    ArrangementBooks books(usd("120.00"));
    books.when(in_instalments(2, "2022-04-15", {}, "120.00")).then_accepted();
    EXPECT_EQ(books.made<ArrangementGranted>().size(), 1u) << "not above it";
    books.given({breaking()});
    books.when(in_instalments(2, "2022-04-15")).then_accepted();
    EXPECT_TRUE(books.made<ArrangementGranted>().empty());
    EXPECT_EQ(books.asked(), "150.00");
    const ApproveArrangement approve{seven, DocumentId{"7-PA2"}};
    books.when(approve).then_rejected(Rejection::approver_is_requester, "actor");
    books.when(breaking("7-PA2")).then_rejected(Rejection::arrangement_does_not_stand);
    books.by("cli:supervisor").when(approve).then_accepted();
    EXPECT_EQ(books.made<ArrangementGranted>().at(0).approved_by.str(), "cli:supervisor");
    books.when(approve).then_rejected(Rejection::already_so);
    books.when(RejectArrangement{seven, DocumentId{"7-PA2"}}).then_rejected(Rejection::arrangement_not_pending);
    books.when(ApproveArrangement{seven, DocumentId{"7-PA1"}}).then_rejected(Rejection::arrangement_not_pending);
    books.when(ApproveArrangement{seven, DocumentId{"7-PA9"}}).then_rejected(Rejection::arrangement_unknown);
}

TEST(Arrangements, G12_WhatChangedSinceTheRequestIsNotApproved) {
    ArrangementBooks books(usd("1.00"));
    books.given({in_instalments(2, "2022-03-21")});
    books.given({OpenDispute{.account = seven, .document = DocumentId{"7-I1"}, .amount = usd("10.00"), .memo = {}}});
    const ApproveArrangement approve{seven, DocumentId{"7-PA1"}};
    books.by("cli:supervisor").when(approve).then_rejected(Rejection::item_disputed, "arrangement");
    books.given({ResolveDispute{.account = seven, .dispute = DocumentId{"7-DIS1"}}});
    books.today("2022-03-22").when(approve).then_rejected(Rejection::date_out_of_order, "arrangement");
    books.given({a_payment("7", "5.00", "2022-03-22")});
    books.when(approve).then_rejected(Rejection::arranged_debt_changed, "arrangement");
    const RejectArrangement reject{seven, DocumentId{"7-PA1"}};
    books.when(reject).then_accepted();
    books.when(reject).then_rejected(Rejection::already_so);
    books.when(approve).then_rejected(Rejection::arrangement_not_pending);
    books.when(breaking()).then_rejected(Rejection::arrangement_does_not_stand);
}

TEST(Arrangements, G12_ArrangedDebtIsNeitherDisputedNorArrangedAgain) {
    ArrangementBooks books;
    books.given({in_instalments(2, "2022-03-25", {"7-I1"})});
    const auto dispute = [](std::string_view document) {
        return OpenDispute{.account = seven, .document = DocumentId{document}, .memo = {}};
    };
    books.when(dispute("7-I1")).then_rejected(Rejection::item_arranged, "document");
    books.when(dispute("7-IN1")).then_rejected(Rejection::item_arranged, "document");
    books.when(in_instalments(2, "2022-04-15", {"7-I1"})).then_rejected(Rejection::item_arranged, "documents[0]");
    books.when(in_instalments(2, "2022-04-15", {"7-IN1"})).then_rejected(Rejection::item_arranged, "documents[0]");
    books.when(in_instalments(2, "2022-04-15")).then_accepted();
    EXPECT_EQ(books.made<ArrangementGranted>().at(0).amount, usd("50.00")) << "what is in no arrangement yet";
    books.when(in_instalments(2, "2022-04-15")).then_rejected(Rejection::no_debt_to_arrange, "account");
}

TEST(Arrangements, G12_ADisputeInTheDebtIsResolvedFirst) {
    ArrangementBooks books;
    books.given({OpenDispute{.account = seven, .document = DocumentId{"7-I1"}, .memo = {}}});
    books.when(in_instalments(2, "2022-04-15")).then_rejected(Rejection::item_disputed, "account");
    EXPECT_NE(books.refusal()->cure.find("7-DIS1"), std::string::npos);
    books.when(in_instalments(2, "2022-04-15", {"7-I1"})).then_rejected(Rejection::item_disputed, "documents");
    books.when(in_instalments(2, "2022-04-15", {"7-I2"})).then_accepted();
}

TEST(Arrangements, G12_InstalmentsThatDoNotFitAreRefusedByName) {
    ArrangementBooks books;
    const auto refused = [&](const RequestArrangement& request, Rejection rejection, std::string_view field) {
        books.when(request).then_rejected(rejection, field);
        EXPECT_FALSE(books.refusal()->cure.empty());
    };
    refused(one_by_one({{"2022-04-15", "100.00"}, {"2022-05-15", "49.99"}}), Rejection::instalments_differ,
            "instalments");
    EXPECT_EQ(books.refusal()->value, "149.99");
    refused(one_by_one({{"2022-03-19", "150.00"}}), Rejection::date_out_of_order, "instalments[0].due_on");
    refused(one_by_one({{"2022-04-15", "100.00"}, {"2022-04-15", "50.00"}}), Rejection::date_out_of_order,
            "instalments[1].due_on");
    refused(one_by_one({{"2022-04-15", "150.00"}, {"2022-05-15", "0"}}), Rejection::amount_must_be_above_zero,
            "instalments[1].amount");
    RequestArrangement request = one_by_one({{"2022-04-15", "150.00"}});
    request.instalments[0].due_on = {};
    refused(request, Rejection::field_missing, "instalments[0].due_on");
    request = one_by_one({{"2022-04-15", "150.00"}});
    request.number_of_instalments = 1;
    refused(request, Rejection::field_invalid, "number_of_instalments");
    request.number_of_instalments = 0;
    request.first_due_on = date("2022-04-15");
    refused(request, Rejection::field_invalid, "first_due_on");
    refused(in_instalments(0, "2022-04-15"), Rejection::field_missing, "number_of_instalments");
    refused(in_instalments(2, ""), Rejection::field_missing, "first_due_on");
    refused(in_instalments(2, "2022-03-19"), Rejection::date_out_of_order, "first_due_on");
    refused(in_instalments(2, "2024-03-19"), Rejection::date_out_of_order, "first_due_on");
    refused(in_instalments(13, "2022-04-15"), Rejection::too_many_instalments, "number_of_instalments");
    refused(in_instalments(9, "2022-04-15", {}, "0.08"), Rejection::too_many_instalments, "number_of_instalments");
    books.when(in_instalments(12, "2022-03-20")).then_accepted();
}

TEST(Arrangements, G12_DebtThatIsNotThereIsRefusedByName) {
    ArrangementBooks books;
    books.when(in_instalments(2, "2022-04-15", {}, "150.01"))
        .then_rejected(Rejection::arrangement_exceeds_debt, "amount");
    books.when(in_instalments(2, "2022-04-15", {}, "-1.00"))
        .then_rejected(Rejection::amount_must_be_above_zero, "amount");
    books.when(in_instalments(2, "2022-04-15", {"7-I9"})).then_rejected(Rejection::document_unknown, "documents[0]");
    books.when(in_instalments(2, "2022-04-15", {"7-I1", "7-I1"}))
        .then_rejected(Rejection::field_invalid, "documents[0]");
    RequestArrangement other = in_instalments(2, "2022-04-15");
    other.account = AccountId{"9"};
    books.when(other).then_rejected(Rejection::account_unknown, "account");
    books.given({a_payment("7", "150.00", "2022-03-20")});
    books.when(in_instalments(2, "2022-04-15")).then_rejected(Rejection::no_debt_to_arrange, "account");
    books.when(in_instalments(2, "2022-04-15", {"7-I1"})).then_rejected(Rejection::document_not_open, "documents[0]");
}

TEST(Arrangements, G12_AClassWithoutAPolicyHasNone) {
    Books books;
    books.open("7");
    books.bill("7", "7-I1", "2022-07-10", {{"7-GAS", "100.00"}});
    books.when(in_instalments(2, "2022-07-15")).then_rejected(Rejection::arrangement_policy_missing, "account");
}

TEST(Arrangements, G12_PoliciesAreHeldToTheirBounds) {
    Books books;
    const auto rejected = [&](ArrangementPolicy row, std::string_view field) {
        row.code = Code{"RES"};
        books.when(Define<ArrangementPolicy>{{}, std::move(row)}).then_rejected(Rejection::field_invalid, field);
    };
    rejected({.instalments_max = 0}, "row.instalments_max");
    rejected({.instalments_max = 61}, "row.instalments_max");
    rejected({.grace_days = 367}, "row.grace_days");
    rejected({.notice_days = 367}, "row.notice_days");
    rejected({.approval_above = usd("-1.00")}, "row.approval_above");
    books.when(Define<ArrangementPolicy>{{}, {.code = Code{"NONE"}}})
        .then_rejected(Rejection::code_unknown, "row.code");
}

TEST(Arrangements, G12_LateChargesAreNotAssessedOnIt) {
    ArrangementBooks books;
    books.given({Define<LateChargePolicy>{
        {}, {.code = Code{"RES"}, .method = LateChargeMethod::daily, .rate_basis_points = 3'650}}});
    books.given({in_instalments(1, "2022-04-01", {"7-I1"})});
    books.today("2022-03-22").given({advance("2022-03-22")});
    books.today("2022-04-06").when(AssessLateCharges{.account = seven}).then_rejected(Rejection::no_late_charge_due);
    books.today("2022-04-07").given({advance("2022-04-07")});
    books.today("2022-04-17").when(AssessLateCharges{.account = seven}).then_accepted();
    const auto after = books.made<LateChargeAssessed>();
    ASSERT_EQ(after.size(), 3u);
    EXPECT_EQ(after[0].overdue.str(), "7-I1");
    ASSERT_EQ(after[0].steps.size(), 2u);
    EXPECT_EQ(to_string(after[0].steps[0].until), "2022-03-20") << "days before it was granted";
    EXPECT_EQ(to_string(after[0].steps[1].from), "2022-04-07") << "and from the day on which it broke";
    EXPECT_EQ(after[0].amount, usd("1.90")) << "100.00 x 36.5% x (9 + 10)/365";
}

TEST(Arrangements, G12_ALateChargeOrAdjustmentUnderItMayFall) {
    ArrangementBooks books;
    books.given(
        {Define<LateChargePolicy>{{}, {.code = Code{"RES"}, .method = LateChargeMethod::flat, .amount = usd("5.00")}}});
    books.given({AssessLateCharges{.account = seven}});
    books.given({in_instalments(2, "2022-03-25", {"7-L1"})});
    books.when(CancelLateCharge{seven, DocumentId{"7-L1"}, Code{"GOODWILL"}, {}}).then_accepted();
    EXPECT_EQ(books.made<ArrangementBroken>().at(0).cause, ArrangementBreak::document_taken_back);
    EXPECT_EQ(books.payoff("7"), "150.00");
    EXPECT_EQ(books.asked(), "150.00");
    books.given({RequestAdjustment{.account = seven,
                                   .adjustment_type = Code{"FEE"},
                                   .sa = ServiceAgreementId{"7-GAS"},
                                   .amount = usd("40.00"),
                                   .memo = {}},
                 in_instalments(2, "2022-03-25", {"7-ADJ1"})});
    PostPayment named = a_payment("7", "20.00", "2022-03-20");
    named.shares = {a_spec_share("7", "20.00", {{"7-IN2", "20.00"}})};
    books.given({named});
    books.when(CancelAdjustment{.account = seven, .adjustment = DocumentId{"7-ADJ1"}, .cancel_reason = Code{"WRONG"}})
        .then_accepted();
    EXPECT_EQ(books.made<ArrangementBroken>().size(), 1u);
    EXPECT_EQ(books.payoff("7"), "130.00") << "150.00 less the 20.00 that were paid";
    EXPECT_EQ(books.asked(), books.payoff("7"));
}

TEST(Arrangements, G12_AreKeptOnceAllIsPaid) {
    ArrangementBooks books;
    books.given({in_instalments(2, "2022-03-20", {"7-I1"}), a_payment("7", "50.00", "2022-03-20")});
    books.today("2022-04-10").given({advance("2022-04-10"), a_payment("7", "100.00", "2022-04-10")});
    books.when(advance("2022-04-10")).then_accepted();
    EXPECT_EQ(books.made<ArrangementKept>().at(0).amount, usd("100.00"));
    EXPECT_EQ(books.payoff("7"), "0.00");
    EXPECT_EQ(books.account("7").open_arrangements, 0u);
    books.when(breaking()).then_rejected(Rejection::arrangement_does_not_stand);
    books.when(advance("2022-04-10")).then_rejected(Rejection::already_so);
}

}  // namespace
}  // namespace tally::test
