// Batches of tenders, money in suspense and deposits at the bank: what they post, what they hold, what is refused.

#include <gtest/gtest.h>

#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

Define<TenderSource> a_source(std::string_view code, TenderSourceKind kind) {
    return {.row = {.code = Code{code}, .description = Plain{"Where tenders come in"}, .kind = kind}};
}
// Tills TILL1, with an account of the general ledger, and TILL2, without; a lockbox and a web site.
void define_sources(Books& books) {
    books.given({a_source("TILL1", TenderSourceKind::till), a_source("TILL2", TenderSourceKind::till),
                 a_source("LOCKBOX", TenderSourceKind::lockbox), a_source("WEB", TenderSourceKind::web),
                 Define<GlAccount>{
                     .row = {.role = GlRole::cash, .qualifier = Code{"TILL1"}, .gl_account = Code{"gl:cash:TILL1"}}}});
}
OpenBatch a_till(std::string_view source = "TILL1", std::string_view opening_float = "0.00") {
    return {.source = Code{source}, .clerk = Plain{"cli:ann"}, .opening_float = usd(opening_float)};
}
OpenBatch a_lockbox(std::uint32_t count, std::string_view total) {
    return {.source = Code{"LOCKBOX"}, .declared_count = count, .declared_total = usd(total)};
}
CountedTenders counted(TenderKind kind, std::string_view amount) {
    return {kind, usd(amount)};
}
CloseBatch a_close(std::string_view batch, std::vector<CountedTenders> tenders = {}) {
    return {.batch = BatchId{batch}, .counted = std::move(tenders)};
}
CloseBatchWithDifference a_forced_close(std::string_view batch, std::vector<CountedTenders> tenders = {}) {
    return {.batch = BatchId{batch}, .counted = std::move(tenders), .difference_reason = Code{"MISCOUNT"}};
}
ReopenBatch a_reopening(std::string_view batch) {
    return {.batch = BatchId{batch}, .reopen_reason = Code{"FORGOTTEN"}};
}
TransferTillCash a_transfer(std::string_view from, std::string_view to, std::string_view amount) {
    return {.batch = BatchId{from}, .to_batch = BatchId{to}, .amount = usd(amount)};
}
DepositAtBank a_deposit(std::vector<std::string_view> batches, std::string_view amount) {
    DepositAtBank deposit{.batches = {}, .amount = usd(amount), .reference = Plain{"SLIP-1"}};
    for (const auto batch : batches) deposit.batches.emplace_back(batch);
    return deposit;
}
PostPayment in_batch(PostPayment payment, std::string_view batch) {
    payment.batch = BatchId{batch};
    return payment;
}
ReceiveSuspense unidentified(std::string_view amount, std::string_view batch = {}) {
    return {.kind = TenderKind::cheque,
            .amount = usd(amount),
            .reference = Plain{"CHQ-77"},
            .received_on = date("2022-05-20"),
            .account_named = Plain{"1700"},
            .payor = Personal{{}, "Mrs Ada Turner", false},
            .batch = BatchId{batch}};
}
MatchSuspense a_match(std::string_view suspense, std::vector<PaymentShare> shares) {
    return {.suspense = SuspenseId{suspense}, .shares = std::move(shares)};
}
ReturnSuspense a_return(std::string_view suspense, std::string_view amount = "0.00") {
    return {.suspense = SuspenseId{suspense}, .amount = usd(amount), .return_reason = Code{"UNKNOWN"}};
}
const TenderBatch& batch(Books& books, std::string_view id) {
    const TenderBatch* found = books.world().batch(BatchId{id});
    TALLY_ASSERT(found, "a test names a batch that was opened");
    return *found;
}
std::string held(Books& books, std::string_view id) {
    const SuspendedMoney* found = books.world().suspense(SuspenseId{id});
    return found ? to_string(found->held, 2) : "unknown";
}

TEST(TenderBatches, ATillIsOpenedByAClerkWithAFloatAndHasOneBatchAtATime) {
    Books books;
    define_sources(books);
    books.when(a_till("TILL1", "100.00")).then_accepted();
    const auto opened = books.made<TenderBatchOpened>().at(0);
    EXPECT_EQ(opened.batch.str(), "TILL1-BAT1");
    EXPECT_EQ(opened.clerk.str(), "cli:ann");
    EXPECT_EQ(batch(books, "TILL1-BAT1").expected(TenderKind::cash), usd("100.00"));
    books.when(a_till()).then_rejected(Rejection::till_has_open_batch, "source");
    EXPECT_NE(books.refusal()->cure.find("TILL1-BAT1"), std::string::npos);
    OpenBatch of_the_actor = a_till("TILL2");
    of_the_actor.clerk = {};
    books.when(of_the_actor).then_accepted();
    EXPECT_EQ(books.made<TenderBatchOpened>().at(0).clerk.str(), "cli:csr");
    books.given({a_close("TILL1-BAT1", {counted(TenderKind::cash, "100.00")})});
    books.when(a_till()).then_accepted();
    EXPECT_EQ(books.made<TenderBatchOpened>().at(0).batch.str(), "TILL1-BAT2");
}

TEST(TenderBatches, WhatIsNoTillIsDeclaredAndATillIsNot) {
    Books books;
    define_sources(books);
    books.when(OpenBatch{.source = Code{"DESK"}}).then_rejected(Rejection::code_unknown, "source");
    books.when(OpenBatch{.source = Code{"LOCKBOX"}}).then_rejected(Rejection::field_missing, "declared_count");
    books.when(a_lockbox(2, "0.00")).then_rejected(Rejection::field_missing, "declared_total");
    OpenBatch lockbox = a_lockbox(2, "30.00");
    lockbox.opening_float = usd("5.00");
    books.when(lockbox).then_rejected(Rejection::field_invalid, "opening_float");
    OpenBatch till = a_till();
    till.declared_count = 1;
    books.when(till).then_rejected(Rejection::field_invalid, "declared_total");
    till = a_till("TILL1", "-1.00");
    books.when(till).then_rejected(Rejection::field_invalid, "opening_float");
    books.when(a_lockbox(2, "30.00")).then_accepted();
    books.when(a_lockbox(1, "30.00")).then_accepted();
    EXPECT_EQ(books.made<TenderBatchOpened>().at(0).batch.str(), "LOCKBOX-BAT2") << "a lockbox has as many as it sends";
}

TEST(TenderBatches, APaymentNamesItsBatchAndIsPostedToTheCashOfItsSource) {
    Books books;
    define_sources(books);
    books.open("7");
    books.bill("7", "I1", "2022-05-01", {{"7-GAS", "30.00"}});
    books.given({a_till()});
    books.when(in_batch(a_payment("7", "40.00"), "TILL1-BAT1")).then_accepted();
    const auto paid = books.made<PaymentPosted>().at(0);
    EXPECT_EQ(paid.financial.postings.front().gl_account.str(), "gl:cash:TILL1");
    const auto batched = books.made<TendersBatched>().at(0);
    EXPECT_EQ(batched.payment, paid.payment);
    EXPECT_EQ(batched.tenders, (std::vector<BatchedTender>{{TenderId{"T1"}, TenderKind::cheque, usd("40.00"), true}}));
    EXPECT_EQ(books.allocated(), "I1/7-GAS=30.00 from 7-P1.T1");
    EXPECT_EQ(batch(books, "TILL1-BAT1").expected(TenderKind::cheque), usd("40.00"));
    EXPECT_EQ(batch(books, "TILL1-BAT1").count(), 1u);
    books.when(in_batch(a_payment("7", "1.00"), "TILL1-BAT9")).then_rejected(Rejection::batch_unknown, "batch");
}

TEST(TenderBatches, ATenderOverTwoAccountsIsCountedOnce) {
    Books books;
    define_sources(books);
    books.open("7");
    books.open("8");
    books.given({a_till()});
    books
        .when(PostPayment{.received_on = date("2022-06-01"),
                          .tenders = {a_tender("A", "50.00"), a_tender("B", "10.00")},
                          .shares = {a_share("7", "20.00"), a_share("8", "40.00")},
                          .batch = BatchId{"TILL1-BAT1"}})
        .then_accepted();
    const TenderBatch& now = batch(books, "TILL1-BAT1");
    EXPECT_EQ(now.count(), 2u);
    EXPECT_EQ(now.expected(TenderKind::cash), usd("60.00"));
    books.when(CancelTender{.payment_event = PaymentEventId{"7-PE1"}, .tender = TenderId{"A"}}).then_accepted();
    EXPECT_EQ(batch(books, "TILL1-BAT1").count(), 1u);
    EXPECT_EQ(batch(books, "TILL1-BAT1").expected(), usd("10.00"));
}

TEST(TenderBatches, AClosedBatchTakesNoTender) {
    Books books;
    define_sources(books);
    books.open("7");
    books.given({a_till(), in_batch(a_payment("7", "40.00"), "TILL1-BAT1"),
                 a_close("TILL1-BAT1", {counted(TenderKind::cheque, "40.00")})});
    books.when(in_batch(a_payment("7", "1.00"), "TILL1-BAT1")).then_rejected(Rejection::batch_not_open, "batch");
    EXPECT_NE(books.refusal()->cure.find("2022-06-01"), std::string::npos);
    books.when(unidentified("1.00", "TILL1-BAT1")).then_rejected(Rejection::batch_not_open, "batch");
    books.when(a_transfer("TILL1-BAT1", "TILL2-BAT1", "1.00")).then_rejected(Rejection::batch_not_open, "batch");
    books.when(a_close("TILL1-BAT1", {counted(TenderKind::cheque, "41.00")}))
        .then_rejected(Rejection::batch_not_open, "batch");
    books.when(a_close("TILL1-BAT1", {counted(TenderKind::cheque, "40.00")})).then_nothing_changed();
    books.when(a_close("TILL1-BAT1")).then_rejected(Rejection::batch_not_open, "batch");
    books.when(a_close("TILL9-BAT1")).then_rejected(Rejection::batch_unknown, "batch");
}

TEST(TenderBatches, ADifferenceNeedsAReasonAndPostsWhatItIs) {
    Books books;
    define_sources(books);
    books.open("7");
    books.given({a_till("TILL1", "100.00"), in_batch(a_payment("7", "40.00"), "TILL1-BAT1")});
    const std::vector<CountedTenders> short_by_2{counted(TenderKind::cash, "98.00"),
                                                 counted(TenderKind::cheque, "40.00")};
    books.when(a_close("TILL1-BAT1", short_by_2)).then_rejected(Rejection::batch_does_not_balance, "counted");
    EXPECT_EQ(books.refusal()->value, "cash: 98.00 counted, 100.00 posted");
    CloseBatchWithDifference close = a_forced_close("TILL1-BAT1", short_by_2);
    close.difference_reason = {};
    books.when(close).then_rejected(Rejection::field_missing, "difference_reason");
    books.when(a_forced_close("TILL1-BAT1", short_by_2)).then_accepted();
    const auto closed = books.made<TenderBatchClosed>().at(0);
    EXPECT_EQ(closed.expected, usd("140.00"));
    EXPECT_EQ(closed.counted, usd("138.00"));
    EXPECT_EQ(closed.count, 1u);
    const auto off = books.made<CashOverShort>().at(0);
    EXPECT_EQ(off.amount, usd("-2.00"));
    EXPECT_EQ(posted(off.financial), "cash -2.00 cash_over_short 2.00");
    EXPECT_EQ(off.financial.postings.front().gl_account.str(), "gl:cash:TILL1");
    EXPECT_EQ(batch(books, "TILL1-BAT1").held(), usd("38.00")) << "without the float";
}

TEST(TenderBatches, KindsThatDifferAndSumToTheSameAreADifferenceWithoutAPosting) {
    Books books;
    define_sources(books);
    books.open("7");
    books.given({a_till(), in_batch(a_payment("7", "40.00"), "TILL1-BAT1")});
    const std::vector<CountedTenders> as_cash{counted(TenderKind::cash, "40.00")};
    books.when(a_close("TILL1-BAT1", as_cash)).then_rejected(Rejection::batch_does_not_balance, "counted");
    books.when(a_close("TILL1-BAT1", {counted(TenderKind::cash, "1.00"), counted(TenderKind::cash, "2.00")}))
        .then_rejected(Rejection::field_invalid, "counted[1].kind");
    books.when(a_forced_close("TILL1-BAT1", as_cash)).then_accepted();
    EXPECT_TRUE(books.made<CashOverShort>().empty());
    EXPECT_EQ(books.made<TenderBatchClosed>().at(0).difference_reason, Code{"MISCOUNT"});
}

TEST(TenderBatches, ALockboxIsHeldAgainstWhatItsBankDeclared) {
    Books books;
    define_sources(books);
    books.open("7");
    books.given({a_lockbox(2, "70.00"), in_batch(a_payment("7", "40.00"), "LOCKBOX-BAT1")});
    books.when(a_close("LOCKBOX-BAT1")).then_rejected(Rejection::batch_does_not_balance, "counted");
    EXPECT_EQ(books.refusal()->value, "2 tenders declared, 1 posted");
    books.given({unidentified("30.00", "LOCKBOX-BAT1")});
    books.when(a_close("LOCKBOX-BAT1")).then_accepted();
    EXPECT_EQ(books.made<TenderBatchClosed>().at(0).counted, usd("70.00"));

    Books missing;
    define_sources(missing);
    missing.open("7");
    missing.given({a_lockbox(1, "41.00"), in_batch(a_payment("7", "40.00"), "LOCKBOX-BAT1")});
    missing.when(a_close("LOCKBOX-BAT1")).then_rejected(Rejection::batch_does_not_balance, "counted");
    EXPECT_EQ(missing.refusal()->value, "41.00 declared, 40.00 posted");
    missing.when(a_forced_close("LOCKBOX-BAT1")).then_accepted();
    EXPECT_EQ(posted(missing.made<CashOverShort>().at(0).financial), "cash 1.00 cash_over_short -1.00");

    Books web;
    define_sources(web);
    web.open("7");
    web.given({OpenBatch{.source = Code{"WEB"}}, in_batch(a_payment("7", "40.00"), "WEB-BAT1")});
    web.when(a_close("WEB-BAT1")).then_rejected(Rejection::field_missing, "counted");
    web.when(a_close("WEB-BAT1", {counted(TenderKind::cheque, "40.00")})).then_accepted();
}

TEST(TenderBatches, AnOpenedBatchTakesBackWhatItWasOverOrShort) {
    Books books;
    define_sources(books);
    books.given({a_till("TILL1", "100.00")});
    books.when(a_reopening("TILL1-BAT1")).then_nothing_changed();
    books.given({a_forced_close("TILL1-BAT1", {counted(TenderKind::cash, "103.00")})});
    ReopenBatch without = a_reopening("TILL1-BAT1");
    without.reopen_reason = {};
    books.when(without).then_rejected(Rejection::field_missing, "reopen_reason");
    books.when(a_reopening("TILL1-BAT9")).then_rejected(Rejection::batch_unknown, "batch");
    books.given({a_till()});
    books.when(a_reopening("TILL1-BAT1")).then_rejected(Rejection::till_has_open_batch, "batch");
    books.given({a_close("TILL1-BAT2")});
    books.when(a_reopening("TILL1-BAT1")).then_accepted();
    EXPECT_EQ(posted(books.made<CashOverShort>().at(0).financial), "cash -3.00 cash_over_short 3.00");
    EXPECT_EQ(batch(books, "TILL1-BAT1").held(), usd("0.00"));
    books.when(a_close("TILL1-BAT1", {counted(TenderKind::cash, "100.00")})).then_accepted();
}

TEST(TenderBatches, CashGoesFromTillToTill) {
    Books books;
    define_sources(books);
    books.given({a_till("TILL1", "100.00"), a_till("TILL2"), a_lockbox(1, "5.00")});
    books.when(a_transfer("TILL1-BAT1", "TILL2-BAT1", "100.01")).then_rejected(Rejection::till_lacks_cash, "amount");
    EXPECT_NE(books.refusal()->cure.find("100.00"), std::string::npos);
    books.when(a_transfer("TILL1-BAT1", "TILL1-BAT1", "1.00")).then_rejected(Rejection::field_invalid, "to_batch");
    books.when(a_transfer("TILL1-BAT1", "LOCKBOX-BAT1", "1.00")).then_rejected(Rejection::field_invalid, "to_batch");
    books.when(a_transfer("LOCKBOX-BAT1", "TILL1-BAT1", "1.00")).then_rejected(Rejection::field_invalid, "batch");
    books.when(a_transfer("TILL1-BAT1", "TILL2-BAT1", "0.00"))
        .then_rejected(Rejection::amount_must_be_above_zero, "amount");
    books.when(a_transfer("TILL1-BAT1", "TILL2-BAT1", "60.00")).then_accepted();
    const auto sides = books.made<TillCashTransferred>();
    ASSERT_EQ(sides.size(), 2u);
    EXPECT_EQ(posted(sides[0].financial), "cash -60.00 clearing 60.00");
    EXPECT_EQ(posted(sides[1].financial), "cash 60.00 clearing -60.00");
    EXPECT_EQ(sides[1].financial.postings.front().gl_account.str(), "gl:cash");
    EXPECT_EQ(batch(books, "TILL1-BAT1").expected(TenderKind::cash), usd("40.00"));
    EXPECT_EQ(batch(books, "TILL2-BAT1").expected(TenderKind::cash), usd("60.00"));
}

TEST(BankDeposits, G26_ClosedBatchesGoToTheBankForWhatTheyHave) {
    Books books;
    define_sources(books);
    books.open("7");
    books.given({a_till("TILL1", "100.00"), in_batch(a_payment("7", "40.00"), "TILL1-BAT1"), a_lockbox(1, "25.00"),
                 in_batch(a_payment("7", "25.00"), "LOCKBOX-BAT1")});
    books.when(a_deposit({"TILL1-BAT1"}, "40.00")).then_rejected(Rejection::batch_not_closed, "batches[0]");
    books.given({a_close("TILL1-BAT1", {counted(TenderKind::cash, "100.00"), counted(TenderKind::cheque, "40.00")}),
                 a_close("LOCKBOX-BAT1")});
    books.when(a_deposit({}, "40.00")).then_rejected(Rejection::field_missing, "batches");
    books.when(a_deposit({"TILL3-BAT1"}, "40.00")).then_rejected(Rejection::batch_unknown, "batches[0]");
    books.when(a_deposit({"TILL1-BAT1", "TILL1-BAT1"}, "80.00")).then_rejected(Rejection::field_invalid, "batches[1]");
    books.when(a_deposit({"TILL1-BAT1", "LOCKBOX-BAT1"}, "64.99"))
        .then_rejected(Rejection::bank_deposit_differs, "amount");
    EXPECT_NE(books.refusal()->cure.find("65.00"), std::string::npos);
    books.when(a_deposit({"TILL1-BAT1", "LOCKBOX-BAT1"}, "65.00")).then_accepted();
    const auto deposited = books.made<BankDeposited>().at(0);
    EXPECT_EQ(deposited.bank_deposit.str(), "BANK1");
    EXPECT_EQ(posted(deposited.financial), "cash 40.00 cash -40.00") << "only what was in another account moves";
    EXPECT_EQ(batch(books, "LOCKBOX-BAT1").status, BatchStatus::deposited);
    books.when(a_deposit({"TILL1-BAT1", "LOCKBOX-BAT1"}, "65.00")).then_nothing_changed();
    books.when(a_deposit({"TILL1-BAT1"}, "40.00")).then_rejected(Rejection::batch_not_closed, "batches[0]");
    EXPECT_NE(books.refusal()->cure.find("BANK1"), std::string::npos);
    books.when(a_reopening("TILL1-BAT1")).then_rejected(Rejection::batch_not_closed, "batch");
}

TEST(BankDeposits, ATenderThatIsReturnedAfterTheCountIsMissingAtTheBank) {
    Books books;
    define_sources(books);
    books.open("7");
    books.given({a_till(), in_batch(a_payment("7", "40.00"), "TILL1-BAT1"),
                 a_close("TILL1-BAT1", {counted(TenderKind::cheque, "40.00")})});
    books.when(CancelTender{.payment_event = PaymentEventId{"7-PE1"}}).then_accepted();
    EXPECT_TRUE(books.made<TendersBatched>().empty());
    EXPECT_EQ(books.made<TenderCancelled>().at(0).financial.postings.back().gl_account.str(), "gl:cash");
    EXPECT_EQ(batch(books, "TILL1-BAT1").held(), usd("40.00"));
}

TEST(Suspense, G26_MoneyOfAnUnknownAccountIsHeldWithWhatIsKnownOfIt) {
    Books books;
    books.when(unidentified("30.00")).then_accepted();
    const auto received = books.made<SuspenseReceived>().at(0);
    EXPECT_EQ(received.suspense.str(), "SUS1");
    EXPECT_EQ(posted(received.financial), "cash 30.00 suspense -30.00");
    EXPECT_EQ(received.payor.under.str(), "suspense/SUS1") << "a key of its own";
    EXPECT_EQ(received.financial.effective_date, date("2022-05-20"));
    EXPECT_EQ(held(books, "SUS1"), "30.00");
    books.when(unidentified("0.00")).then_rejected(Rejection::amount_must_be_above_zero, "amount");
    ReceiveSuspense late = unidentified("1.00");
    late.received_on = date("2022-06-02");
    books.when(late).then_rejected(Rejection::date_out_of_order, "received_on");
}

TEST(Suspense, AFileLineWithoutAnAccountIsHeldAndTheOthersArePosted) {
    Books books;
    books.open("7");
    PostPayment payment{.received_on = date("2022-06-01"),
                        .tenders = {a_tender("A", "50.00")},
                        .shares = {a_share("1700", "20.00"), a_share("7", "30.00")}};
    books.when(payment).then_rejected(Rejection::account_unknown, "shares[0].account");
    payment.suspend_unidentified = true;
    books.when(payment).then_accepted();
    EXPECT_EQ(books.made<PaymentPosted>().at(0).payor.str(), "7");
    const auto received = books.made<SuspenseReceived>().at(0);
    EXPECT_EQ(received.account_named.str(), "1700");
    EXPECT_EQ(received.amount, usd("20.00"));
    PostPayment alone = a_payment("1701", "5.00");
    alone.suspend_unidentified = true;
    books.when(alone).then_accepted();
    EXPECT_EQ(books.made<SuspenseReceived>().at(0).suspense.str(), "SUS2");
    EXPECT_TRUE(books.made<PaymentPosted>().empty());
}

TEST(Suspense, APaymentThatIsHeldKeepsItsIdItsTenderAndWhoPaid) {
    Books books;
    books.open("7");
    PostPayment payment = a_payment("1700", "5.00");
    payment.payment_event = PaymentEventId{"FILE-9"};
    payment.payor = seven;
    payment.tenders[0].tender = TenderId{"LINE-3"};
    payment.suspend_unidentified = true;
    books.when(payment).then_accepted();
    const auto received = books.made<SuspenseReceived>().at(0);
    EXPECT_EQ(received.payment_event.str(), "FILE-9");
    EXPECT_EQ(received.tender.str(), "LINE-3");
    EXPECT_EQ(received.payor_account, seven);
    books.when(payment).then_rejected(Rejection::id_taken, "payment_event");
    EXPECT_EQ(held(books, "SUS2"), "unknown") << "a file that comes again is held once";
    payment.payment_event = PaymentEventId{"FILE-10"};
    payment.payor = AccountId{"1701"};
    books.when(payment).then_rejected(Rejection::account_unknown, "payor");
    payment.payor = AccountId{"1700"};
    books.when(payment).then_accepted();
    EXPECT_EQ(books.made<SuspenseReceived>().at(0).payor_account, AccountId{}) << "that it is the payor's is not known";
}

TEST(Suspense, AnAccountThatHasEndedIsAsUnknown) {
    Books books;
    books.open("7");
    books.append({{stream_of(seven), ServiceClosed{seven, ServiceAgreementId{"7-GAS"}}}});
    PostPayment payment = a_payment("7", "5.00");
    payment.suspend_unidentified = true;
    books.when(payment).then_accepted();
    EXPECT_EQ(books.made<SuspenseReceived>().size(), 1u);
    books.when(a_payment("7", "5.00")).then_accepted();
    EXPECT_EQ(books.made<PaymentPosted>().size(), 1u) << "a clerk may take it all the same";
}

TEST(Suspense, AMatchPaysAccountsAsOfTheDayOfReceipt) {
    Books books;
    books.open("7");
    books.open("8");
    books.bill("7", "I1", "2022-05-01", {{"7-GAS", "12.00"}});
    books.given({unidentified("30.00")});
    books.when(a_match("SUS1", {a_share("7", "20.00"), a_share("8", "10.01")}))
        .then_rejected(Rejection::suspense_exceeded, "shares");
    EXPECT_NE(books.refusal()->cure.find("30.00"), std::string::npos);
    books.when(a_match("SUS1", {a_share("7", "20.00"), a_share("8", "4.00")})).then_accepted();
    const auto paid = books.made<PaymentPosted>().at(0);
    EXPECT_EQ(posted(paid.financial), "suspense 20.00 unapplied -20.00");
    EXPECT_EQ(paid.received_on, date("2022-05-20"));
    EXPECT_EQ(paid.financial.effective_date, date("2022-05-20"));
    EXPECT_EQ(paid.financial.accounting_date, date("2022-06-01"));
    EXPECT_EQ(paid.tenders.front().reference.str(), "CHQ-77");
    EXPECT_EQ(books.allocated(), "I1/7-GAS=12.00 from 7-P1.T1");
    EXPECT_EQ(books.made<SuspenseMatched>().size(), 2u);
    EXPECT_EQ(held(books, "SUS1"), "6.00");
    books.when(a_match("SUS1", {{.account = seven}})).then_accepted();
    EXPECT_EQ(books.made<PaymentPosted>().at(0).amount, usd("6.00")) << "all that is held";
    books.when(a_match("SUS1", {{.account = seven}})).then_rejected(Rejection::suspense_exceeded, "suspense");
}

TEST(Suspense, AMatchNamesASumAccountsAndADayNotBeforeItCame) {
    Books books;
    books.open("7");
    books.given({unidentified("30.00")});
    books.when(a_match("SUS9", {{.account = seven}})).then_rejected(Rejection::suspense_unknown, "suspense");
    books.when(a_match("SUS1", {})).then_rejected(Rejection::field_missing, "shares");
    books.when(a_match("SUS1", {a_share("1700", "30.00")}))
        .then_rejected(Rejection::account_unknown, "shares[0].account");
    books.when(a_match("SUS1", {a_share("7", "-1.00")}))
        .then_rejected(Rejection::amount_must_be_above_zero, "shares[0].amount");
    MatchSuspense early = a_match("SUS1", {{.account = seven}});
    early.on = date("2022-05-19");
    books.when(early).then_rejected(Rejection::date_out_of_order, "on");
}

TEST(Suspense, AMatchThatIsCancelledIsHeldAgainWhereItWas) {
    Books books;
    books.open("7");
    books.given({unidentified("30.00"), a_match("SUS1", {a_share("7", "20.00")})});
    EXPECT_EQ(held(books, "SUS1"), "10.00");
    books.when(CancelPayment{.account = seven, .payment = PaymentId{"7-P1"}}).then_accepted();
    EXPECT_EQ(books.made<SuspenseMatchCancelled>().at(0).suspense.str(), "SUS1");
    EXPECT_EQ(held(books, "SUS1"), "30.00");
    EXPECT_EQ(held(books, "7-P1"), "unknown");
    books.when(a_match("SUS1", {{.account = seven}})).then_accepted();
}

TEST(Suspense, MoneyOfACancelledPaymentIsHeldAndMatchedAsAnyOther) {
    Books books;
    books.open("7");
    books.open("8");
    books.given({a_payment("7", "40.00", "2022-05-11"),
                 CancelPayment{.account = seven, .payment = PaymentId{"7-P1"}, .cancel_reason = Code{"WRONG"}}});
    EXPECT_EQ(held(books, "7-P1"), "40.00");
    books.when(a_match("7-P1", {a_share("8", "25.00")})).then_accepted();
    const auto paid = books.made<PaymentPosted>().at(0);
    EXPECT_EQ(paid.received_on, date("2022-05-11"));
    EXPECT_EQ(paid.tenders.front().kind, TenderKind::cheque);
    EXPECT_EQ(held(books, "7-P1"), "15.00");
    books.when(CancelPayment{.account = AccountId{"8"}, .payment = PaymentId{"8-P1"}}).then_accepted();
    EXPECT_EQ(held(books, "7-P1"), "40.00") << "back to where it came from";
}

TEST(Suspense, WhatNoOneOwnsUpToGoesBackOrIsTakenBackByTheBank) {
    Books books;
    books.given({unidentified("30.00")});
    ReturnSuspense without = a_return("SUS1");
    without.return_reason = {};
    books.when(without).then_rejected(Rejection::field_missing, "return_reason");
    books.when(a_return("SUS1", "30.01")).then_rejected(Rejection::suspense_exceeded, "amount");
    books.when(a_return("SUS9")).then_rejected(Rejection::suspense_unknown, "suspense");
    books.when(a_return("SUS1", "12.00")).then_accepted();
    EXPECT_EQ(posted(books.made<SuspenseReturned>().at(0).financial), "suspense 12.00 payables -12.00");
    ReturnSuspense bounced = a_return("SUS1");
    bounced.to = SuspenseExit::bank;
    books.when(bounced).then_accepted();
    EXPECT_EQ(posted(books.made<SuspenseReturned>().at(0).financial), "suspense 18.00 cash -18.00");
    EXPECT_EQ(held(books, "SUS1"), "0.00");
    books.when(a_return("SUS1")).then_rejected(Rejection::suspense_exceeded, "suspense");
}

}  // namespace
}  // namespace tally::test
