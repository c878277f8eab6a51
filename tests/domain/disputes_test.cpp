// Disputes: what is disputed is owed and ages, but neither charged for nor paid by money that names no document.

#include <gtest/gtest.h>

#include "domain/account/receivables/credit.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

OpenDispute a_dispute(std::string_view document, std::string_view amount = "0", std::string_view sa = "") {
    return {.account = AccountId{"7"},
            .document = DocumentId{document},
            .sa = ServiceAgreementId{sa},
            .amount = usd(amount),
            .dispute_reason = Code{"READING"},
            .on = {},
            .memo = {}};
}
ResolveDispute a_resolution(DisputeOutcome outcome, std::string_view settled_by = "") {
    return {.account = AccountId{"7"},
            .dispute = DocumentId{"7-DIS1"},
            .outcome = outcome,
            .settled_by = DocumentId{settled_by}};
}
RequestAdjustment a_credit(std::string_view amount, std::string_view target) {
    return {.account = AccountId{"7"},
            .adjustment_type = Code{"GOODWILL"},
            .amount = usd(amount),
            .target = DocumentId{target},
            .memo = {}};
}

// Account 7 with 100.00 due on March 10 and 50.00 due on April 10; it is March 20.
class DisputeBooks : public Books {
  public:
    DisputeBooks() {
        today("2022-03-20");
        open("7");
        bill("7", "7-I1", "2022-03-10", {{"7-GAS", "100.00"}});
        bill("7", "7-I2", "2022-04-10", {{"7-GAS", "50.00"}});
    }
    [[nodiscard]] std::string cancelled() const {
        std::string text;
        for (const auto& charge : made<LateChargeCancelled>())
            text += (text.empty() ? "" : ", ") + charge.charge.str() + " " + std::string{name_of(charge.cause)} +
                    " by " + charge.caused_by.str();
        return text;
    }
};

TEST(Disputes, G13_ChangeNothingThatIsOwed) {
    DisputeBooks books;
    books.when(a_dispute("7-I1", "40.00")).then_accepted();
    ASSERT_EQ(books.made<DisputeOpened>().size(), 1u);
    EXPECT_EQ(books.made<DisputeOpened>()[0].dispute.str(), "7-DIS1");
    EXPECT_EQ(books.made<DisputeOpened>()[0].sa.str(), "7-GAS");
    EXPECT_EQ(books.payoff("7"), "150.00");
    EXPECT_EQ(to_string(books.account("7").items.front().ages_from), "2022-03-10");
    EXPECT_EQ(books.account("7").open_disputes, 1u);
}

TEST(Disputes, WithoutAnAmountAreOfAllThatIsOpen) {
    DisputeBooks books;
    books.when(a_dispute("7-I1")).then_accepted();
    EXPECT_EQ(books.made<DisputeOpened>()[0].amount, usd("100.00"));
}

TEST(Disputes, MoneyThatNamesNoDocumentPassesThemBy) {
    DisputeBooks books;
    books.given({a_dispute("7-I1", "40.00")});
    books.when(a_payment("7", "70.00", "2022-03-20")).then_accepted();
    EXPECT_EQ(books.allocated(), "7-I1/7-GAS=60.00 from 7-P1.T1 7-I2/7-GAS=10.00 from 7-P1.T1");
    books.when(a_payment("7", "60.00", "2022-03-20")).then_accepted();
    EXPECT_EQ(books.allocated(), "7-I2/7-GAS=40.00 from 7-P2.T1");
    EXPECT_EQ(books.unapplied("7"), "20.00") << "what is disputed waits for its resolution, and so does the money";
    books.when(a_resolution(DisputeOutcome::rejected)).then_accepted();
    books.when(a_payment("7", "15.00", "2022-03-20")).then_accepted();
    EXPECT_EQ(books.allocated(), "7-I1/7-GAS=15.00 from 7-P3.T1");
}

TEST(Disputes, MoneyThatNamesTheDocumentPaysIt) {
    DisputeBooks books;
    books.given({a_dispute("7-I1", "40.00")});
    PostPayment payment = a_payment("7", "100.00", "2022-03-20");
    payment.shares = {a_spec_share("7", "100.00", {{"7-I1", "100.00"}})};
    books.when(payment).then_accepted();
    EXPECT_EQ(books.open_of("7", "7-I1", "7-GAS"), "0.00");
}

TEST(Disputes, G13_AreLeftOutOfLateCharges) {
    DisputeBooks books;
    books.given({Define<LateChargePolicy>{
                     {}, {.code = Code{"RES"}, .method = LateChargeMethod::monthly, .rate_basis_points = 1'000}},
                 a_dispute("7-I1", "40.00")});
    books.today("2022-04-11").when(AssessLateCharges{.account = AccountId{"7"}}).then_accepted();
    const auto charges = books.made<LateChargeAssessed>();
    ASSERT_EQ(charges.size(), 3u);
    EXPECT_EQ(charges[0].amount, usd("10.00")) << "on March 11 nothing was disputed";
    EXPECT_EQ(charges[1].amount, usd("6.00"));
    EXPECT_EQ(charges[2].overdue.str(), "7-I2");
    // Days on which it was disputed stay free of charge where the customer was wrong.
    books.given({a_resolution(DisputeOutcome::rejected)});
    books.today("2022-05-11").when(AssessLateCharges{.account = AccountId{"7"}}).then_accepted();
    EXPECT_EQ(books.made<LateChargeAssessed>().at(0).amount, usd("10.00"));
}

TEST(Disputes, UpheldMakeTheLateChargesFallThatTheyDisprove) {
    DisputeBooks books;
    books.given({Define<LateChargePolicy>{
        {}, {.code = Code{"RES"}, .method = LateChargeMethod::once, .rate_basis_points = 1'000}}});
    books.given({AssessLateCharges{.account = AccountId{"7"}}, a_dispute("7-I1", "40.00")});
    books.today("2022-03-25").given({a_credit("-40.00", "7-I1")});
    books.when(a_resolution(DisputeOutcome::upheld, "7-ADJ1")).then_accepted();
    EXPECT_EQ(books.cancelled(), "7-L1 dispute_upheld by 7-DIS1");
    EXPECT_EQ(books.payoff("7"), "110.00");
    books.when(AssessLateCharges{.account = AccountId{"7"}}).then_accepted();
    EXPECT_EQ(books.made<LateChargeAssessed>().at(0).amount, usd("6.00")) << "what was owed is charged for";
}

TEST(Disputes, AreUpheldByACreditNoteToo) {
    DisputeBooks books;
    books.given({a_dispute("7-I2")});
    books.given({ReverseInvoice{.account = AccountId{"7"}, .invoice = DocumentId{"7-I2"}, .rebill = false}});
    books.when(a_resolution(DisputeOutcome::upheld, "7-C1")).then_accepted();
    EXPECT_EQ(books.account("7").open_disputes, 0u);
}

TEST(Disputes, ARefusalSaysWhatMayBeDisputed) {
    DisputeBooks books;
    books.when(a_dispute("7-I1", "100.01")).then_rejected(Rejection::dispute_exceeds_open_amount, "amount");
    books.when(a_dispute("7-I1", "-1.00")).then_rejected(Rejection::amount_must_be_above_zero, "amount");
    books.when(a_dispute("7-I9")).then_rejected(Rejection::document_unknown, "document");
    books.when(a_dispute("7-I1", "1.00", "7-X")).then_rejected(Rejection::document_not_open, "document");
    OpenDispute ahead = a_dispute("7-I1");
    ahead.on = date("2022-03-21");
    books.when(ahead).then_rejected(Rejection::date_out_of_order, "on");
    ahead.account = AccountId{"8"};
    books.when(ahead).then_rejected(Rejection::account_unknown, "account");
    books.given({a_dispute("7-I1", "10.00")});
    books.when(a_dispute("7-I1", "10.00")).then_rejected(Rejection::item_already_disputed, "document");
    books.given({a_payment("7", "140.00", "2022-03-20")});
    books.when(a_dispute("7-I2")).then_rejected(Rejection::document_not_open, "document");
}

TEST(Disputes, OfADocumentOfSeveralAgreementsNameOne) {
    Books books;
    books.open("7", {"GAS", "WATER"});
    books.bill("7", "7-I1", "2022-03-10", {{"7-GAS", "100.00"}, {"7-WATER", "20.00"}});
    books.when(a_dispute("7-I1", "10.00")).then_rejected(Rejection::field_missing, "sa");
    books.when(a_dispute("7-I1", "0", "7-WATER")).then_accepted();
    EXPECT_EQ(books.made<DisputeOpened>()[0].amount, usd("20.00"));
}

TEST(Disputes, ARefusalSaysHowTheyAreResolved) {
    DisputeBooks books;
    books.given({a_dispute("7-I1", "40.00"), a_credit("-5.00", "7-I2")});
    books.when(a_resolution(DisputeOutcome::upheld)).then_rejected(Rejection::dispute_needs_settlement, "settled_by");
    books.when(a_resolution(DisputeOutcome::upheld, "7-ADJ1"))
        .then_rejected(Rejection::settlement_differs, "settled_by");
    books.when(a_resolution(DisputeOutcome::rejected, "7-ADJ1")).then_rejected(Rejection::field_invalid, "settled_by");
    ResolveDispute other = a_resolution(DisputeOutcome::rejected);
    other.on = date("2022-03-19");
    books.when(other).then_rejected(Rejection::date_out_of_order, "on");
    other = a_resolution(DisputeOutcome::rejected);
    other.dispute = DocumentId{"7-DIS2"};
    books.when(other).then_rejected(Rejection::dispute_unknown, "dispute");
    other.account = AccountId{"8"};
    books.when(other).then_rejected(Rejection::account_unknown, "account");
    books.given({a_resolution(DisputeOutcome::rejected)});
    books.when(a_resolution(DisputeOutcome::rejected)).then_nothing_changed();
    books.when(a_resolution(DisputeOutcome::upheld, "7-ADJ1"))
        .then_rejected(Rejection::dispute_already_resolved, "dispute");
    books.when(a_dispute("7-I1", "40.00")).then_accepted();
}

}  // namespace
}  // namespace tally::test
