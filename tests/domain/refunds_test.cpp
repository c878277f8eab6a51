// Refunds of credit: what they post, what they leave, how they are cancelled, and what is refused.

#include <gtest/gtest.h>

#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

RefundCredit a_refund(std::string_view amount = {}, std::string_view on = {}) {
    return {.account = AccountId{"7"},
            .amount = amount.empty() ? Money{} : usd(amount),
            .refund_reason = Code{"OVERPAID"},
            .on = on.empty() ? Date{} : date(on)};
}
CancelRefund a_cancelled_refund(std::string_view refund = "7-REF1", std::string_view reason = "RETURNED") {
    return {.account = AccountId{"7"}, .refund = DocumentId{refund}, .cancel_reason = Code{reason}};
}
// 80.00 paid on 2022-03-01, of which 30.00 pay a bill.
void overpay(Books& books) {
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.given({a_payment("7", "80.00", "2022-03-01")});
}

TEST(Refunds, G15_CreditGoesFromUnappliedToAccountsPayable) {
    Books books;
    overpay(books);
    books.when(a_refund("20.00")).then_accepted();
    const auto refunded = books.made<CreditRefunded>().at(0);
    EXPECT_EQ(refunded.refund.str(), "7-REF1");
    EXPECT_EQ(
        refunded.lines,
        (std::vector<CreditLine>{{{CreditSourceKind::tender, DocumentId{"7-P1"}, TenderId{"T1"}}, usd("20.00")}}));
    EXPECT_EQ(posted(refunded.financial), "unapplied 20.00 payables -20.00");
    EXPECT_EQ(refunded.financial.payoff, usd("20.00"));
    EXPECT_EQ(refunded.financial.current, usd("20.00"));
    EXPECT_EQ(books.unapplied("7"), "30.00");
    EXPECT_EQ(books.payoff("7"), "-30.00");
}

TEST(Refunds, WithoutAnAmountAllCreditIsRefundedOldestFirst) {
    Books books;
    overpay(books);
    books.given({a_payment("7", "5.00", "2022-04-01")});
    books.when(a_refund()).then_accepted();
    const auto refunded = books.made<CreditRefunded>().at(0);
    ASSERT_EQ(refunded.lines.size(), 2u);
    EXPECT_EQ(refunded.lines[0].source.document.str(), "7-P1");
    EXPECT_EQ(refunded.lines[1].source.document.str(), "7-P2");
    EXPECT_EQ(refunded.amount, usd("55.00"));
    EXPECT_TRUE(books.account("7").unapplied.empty());

    Books named;
    overpay(named);
    named.given({a_payment("7", "5.00", "2022-04-01")});
    RefundCredit refund = a_refund();
    refund.source = DocumentId{"7-P2"};
    named.when(refund).then_accepted();
    EXPECT_EQ(named.unapplied("7"), "50.00") << "the payment that is not named stays";
}

TEST(Refunds, MoneyThatIsNotThereIsNotRefunded) {
    Books books;
    overpay(books);
    books.when(a_refund("50.01")).then_rejected(Rejection::credit_exceeded, "amount");
    EXPECT_NE(books.refusal()->cure.find("Only 50.00"), std::string::npos);
    RefundCredit refund = a_refund();
    refund.source = DocumentId{"7-P9"};
    books.when(refund).then_rejected(Rejection::credit_exceeded, "source");
    books.given({a_refund()});
    books.when(a_refund()).then_rejected(Rejection::credit_exceeded, "amount");
}

TEST(Refunds, CreditOnHoldIsNotRefunded) {
    Books books;
    overpay(books);
    books.given({a_payment("7", "5.00", "2022-04-01")});
    books.world().account_part(AccountId{"7"}).unapplied[0].on_hold = true;
    books.when(a_refund("5.01")).then_rejected(Rejection::credit_on_hold, "amount");
    books.when(a_refund("55.01")).then_rejected(Rejection::credit_exceeded, "amount");
    books.when(a_refund()).then_accepted();
    EXPECT_EQ(books.made<CreditRefunded>().at(0).amount, usd("5.00"));
}

TEST(Refunds, WhoHasOverdueDebtIsRefundedForAStatedReasonOnly) {
    Books books;
    overpay(books);
    books.bill("7", "I2", "2022-05-10", {{"7-GAS", "12.00"}});
    books.when(a_refund("50.00", "2022-05-10")).then_accepted();
    EXPECT_TRUE(books.made<CreditRefunded>().at(0).despite_debt.empty()) << "on its due date it is not overdue";

    Books overdue;
    overpay(overdue);
    overdue.bill("7", "I2", "2022-05-10", {{"7-GAS", "12.00"}});
    overdue.when(a_refund("50.00", "2022-05-11")).then_rejected(Rejection::refund_despite_debt, "despite_debt");
    EXPECT_NE(overdue.refusal()->cure.find("12.00"), std::string::npos);
    RefundCredit forced = a_refund("50.00", "2022-05-11");
    forced.despite_debt = Code{"COURT"};
    overdue.when(forced).then_accepted();
    EXPECT_EQ(overdue.made<CreditRefunded>().at(0).despite_debt, Code{"COURT"});
}

TEST(Refunds, ARefundNamesAReasonAnAccountAndADayOnWhichTheCreditWasThere) {
    Books books;
    overpay(books);
    RefundCredit refund = a_refund();
    refund.refund_reason = {};
    books.when(refund).then_rejected(Rejection::field_missing, "refund_reason");
    refund = a_refund();
    refund.account = AccountId{"9"};
    books.when(refund).then_rejected(Rejection::account_unknown, "account");
    books.when(a_refund("1.00", "2022-02-28")).then_rejected(Rejection::date_out_of_order, "on");
    books.when(a_refund("1.00", "2022-06-02")).then_rejected(Rejection::date_out_of_order, "on");
    books.when(a_refund("-1.00")).then_rejected(Rejection::amount_must_be_above_zero, "amount");
    books.when(a_refund("1.00", "2022-03-01")).then_accepted();
}

TEST(Refunds, ACancelledRefundIsCreditOfItsSourcesAgain) {
    Books books;
    overpay(books);
    const auto before = books.account("7").unapplied;
    books.given({a_refund("20.00", "2022-04-01")});
    books.when(a_cancelled_refund()).then_accepted();
    const auto cancelled = books.made<CreditRefundCancelled>().at(0);
    EXPECT_EQ(posted(cancelled.financial), "unapplied -20.00 payables 20.00");
    EXPECT_EQ(cancelled.financial.payoff, usd("-20.00"));
    EXPECT_EQ(books.account("7").unapplied, before);

    books.when(a_cancelled_refund()).then_nothing_changed();
    books.when(a_cancelled_refund("7-REF1", "STOPPED")).then_rejected(Rejection::refund_already_cancelled, "refund");
    books.when(a_cancelled_refund("7-REF2")).then_rejected(Rejection::refund_unknown, "refund");
    books.given({a_refund("50.00")});
    CancelRefund early = a_cancelled_refund("7-REF2");
    early.on = date("2022-05-31");
    books.when(early).then_rejected(Rejection::date_out_of_order, "on");
}

TEST(Refunds, WhatCameBackIsNotRefundedOnADayBeforeThat) {
    Books books;
    overpay(books);
    CancelRefund cancelled = a_cancelled_refund();
    cancelled.on = date("2022-04-20");
    books.given({a_refund({}, "2022-04-01"), cancelled});
    books.when(a_refund({}, "2022-04-19")).then_rejected(Rejection::date_out_of_order, "on");
    books.when(a_refund({}, "2022-04-20")).then_accepted();
}

TEST(Refunds, ATenderOrAdjustmentWhoseMoneyWasRefundedIsNotTakenBack) {
    Books books;
    overpay(books);
    books.given({a_refund("20.00")});
    const CancelTender returned{.payment_event = PaymentEventId{"7-PE1"}, .nsf = true};
    books.when(returned).then_rejected(Rejection::credit_left_the_account, "tender");
    EXPECT_NE(books.refusal()->cure.find("7-REF1"), std::string::npos);
    books.when(CancelPayment{.account = AccountId{"7"}, .payment = PaymentId{"7-P1"}})
        .then_rejected(Rejection::credit_left_the_account, "payment");
    books.given({a_cancelled_refund()});
    books.when(returned).then_accepted();

    Books credited;
    credited.open("7");
    credited.given(
        {RequestAdjustment{.account = AccountId{"7"}, .adjustment_type = Code{"GOODWILL"}, .amount = usd("-10.00")}});
    credited.given({a_refund()});
    credited.when(CancelAdjustment{.account = AccountId{"7"}, .adjustment = DocumentId{"7-ADJ1"}})
        .then_rejected(Rejection::credit_left_the_account, "adjustment");
}

TEST(Refunds, BooksWithoutAnAccountForRefundsSayWhichIsMissing) {
    Books books;
    overpay(books);
    std::erase_if(books.world().settings_part().gl_accounts.entries,
                  [](const auto& entry) { return entry.row.role == GlRole::payables; });
    books.when(a_refund()).then_rejected(Rejection::gl_account_missing);
    EXPECT_EQ(books.refusal()->value, "payables");
}

}  // namespace
}  // namespace tally::test
