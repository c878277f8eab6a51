#include <gtest/gtest.h>

#include "domain/account/receivables/credit.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

RequestAdjustment a_request(std::string_view type, std::string_view amount, std::string_view target = {}) {
    return {.account = AccountId{"7"},
            .adjustment_type = Code{type},
            .amount = usd(amount),
            .target = DocumentId{target},
            .memo = clear("as agreed on the phone")};
}
const DocumentId first_adjustment{"7-ADJ1"};

TEST(Adjustments, ChargeIsAnOpenItemThatAgesFromTheNextDueDate) {
    Books books;
    books.open("7");
    books.when(a_request("FEE", "12.50")).then_accepted();
    const auto requested = books.made<AdjustmentRequested>();
    ASSERT_EQ(requested.size(), 1u);
    EXPECT_EQ(requested[0].requested_by.str(), "cli:csr");
    EXPECT_EQ(requested[0].memo, clear("P7", "as agreed on the phone"));
    const auto posted = books.made<AdjustmentPosted>();
    ASSERT_EQ(posted.size(), 1u);
    EXPECT_EQ(posted[0].adjustment, first_adjustment);
    EXPECT_EQ(posted[0].sa.str(), "7-GAS");
    EXPECT_EQ(to_string(posted[0].financial.ages_from), "2022-06-23") << "the window opens on June 3, and 20 days";
    EXPECT_EQ(books.open_of("7", "7-ADJ1", "7-GAS"), "12.50");
    EXPECT_EQ(books.payoff("7"), "12.50");
    EXPECT_TRUE(books.account("7").pending_adjustments.empty());
}

TEST(Adjustments, ChargeAgesFromTheDayThatIsTyped) {
    Books books;
    books.open("7");
    RequestAdjustment request = a_request("FEE", "12.50");
    request.ages_from = date("2022-03-03");
    books.when(request).then_accepted();
    EXPECT_EQ(books.account("7").items[0].ages_from, date("2022-03-03"));
}

TEST(Adjustments, CreditReducesTheNamedDocumentUpToItsOpenAmount) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.when(a_request("GOODWILL", "-40.00", "I1")).then_accepted();
    const auto posted = books.made<AdjustmentPosted>();
    ASSERT_EQ(posted.size(), 1u);
    EXPECT_EQ(posted[0].to_target, usd("30.00"));
    EXPECT_EQ(posted[0].to_unapplied, usd("10.00"));
    EXPECT_EQ(posted[0].target_sa.str(), "7-GAS");
    EXPECT_EQ(to_string(posted[0].financial.ages_from), "2022-02-01");
    EXPECT_EQ(books.open_of("7", "I1", "7-GAS"), "0.00");
    EXPECT_EQ(books.unapplied("7"), "10.00");
    EXPECT_EQ(books.payoff("7"), "-10.00");
}

TEST(Adjustments, UnnamedCreditIsUnapplied) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.when(a_request("GOODWILL", "-5.00")).then_accepted();
    EXPECT_EQ(books.open_of("7", "I1", "7-GAS"), "30.00");
    EXPECT_EQ(books.unapplied("7"), "5.00");
}

TEST(Adjustments, CreditOnAPaidDocumentIsUnapplied) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.given({a_payment("7", "30.00")});
    books.when(a_request("GOODWILL", "-5.00", "I1")).then_accepted();
    EXPECT_EQ(books.made<AdjustmentPosted>()[0].to_target, usd("0"));
    EXPECT_EQ(books.unapplied("7"), "5.00");
}

TEST(Adjustments, DocumentOfSeveralAgreementsNeedsOneNamed) {
    Books books;
    books.open("7", {"GAS", "WATER"});
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}, {"7-WATER", "10.00"}});
    RequestAdjustment request = a_request("GOODWILL", "-5.00", "I1");
    books.when(request).then_rejected(Rejection::field_missing, "sa");
    request.sa = ServiceAgreementId{"7-WATER"};
    books.when(request).then_accepted();
    EXPECT_EQ(books.open_of("7", "I1", "7-WATER"), "5.00");
}

TEST(Adjustments, C26_G9_AmountAboveTheLimitWaitsForAnotherPerson) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "80.00"}});
    books.by("cli:anna").when(a_request("BIGCREDIT", "-50.01", "I1")).then_accepted();
    EXPECT_TRUE(books.made<AdjustmentPosted>().empty());
    EXPECT_EQ(books.payoff("7"), "80.00");
    ASSERT_EQ(books.account("7").pending_adjustments.size(), 1u);
    const ApproveAdjustment approve{AccountId{"7"}, first_adjustment};
    books.when(approve).then_rejected(Rejection::approver_is_requester, "actor");
    books.by("cli:bert").when(approve).then_accepted();
    EXPECT_EQ(books.made<AdjustmentApproved>()[0].approved_by.str(), "cli:bert");
    EXPECT_EQ(books.made<AdjustmentPosted>()[0].to_target, usd("50.01"));
    EXPECT_EQ(books.payoff("7"), "29.99");
    EXPECT_TRUE(books.account("7").pending_adjustments.empty());
    books.when(approve).then_nothing_changed();
}

// It counts from the day it names; the books have it from the day it is approved.
TEST(Adjustments, G9_AnApprovedAdjustmentIsEffectiveOnItsDateAndAccountedOnTheApprovals) {
    for (const std::string named : {"2022-04-10", ""}) {
        Books books;
        books.open("7");
        RequestAdjustment request{.account = AccountId{"7"},
                                  .adjustment_type = Code{"BIGCREDIT"},
                                  .amount = usd("-60.00"),
                                  .effective_date = named.empty() ? Date{} : date(named)};
        books.when(request).then_accepted();
        books.today("2022-07-15").by("cli:other");
        books.when(ApproveAdjustment{AccountId{"7"}, DocumentId{"7-ADJ1"}}).then_accepted();
        const auto posted = books.made<AdjustmentPosted>();
        ASSERT_EQ(posted.size(), 1u);
        EXPECT_EQ(to_string(posted[0].financial.effective_date), named.empty() ? "2022-06-01" : named);
        EXPECT_EQ(to_string(posted[0].financial.accounting_date), "2022-07-15");
    }
}

TEST(Adjustments, AmountUpToTheLimitNeedsNoApproval) {
    Books books;
    books.open("7");
    books.when(a_request("BIGCREDIT", "-50.00")).then_accepted();
    EXPECT_EQ(books.made<AdjustmentPosted>().size(), 1u);
    books.when(ApproveAdjustment{AccountId{"7"}, first_adjustment})
        .then_rejected(Rejection::adjustment_not_pending, "adjustment");
}

TEST(Adjustments, ApprovalReducesWhatIsOpenThen) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "80.00"}});
    books.given({a_request("BIGCREDIT", "-60.00", "I1"), a_payment("7", "70.00")});
    books.by("cli:bert").when(ApproveAdjustment{AccountId{"7"}, first_adjustment}).then_accepted();
    EXPECT_EQ(books.made<AdjustmentPosted>()[0].to_target, usd("10.00"));
    EXPECT_EQ(books.made<AdjustmentPosted>()[0].to_unapplied, usd("50.00"));
}

TEST(Adjustments, RejectedAdjustmentIsNeverPosted) {
    Books books;
    books.open("7");
    books.given({a_request("BIGCREDIT", "-60.00")});
    const RejectAdjustment reject{AccountId{"7"}, first_adjustment};
    books.by("cli:bert").when(reject).then_accepted();
    EXPECT_TRUE(books.account("7").pending_adjustments.empty());
    books.when(reject).then_nothing_changed();
    books.when(ApproveAdjustment{AccountId{"7"}, first_adjustment})
        .then_rejected(Rejection::adjustment_not_pending, "adjustment");
    books.when(CancelAdjustment{.account = AccountId{"7"}, .adjustment = first_adjustment})
        .then_rejected(Rejection::adjustment_not_posted, "adjustment");
    EXPECT_EQ(books.payoff("7"), "0.00");
}

TEST(Adjustments, WhatDoesNotFitTheTypeIsRefused) {
    Books books;
    books.open("7");
    books.open("8");
    books.bill("8", "I8", "2022-02-01", {{"8-GAS", "30.00"}});
    books.when(a_request("NONE", "5.00")).then_rejected(Rejection::code_unknown, "adjustment_type");
    books.when(a_request("FEE", "-5.00")).then_rejected(Rejection::adjustment_sign_differs, "amount");
    books.when(a_request("GOODWILL", "5.00")).then_rejected(Rejection::adjustment_sign_differs, "amount");
    books.when(a_request("FEE", "0")).then_rejected(Rejection::amount_must_be_above_zero, "amount");
    RequestAdjustment request = a_request("FEE", "5.00");
    request.amount = {largest_amount.minor + 1};
    books.when(request).then_rejected(Rejection::amount_too_large, "amount");
    request.amount = {INT64_MIN};
    books.when(request).then_rejected(Rejection::amount_too_large, "amount");
    books.when(a_request("FEE", "5.00", "I1")).then_rejected(Rejection::field_invalid, "target");
    books.when(a_request("GOODWILL", "-5.00", "I8")).then_rejected(Rejection::document_unknown, "target");
    request = a_request("GOODWILL", "-5.00");
    request.ages_from = date("2022-06-01");
    books.when(request).then_rejected(Rejection::field_invalid, "ages_from");
    request = a_request("FEE", "5.00");
    request.account = AccountId{"9"};
    books.when(request).then_rejected(Rejection::account_unknown, "account");
    request = a_request("FEE", "5.00");
    request.sa = ServiceAgreementId{"8-GAS"};
    books.when(request).then_rejected(Rejection::sa_unknown, "sa");
    request = a_request("FEE", "5.00");
    request.effective_date = date("2022-06-02");
    books.when(request).then_rejected(Rejection::date_out_of_order, "effective_date");
}

TEST(Adjustments, GivenIdsAreTakenOnce) {
    Books books;
    books.open("7");
    RequestAdjustment request = a_request("FEE", "5.00");
    request.adjustment = DocumentId{"CASE-4711"};
    books.when(request).then_accepted();
    EXPECT_EQ(books.made<AdjustmentPosted>()[0].adjustment.str(), "CASE-4711");
    books.when(request).then_rejected(Rejection::id_taken, "adjustment");
    request.adjustment = DocumentId{"7-ADJ9"};
    books.when(request).then_rejected(Rejection::id_invalid, "adjustment");
    request.adjustment = DocumentId{"a/b"};
    books.when(request).then_rejected(Rejection::id_invalid, "adjustment");
}

// Taken, such an id would hide another account's document under the adjustment, or be in its way once it is made.
TEST(Adjustments, AnIdThatTheLedgerMakesForAnotherAccountIsNotTaken) {
    Books books;
    books.open("7");
    RequestAdjustment request = a_request("FEE", "5.00");
    for (const char* made :
         {"8-C1", "8-I12", "N315-ADJ1", "8-S3", "8-ST3", "A-B-X7", "8-F1", "8-P1", "8-PE1", "8-SA1"}) {
        request.adjustment = DocumentId{made};
        books.when(request).then_rejected(Rejection::id_invalid, "adjustment");
    }
    for (const char* given : {"CASE-4711", "C1", "-C1", "8-C", "8-C1A", "2022-01", "RMA-8-CX1"}) {
        request.adjustment = DocumentId{given};
        books.when(request).then_accepted();
    }
}

TEST(Adjustments, CancellingAChargeFreesWhatPaidIt) {
    Books books;
    books.open("7");
    books.given({a_request("FEE", "12.50"), a_payment("7", "10.00")});
    const CancelAdjustment cancel{
        .account = AccountId{"7"}, .adjustment = first_adjustment, .cancel_reason = Code{"ERROR"}};
    books.when(cancel).then_accepted();
    EXPECT_EQ(books.deallocated(), "7-ADJ1/7-GAS=10.00 from 7-P1.T1");
    EXPECT_TRUE(books.account("7").items.empty());
    EXPECT_EQ(books.unapplied("7"), "10.00");
    EXPECT_EQ(books.payoff("7"), "-10.00");
    books.when(cancel).then_nothing_changed();
}

TEST(Adjustments, CancellingACreditGivesTheItemItsAmountAndPlaceBack) {
    Books books;
    books.open("7");
    for (const auto invoice : {"I1", "I2"}) books.bill("7", invoice, "2022-02-01", {{"7-GAS", "30.00"}});
    const AccountState before = books.account("7");
    books.given({a_request("GOODWILL", "-40.00", "I1")});
    // The 10.00 beyond the invoice are used on the other one by now.
    {
        CommandHeader header;
        const Context context{books.world(), header, date("2022-06-01"), books.world().next_position()};
        Draft draft(context);
        ASSERT_TRUE(allocate_fifo(draft, AccountId{"7"}, {date("2022-06-01")}));
        books.append(draft.take());
    }
    EXPECT_EQ(books.open_of("7", "I2", "7-GAS"), "20.00");
    books.when(CancelAdjustment{.account = AccountId{"7"}, .adjustment = first_adjustment}).then_accepted();
    EXPECT_EQ(books.account("7").items, before.items);
    EXPECT_EQ(books.account("7").unapplied, before.unapplied);
    EXPECT_EQ(books.made<AdjustmentCancelled>()[0].financial.payoff, usd("40.00"));
}

TEST(Adjustments, CancellingAChargeThatACreditHadReducedLeavesThatCredit) {
    Books books;
    books.open("7");
    books.given({a_request("FEE", "12.00"), a_request("GOODWILL", "-5.00", "7-ADJ1")});
    books.when(CancelAdjustment{.account = AccountId{"7"}, .adjustment = first_adjustment}).then_accepted();
    EXPECT_TRUE(books.account("7").items.empty());
    EXPECT_EQ(books.unapplied("7"), "5.00");
    EXPECT_EQ(books.payoff("7"), "-5.00");
    // And cancelling the credit as well leaves nothing at all.
    books.when(CancelAdjustment{.account = AccountId{"7"}, .adjustment = DocumentId{"7-ADJ2"}}).then_accepted();
    EXPECT_TRUE(books.account("7").items.empty());
    EXPECT_TRUE(books.account("7").unapplied.empty());
}

TEST(Adjustments, CancellingIsRefusedWhereThereIsNothingToCancel) {
    Books books;
    books.open("7");
    CancelAdjustment cancel{.account = AccountId{"7"}, .adjustment = first_adjustment};
    books.when(cancel).then_rejected(Rejection::adjustment_unknown, "adjustment");
    books.when(ApproveAdjustment{AccountId{"7"}, first_adjustment})
        .then_rejected(Rejection::adjustment_unknown, "adjustment");
    books.when(RejectAdjustment{AccountId{"7"}, first_adjustment})
        .then_rejected(Rejection::adjustment_unknown, "adjustment");
    books.given({a_request("BIGCREDIT", "-60.00")});
    books.when(cancel).then_rejected(Rejection::adjustment_not_posted, "adjustment");
    books.given({a_request("FEE", "6.00")});
    books.when(RejectAdjustment{AccountId{"7"}, DocumentId{"7-ADJ2"}})
        .then_rejected(Rejection::adjustment_not_pending, "adjustment");
    cancel.adjustment = DocumentId{"7-ADJ2"};
    cancel.on = date("2022-05-31");
    books.when(cancel).then_rejected(Rejection::date_out_of_order, "on");
}

TEST(Adjustments, BackDatedAdjustmentNeverLandsInAClosedPeriod) {
    Books books;
    books.open("7");
    books.given({OpenPeriod{date("2022-05-01"), date("2022-06-01")}, OpenPeriod{date("2022-06-01"), date("2022-07-01")},
                 ClosePeriod{date("2022-05-01")}});
    RequestAdjustment request = a_request("FEE", "5.00");
    request.effective_date = date("2022-05-15");
    books.when(request).then_accepted();
    const Financial financial = books.made<AdjustmentPosted>()[0].financial;
    EXPECT_EQ(to_string(financial.effective_date), "2022-05-15");
    EXPECT_EQ(to_string(financial.accounting_date), "2022-06-01");
}

TEST(Adjustments, ChargeOnAClosedAgreementReactivatesIt) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.stop("7", "7-GAS");
    books.given({a_payment("7", "30.00")});
    ASSERT_EQ(books.account("7").agreements[0].status, SaStatus::closed);
    books.when(a_request("FEE", "5.00")).then_accepted();
    EXPECT_EQ(books.account("7").agreements[0].status, SaStatus::reactivated);
    books.when(CancelAdjustment{.account = AccountId{"7"}, .adjustment = first_adjustment}).then_accepted();
    EXPECT_EQ(books.account("7").agreements[0].status, SaStatus::closed);
}

}  // namespace
}  // namespace tally::test
