// Transfers of credit and of debt: two events in one commit, CLR between them; what they pay, and what is refused.

#include <gtest/gtest.h>

#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

TransferCredit a_credit_transfer(std::string_view amount = {}, std::string_view to = "8") {
    return {.account = AccountId{"7"},
            .to_account = AccountId{to},
            .amount = amount.empty() ? Money{} : usd(amount),
            .transfer_reason = Code{"WRONGACCT"}};
}
TransferDebt a_debt_transfer(std::string_view amount = {}, std::string_view to = "8", std::string_view to_sa = {}) {
    return {.account = AccountId{"7"},
            .sa = ServiceAgreementId{"7-GAS"},
            .amount = amount.empty() ? Money{} : usd(amount),
            .to_account = AccountId{to},
            .to_sa = ServiceAgreementId{to_sa},
            .transfer_reason = Code{"MOVED"}};
}
// The main customer of account 7 is responsible on account 8.
void share_the_person(Books& books) {
    AccountPersonLinked linked{.account = AccountId{"8"}};
    linked.link.person = PersonId{"P7"};
    linked.link.financially_responsible = true;
    books.append({{stream_of(AccountId{"8"}), linked}});
}
// Debits and credits of CLR over all events of the last command.
Money clearing(const Books& books) {
    Money sum;
    for (const auto& event : books.events())
        if (const Financial* financial = financial_of(event.event))
            for (const Posting& posting : financial->postings)
                if (posting.role == GlRole::clearing) sum += posting.amount;
    return sum;
}
// 7 has 50.00 of credit; 8 owes 30.00.
void credit_and_debt(Books& books) {
    books.open("7");
    books.open("8");
    books.given({a_payment("7", "50.00", "2022-03-01")});
    books.bill("8", "J1", "2022-05-01", {{"8-GAS", "30.00"}});
}
// 7 is stopped and owes 60.00 and 40.00; the same person is responsible on 8.
void debt_of_a_stopped_agreement(Books& books) {
    books.open("7");
    books.open("8");
    share_the_person(books);
    books.bill("7", "I1", "2022-03-01", {{"7-GAS", "60.00"}});
    books.bill("7", "I2", "2022-04-01", {{"7-GAS", "40.00"}});
    books.stop("7", "7-GAS");
}

TEST(CreditTransfers, G15_CreditGoesToAnotherAccountAndPaysItsOldestDebts) {
    Books books;
    credit_and_debt(books);
    books.when(a_credit_transfer("35.00")).then_accepted();
    const auto out = books.made<CreditTransferredOut>().at(0);
    const auto in = books.made<CreditTransferredIn>().at(0);
    EXPECT_EQ(out.transfer.str(), "7-TR1");
    EXPECT_EQ(in.transfer.str(), "8-TR1");
    EXPECT_EQ(out.to_transfer, in.transfer);
    EXPECT_EQ(in.from_transfer, out.transfer);
    EXPECT_EQ(out.group_id, in.group_id);
    EXPECT_EQ(out.financial.payoff, usd("35.00"));
    EXPECT_EQ(in.financial.payoff, usd("-35.00"));
    EXPECT_EQ(clearing(books), Money{});
    EXPECT_EQ(books.allocated(), "J1/8-GAS=30.00 from 8-TR1");
    EXPECT_EQ(books.unapplied("7"), "15.00");
    EXPECT_EQ(books.unapplied("8"), "5.00");
    EXPECT_EQ(books.payoff("8"), "-5.00");
}

TEST(CreditTransfers, WhatWasTransferredCanBeTransferredBackOrRefunded) {
    Books books;
    credit_and_debt(books);
    books.given({a_credit_transfer()});
    TransferCredit back = a_credit_transfer("20.00", "7");
    back.account = AccountId{"8"};
    books.when(back).then_accepted();
    EXPECT_EQ(books.made<CreditTransferredOut>().at(0).lines.at(0).source.document.str(), "8-TR1");
    EXPECT_EQ(books.made<CreditTransferredOut>().at(0).transfer.str(), "8-TR2");
    EXPECT_EQ(books.unapplied("7"), "20.00");
    books.when(RefundCredit{.account = AccountId{"7"}, .refund_reason = Code{"ASKED"}}).then_accepted();
    EXPECT_EQ(books.made<CreditRefunded>().at(0).lines.at(0).source.kind, CreditSourceKind::transfer);
}

TEST(CreditTransfers, ItRecoversWhatTheOtherAccountHadWrittenOff) {
    Books books;
    credit_and_debt(books);
    books.stop("8", "8-GAS");
    books.given({WriteOffDebt{.account = AccountId{"8"}, .write_off_reason = Code{"SKIPPED"}}});
    books.when(a_credit_transfer()).then_accepted();
    EXPECT_EQ(books.made<WriteOffReversed>().at(0).caused_by.str(), "8-TR1");
    EXPECT_EQ(books.unapplied("8"), "20.00");
    EXPECT_EQ(books.account("8").written_off, Money{});
}

TEST(CreditTransfers, RefusedByName) {
    Books books;
    credit_and_debt(books);
    books.open("9");
    books.stop("9", "9-GAS");
    books.when(a_credit_transfer("1.00", "7")).then_rejected(Rejection::transfer_onto_itself, "to_account");
    books.when(a_credit_transfer("50.01")).then_rejected(Rejection::credit_exceeded, "amount");
    books.when(a_credit_transfer("1.00", "10")).then_rejected(Rejection::account_unknown, "to_account");
    books.when(a_credit_transfer("1.00", "")).then_rejected(Rejection::field_missing, "to_account");
    books.when(a_credit_transfer("1.00", "9")).then_rejected(Rejection::transfer_target_closed, "to_account");
    TransferCredit unsaid = a_credit_transfer();
    unsaid.transfer_reason = {};
    books.when(unsaid).then_rejected(Rejection::field_missing, "transfer_reason");
    TransferCredit early = a_credit_transfer();
    early.on = date("2022-02-28");
    books.when(early).then_rejected(Rejection::date_out_of_order, "on");
    books.given({a_credit_transfer()});
    books.when(CancelTender{.payment_event = PaymentEventId{"7-PE1"}})
        .then_rejected(Rejection::credit_left_the_account, "tender");
}

TEST(DebtTransfers, G15_EachOpenItemBecomesAnItemOfTheOtherAccountWithItsAge) {
    Books books;
    debt_of_a_stopped_agreement(books);
    books.when(a_debt_transfer()).then_accepted();
    const auto out = books.made<BalanceTransferredOut>();
    const auto in = books.made<BalanceTransferredIn>();
    ASSERT_EQ(out.size(), 2u);
    ASSERT_EQ(in.size(), 2u);
    EXPECT_EQ(out[1].transfer.str(), "7-TR2");
    EXPECT_EQ(in[1].transfer.str(), "8-TR2");
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(out[i].group_id.str(), "7-TR1");
        EXPECT_EQ(in[i].group_id.str(), "7-TR1");
        EXPECT_EQ(out[i].to_transfer, in[i].transfer);
        EXPECT_EQ(in[i].from_document, out[i].document);
        EXPECT_EQ(out[i].financial.payoff + in[i].financial.payoff, Money{});
    }
    EXPECT_EQ(clearing(books), Money{});
    EXPECT_EQ(books.payoff("7"), "0.00");
    EXPECT_EQ(books.account("7").agreement(ServiceAgreementId{"7-GAS"})->status, SaStatus::closed);
    EXPECT_EQ(books.open_of("8", "8-TR1", "8-GAS"), "60.00");
    EXPECT_EQ(books.open_of("8", "8-TR2", "8-GAS"), "40.00");
    EXPECT_EQ(to_string(books.account("8").items.at(0).ages_from), "2022-03-01");
    books.when(a_payment("8", "70.00")).then_accepted();
    EXPECT_EQ(books.allocated(), "8-TR1/8-GAS=60.00 from 8-P1.T1 8-TR2/8-GAS=10.00 from 8-P1.T1");
}

TEST(DebtTransfers, APartOrOneDocumentGoesWhereItIsNamed) {
    Books books;
    debt_of_a_stopped_agreement(books);
    books.when(a_debt_transfer("70.00")).then_accepted();
    EXPECT_EQ(books.payoff("8"), "70.00");
    EXPECT_EQ(books.open_of("7", "I2", "7-GAS"), "30.00");
    TransferDebt named = a_debt_transfer();
    named.document = DocumentId{"I2"};
    books.when(named).then_accepted();
    EXPECT_EQ(books.payoff("7"), "0.00");
}

TEST(DebtTransfers, BetweenAgreementsOfOneAccount) {
    Books books;
    books.open("7", {"GAS", "WATER", "TRASH"});
    books.bill("7", "I1", "2022-03-01", {{"7-GAS", "60.00"}});
    books.stop("7", "7-GAS");
    books.when(a_debt_transfer({}, "")).then_rejected(Rejection::field_missing, "to_sa");
    books.when(a_debt_transfer({}, "", "7-GAS")).then_rejected(Rejection::transfer_onto_itself, "to_sa");
    books.when(a_debt_transfer({}, "", "7-WATER")).then_accepted();
    EXPECT_EQ(books.made<BalanceTransferredIn>().at(0).transfer.str(), "7-TR2");
    EXPECT_EQ(books.open_of("7", "7-TR2", "7-WATER"), "60.00");
    EXPECT_EQ(books.payoff("7"), "60.00");
    EXPECT_EQ(clearing(books), Money{});
}

TEST(DebtTransfers, RefusedByName) {
    Books books;
    debt_of_a_stopped_agreement(books);
    books.open("9");
    books.when(a_debt_transfer({}, "9")).then_rejected(Rejection::transfer_between_persons, "to_account");
    books.when(a_debt_transfer({}, "10")).then_rejected(Rejection::account_unknown, "to_account");
    books.when(a_debt_transfer("100.01")).then_rejected(Rejection::debt_exceeded, "amount");
    books.when(a_debt_transfer({}, "8", "8-WATER")).then_rejected(Rejection::sa_unknown, "to_sa");
    books.given({OpenDispute{.account = AccountId{"7"}, .document = DocumentId{"I2"}}});
    books.when(a_debt_transfer()).then_rejected(Rejection::item_disputed, "document");
    TransferDebt unsaid = a_debt_transfer();
    unsaid.transfer_reason = {};
    books.when(unsaid).then_rejected(Rejection::field_missing, "transfer_reason");
    TransferDebt undisputed = a_debt_transfer();
    undisputed.document = DocumentId{"I1"};
    books.when(undisputed).then_accepted();

    Books live;
    live.open("7");
    live.open("8");
    share_the_person(live);
    live.bill("7", "I1", "2022-03-01", {{"7-GAS", "60.00"}});
    live.when(a_debt_transfer()).then_rejected(Rejection::agreement_still_supplied, "sa");

    Books closed;
    debt_of_a_stopped_agreement(closed);
    closed.stop("8", "8-GAS");
    closed.when(a_debt_transfer()).then_rejected(Rejection::transfer_target_closed, "to_account");
    closed.when(a_debt_transfer({}, "8", "8-GAS")).then_rejected(Rejection::transfer_target_closed, "to_sa");
}

TEST(DebtTransfers, AnInvoiceThatMovedAndIsReversedGivesItsCreditBack) {
    Books books;
    debt_of_a_stopped_agreement(books);
    books.given({RequestAdjustment{.account = AccountId{"7"},
                                   .adjustment_type = Code{"FEE"},
                                   .sa = ServiceAgreementId{"7-GAS"},
                                   .amount = usd("12.00")}});
    TransferDebt fee = a_debt_transfer();
    fee.document = DocumentId{"7-ADJ1"};
    books.given({fee});
    books.when(CancelAdjustment{.account = AccountId{"7"}, .adjustment = DocumentId{"7-ADJ1"}}).then_accepted();
    EXPECT_EQ(books.unapplied("7"), "12.00") << "what moved is still asked for there: the credit can follow it";
    EXPECT_EQ(books.payoff("8"), "12.00");
}

}  // namespace
}  // namespace tally::test
