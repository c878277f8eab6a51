#include <gtest/gtest.h>

#include "domain/account/receivables/credit.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

// ---- FIFO

TEST(Payments, C28_FifoPaysTheOldestDueDateFirstThenPart) {
    Books books;
    books.open("7");
    books.bill("7", "I2", "2022-03-01", {{"7-GAS", "50.00"}});
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.when(a_payment("7", "45.00")).then_accepted();
    EXPECT_EQ(books.allocated(), "I1/7-GAS=30.00 from 7-P1.T1 I2/7-GAS=15.00 from 7-P1.T1");
    EXPECT_EQ(books.open_of("7", "I1", "7-GAS"), "0.00");
    EXPECT_EQ(books.open_of("7", "I2", "7-GAS"), "35.00");
    EXPECT_EQ(books.unapplied("7"), "0.00");
}

TEST(Payments, WhatIsLeftStaysUnapplied) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.when(a_payment("7", "45.00")).then_accepted();
    EXPECT_EQ(books.unapplied("7"), "15.00");
    EXPECT_EQ(books.payoff("7"), "-15.00");
    // Older credit waits for the next invoice: the next payment allocates its own money only.
    books.bill("7", "I2", "2022-03-01", {{"7-GAS", "40.00"}});
    books.when(a_payment("7", "10.00")).then_accepted();
    EXPECT_EQ(books.allocated(), "I2/7-GAS=10.00 from 7-P2.T1");
    EXPECT_EQ(books.unapplied("7"), "15.00");
}

TEST(Payments, C28_ItemsOfOneAgeGoByPayPriorityThenPositionThenAgreement) {
    Books books;
    books.open("7", {"WATER", "GAS", "TRASH"});
    books.bill("7", "I1", "2022-02-01", {{"7-TRASH", "1.00"}, {"7-WATER", "1.00"}, {"7-GAS", "1.00"}});
    books.bill("7", "I2", "2022-02-01", {{"7-GAS", "1.00"}});
    books.when(a_payment("7", "4.00")).then_accepted();
    EXPECT_EQ(books.allocated(),
              "I1/7-GAS=1.00 from 7-P1.T1 I2/7-GAS=1.00 from 7-P1.T1 I1/7-WATER=1.00 from 7-P1.T1 "
              "I1/7-TRASH=1.00 from 7-P1.T1");
}

TEST(Payments, PaymentWithNothingOpenIsAllUnapplied) {
    Books books;
    books.open("7");
    books.when(a_payment("7", "10.00")).then_accepted();
    EXPECT_TRUE(books.made<CreditAllocated>().empty());
    EXPECT_EQ(books.unapplied("7"), "10.00");
}

TEST(Payments, PostedPaymentSaysAllOfIt) {
    Books books;
    books.open("7");
    const auto item_position = books.world().next_position();
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.when(a_payment("7", "30.00", "2022-05-30")).then_accepted();
    PaymentPosted posted{.account = AccountId{"7"},
                         .payment = PaymentId{"7-P1"},
                         .payment_event = PaymentEventId{"7-PE1"},
                         .payor = AccountId{"7"},
                         .received_on = date("2022-05-30"),
                         .tenders = {{TenderId{"T1"}, TenderKind::cheque, usd("30.00"), {}}},
                         .amount = usd("30.00")};
    posted.financial = {
        date("2022-05-30"),
        date("2022-05-30"),
        date("2022-05-30"),
        Code{"USD"},
        usd("-30.00"),
        usd("-30.00"),
        {{GlRole::cash, Code{"gl:cash"}, usd("30.00")}, {GlRole::unapplied, Code{"gl:unapplied"}, usd("-30.00")}}};
    CreditAllocated allocated{.account = AccountId{"7"},
                              .lines = {{{CreditSourceKind::tender, DocumentId{"7-P1"}, TenderId{"T1"}},
                                         DocumentId{"I1"},
                                         ServiceAgreementId{"7-GAS"},
                                         usd("30.00"),
                                         date("2022-02-01"),
                                         item_position}},
                              .total = usd("30.00")};
    allocated.financial = {
        date("2022-05-30"),
        date("2022-05-30"),
        date("2022-02-01"),
        Code{"USD"},
        usd("0"),
        usd("0"),
        {{GlRole::unapplied, Code{"gl:unapplied"}, usd("30.00")}, {GlRole::ar, Code{"gl:ar"}, usd("-30.00")}}};
    books.then({posted, allocated});
}

// The frequent kind is decided without a draft; anything else takes the general way. Both must agree.
TEST(Payments, BothWaysOfDecidingMakeTheSameEvents) {
    for (const auto amount : {"10.00", "45.00", "100.00"}) {
        Books simple, general;
        for (Books* books : {&simple, &general}) {
            books->open("7", {"GAS", "WATER"});
            books->bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}, {"7-WATER", "12.00"}});
            books->bill("7", "I2", "2022-03-01", {{"7-GAS", "50.00"}});
        }
        simple.when(a_payment("7", amount)).then_accepted();
        // A payment event of two accounts is general; its first account's part is the same but for the other's share.
        general.open("8");
        PostPayment both = a_payment("7", amount);
        both.tenders.push_back(a_tender("T2", "1.00"));
        both.shares[0].amount = usd(amount);
        both.shares.push_back(a_share("8", "1.00"));
        general.when(both).then_accepted();
        auto of_seven = general.payloads();
        std::erase_if(of_seven, [](const Event& event) {
            const auto* posted = get_if<PaymentPosted>(&event);
            return posted && posted->account.str() == "8";
        });
        ASSERT_EQ(of_seven.size(), simple.events().size());
        // Positions differ by nothing: both accounts' items are at the same places.
        for (std::size_t i = 0; i < of_seven.size(); ++i) EXPECT_EQ(of_seven[i], simple.events()[i].event) << i;
    }
}

TEST(Payments, BackDatedPaymentDoesNotRunFifoAgain) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.bill("7", "I2", "2022-03-01", {{"7-GAS", "50.00"}});
    books.given({a_payment("7", "40.00", "2022-04-01")});
    books.when(a_payment("7", "20.00", "2022-01-15")).then_accepted();
    EXPECT_TRUE(books.made<CreditDeallocated>().empty());
    EXPECT_EQ(books.allocated(), "I2/7-GAS=20.00 from 7-P2.T1");
    EXPECT_EQ(to_string(books.made<PaymentPosted>()[0].financial.effective_date), "2022-01-15");
    // The latest payment is the latest by effective date.
    EXPECT_EQ(books.account("7").last_payment.str(), "7-P1");
}

TEST(Payments, MoreItemsThanOneEntryHoldsMakeSeveralAllocations) {
    Books books;
    books.open("7");
    for (int i = 0; i < 200; ++i) books.bill("7", "I" + std::to_string(i), "2022-02-01", {{"7-GAS", "1.00"}});
    books.when(a_payment("7", "190.00")).then_accepted();
    const auto made = books.made<CreditAllocated>();
    ASSERT_EQ(made.size(), 2u);
    EXPECT_EQ(made[0].lines.size(), allocation_lines_max);
    EXPECT_EQ(made[1].lines.size(), 10u);
    EXPECT_EQ(books.payoff("7"), "10.00");
    EXPECT_EQ(books.unapplied("7"), "0.00");
}

// ---- SPEC

TEST(Payments, C29_SpecPaysTheNamedDocuments) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.bill("7", "I2", "2022-03-01", {{"7-GAS", "50.00"}});
    PostPayment payment = a_payment("7", "60.00");
    payment.shares = {a_spec_share("7", "60.00", {{"I2", "50.00"}, {"I1", "5.00"}}, "5.00")};
    books.when(payment).then_accepted();
    EXPECT_EQ(books.allocated(), "I2/7-GAS=50.00 from 7-P1.T1 I1/7-GAS=5.00 from 7-P1.T1");
    EXPECT_EQ(books.made<CreditAllocated>()[0].policy, AllocationPolicy::spec);
    EXPECT_EQ(books.unapplied("7"), "5.00");
}

TEST(Payments, WithinADocumentAgreementsGoByPayPriority) {
    Books books;
    books.open("7", {"TRASH", "WATER", "GAS"});
    books.bill("7", "I1", "2022-02-01", {{"7-TRASH", "10.00"}, {"7-WATER", "10.00"}, {"7-GAS", "10.00"}});
    PostPayment payment = a_payment("7", "15.00");
    payment.shares = {a_spec_share("7", "15.00", {{"I1", "15.00"}})};
    books.when(payment).then_accepted();
    EXPECT_EQ(books.allocated(), "I1/7-GAS=10.00 from 7-P1.T1 I1/7-WATER=5.00 from 7-P1.T1");
}

TEST(Payments, C29_SpecThatDoesNotSumIsRefused) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    PostPayment payment = a_payment("7", "25.00");
    payment.shares = {a_spec_share("7", "25.00", {{"I1", "20.00"}})};
    books.when(payment).then_rejected(Rejection::spec_sum_differs, "shares[0].spec");
    EXPECT_EQ(books.refusal()->value, "20.00");
}

TEST(Payments, SpecAboveTheOpenAmountIsRefused) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    PostPayment payment = a_payment("7", "31.00");
    payment.shares = {a_spec_share("7", "31.00", {{"I1", "31.00"}})};
    books.when(payment).then_rejected(Rejection::allocation_exceeds_open_amount, "shares[0].spec[0].amount");
    EXPECT_NE(books.refusal()->cure.find("30.00"), std::string::npos);
}

TEST(Payments, DocumentsThatAreUnknownPaidOrRepeatedAreRefused) {
    Books books;
    books.open("7");
    books.open("8");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.bill("8", "I8", "2022-02-01", {{"8-GAS", "30.00"}});
    PostPayment payment = a_payment("7", "10.00");
    payment.shares = {a_spec_share("7", "10.00", {{"I8", "10.00"}})};
    books.when(payment).then_rejected(Rejection::document_unknown, "shares[0].spec[0].document");
    payment.shares = {a_spec_share("7", "10.00", {{"I1", "5.00"}, {"I1", "5.00"}})};
    books.when(payment).then_rejected(Rejection::field_invalid, "shares[0].spec[1].document");
    books.given({a_payment("7", "30.00")});
    payment.shares = {a_spec_share("7", "10.00", {{"I1", "10.00"}})};
    books.when(payment).then_rejected(Rejection::document_not_open, "shares[0].spec[0].document");
}

TEST(Payments, FifoWithNamedDocumentsIsRefused) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    PostPayment payment = a_payment("7", "10.00");
    payment.shares[0].spec = {{DocumentId{"I1"}, usd("10.00")}};
    books.when(payment).then_rejected(Rejection::field_invalid, "shares[0].spec");
    payment = a_payment("7", "10.00");
    payment.shares[0].remainder = usd("1.00");
    books.when(payment).then_rejected(Rejection::field_invalid, "shares[0].remainder");
}

// ---- several accounts, several tenders

TEST(Payments, G8_SharesAreFilledFromTendersInOrder) {
    Books books;
    books.open("7");
    books.open("8");
    books.bill("7", "I7", "2022-02-01", {{"7-GAS", "70.00"}});
    books.bill("8", "I8", "2022-02-01", {{"8-GAS", "10.00"}});
    PostPayment payment{.received_on = date("2022-06-01"),
                        .tenders = {a_tender("CASH", "40.00"), a_tender("CHEQUE", "60.00")},
                        .shares = {a_share("7", "70.00"), a_share("8", "30.00")}};
    books.when(payment).then_accepted();
    EXPECT_EQ(books.allocated(),
              "I7/7-GAS=40.00 from 7-P1.CASH I7/7-GAS=30.00 from 7-P1.CHEQUE I8/8-GAS=10.00 from 8-P1.CHEQUE");
    const auto posted = books.made<PaymentPosted>();
    ASSERT_EQ(posted.size(), 2u);
    EXPECT_EQ(posted[0].tenders.size(), 2u);
    EXPECT_EQ(posted[1].tenders[0].amount, usd("30.00"));
    EXPECT_EQ(posted[1].payment_event.str(), "7-PE1");
    EXPECT_EQ(posted[1].payor.str(), "7");
    EXPECT_EQ(books.unapplied("8"), "20.00");
}

TEST(Payments, FifoNeverCrossesAccounts) {
    Books books;
    books.open("7");
    books.open("8");
    books.bill("8", "I8", "2022-02-01", {{"8-GAS", "10.00"}});
    books.when(a_payment("7", "25.00")).then_accepted();
    EXPECT_EQ(books.open_of("8", "I8", "8-GAS"), "10.00");
    EXPECT_EQ(books.unapplied("7"), "25.00");
}

TEST(Payments, SumsThatDifferAreRefused) {
    Books books;
    books.open("7");
    books.open("8");
    PostPayment payment = a_payment("7", "10.00");
    payment.shares[0].amount = usd("9.00");
    books.when(payment).then_rejected(Rejection::tenders_and_shares_differ, "shares");
    payment.shares = {a_share("7", "9.00"), a_share("8", "2.00")};
    books.when(payment).then_rejected(Rejection::tenders_and_shares_differ, "shares");
    EXPECT_EQ(books.refusal()->value, "11.00");
}

TEST(Payments, SeveralAccountsNeedGivenAmounts) {
    Books books;
    books.open("7");
    books.open("8");
    PostPayment payment = a_payment("7", "10.00");
    payment.shares = {a_share("7", "10.00"), {.account = AccountId{"8"}}};
    books.when(payment).then_rejected(Rejection::amount_must_be_above_zero, "shares[1].amount");
}

TEST(Payments, WhatIsMissingZeroNegativeOrTooLargeIsRefused) {
    Books books;
    books.open("7");
    PostPayment payment = a_payment("7", "10.00");
    payment.tenders.clear();
    books.when(payment).then_rejected(Rejection::field_missing, "tenders");
    payment = a_payment("7", "10.00");
    payment.shares.clear();
    books.when(payment).then_rejected(Rejection::field_missing, "shares");
    books.when(a_payment("7", "0")).then_rejected(Rejection::amount_must_be_above_zero, "tenders[0].amount");
    books.when(a_payment("7", "-1.00")).then_rejected(Rejection::amount_must_be_above_zero, "tenders[0].amount");
    payment = a_payment("7", "10.00");
    payment.tenders[0].amount = Money{largest_amount.minor + 1};
    books.when(payment).then_rejected(Rejection::amount_too_large, "tenders[0].amount");
    payment.tenders = {a_tender("A", "1.00"), a_tender("B", "1.00")};
    payment.tenders[0].amount = payment.tenders[1].amount = largest_amount;
    books.when(payment).then_rejected(Rejection::amount_too_large, "tenders");
    books.when(a_payment("9", "10.00")).then_rejected(Rejection::account_unknown, "shares[0].account");
    payment = a_payment("7", "10.00");
    payment.payor = AccountId{"9"};
    books.when(payment).then_rejected(Rejection::account_unknown, "payor");
    payment = a_payment("7", "10.00");
    payment.shares = {a_share("7", "5.00"), a_share("7", "5.00")};
    books.when(payment).then_rejected(Rejection::field_invalid, "shares[1].account");
    payment.tenders = {a_tender("A", "5.00"), a_tender("A", "5.00")};
    books.when(payment).then_rejected(Rejection::tender_ids_repeat, "tenders[1].tender");
    payment.tenders = {a_tender("A/B", "5.00")};
    books.when(payment).then_rejected(Rejection::id_invalid, "tenders[0].tender");
    books.when(a_payment("7", "10.00", "2022-06-02")).then_rejected(Rejection::date_out_of_order, "received_on");
}

TEST(Payments, ABalanceThatCouldOverflowIsRefusedInTime) {
    Books books;
    books.open("7");
    PostPayment payment = a_payment("7", "1.00");
    payment.tenders[0].amount = largest_amount;
    // 10^18 is reached after a thousand of the largest payments.
    books.world().account_part(AccountId{"7"}).unapplied.push_back({{}, Money{largest_balance.minor - 5}, false});
    books.when(payment).then_rejected(Rejection::amount_too_large, "shares[0].amount");
}

TEST(Payments, PaymentEventsHaveIdsOfTheirOwn) {
    Books books;
    books.open("7");
    PostPayment payment = a_payment("7", "10.00");
    payment.payment_event = PaymentEventId{"BANK-1"};
    books.when(payment).then_accepted();
    EXPECT_EQ(books.made<PaymentPosted>()[0].payment_event.str(), "BANK-1");
    books.when(payment).then_rejected(Rejection::id_taken, "payment_event");
    payment.payment_event = PaymentEventId{"7-PE9"};
    books.when(payment).then_rejected(Rejection::id_invalid, "payment_event");
    payment.payment_event = PaymentEventId{"a b"};
    books.when(payment).then_rejected(Rejection::id_invalid, "payment_event");
    books.when(a_payment("7", "10.00")).then_accepted();
    EXPECT_EQ(books.made<PaymentPosted>()[0].payment_event.str(), "7-PE2");
}

TEST(Payments, OnlyEventsThatTheirIdDoesNotLeadToAreInTheDirectory) {
    Books books;
    books.open("7");
    books.open("8");
    PostPayment both = a_payment("7", "10.00");
    both.shares = {a_share("7", "5.00"), a_share("8", "5.00")};
    PostPayment named = a_payment("7", "10.00");
    named.payment_event = PaymentEventId{"BANK-1"};
    books.given({a_payment("7", "10.00"), both, named});
    const auto entry = [&](std::string_view id) {
        return books.world().directory(DirectoryKind::payment_event, std::string{id});
    };
    EXPECT_EQ(entry("7-PE1"), nullptr);
    ASSERT_NE(entry("7-PE2"), nullptr);
    EXPECT_EQ(entry("7-PE2")->leads_to, std::vector<Plain>{Plain{"8"}});
    ASSERT_NE(entry("BANK-1"), nullptr);
    EXPECT_EQ(entry("BANK-1")->leads_to, std::vector<Plain>{Plain{"7"}});
}

TEST(Payments, SummaryOfTheLatestPayment) {
    Books books;
    books.open("7");
    books.given({a_payment("7", "10.00", "2022-05-01"), a_payment("7", "20.00", "2022-05-20"),
                 a_payment("7", "5.00", "2022-05-10")});
    EXPECT_EQ(last_payment(books.world(), AccountId{"7"}).payment.str(), "7-P2");
    books.given({CancelTender{.payment_event = PaymentEventId{"7-PE2"}, .cancel_reason = Code{"LOST"}}});
    EXPECT_TRUE(books.account("7").last_payment_uncertain);
    EXPECT_EQ(last_payment(books.world(), AccountId{"7"}).payment.str(), "7-P3");
    EXPECT_EQ(last_payment(books.world(), AccountId{"7"}).amount, usd("5.00"));
    books.given({a_payment("7", "7.00", "2022-05-20")});
    EXPECT_FALSE(books.account("7").last_payment_uncertain);
    EXPECT_EQ(last_payment(books.world(), AccountId{"7"}).payment.str(), "7-P4");
}

// ---- cancelling

TEST(Payments, CancellingATenderReopensItsItemsAtTheirAge) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.bill("7", "I2", "2022-03-01", {{"7-GAS", "50.00"}});
    const AccountState before = books.account("7");
    books.given({a_payment("7", "100.00")});
    books.when(CancelTender{.payment_event = PaymentEventId{"7-PE1"}, .cancel_reason = Code{"LOST"}}).then_accepted();
    EXPECT_EQ(books.account("7").items, before.items);
    EXPECT_EQ(books.account("7").unapplied, before.unapplied);
    const auto cancelled = books.made<TenderCancelled>();
    ASSERT_EQ(cancelled.size(), 1u);
    EXPECT_EQ(cancelled[0].amount, usd("100.00"));
    EXPECT_EQ(cancelled[0].financial.payoff, usd("100.00"));
    EXPECT_TRUE(books.made<NsfFeeCharged>().empty());
}

TEST(Payments, OtherTendersOfThePaymentStand) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.bill("7", "I2", "2022-03-01", {{"7-GAS", "50.00"}});
    PostPayment payment = a_payment("7", "60.00");
    payment.tenders = {a_tender("A", "20.00"), a_tender("B", "40.00")};
    books.given({payment});
    books.when(
        CancelTender{.payment_event = PaymentEventId{"7-PE1"}, .tender = TenderId{"A"}, .cancel_reason = Code{"LOST"}});
    books.then_accepted();
    EXPECT_EQ(books.deallocated(), "I1/7-GAS=20.00 from 7-P1.A");
    EXPECT_EQ(books.open_of("7", "I1", "7-GAS"), "20.00");
    EXPECT_EQ(books.open_of("7", "I2", "7-GAS"), "20.00");
    EXPECT_EQ(books.account("7").last_payment_amount, usd("40.00"));
}

TEST(Payments, G8_ReturnedTenderIsTakenFromEveryAccountAndThePayorPaysTheFee) {
    Books books;
    for (const auto account : {"7", "8", "9"}) books.open(account);
    books.bill("7", "I7", "2022-02-01", {{"7-GAS", "70.00"}});
    books.bill("8", "I8", "2022-02-01", {{"8-GAS", "30.00"}});
    PostPayment payment{.payor = AccountId{"9"},
                        .received_on = date("2022-05-01"),
                        .tenders = {a_tender("T1", "100.00")},
                        .shares = {a_share("7", "70.00"), a_share("8", "30.00")}};
    books.given({payment});
    books
        .when(CancelTender{.payment_event = PaymentEventId{"7-PE1"},
                           .cancel_reason = Code{"NSF"},
                           .nsf = true,
                           .on = date("2022-05-08")})
        .then_accepted();
    EXPECT_EQ(books.open_of("7", "I7", "7-GAS"), "70.00");
    EXPECT_EQ(books.open_of("8", "I8", "8-GAS"), "30.00");
    const auto fees = books.made<NsfFeeCharged>();
    ASSERT_EQ(fees.size(), 1u);
    EXPECT_EQ(fees[0].account.str(), "9");
    EXPECT_EQ(fees[0].amount, usd("20.00"));
    EXPECT_EQ(fees[0].sa.str(), "9-GAS");
    EXPECT_EQ(to_string(fees[0].financial.effective_date), "2022-05-08");
    EXPECT_EQ(to_string(fees[0].financial.ages_from), "2022-06-23");  // The next bill's: of June 3, and 20 days.
    EXPECT_EQ(books.payoff("9"), "20.00");
    EXPECT_EQ(books.open_of("9", fees[0].charge.str(), "9-GAS"), "20.00");
}

TEST(Payments, CancelledTenderIsNotCancelledTwice) {
    Books books;
    books.open("7");
    books.given({a_payment("7", "10.00")});
    CancelTender cancel{.payment_event = PaymentEventId{"7-PE1"}, .cancel_reason = Code{"LOST"}};
    books.when(cancel).then_accepted();
    books.when(cancel).then_nothing_changed();
    cancel.nsf = true;
    books.when(cancel).then_rejected(Rejection::tender_already_cancelled, "tender");
    EXPECT_EQ(books.payoff("7"), "0.00");
}

TEST(Payments, UnknownPaymentsAndTendersAreRefused) {
    Books books;
    books.open("7");
    PostPayment payment = a_payment("7", "10.00");
    payment.tenders = {a_tender("A", "4.00"), a_tender("B", "6.00")};
    books.given({payment});
    books.when(CancelTender{.payment_event = PaymentEventId{"7-PE2"}})
        .then_rejected(Rejection::payment_unknown, "payment_event");
    books.when(CancelTender{.payment_event = PaymentEventId{"BANK"}})
        .then_rejected(Rejection::payment_unknown, "payment_event");
    books.when(CancelTender{.payment_event = PaymentEventId{"7-PE1"}})
        .then_rejected(Rejection::field_missing, "tender");
    books.when(CancelTender{.payment_event = PaymentEventId{"7-PE1"}, .tender = TenderId{"C"}})
        .then_rejected(Rejection::tender_unknown, "tender");
    books
        .when(CancelTender{.payment_event = PaymentEventId{"7-PE1"}, .tender = TenderId{"A"}, .on = date("2022-05-31")})
        .then_rejected(Rejection::date_out_of_order, "on");
    books.when(CancelPayment{.account = AccountId{"7"}, .payment = PaymentId{"7-P2"}})
        .then_rejected(Rejection::payment_unknown, "payment");
    books.when(CancelPayment{.account = AccountId{"9"}, .payment = PaymentId{"7-P1"}})
        .then_rejected(Rejection::account_unknown, "account");
}

TEST(Payments, G8_CancelledPaymentMovesItsMoneyToSuspense) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    const AccountState before = books.account("7");
    books.given({a_payment("7", "40.00")});
    const CancelPayment cancel{.account = AccountId{"7"}, .payment = PaymentId{"7-P1"}, .cancel_reason = Code{"WRONG"}};
    books.when(cancel).then_accepted();
    EXPECT_EQ(books.account("7").items, before.items);
    EXPECT_TRUE(books.account("7").unapplied.empty());
    const auto made = books.made<PaymentCancelled>();
    ASSERT_EQ(made.size(), 1u);
    EXPECT_EQ(made[0].amount, usd("40.00"));
    EXPECT_EQ(made[0].financial.postings[1].role, GlRole::suspense);
    books.when(cancel).then_nothing_changed();
    // Its tender is not the account's any more.
    books.when(CancelTender{.payment_event = PaymentEventId{"7-PE1"}})
        .then_rejected(Rejection::payment_already_cancelled, "payment_event");
}

TEST(Payments, CancelledPaymentMovesWhatItsTendersStillBring) {
    Books books;
    books.open("7");
    PostPayment payment = a_payment("7", "10.00");
    payment.tenders = {a_tender("A", "4.00"), a_tender("B", "6.00")};
    books.given({payment, CancelTender{.payment_event = PaymentEventId{"7-PE1"}, .tender = TenderId{"A"}}});
    books.when(CancelPayment{.account = AccountId{"7"}, .payment = PaymentId{"7-P1"}}).then_accepted();
    EXPECT_EQ(books.made<PaymentCancelled>()[0].amount, usd("6.00"));
    EXPECT_EQ(books.payoff("7"), "0.00");
    EXPECT_TRUE(books.account("7").unapplied.empty());

    books.given({a_payment("7", "3.00"), CancelTender{.payment_event = PaymentEventId{"7-PE2"}}});
    books.when(CancelPayment{.account = AccountId{"7"}, .payment = PaymentId{"7-P2"}})
        .then_rejected(Rejection::payment_already_cancelled, "payment");
}

TEST(Payments, NsfWithoutAFeeInTheClassChargesNone) {
    Books books;
    books.open("7");
    auto& account = books.world().account_part(AccountId{"7"});
    account.customer_class = Code{"COM"};
    books.given({a_payment("7", "10.00")});
    books.when(CancelTender{.payment_event = PaymentEventId{"7-PE1"}, .cancel_reason = Code{"NSF"}, .nsf = true})
        .then_accepted();
    EXPECT_TRUE(books.made<NsfFeeCharged>().empty());
}

// Whatever the payor has or has not: a cheque that bounced is recorded.
TEST(Payments, TheFeeOfAPayorWithoutAnAgreementIsAnOpenItemOfTheAccountItself) {
    Books books;
    books.open("7", {});
    books.given({a_payment("7", "10.00")});
    const CancelTender cancel{.payment_event = PaymentEventId{"7-PE1"}, .cancel_reason = Code{"NSF"}, .nsf = true};
    books.when(cancel).then_accepted();
    ASSERT_EQ(books.made<NsfFeeCharged>().size(), 1u);
    EXPECT_EQ(books.made<NsfFeeCharged>()[0].sa.str(), "");
    EXPECT_EQ(books.open_of("7", "7-F1", ""), "20.00");
    EXPECT_EQ(books.payoff("7"), "20.00");
    // It is paid like any other, by name, too.
    PostPayment payment = a_payment("7", "5.00");
    payment.shares = {a_spec_share("7", "5.00", {{"7-F1", "5.00"}})};
    books.when(payment).then_accepted();
    EXPECT_EQ(books.allocated(), "7-F1/=5.00 from 7-P2.T1");
    // And waived, without an agreement to name.
    books
        .when(RequestAdjustment{.account = AccountId{"7"},
                                .adjustment_type = Code{"GOODWILL"},
                                .amount = usd("-15.00"),
                                .target = DocumentId{"7-F1"}})
        .then_accepted();
    EXPECT_EQ(books.payoff("7"), "0.00");
    EXPECT_TRUE(books.account("7").items.empty());
    books
        .when(RequestAdjustment{
            .account = AccountId{"7"}, .adjustment_type = Code{"FEE"}, .amount = usd("3.00"), .memo = {}})
        .then_accepted();
    EXPECT_EQ(books.open_of("7", "7-ADJ2", ""), "3.00");
}

// Feb 8 lies in the cycle's window of the 3rd to the 9th.
TEST(Payments, AFeeIsDueWithTheNextBill) {
    Books books;
    books.open("7");
    const auto fee_made_on = [&](std::string_view today) {
        books.today(today);
        books.given({a_payment("7", "10.00", today)});
        books
            .when(
                CancelTender{.payment_event = PaymentEventId{"7-PE" + std::to_string(books.account("7").payment_count)},
                             .cancel_reason = Code{"NSF"},
                             .nsf = true})
            .then_accepted();
        const auto fees = books.made<NsfFeeCharged>();
        return fees.empty() ? std::string{} : to_string(fees[0].financial.ages_from);
    };
    EXPECT_EQ(fee_made_on("2022-02-08"), "2022-02-28") << "the bill of the open window, today at the earliest";
    books.world().account_part(AccountId{"7"}).last_bill_cycle = Code{"M01"};
    books.world().account_part(AccountId{"7"}).last_bill_date = date("2022-02-08");
    EXPECT_EQ(fee_made_on("2022-02-09"), "2022-03-23") << "this window has billed it: March 3, and 20 days";
    EXPECT_EQ(fee_made_on("2022-02-20"), "2022-03-23");
    EXPECT_EQ(fee_made_on("2022-04-10"), "2022-05-23") << "May 3, and 20 days";
}

TEST(Payments, FeesAndSpecialChargesHaveNumbersOfTheirOwn) {
    Books books;
    books.open("7");
    const CreateSpecialCharge charge{.account = AccountId{"7"}, .charge_type = Code{"COPY"}, .amount = usd("2.00")};
    books.given({charge, a_payment("7", "10.00")});
    books.when(CancelTender{.payment_event = PaymentEventId{"7-PE1"}, .cancel_reason = Code{"NSF"}, .nsf = true});
    ASSERT_EQ(books.made<NsfFeeCharged>().size(), 1u);
    EXPECT_EQ(books.made<NsfFeeCharged>()[0].charge.str(), "7-F1");
    books.when(charge);
    EXPECT_EQ(books.made<SpecialChargeCreated>()[0].charge.str(), "7-X2");
}

// Once they shared them: what was made so keeps its number, and no number is given twice.
TEST(Payments, NumbersThatFeesAndSpecialChargesSharedAreNotGivenAgain) {
    Books books;
    books.open("7");
    const StreamId stream = stream_of(AccountId{"7"});
    SpecialChargeCreated charge{.account = AccountId{"7"},
                                .charge = DocumentId{"7-X1"},
                                .sa = ServiceAgreementId{"7-GAS"},
                                .charge_type = Code{"COPY"},
                                .amount = usd("2.00")};
    NsfFeeCharged fee{.account = AccountId{"7"}, .charge = DocumentId{"7-F2"}, .amount = usd("20.00")};
    fee.financial = *journal::posted(books.world().settings(), {date("2022-05-01")}, NsfFeeCharged::legs, fee.amount);
    books.append({{stream, charge}, {stream, fee}});
    charge.charge = DocumentId{"7-X3"};
    books.append({{stream, charge}});
    EXPECT_EQ(books.account("7").charge_count, 3u);
    EXPECT_EQ(books.account("7").fee_count, 2u);
}

TEST(Payments, ADayThatIsLongPastIsASlip) {
    Books books;
    books.open("7");
    books.when(a_payment("7", "10.00", "1922-05-30")).then_rejected(Rejection::date_out_of_order, "received_on");
    books.given({a_payment("7", "10.00")});
    CancelTender cancel{.payment_event = PaymentEventId{"7-PE1"}, .on = date("2202-06-01")};
    books.when(cancel).then_rejected(Rejection::date_out_of_order, "on");
    RequestAdjustment fee{.account = AccountId{"7"}, .adjustment_type = Code{"FEE"}, .amount = usd("1.00")};
    fee.ages_from = date("2099-03-01");
    books.when(fee).then_rejected(Rejection::date_out_of_order, "ages_from");
    fee.ages_from = date("1902-03-01");
    books.when(fee).then_rejected(Rejection::date_out_of_order, "ages_from");
}

TEST(Payments, IdsThatTheLedgerMakesAreNotGivenToOtherThings) {
    Books books;
    books.open("7");
    PostPayment payment = a_payment("7", "10.00");
    for (const auto id : {"7-I1", "7-ST2", "7-SA3", "7-F4", "7-P5"}) {
        payment.payment_event = PaymentEventId{id};
        books.when(payment).then_rejected(Rejection::id_invalid, "payment_event");
    }
    payment.payment_event = PaymentEventId{"7-INV1"};
    books.when(payment).then_accepted();
}

TEST(Payments, WhatMovesOnAnAccountHasALimitBelowWhichNoSumOverflows) {
    Books books;
    books.open("7");
    PostPayment payment = a_payment("7", "1.00");
    payment.tenders[0].amount = largest_amount;
    unsigned posted = 0;
    // Each is taken back at once, so that the balance is zero again.
    for (; posted < 3'000; ++posted) {
        books.when(payment);
        if (books.refusal()) break;
        books.given({CancelTender{.payment_event = PaymentEventId{"7-PE" + std::to_string(posted + 1)}}});
    }
    books.then_rejected(Rejection::amount_too_large);
    EXPECT_EQ(posted, 1'000u) << "2 × 10^18 minor units, there and back";
    EXPECT_EQ(books.payoff("7"), "0.00");
    EXPECT_EQ(books.account("7").moved, largest_new_volume);
    books.when(a_payment("7", "0.01")).then_rejected(Rejection::amount_too_large);
    // An account of its own is not concerned.
    books.open("8");
    books.when(a_payment("8", "0.01")).then_accepted();
}

TEST(Payments, PayingTheLastOfAStoppedAgreementClosesItAndAReturnReactivatesIt) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.stop("7", "7-GAS");
    books.when(a_payment("7", "20.00")).then_accepted();
    EXPECT_TRUE(books.made<ServiceClosed>().empty());
    books.when(a_payment("7", "10.00")).then_accepted();
    ASSERT_EQ(books.made<ServiceClosed>().size(), 1u);
    EXPECT_EQ(books.account("7").agreements[0].status, SaStatus::closed);
    books.when(CancelTender{.payment_event = PaymentEventId{"7-PE2"}, .cancel_reason = Code{"LOST"}}).then_accepted();
    EXPECT_EQ(books.made<ServiceReactivated>().size(), 1u);
    EXPECT_EQ(books.account("7").agreements[0].status, SaStatus::reactivated);
    books.when(a_payment("7", "10.00")).then_accepted();
    EXPECT_EQ(books.account("7").agreements[0].status, SaStatus::closed);
}

// What a complaint against Kill Bill was about (1755): a credit that drifts from what was paid and cancelled.
TEST(Payments, CreditNeverDriftsOverPaymentsAndReturns) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    for (int i = 1; i <= 5; ++i) {
        books.given({a_payment("7", "31.00")});
        EXPECT_EQ(books.payoff("7"), "-1.00");
        books.given({CancelTender{.payment_event = PaymentEventId{"7-PE" + std::to_string(i)}}});
        EXPECT_EQ(books.payoff("7"), "30.00");
        EXPECT_EQ(books.unapplied("7"), "0.00");
    }
}

}  // namespace
}  // namespace tally::test
