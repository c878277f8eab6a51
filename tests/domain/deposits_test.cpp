// Deposits: billed, received, earning interest, applied, refunded, reviewed; and what is refused.

#include <gtest/gtest.h>

#include "domain/account/receivables/deposits/deposit_review.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

const DocumentId first{"7-D1"};

BillDeposit a_deposit(std::string_view amount, std::string_view deposit_class = "RESDEP", std::string_view on = {}) {
    return {.account = seven,
            .deposit_class = Code{deposit_class},
            .amount = amount.empty() ? Money{} : usd(amount),
            .on = on.empty() ? Date{} : date(on)};
}
PostPayment paid_into_deposit(std::string_view amount, std::string_view received_on,
                              std::string_view deposit = "7-D1") {
    PostPayment payment = a_payment("7", amount, received_on);
    payment.shares = {a_spec_share("7", amount, {{deposit, amount}}, "0")};
    return payment;
}
const HeldDeposit& deposit_of(Books& books, const DocumentId& id = first) {
    const HeldDeposit* deposit = books.world().deposits_of(seven).deposit(id);
    TALLY_ASSERT(deposit, "a test's deposit is there");
    return *deposit;
}
std::string held(Books& books) {
    return to_string(books.account("7").deposits_held, 2);
}
std::string asked(Books& books) {
    return to_string(books.account("7").deposits_asked, 2);
}
std::string current(Books& books) {
    return to_string(books.account("7").current(), 2);
}
// 100.00 held since 2022-03-01.
void hold_a_hundred(Books& books, std::string_view deposit_class = "RESDEP") {
    books.given({a_deposit("100.00", deposit_class, "2022-02-20"), paid_into_deposit("100.00", "2022-03-01")});
}

TEST(Deposits, B13_G10_ABillIsAskedForAndNotOwed) {
    Books books;
    books.open("7");
    books.when(a_deposit("100.00")).then_accepted();
    const auto billed = books.made<DepositBilled>();
    ASSERT_EQ(billed.size(), 1u);
    EXPECT_EQ(billed[0].deposit, first);
    EXPECT_EQ(billed[0].financial.payoff, usd("0"));
    EXPECT_EQ(billed[0].financial.current, usd("100.00"));
    EXPECT_TRUE(billed[0].financial.postings.empty());
    EXPECT_EQ(to_string(billed[0].financial.ages_from), "2022-06-23") << "due with the next bill";
    EXPECT_EQ(books.payoff("7"), "0.00");
    EXPECT_EQ(current(books), "100.00");
    EXPECT_TRUE(books.account("7").items.empty()) << "what it asks for does not age";
}

TEST(Deposits, APaymentGoesToADepositOnlyWhereItNamesIt) {
    Books books;
    books.open("7");
    books.given({a_deposit("100.00")});
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.when(a_payment("7", "50.00")).then_accepted();
    EXPECT_EQ(books.unapplied("7"), "20.00") << "oldest first pays bills, and leaves the deposit";
    EXPECT_EQ(asked(books), "100.00");

    PostPayment named = a_payment("7", "60.00");
    named.shares = {a_spec_share("7", "60.00", {{"7-D1", "60.00"}}, "0")};
    books.when(named).then_accepted();
    const auto received = books.made<DepositReceived>();
    ASSERT_EQ(received.size(), 1u);
    EXPECT_EQ(received[0].amount, usd("60.00"));
    EXPECT_EQ(received[0].source.document.str(), "7-P2");
    EXPECT_EQ(received[0].financial.payoff, usd("0"));
    EXPECT_EQ(received[0].financial.current, usd("0"));
    EXPECT_TRUE(books.made<CreditAllocated>().empty());
    EXPECT_EQ(held(books), "60.00");
    EXPECT_EQ(asked(books), "40.00");
    EXPECT_EQ(books.payoff("7"), "-80.00");
    EXPECT_EQ(current(books), "20.00") << "40.00 asked for, 20.00 of credit";

    named.shares = {a_spec_share("7", "60.00", {{"7-D1", "60.00"}}, "0")};
    books.when(named).then_rejected(Rejection::allocation_exceeds_open_amount, "shares[0].spec[0].amount");
}

TEST(Deposits, OnePaymentPaysDepositAndBillByItsTendersInOrder) {
    Books books;
    books.open("7");
    books.given({a_deposit("40.00")});
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    PostPayment payment = a_payment("7", "50.00");
    payment.tenders.push_back(a_tender("B", "20.00"));
    payment.shares = {a_spec_share("7", "70.00", {{"I1", "30.00"}, {"7-D1", "40.00"}}, "0")};
    books.when(payment).then_accepted();
    EXPECT_EQ(held(books), "40.00");
    EXPECT_EQ(books.allocated(), "I1/7-GAS=10.00 from 7-P1.T1 I1/7-GAS=20.00 from 7-P1.B");
    EXPECT_EQ(books.unapplied("7"), "0.00");
}

TEST(Deposits, CreditIsReceivedOnRequest) {
    Books books;
    books.open("7");
    books.given({a_payment("7", "70.00", "2022-04-10"), a_payment("7", "50.00", "2022-05-10"),
                 a_deposit("100.00", "RESDEP", "2022-04-01")});
    ReceiveDeposit receive{.account = seven, .deposit = first, .amount = usd("100.01")};
    books.when(receive).then_rejected(Rejection::deposit_over_asked, "amount");
    receive.amount = usd("120.01");
    books.when(receive).then_rejected(Rejection::deposit_credit_missing, "amount");
    receive.amount = Money{};
    receive.source = DocumentId{"7-P9"};
    books.when(receive).then_rejected(Rejection::deposit_credit_missing, "source");
    receive.source = {};
    receive.on = date("2022-04-09");
    books.when(receive).then_rejected(Rejection::date_out_of_order, "on");
    receive.on = date("2022-05-20");
    books.when(receive).then_accepted();
    EXPECT_EQ(books.made<DepositReceived>().size(), 2u) << "one of each credit, oldest first";
    EXPECT_EQ(held(books), "100.00");
    EXPECT_EQ(books.unapplied("7"), "20.00");
    EXPECT_EQ(current(books), "-20.00");
    books.when(receive).then_rejected(Rejection::deposit_not_open, "deposit");
}

// 3.65 percent of 100.00 is a cent a day; from April 1 on, two.
TEST(Deposits, G10_InterestIsByDaysAtTheRateOfEachDay) {
    Books books;
    books.open("7");
    hold_a_hundred(books);
    books.when(AccrueDepositInterest{.account = seven, .through = date("2022-04-10")}).then_accepted();
    const auto accrued = books.made<DepositInterestAccrued>();
    ASSERT_EQ(accrued.size(), 1u);
    EXPECT_EQ(accrued[0].amount, usd("0.50")) << "March 2 to 31 at 0.01, April 1 to 10 at 0.02";
    ASSERT_EQ(accrued[0].lines.size(), 2u);
    EXPECT_EQ(to_string(accrued[0].lines[0].first_day), "2022-03-02") << "the day of receipt is not counted";
    EXPECT_EQ(to_string(accrued[0].lines[0].last_day), "2022-03-31");
    EXPECT_EQ(accrued[0].lines[0].principal, usd("100.00"));
    EXPECT_EQ(to_string(accrued[0].lines[1].rate), "0.073");
    EXPECT_EQ(to_string(accrued[0].lines[1].unrounded), "0.2");
    EXPECT_EQ(accrued[0].financial.payoff, usd("-0.50"));
    EXPECT_EQ(accrued[0].financial.current, usd("0"));
    EXPECT_EQ(held(books), "100.50");
    EXPECT_EQ(books.payoff("7"), "-100.50");
    EXPECT_EQ(current(books), "0.00");
}

TEST(Deposits, NoDayIsCountedTwice) {
    Books books;
    books.open("7");
    hold_a_hundred(books);
    const AccrueDepositInterest april{.account = seven, .deposit = first, .through = date("2022-04-10")};
    books.given({april});
    books.when(april).then_nothing_changed();
    books.when(AccrueDepositInterest{.account = seven, .through = date("2022-04-09")})
        .then_rejected(Rejection::deposit_interest_counted, "through");
    books.when(AccrueDepositInterest{.account = seven, .through = date("2022-04-11")}).then_accepted();
    EXPECT_EQ(books.made<DepositInterestAccrued>()[0].amount, usd("0.02"));
    EXPECT_EQ(held(books), "100.52");
}

// Rounded once: three days of a third of a cent are a cent, not nothing.
TEST(Deposits, WhatRoundsToNothingIsCountedLater) {
    Books books;
    books.open("7");
    books.given({a_deposit("33.34", "RESDEP", "2022-02-20"), paid_into_deposit("33.34", "2022-03-01")});
    books.when(AccrueDepositInterest{.account = seven, .through = date("2022-03-02")})
        .then_rejected(Rejection::deposit_interest_zero, "through");
    books.when(AccrueDepositInterest{.account = seven, .through = date("2022-03-04")}).then_accepted();
    EXPECT_EQ(books.made<DepositInterestAccrued>()[0].amount, usd("0.01"));
}

TEST(Deposits, ALeapYearHasItsOwnDays) {
    Books books;
    books.open("7");
    books.today("2020-12-31");
    books.given({Define<DepositClass>{{}, DepositClass{.code = Code{"LEAP"}, .interest_rate = rate("0.366")}},
                 Define<DepositClass>{
                     {},
                     DepositClass{
                         .code = Code{"FIXED"}, .interest_rate = rate("0.36"), .days_in_year = DaysInYear::days_360}}});
    books.today("2021-06-01");
    for (const auto code : {"LEAP", "FIXED"}) books.given({a_deposit("1000.00", code, "2020-12-01")});
    books.given({paid_into_deposit("1000.00", "2020-12-30"), paid_into_deposit("1000.00", "2020-12-30", "7-D2")});
    books.when(AccrueDepositInterest{.account = seven, .deposit = first, .through = date("2021-01-10")})
        .then_accepted();
    auto accrued = books.made<DepositInterestAccrued>();
    ASSERT_EQ(accrued[0].lines.size(), 2u);
    EXPECT_EQ(accrued[0].lines[0].days_in_year, 366);
    EXPECT_EQ(accrued[0].lines[1].days_in_year, 365);
    EXPECT_EQ(accrued[0].amount, usd("11.03")) << "1.00 of December 31, 10 × 366 ÷ 365 of January";
    books.when(AccrueDepositInterest{.account = seven, .deposit = DocumentId{"7-D2"}, .through = date("2021-01-10")})
        .then_accepted();
    accrued = books.made<DepositInterestAccrued>();
    EXPECT_EQ(accrued[0].amount, usd("11.00")) << "11 days of a 360th";
    EXPECT_EQ(accrued[0].lines.size(), 2u);
}

TEST(Deposits, CashReceivedLaterEarnsFromItsOwnDay) {
    Books books;
    books.open("7");
    books.given({a_deposit("150.00", "RESDEP", "2022-02-20"), paid_into_deposit("100.00", "2022-03-01"),
                 AccrueDepositInterest{.account = seven, .through = date("2022-03-20")},
                 paid_into_deposit("50.00", "2022-03-10")});
    books.when(AccrueDepositInterest{.account = seven, .through = date("2022-03-30")}).then_accepted();
    const auto accrued = books.made<DepositInterestAccrued>();
    ASSERT_EQ(accrued[0].lines.size(), 2u);
    EXPECT_EQ(accrued[0].lines[0].principal, usd("50.00")) << "March 11 to 20, of which the other cash is counted";
    EXPECT_EQ(accrued[0].lines[1].principal, usd("150.00"));
    EXPECT_EQ(accrued[0].amount, usd("0.20")) << "10 × 0.005 and 10 × 0.015";
}

TEST(Deposits, G10_AppliedWithItsInterestToTheOldestItems) {
    Books books;
    books.open("7", {"GAS", "WATER"});
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}, {"7-WATER", "90.00"}});
    hold_a_hundred(books);
    books.when(ApplyDeposit{.account = seven, .deposit = first, .on = date("2022-04-10")}).then_accepted();
    ASSERT_EQ(books.made<DepositInterestAccrued>().size(), 1u);
    const auto applied = books.made<DepositApplied>();
    ASSERT_EQ(applied.size(), 1u);
    EXPECT_EQ(applied[0].amount, usd("100.50"));
    EXPECT_EQ(applied[0].from_interest, usd("0.50"));
    ASSERT_EQ(applied[0].lines.size(), 2u);
    EXPECT_EQ(applied[0].lines[1].amount, usd("70.50"));
    EXPECT_EQ(applied[0].financial.payoff, usd("0"));
    EXPECT_EQ(applied[0].financial.current, usd("-100.50"));
    EXPECT_TRUE(books.made<CreditAllocated>().empty()) << "no allocation stands beside it";
    EXPECT_EQ(held(books), "0.00");
    EXPECT_EQ(books.open_of("7", "I1", "7-WATER"), "19.50");
    EXPECT_EQ(books.payoff("7"), "19.50");
    EXPECT_EQ(current(books), "19.50");
    EXPECT_EQ(books.world().deposits_of(seven).deposit(first), nullptr) << "nothing is left of it";
}

TEST(Deposits, OfAServicePaysItsOwnServiceFirst) {
    Books books;
    books.open("7", {"GAS", "WATER"});
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}, {"7-WATER", "30.00"}});
    BillDeposit bill = a_deposit("40.00", "KEEP", "2022-02-20");
    bill.sa = ServiceAgreementId{"7-WATER"};
    books.given({bill, paid_into_deposit("40.00", "2022-03-01")});
    books.when(ApplyDeposit{.account = seven, .deposit = first}).then_accepted();
    EXPECT_EQ(books.open_of("7", "I1", "7-WATER"), "0.00");
    EXPECT_EQ(books.open_of("7", "I1", "7-GAS"), "20.00");
}

TEST(Deposits, G10_RefundedThroughAccountsPayable) {
    Books books;
    books.open("7");
    hold_a_hundred(books);
    RefundDeposit refund{.account = seven, .deposit = first, .amount = usd("100.51"), .on = date("2022-04-10")};
    books.when(refund).then_rejected(Rejection::deposit_over_held, "amount");
    refund.amount = usd("40.00");
    books.when(refund).then_accepted();
    const auto refunded = books.made<DepositRefunded>();
    ASSERT_EQ(refunded.size(), 1u);
    EXPECT_EQ(refunded[0].from_interest, usd("0.50"));
    EXPECT_EQ(refunded[0].financial.payoff, usd("40.00"));
    EXPECT_EQ(refunded[0].financial.current, usd("0"));
    ASSERT_EQ(refunded[0].financial.postings.size(), 2u);
    EXPECT_EQ(refunded[0].financial.postings[1].role, GlRole::payables);
    EXPECT_EQ(held(books), "60.50");
    refund.amount = Money{};
    books.when(refund).then_accepted();
    EXPECT_EQ(held(books), "0.00");
    EXPECT_EQ(books.payoff("7"), "0.00");
    books.when(refund).then_rejected(Rejection::deposit_not_held, "deposit");
}

TEST(Deposits, NothingMovesBeforeWhatIsCounted) {
    Books books;
    books.open("7");
    hold_a_hundred(books);
    books.given({AccrueDepositInterest{.account = seven, .through = date("2022-04-10")}});
    books.when(RefundDeposit{.account = seven, .deposit = first, .on = date("2022-04-09")})
        .then_rejected(Rejection::date_out_of_order, "on");
    books.when(ApplyDeposit{.account = seven, .deposit = first, .on = date("2022-04-09")})
        .then_rejected(Rejection::date_out_of_order, "on");
}

TEST(Deposits, ApplyingIsRefusedWhereNothingIsToBePaid) {
    Books books;
    books.open("7");
    hold_a_hundred(books);
    books.when(ApplyDeposit{.account = seven, .deposit = first})
        .then_rejected(Rejection::deposit_pays_nothing, "account");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    ApplyDeposit apply{.account = seven, .deposit = first, .document = DocumentId{"I9"}};
    books.when(apply).then_rejected(Rejection::document_unknown, "document");
    apply.document = DocumentId{"I1"};
    apply.amount = usd("30.01");
    books.when(apply).then_rejected(Rejection::allocation_exceeds_open_amount, "amount");
    apply.amount = usd("500.00");
    books.when(apply).then_rejected(Rejection::deposit_over_held, "amount");
    apply.amount = Money{};
    books.when(apply).then_accepted();
    EXPECT_EQ(books.open_of("7", "I1", "7-GAS"), "0.00");
    books.when(apply).then_rejected(Rejection::document_not_open, "document");
}

TEST(Deposits, ABillIsCancelledOnlyAsFarAsItIsNotPaid) {
    Books books;
    books.open("7");
    books.given({a_deposit("100.00")});
    CancelDepositBill cancel{.account = seven, .deposit = first, .cancel_reason = Code{"MOVED"}};
    books.when(cancel).then_accepted();
    EXPECT_EQ(books.made<DepositBillCancelled>()[0].financial.current, usd("-100.00"));
    EXPECT_EQ(current(books), "0.00");
    books.when(cancel).then_nothing_changed();

    books.given({a_deposit("100.00")});
    cancel.deposit = DocumentId{"7-D2"};
    books.given({paid_into_deposit("60.00", "2022-06-01", "7-D2")});
    books.when(cancel).then_accepted();
    EXPECT_EQ(books.made<DepositBillCancelled>()[0].amount, usd("40.00"));
    EXPECT_EQ(held(books), "60.00");

    books.given({a_deposit("10.00"), paid_into_deposit("10.00", "2022-06-01", "7-D3")});
    cancel.deposit = DocumentId{"7-D3"};
    books.when(cancel).then_rejected(Rejection::deposit_not_open, "deposit");
}

TEST(Deposits, AReturnedTenderTakesItsDepositWithIt) {
    Books books;
    books.open("7");
    hold_a_hundred(books);
    const CancelTender bounce{.payment_event = PaymentEventId{"7-PE1"}, .nsf = true, .on = date("2022-03-05")};
    books.when(bounce).then_accepted();
    ASSERT_GE(books.events().size(), 2u);
    EXPECT_TRUE(holds_alternative<DepositReceiptReversed>(books.events()[0].event)) << "before the tender";
    EXPECT_TRUE(holds_alternative<TenderCancelled>(books.events()[1].event));
    EXPECT_EQ(held(books), "0.00");
    EXPECT_EQ(asked(books), "100.00") << "it is asked for again";
    EXPECT_EQ(deposit_of(books).open, usd("100.00"));
    EXPECT_EQ(books.payoff("7"), "20.00") << "the fee";
}

TEST(Deposits, MoneyThatWasUsedAsADepositCannotBeTakenBack) {
    Books books;
    books.open("7");
    hold_a_hundred(books);
    books.given({RefundDeposit{.account = seven, .deposit = first, .amount = usd("30.00"), .on = date("2022-03-04")}});
    books.when(CancelTender{.payment_event = PaymentEventId{"7-PE1"}})
        .then_rejected(Rejection::deposit_already_used, "tender");
    books.when(CancelPayment{.account = seven, .payment = PaymentId{"7-P1"}})
        .then_rejected(Rejection::deposit_already_used, "payment");
    EXPECT_EQ(held(books), "70.03") << "a refusal leaves nothing behind";
}

TEST(Deposits, OfAnAdjustmentsCreditGoesBackWithIt) {
    Books books;
    books.open("7");
    books.given({RequestAdjustment{.account = seven, .adjustment_type = Code{"GOODWILL"}, .amount = usd("-50.00")},
                 a_deposit("80.00"), ReceiveDeposit{.account = seven, .deposit = first}});
    EXPECT_EQ(held(books), "50.00");
    books.when(CancelAdjustment{.account = seven, .adjustment = DocumentId{"7-ADJ1"}}).then_accepted();
    EXPECT_EQ(held(books), "0.00");
    EXPECT_EQ(asked(books), "80.00");
    EXPECT_EQ(books.payoff("7"), "0.00");
}

TEST(Deposits, WhatIsBilledIsChecked) {
    Books books;
    books.open("7");
    books.when(a_deposit("100.00", "NONE")).then_rejected(Rejection::code_unknown, "deposit_class");
    books.when(a_deposit("100.00", "")).then_rejected(Rejection::field_missing, "deposit_class");
    books.when(a_deposit("-1.00")).then_rejected(Rejection::amount_must_be_above_zero, "amount");
    books.when(a_deposit("")).then_rejected(Rejection::deposit_not_recommended, "amount");
    books.when(a_deposit("", "KEEP")).then_rejected(Rejection::deposit_not_recommended, "amount");
    BillDeposit bill = a_deposit("100.00");
    bill.sa = ServiceAgreementId{"7-WATER"};
    books.when(bill).then_rejected(Rejection::sa_unknown, "sa");
    bill = a_deposit("100.00");
    bill.due_on = date("2022-05-31");
    books.when(bill).then_rejected(Rejection::date_out_of_order, "due_on");
    bill.due_on = date("2029-05-31");
    books.when(bill).then_rejected(Rejection::date_out_of_order, "due_on");
    bill = a_deposit("100.00", "RESDEP", "2022-06-02");
    books.when(bill).then_rejected(Rejection::date_out_of_order, "on");
    bill = a_deposit("100.00");
    bill.account = AccountId{"8"};
    books.when(bill).then_rejected(Rejection::account_unknown, "account");
    books.when(RefundDeposit{.account = seven, .deposit = first}).then_rejected(Rejection::deposit_unknown, "deposit");
    books.when(RefundDeposit{.account = seven}).then_rejected(Rejection::field_missing, "deposit");
    books.when(AccrueDepositInterest{.account = seven}).then_rejected(Rejection::deposit_not_held, "account");
    books.given({a_deposit("100.00")});
    books.when(RefundDeposit{.account = seven, .deposit = first}).then_rejected(Rejection::deposit_not_held, "deposit");
    books.stop("7", "7-GAS");
    bill = a_deposit("100.00");
    bill.sa = ServiceAgreementId{"7-GAS"};
    books.when(a_payment("7", "1.00"));
    books.when(bill).then_rejected(Rejection::sa_closed, "sa");
}

// Two average bills: 90.00 over three months of bills.
TEST(Deposits, TheRecommendedAmountIsOfAverageBills) {
    Books books;
    books.open("7", {"GAS", "WATER"});
    books.bill("7", "I1", "2022-03-25", {{"7-GAS", "30.00"}, {"7-WATER", "10.00"}});
    books.bill("7", "I2", "2022-04-25", {{"7-GAS", "24.00"}});
    books.bill("7", "I3", "2022-05-25", {{"7-GAS", "26.00"}});
    books.when(a_deposit("")).then_accepted();
    EXPECT_EQ(books.made<DepositBilled>()[0].amount, usd("60.00")) << "2 × 90.00 ÷ 3 whole months since February 3";
    BillDeposit bill = a_deposit("");
    bill.sa = ServiceAgreementId{"7-WATER"};
    books.when(bill).then_accepted();
    EXPECT_EQ(books.made<DepositBilled>()[0].amount, usd("6.67"));
}

TEST(Deposits, AReviewSaysWhatIsDueAndWhy) {
    Books books;
    books.open("7");
    hold_a_hundred(books);
    const auto review = [&](std::string_view on) { return review_deposits(books.world(), seven, date(on))->at(0); };
    EXPECT_FALSE(review("2022-06-01").due_for_refund);
    EXPECT_EQ(to_string(review("2022-06-01").test_on), "2023-03-01");
    EXPECT_EQ(review("2022-04-10").not_counted, usd("0.50"));
    EXPECT_TRUE(review("2023-03-01").due_for_refund) << review("2023-03-01").why;

    // One bill paid late is allowed, two are not.
    books.bill("7", "I1", "2022-05-01", {{"7-GAS", "30.00"}});
    books.given({a_payment("7", "30.00", "2022-05-02")});
    EXPECT_EQ(review("2023-03-01").late_bills, 1u);
    EXPECT_TRUE(review("2023-03-01").due_for_refund);
    books.bill("7", "I2", "2022-05-05", {{"7-GAS", "30.00"}});
    books.given({a_payment("7", "30.00", "2022-05-05")});
    EXPECT_EQ(review("2023-03-01").late_bills, 1u) << "paid on its due date is in time";
    books.given({CancelTender{.payment_event = PaymentEventId{"7-PE3"}, .nsf = true, .on = date("2022-05-20")}});
    const auto late = review("2023-03-01");
    EXPECT_EQ(late.returned_tenders, 1u);
    EXPECT_FALSE(late.due_for_refund);
    EXPECT_NE(late.why.find("1 bills paid late and 1 tenders returned"), std::string::npos) << late.why;
}

TEST(Deposits, AReviewAsksForMoreOnlyBeyondTheTolerance) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-05-25", {{"7-GAS", "50.00"}});
    hold_a_hundred(books);
    auto reviewed = review_deposits(books.world(), seven, date("2022-06-01"))->at(0);
    EXPECT_EQ(reviewed.recommended.amount, usd("100.00")) << "2 × 50.00 in the first month";
    EXPECT_EQ(reviewed.ask_more, usd("0"));
    books.bill("7", "I2", "2022-06-20", {{"7-GAS", "5.00"}});
    reviewed = review_deposits(books.world(), seven, date("2022-06-01"))->at(0);
    EXPECT_EQ(reviewed.recommended.amount, usd("110.00"));
    EXPECT_EQ(reviewed.ask_more, usd("0")) << "short by 10.00, and a tenth of it is 11.00";
    books.bill("7", "I3", "2022-06-21", {{"7-GAS", "1.00"}});
    reviewed = review_deposits(books.world(), seven, date("2022-06-01"))->at(0);
    EXPECT_EQ(reviewed.ask_more, usd("12.00"));
}

TEST(Deposits, ClassesAreChecked) {
    Books books;
    DepositClass row{.code = Code{"X"}, .interest_rate = rate("1.5")};
    books.when(Define<DepositClass>{{}, row}).then_rejected(Rejection::field_invalid, "row.interest_rate");
    row.interest_rate = rate("0.01");
    row.tolerance = rate("-0.1");
    books.when(Define<DepositClass>{{}, row}).then_rejected(Rejection::field_invalid, "row.tolerance");
    row.tolerance = {};
    row.recommended_months = 0;
    books.when(Define<DepositClass>{{}, row}).then_rejected(Rejection::field_invalid, "row.recommended_months");
    row.recommended_months = 12;
    books.when(Define<DepositClass>{{}, row}).then_accepted();
}

}  // namespace
}  // namespace tally::test
