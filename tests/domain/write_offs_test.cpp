// Write-offs and their recovery: postings with and without an allowance and tax relief, what stands in the way, what is
// paid after all.

#include <gtest/gtest.h>

#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

WriteOffDebt a_write_off(std::string_view amount = {}, std::string_view document = {}) {
    return {.account = seven,
            .document = DocumentId{document},
            .amount = amount.empty() ? Money{} : usd(amount),
            .write_off_reason = Code{"SKIPPED"}};
}
ReverseWriteOff a_reversal(std::string_view amount = {}, std::string_view write_off = "7-WO1") {
    return {.account = seven,
            .write_off = DocumentId{write_off},
            .amount = amount.empty() ? Money{} : usd(amount),
            .cancel_reason = Code{"MISTAKE"}};
}
std::string written_off(Books& books) {
    return to_string(books.account("7").written_off, 2);
}
SaStatus status(Books& books, std::string_view sa) {
    return books.account("7").agreement(ServiceAgreementId{sa})->status;
}
// Gas is stopped with 100.00 open on two bills.
void leave_a_hundred(Books& books) {
    books.open("7");
    books.bill("7", "I1", "2022-03-01", {{"7-GAS", "60.00"}});
    books.bill("7", "I2", "2022-04-01", {{"7-GAS", "40.00"}});
    books.stop("7", "7-GAS");
}
// A bill of 108.00, of which 8.00 is tax of the code STATE, on a stopped agreement.
void leave_taxed(Books& books) {
    books.open("7");
    const BillLine use{
        .line_id = Plain{"1"}, .component = Code{"usage"}, .amount = usd("100.00"), .gl_account = Code{"gl:revenue"}};
    const BillLine tax{.line_id = Plain{"2"},
                       .component = Code{"STATE"},
                       .component_kind = ComponentKind::tax,
                       .amount = usd("8.00"),
                       .role = GlRole::tax,
                       .gl_account = Code{"gl:tax:state"}};
    BillSegmentFrozen frozen{.account = seven,
                             .segment = SegmentId{"7-S9"},
                             .invoice = DocumentId{"I9"},
                             .sa = ServiceAgreementId{"7-GAS"},
                             .from = date("2022-01-10"),
                             .until = date("2022-02-09"),
                             .lines = {use, tax},
                             .total = usd("108.00")};
    const auto financial =
        journal::charged(books.world().settings(),
                         {.effective_date = date("2022-02-09"), .ages_from = date("2022-03-01")}, frozen.lines);
    ASSERT_TRUE(financial);
    frozen.financial = *financial;
    books.append({{stream_of(seven), frozen}});
    books.stop("7", "7-GAS");
}
void without(Books& books, GlRole role) {
    std::erase_if(books.world().settings_part().gl_accounts.entries,
                  [&](const auto& entry) { return entry.row.role == role; });
}
void grant_relief(Books& books, bool on_write_off) {
    books.given({Define<TaxRelief>{{}, {.code = Code{"STATE"}, .on_write_off = on_write_off}}});
}

TEST(WriteOffs, G27_TheAllowanceBearsADebtThatCannotBeCollected) {
    Books books;
    leave_a_hundred(books);
    books.when(a_write_off()).then_accepted();
    const auto made = books.made<WrittenOff>();
    ASSERT_EQ(made.size(), 1u);
    EXPECT_EQ(made[0].write_off.str(), "7-WO1");
    ASSERT_EQ(made[0].lines.size(), 2u);
    EXPECT_EQ(made[0].lines[0].document.str(), "I1");
    EXPECT_EQ(posted(made[0].financial), "allowance 100.00 ar -100.00");
    EXPECT_EQ(made[0].financial.payoff, usd("-100.00"));
    EXPECT_EQ(made[0].financial.current, usd("-100.00"));
    EXPECT_EQ(books.payoff("7"), "0.00");
    EXPECT_EQ(written_off(books), "100.00");
    EXPECT_TRUE(books.account("7").items.empty());
    EXPECT_EQ(status(books, "7-GAS"), SaStatus::closed);
}

TEST(WriteOffs, G27_WhereNoAllowanceIsKeptBadDebtBearsIt) {
    Books books;
    leave_a_hundred(books);
    without(books, GlRole::allowance);
    books.when(a_write_off()).then_accepted();
    EXPECT_EQ(posted(books.made<WrittenOff>().at(0).financial), "bad_debt 100.00 ar -100.00");

    Books neither;
    leave_a_hundred(neither);
    without(neither, GlRole::allowance);
    without(neither, GlRole::bad_debt);
    neither.when(a_write_off()).then_rejected(Rejection::gl_account_missing);
    EXPECT_EQ(neither.refusal()->value, "bad_debt");
}

TEST(WriteOffs, G27_TaxIsTakenBackOnlyWhereItsCodeGrantsRelief) {
    Books none;
    leave_taxed(none);
    none.when(a_write_off()).then_accepted();
    EXPECT_EQ(posted(none.made<WrittenOff>().at(0).financial), "allowance 108.00 ar -108.00") << "no row of the table";

    Books refused;
    leave_taxed(refused);
    grant_relief(refused, false);
    refused.when(a_write_off()).then_accepted();
    EXPECT_EQ(posted(refused.made<WrittenOff>().at(0).financial), "allowance 108.00 ar -108.00");

    Books books;
    leave_taxed(books);
    grant_relief(books, true);
    books.when(a_write_off()).then_accepted();
    const auto made = books.made<WrittenOff>().at(0);
    EXPECT_EQ(posted(made.financial), "allowance 100.00 tax 8.00 ar -108.00");
    EXPECT_EQ(made.financial.postings[1].gl_account.str(), "gl:tax:state") << "where the bill had posted it";
    EXPECT_EQ(made.lines[0].taxes, (std::vector<TaxRelieved>{{Code{"STATE"}, Code{"gl:tax:state"}, usd("8.00")}}));
}

TEST(WriteOffs, AReliefIsOfATaxCodeThatIsKnown) {
    Books books;
    books.when(Define<TaxRelief>{{}, {.code = Code{"NONE"}, .on_write_off = true}})
        .then_rejected(Rejection::code_unknown, "row.code");
    books.when(Define<TaxRelief>{{}, {.code = Code{"STATE"}, .on_write_off = true}}).then_accepted();
}

TEST(WriteOffs, PartOfADebtHasItsShareOfTheTax) {
    Books books;
    leave_taxed(books);
    grant_relief(books, true);
    books.when(a_write_off("54.00")).then_accepted();
    EXPECT_EQ(posted(books.made<WrittenOff>().at(0).financial), "allowance 50.00 tax 4.00 ar -54.00");
    EXPECT_EQ(books.open_of("7", "I9", "7-GAS"), "54.00");
    EXPECT_EQ(status(books, "7-GAS"), SaStatus::stopped);
}

TEST(WriteOffs, G14_OldestItemsFirstOrAsNamed) {
    Books books;
    leave_a_hundred(books);
    books.when(a_write_off("70.00")).then_accepted();
    EXPECT_EQ(books.open_of("7", "I1", "7-GAS"), "0.00");
    EXPECT_EQ(books.open_of("7", "I2", "7-GAS"), "30.00");
    books.when(a_write_off({}, "I2")).then_accepted();
    EXPECT_EQ(books.made<WrittenOff>().at(0).write_off.str(), "7-WO2");
    EXPECT_EQ(books.payoff("7"), "0.00");
}

TEST(WriteOffs, AnActiveAgreementsDebtIsNotWrittenOff) {
    Books books;
    books.open("7", {"GAS", "WATER"});
    books.bill("7", "I1", "2022-03-01", {{"7-GAS", "60.00"}, {"7-WATER", "5.00"}});
    books.stop("7", "7-GAS");
    books.when(a_write_off()).then_rejected(Rejection::agreement_still_supplied, "sa");
    EXPECT_EQ(books.refusal()->value, "7-WATER");
    WriteOffDebt gas = a_write_off();
    gas.sa = ServiceAgreementId{"7-GAS"};
    books.when(gas).then_accepted();
    EXPECT_EQ(books.payoff("7"), "5.00");
    gas.sa = ServiceAgreementId{"7-TRASH"};
    books.when(gas).then_rejected(Rejection::sa_unknown, "sa");
}

TEST(WriteOffs, WhatIsDisputedIsNotWrittenOff) {
    Books books;
    leave_a_hundred(books);
    books.given({OpenDispute{.account = seven, .document = DocumentId{"I1"}, .amount = usd("10.00")}});
    books.when(a_write_off()).then_rejected(Rejection::item_disputed, "document");
    EXPECT_EQ(books.refusal()->value, "I1");
    books.when(a_write_off({}, "I2")).then_accepted();
}

TEST(WriteOffs, MoreThanIsOpenOrNothingIsNotWrittenOff) {
    Books books;
    leave_a_hundred(books);
    books.when(a_write_off("100.01")).then_rejected(Rejection::debt_exceeded, "amount");
    books.when(a_write_off("40.01", "I2")).then_rejected(Rejection::debt_exceeded, "amount");
    books.when(a_write_off({}, "I7")).then_rejected(Rejection::document_unknown, "document");
    books.given({a_write_off()});
    books.when(a_write_off()).then_rejected(Rejection::debt_not_open, "account");
    books.when(a_write_off({}, "I1")).then_rejected(Rejection::document_not_open, "document");
    WriteOffDebt unsaid = a_write_off();
    unsaid.write_off_reason = {};
    books.when(unsaid).then_rejected(Rejection::field_missing, "write_off_reason");
    unsaid = a_write_off();
    unsaid.account = AccountId{"9"};
    books.when(unsaid).then_rejected(Rejection::account_unknown, "account");
}

TEST(WriteOffs, ADayBeforeTheLatestBillIsRefused) {
    Books books;
    leave_a_hundred(books);
    WriteOffDebt early = a_write_off();
    early.on = date("2022-03-11");
    books.when(early).then_rejected(Rejection::date_out_of_order, "on");
    early.on = date("2022-03-12");
    books.when(early).then_accepted();
}

TEST(WriteOffs, ADepositPaysFirst) {
    Books books;
    books.open("7");
    books.given({BillDeposit{.account = seven, .deposit_class = Code{"KEEP"}, .amount = usd("10.00")}});
    PostPayment payment = a_payment("7", "10.00");
    payment.shares = {a_spec_share("7", "10.00", {{"7-D1", "10.00"}})};
    books.given({payment});
    books.bill("7", "I1", "2022-03-01", {{"7-GAS", "60.00"}});
    books.stop("7", "7-GAS");
    books.when(a_write_off()).then_rejected(Rejection::deposit_pays_first, "account");
    books.given({ApplyDeposit{.account = seven, .deposit = DocumentId{"7-D1"}}});
    books.when(a_write_off()).then_accepted();
    EXPECT_EQ(books.made<WrittenOff>().at(0).amount, usd("50.00"));
}

TEST(WriteOffs, CreditThatIsThereIsUsedBeforeAnythingIsWrittenOff) {
    Books books;
    books.open("7");
    books.given({a_payment("7", "25.00", "2022-02-01")});
    books.bill("7", "I1", "2022-03-01", {{"7-GAS", "60.00"}});
    books.stop("7", "7-GAS");
    books.when(a_write_off()).then_accepted();
    EXPECT_EQ(books.allocated(), "I1/7-GAS=25.00 from 7-P1.T1");
    EXPECT_EQ(books.made<WrittenOff>().at(0).amount, usd("35.00"));
}

TEST(WriteOffs, WhatIsArrangedIsNotWrittenOffUntilTheArrangementEnds) {
    Books books;
    leave_a_hundred(books);
    books.given({Define<ArrangementPolicy>{{}, {.code = Code{"RES"}, .grace_days = 3}},
                 RequestArrangement{
                     .account = seven, .number_of_instalments = 2, .first_due_on = date("2022-06-01"), .memo = {}}});
    books.when(a_write_off()).then_rejected(Rejection::item_arranged, "document");
    EXPECT_NE(books.refusal()->cure.find("arrangement.break"), std::string::npos);
    books.given({BreakArrangement{seven, DocumentId{"7-PA1"}, Code{"SKIPPED"}, false}});
    books.when(a_write_off()).then_accepted();
    EXPECT_EQ(books.made<WrittenOff>().at(0).amount, usd("100.00"));
}

TEST(Recovery, G27_APaymentReversesAsMuchAsItPays) {
    Books books;
    leave_a_hundred(books);
    books.given({a_write_off()});
    books.when(a_payment("7", "70.00")).then_accepted();
    const auto reversed = books.made<WriteOffReversed>();
    ASSERT_EQ(reversed.size(), 1u);
    EXPECT_EQ(reversed[0].cause, RecoveryCause::paid);
    EXPECT_EQ(reversed[0].caused_by.str(), "7-P1");
    EXPECT_EQ(posted(reversed[0].financial), "ar 70.00 allowance -70.00");
    EXPECT_EQ(reversed[0].financial.payoff, usd("70.00"));
    EXPECT_EQ(books.allocated(), "I1/7-GAS=60.00 from 7-P1.T1 I2/7-GAS=10.00 from 7-P1.T1");
    EXPECT_EQ(written_off(books), "30.00");
    EXPECT_EQ(books.payoff("7"), "0.00");
    EXPECT_EQ(books.unapplied("7"), "0.00");
    EXPECT_EQ(status(books, "7-GAS"), SaStatus::closed);

    books.when(a_payment("7", "50.00")).then_accepted();
    EXPECT_EQ(written_off(books), "0.00");
    EXPECT_EQ(books.unapplied("7"), "20.00") << "no more than was written off";
}

TEST(Recovery, G14_WhatIsOpenIsPaidFirst) {
    Books books;
    books.open("7", {"GAS", "WATER"});
    books.bill("7", "I1", "2022-03-01", {{"7-GAS", "60.00"}});
    books.stop("7", "7-GAS");
    books.given({a_write_off({}, "I1")});
    books.bill("7", "I2", "2022-05-01", {{"7-WATER", "20.00"}});
    books.when(a_payment("7", "30.00")).then_accepted();
    EXPECT_EQ(books.open_of("7", "I2", "7-WATER"), "0.00");
    EXPECT_EQ(books.made<WriteOffReversed>().at(0).amount, usd("10.00"));
    PostPayment named = a_payment("7", "15.00");
    named.shares = {a_spec_share("7", "15.00", {}, "15.00")};
    books.when(named).then_accepted();
    EXPECT_TRUE(books.made<WriteOffReversed>().empty()) << "what is declared to stay unapplied stays";
}

TEST(Recovery, APartGivesItsShareOfTheTaxBackAndTheRestTheRest) {
    Books books;
    leave_taxed(books);
    grant_relief(books, true);
    books.given({a_write_off()});
    books.when(a_payment("7", "10.00")).then_accepted();
    EXPECT_EQ(posted(books.made<WriteOffReversed>().at(0).financial), "ar 10.00 allowance -9.26 tax -0.74");
    books.when(a_payment("7", "10.01")).then_accepted();
    EXPECT_EQ(posted(books.made<WriteOffReversed>().at(0).financial), "ar 10.01 allowance -9.27 tax -0.74");
    books.when(a_payment("7", "87.99")).then_accepted();
    EXPECT_EQ(posted(books.made<WriteOffReversed>().at(0).financial), "ar 87.99 allowance -81.47 tax -6.52")
        << "in all 108.00: 100.00 and 8.00";
    EXPECT_EQ(written_off(books), "0.00");
}

TEST(Recovery, WhatIsWithdrawnIsOpenAgainWithItsAgeAndCreditPaysIt) {
    Books books;
    leave_a_hundred(books);
    const auto before = books.account("7").items;
    books.given({a_write_off()});
    books.when(a_reversal()).then_accepted();
    EXPECT_EQ(books.made<WriteOffReversed>().at(0).cause, RecoveryCause::withdrawn);
    EXPECT_EQ(books.account("7").items, before);
    EXPECT_EQ(status(books, "7-GAS"), SaStatus::reactivated);

    books.given({a_write_off()});
    books.given({RequestAdjustment{.account = seven,
                                   .adjustment_type = Code{"GOODWILL"},
                                   .sa = ServiceAgreementId{"7-GAS"},
                                   .amount = usd("-15.00")}});
    EXPECT_EQ(books.unapplied("7"), "15.00") << "a credit pays nothing that is written off by itself";
    books.when(a_reversal("20.00", "7-WO2")).then_accepted();
    EXPECT_EQ(books.open_of("7", "I1", "7-GAS"), "5.00");
    EXPECT_EQ(written_off(books), "80.00");
}

TEST(Recovery, OnlyWhatIsWrittenOffIsReversed) {
    Books books;
    leave_a_hundred(books);
    books.when(a_reversal()).then_rejected(Rejection::write_off_unknown, "write_off");
    WriteOffDebt made = a_write_off();
    made.on = date("2022-05-01");
    books.given({made});
    books.when(a_reversal("100.01")).then_rejected(Rejection::write_off_exceeded, "amount");
    ReverseWriteOff early = a_reversal();
    early.on = date("2022-04-30");
    books.when(early).then_rejected(Rejection::date_out_of_order, "on");
    books.given({a_reversal()});
    books.when(a_reversal()).then_rejected(Rejection::write_off_already_reversed, "write_off");
}

TEST(Recovery, ABackDatedPaymentReversesOnTheDayOfTheWriteOff) {
    Books books;
    leave_a_hundred(books);
    WriteOffDebt made = a_write_off();
    made.on = date("2022-05-20");
    books.given({made});
    books.when(a_payment("7", "60.00", "2022-05-10")).then_accepted();
    EXPECT_EQ(to_string(books.made<WriteOffReversed>().at(0).financial.effective_date), "2022-05-20");
}

TEST(Recovery, AReturnedTenderOpensWhatItHadPaid) {
    Books books;
    leave_a_hundred(books);
    books.given({a_write_off(), a_payment("7", "70.00")});
    books.when(CancelTender{.payment_event = PaymentEventId{"7-PE1"}}).then_accepted();
    EXPECT_EQ(books.payoff("7"), "70.00") << "it is owed again, and not written off by itself";
    EXPECT_EQ(written_off(books), "30.00");
}

TEST(Recovery, AChargeThatIsCancelledIsNoLongerWrittenOffAndGivesNoCredit) {
    Books books;
    books.open("7");
    books.given({RequestAdjustment{
        .account = seven, .adjustment_type = Code{"FEE"}, .sa = ServiceAgreementId{"7-GAS"}, .amount = usd("12.00")}});
    books.stop("7", "7-GAS");
    books.given({a_write_off("7.00")});
    books.when(CancelAdjustment{.account = seven, .adjustment = DocumentId{"7-ADJ1"}}).then_accepted();
    const auto reversed = books.made<WriteOffReversed>().at(0);
    EXPECT_EQ(reversed.cause, RecoveryCause::charge_cancelled);
    EXPECT_EQ(reversed.amount, usd("7.00"));
    EXPECT_EQ(books.payoff("7"), "0.00");
    EXPECT_EQ(books.unapplied("7"), "0.00");
    EXPECT_EQ(written_off(books), "0.00");
}

TEST(Recovery, NothingIsRefundedWhileDebtIsWrittenOff) {
    Books books;
    leave_a_hundred(books);
    books.given({a_write_off()});
    books.given({RequestAdjustment{.account = seven,
                                   .adjustment_type = Code{"GOODWILL"},
                                   .sa = ServiceAgreementId{"7-GAS"},
                                   .amount = usd("-15.00")}});
    books.when(RefundCredit{.account = seven, .refund_reason = Code{"ASKED"}})
        .then_rejected(Rejection::refund_despite_debt, "despite_debt");
}

}  // namespace
}  // namespace tally::test
