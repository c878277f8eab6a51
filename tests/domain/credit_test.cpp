#include "domain/account/receivables/credit.h"

#include <gtest/gtest.h>

#include "domain/account/receivables/carrier.h"
#include "domain/account/receivables/payment_ids.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

// A draft over the books, as one command would have it.
struct Step {
    explicit Step(Books& kept) : books(kept), draft(context) {}
    Books& books;
    CommandHeader header;
    Context context{books.world(), header, date("2022-06-01"), books.world().next_position()};
    Draft draft;

    void keep() { books.append(draft.take()); }
};
const journal::Dates today{date("2022-06-01")};

TEST(Credit, RuleEight_UnappliedCreditGoesToTheOldestItemsFirst) {
    Books books;
    books.open("7");
    books.given({a_payment("7", "20.00"), a_payment("7", "15.00")});
    books.bill("7", "I1", "2022-07-01", {{"7-GAS", "30.00"}});
    books.bill("7", "I2", "2022-08-01", {{"7-GAS", "50.00"}});
    Step step(books);
    EXPECT_EQ(*allocate_fifo(step.draft, seven, today), usd("35.00"));
    step.keep();
    EXPECT_EQ(books.open_of("7", "I1", "7-GAS"), "0.00");
    EXPECT_EQ(books.open_of("7", "I2", "7-GAS"), "45.00");
    EXPECT_EQ(books.unapplied("7"), "0.00");
}

TEST(Credit, NothingToAllocateRecordsNothing) {
    Books books;
    books.open("7");
    books.given({a_payment("7", "20.00")});
    Step step(books);
    EXPECT_EQ(*allocate_fifo(step.draft, seven, today), usd("0"));
    EXPECT_TRUE(step.draft.empty());
}

TEST(Credit, CreditOnHoldIsLeftAlone) {
    Books books;
    books.open("7");
    books.given({a_payment("7", "20.00"), a_payment("7", "15.00")});
    books.world().account_part(seven).unapplied[0].on_hold = true;
    books.bill("7", "I1", "2022-07-01", {{"7-GAS", "30.00"}});
    Step step(books);
    EXPECT_EQ(*allocate_fifo(step.draft, seven, today), usd("15.00"));
}

TEST(Credit, ChosenCreditGoesToChosenItems) {
    Books books;
    books.open("7");
    books.given({a_payment("7", "20.00"), a_payment("7", "15.00")});
    books.bill("7", "I1", "2022-07-01", {{"7-GAS", "30.00"}});
    books.bill("7", "I2", "2022-08-01", {{"7-GAS", "50.00"}});
    Step step(books);
    const auto allocated = allocate_fifo(
        step.draft, seven, today, [](const UnappliedCredit& credit) { return credit.source.document.str() == "7-P2"; },
        [](const OpenItem& item) { return item.document.str() == "I2"; });
    EXPECT_EQ(*allocated, usd("15.00"));
    step.keep();
    EXPECT_EQ(books.open_of("7", "I2", "7-GAS"), "35.00");
    EXPECT_EQ(books.unapplied("7"), "20.00");
}

TEST(Credit, DeallocatesNewestFirstUpToAnAmount) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.given({a_payment("7", "10.00"), a_payment("7", "12.00")});
    Step step(books);
    const auto of_invoice = [](const AllocationLine& line) { return line.document.str() == "I1"; };
    EXPECT_EQ(*deallocate(step.draft, seven, today, of_invoice, usd("15.00")), usd("15.00"));
    step.keep();
    const auto& credits = books.account("7").unapplied;
    ASSERT_EQ(credits.size(), 2u);
    EXPECT_EQ(credits[0].source.document.str(), "7-P2");
    EXPECT_EQ(credits[0].amount, usd("12.00"));
    EXPECT_EQ(credits[1].amount, usd("3.00"));
    EXPECT_EQ(books.open_of("7", "I1", "7-GAS"), "23.00");
}

TEST(Credit, StandingAllocationsAreWhatWasNotTakenBackAcrossTheDraft) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "30.00"}});
    books.given({a_payment("7", "10.00"), a_payment("7", "12.00")});
    Step step(books);
    const auto all = [](const AllocationLine&) { return true; };
    ASSERT_TRUE(deallocate(step.draft, seven, today, all, usd("5.00")));
    ASSERT_TRUE(allocate_fifo(step.draft, seven, today));
    const auto standing = standing_allocations(step.draft, seven);
    Money sum;
    for (const AllocationLine& line : standing) sum += line.amount;
    EXPECT_EQ(sum, usd("22.00"));
    EXPECT_EQ(*deallocate(step.draft, seven, today, all), usd("22.00"));
    EXPECT_TRUE(standing_allocations(step.draft, seven).empty());
    step.keep();
    EXPECT_EQ(books.open_of("7", "I1", "7-GAS"), "30.00");
}

TEST(Credit, ReopenedItemsKeepTheirPlaceInFifoOrder) {
    Books books;
    books.open("7");
    for (const auto invoice : {"I1", "I2", "I3"}) books.bill("7", invoice, "2022-02-01", {{"7-GAS", "10.00"}});
    const auto before = books.account("7").items;
    books.given({a_payment("7", "25.00")});
    Step step(books);
    ASSERT_TRUE(deallocate(step.draft, seven, today, [](const AllocationLine&) { return true; }));
    step.keep();
    EXPECT_EQ(books.account("7").items, before);
}

TEST(Credit, RuleTwentyThree_WhatIsBelowZeroBecomesUnappliedCredit) {
    Books books;
    books.open("7", {"GAS", "WATER"});
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "-12.00"}, {"7-WATER", "5.00"}});
    Step step(books);
    EXPECT_EQ(*release_below_zero(step.draft, seven, today), usd("12.00"));
    EXPECT_EQ(*allocate_fifo(step.draft, seven, today), usd("5.00"));
    step.keep();
    EXPECT_TRUE(books.account("7").items.empty());
    ASSERT_EQ(books.account("7").unapplied.size(), 1u);
    EXPECT_EQ(books.account("7").unapplied[0].source.kind, CreditSourceKind::released);
    EXPECT_EQ(books.payoff("7"), "-7.00");
}

TEST(Credit, BudgetItemWithPayoffBelowZeroIsNotReleased) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "10.00"}});
    auto& item = books.world().account_part(seven).items[0];
    item.payoff_open = usd("-5.00");
    item.current_open = usd("20.00");
    Step step(books);
    EXPECT_EQ(*release_below_zero(step.draft, seven, today), usd("0"));
    EXPECT_EQ(open_amount(step.draft.account(seven)->items[0]), usd("20.00"));
    item.current_open = usd("-1.00");
    EXPECT_EQ(open_amount(item), usd("0"));
}

TEST(Credit, SpreadNeverTakesMoreThanCreditOrItem) {
    OpenItem first{.document = DocumentId{"I1"}}, second{.document = DocumentId{"I2"}};
    const CreditSource a{CreditSourceKind::tender, DocumentId{"P1"}, TenderId{"A"}};
    const CreditSource b{CreditSourceKind::tender, DocumentId{"P1"}, TenderId{"B"}};
    const auto lines = spread({{a, usd("7")}, {b, usd("10")}}, {{&first, usd("5")}, {&second, usd("8")}});
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0].amount, usd("5"));
    EXPECT_EQ(lines[1].amount, usd("2"));
    EXPECT_EQ(lines[1].source, a);
    EXPECT_EQ(lines[2].amount, usd("6"));
    EXPECT_EQ(lines[2].source, b);
    EXPECT_TRUE(spread({}, {{&first, usd("5")}}).empty());
    EXPECT_TRUE(spread({{a, usd("7")}}, {}).empty());
}

TEST(Credit, KnowsEveryKindOfDocumentItEverHad) {
    Books books;
    books.open("7");
    books.bill("7", "I1", "2022-02-01", {{"7-GAS", "10.00"}});
    books.given({a_payment("7", "10.00")});
    EXPECT_TRUE(knows_document(books.world(), seven, DocumentId{"I1"}));
    EXPECT_FALSE(knows_document(books.world(), seven, DocumentId{"I2"}));
}

TEST(PaymentIds, LeadBackToTheirAccount) {
    EXPECT_EQ(account_in(payment_event_id(seven, 12)), "7");
    EXPECT_EQ(account_in(PaymentEventId{"A-PE1-PE2"}), "A-PE1");
    EXPECT_EQ(account_in(PaymentEventId{"BANK-7"}), std::nullopt);
    EXPECT_EQ(account_in(PaymentEventId{"7-PE"}), std::nullopt);
    EXPECT_EQ(account_in(PaymentEventId{"123"}), std::nullopt);
    EXPECT_EQ(account_in(PaymentEventId{"E1"}), std::nullopt);
    EXPECT_EQ(account_in(PaymentEventId{}), std::nullopt);
}

TEST(Carrier, TheOnlyAgreementNeedNotBeNamed) {
    AccountState account{.account = seven};
    EXPECT_EQ(named_or_only_agreement(account, {}, "sa").error().rejection,
              Rejection::account_has_no_service_agreement);
    account.agreements = {{.sa = ServiceAgreementId{"A"}, .status = SaStatus::closed},
                          {.sa = ServiceAgreementId{"B"}, .status = SaStatus::active},
                          {.sa = ServiceAgreementId{"C"}, .status = SaStatus::cancelled}};
    EXPECT_EQ((*named_or_only_agreement(account, {}, "sa"))->sa.str(), "B");
    EXPECT_EQ((*named_or_only_agreement(account, ServiceAgreementId{"A"}, "sa"))->sa.str(), "A");
    EXPECT_EQ(named_or_only_agreement(account, ServiceAgreementId{"C"}, "sa").error().rejection, Rejection::sa_closed);
    EXPECT_EQ(named_or_only_agreement(account, ServiceAgreementId{"X"}, "sa").error().rejection, Rejection::sa_unknown);
    account.agreements[2].status = SaStatus::stopped;
    EXPECT_EQ(named_or_only_agreement(account, {}, "sa").error().rejection, Rejection::field_missing);
    account.agreements[1].status = account.agreements[2].status = SaStatus::closed;
    EXPECT_EQ(named_or_only_agreement(account, {}, "sa").error().rejection, Rejection::field_missing);
}

TEST(Carrier, FeesGoToALiveAgreementOfTheFirstPriority) {
    AccountState account{.account = seven};
    EXPECT_EQ(fee_carrier(account), nullptr);
    account.agreements = {{.sa = ServiceAgreementId{"A"}, .status = SaStatus::cancelled},
                          {.sa = ServiceAgreementId{"B"}, .status = SaStatus::closed, .pay_priority = 1},
                          {.sa = ServiceAgreementId{"D"}, .status = SaStatus::active, .pay_priority = 10},
                          {.sa = ServiceAgreementId{"C"}, .status = SaStatus::active, .pay_priority = 10}};
    EXPECT_EQ(fee_carrier(account)->sa.str(), "C");
    account.agreements.resize(2);
    EXPECT_EQ(fee_carrier(account)->sa.str(), "B");
    account.agreements.resize(1);
    EXPECT_EQ(fee_carrier(account), nullptr);
}

}  // namespace
}  // namespace tally::test
