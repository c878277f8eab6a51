// Masters above accounts: the tree and what is refused of it; collectives: one statement, one payment, each account its
// own items.

#include <gtest/gtest.h>

#include "domain/organization/masters/master_tree.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

CreateMaster a_master(std::string_view name, std::string_view parent = {}) {
    return {.kind = MasterKind::organizational, .name = Plain{name}, .parent = MasterId{parent}};
}
MoveMaster a_move(std::string_view master, std::string_view parent = {}) {
    return {.master = MasterId{master}, .parent = MasterId{parent}};
}
AssignAccount an_assignment(std::string_view account, std::string_view master) {
    return {.account = AccountId{account}, .master = MasterId{master}};
}
const Master& master_of(Books& books, std::string_view id) {
    const Master* found = books.world().master(MasterId{id});
    TALLY_ASSERT(found, "a test names a master that was created");
    return *found;
}
std::vector<std::string> accounts_below(Books& books, std::string_view id) {
    std::vector<std::string> texts;
    for (const AccountId& one : accounts_under(books.world(), MasterId{id}, 1'000)) texts.push_back(one.str());
    return texts;
}
// MST1 Bakers over MST2 East and MST3 West; accounts 7 and 8 in the east, 9 in the west.
void a_chain(Books& books) {
    books.given({a_master("Bakers"), a_master("Bakers East", "MST1"), a_master("Bakers West", "MST1")});
    for (const auto* account : {"7", "8", "9"}) books.open(account);
    books.given({an_assignment("7", "MST2"), an_assignment("8", "MST2"), an_assignment("9", "MST3")});
}
void a_collective(Books& books) {
    a_chain(books);
    books.given({BeginCollective{.master = MasterId{"MST1"}, .payer = AccountId{"7"}}});
}
PayCollective a_collective_payment(std::string_view amount) {
    PayCollective payment;
    payment.master = MasterId{"MST1"};
    payment.tenders = {{.kind = TenderKind::cheque, .amount = usd(amount)}};
    return payment;
}
std::string shares_of(const CollectivePaid& paid) {
    std::string text;
    for (const CollectiveShare& share : paid.shares)
        text += (text.empty() ? "" : " ") + share.account.str() + "=" + to_string(share.amount, 2);
    return text + " credit " + to_string(paid.credit, 2);
}

TEST(Masters, C31_AreCreatedNestedAndRenamed) {
    Books books;
    books.when(a_master("Bakers")).then_accepted();
    EXPECT_EQ(books.made<MasterCreated>().at(0).master.str(), "MST1");
    books.when(a_master("Bakers East", "MST1")).then_accepted();
    EXPECT_EQ(books.made<MasterJoined>().at(0).child.str(), "MST2");
    EXPECT_EQ(master_of(books, "MST1").children, std::vector{MasterId{"MST2"}});
    EXPECT_EQ(master_of(books, "MST2").parent.str(), "MST1");
    books.when(RenameMaster{MasterId{"MST2"}, Plain{"Bakers Coast"}}).then_accepted();
    EXPECT_EQ(master_of(books, "MST2").name.str(), "Bakers Coast");
    books.when(a_master("")).then_rejected(Rejection::field_missing, "name");
    books.when(a_master(std::string(101, 'x'))).then_rejected(Rejection::field_invalid, "name");
    books.when(a_master("Bakers", "MST9")).then_rejected(Rejection::master_unknown, "parent");
    books.when(RenameMaster{MasterId{"MST9"}, Plain{"X"}}).then_rejected(Rejection::master_unknown, "master");
}

TEST(Masters, C31_AnAccountIsAssignedReassignedInOneStepAndReleased) {
    Books books;
    a_chain(books);
    EXPECT_EQ(books.account("7").master.str(), "MST2");
    books.when(an_assignment("7", "MST3")).then_accepted();
    ASSERT_EQ(books.made<MasterLeft>().size(), 1u);
    EXPECT_EQ(books.made<AccountMasterChanged>().at(0).left.str(), "MST2");
    EXPECT_EQ(master_of(books, "MST2").accounts, std::vector{AccountId{"8"}});
    EXPECT_EQ(accounts_below(books, "MST1"), (std::vector<std::string>{"7", "8", "9"}));
    EXPECT_EQ(accounts_below(books, "MST3"), (std::vector<std::string>{"7", "9"}));
    books.when(ReleaseAccount{AccountId{"7"}}).then_accepted();
    EXPECT_TRUE(books.account("7").master.empty());
    EXPECT_EQ(accounts_below(books, "MST1"), (std::vector<std::string>{"8", "9"}));
    books.when(an_assignment("70", "MST1")).then_rejected(Rejection::account_unknown, "account");
    books.when(an_assignment("7", "MST9")).then_rejected(Rejection::master_unknown, "master");
    books.when(ReleaseAccount{AccountId{"70"}}).then_rejected(Rejection::account_unknown, "account");
    books.open("10");
    books.when(ReleaseAccount{AccountId{"10"}}).then_rejected(Rejection::account_has_no_master, "account");
}

TEST(Masters, C31_AMasterNeverStandsAboveItself) {
    Books books;
    books.given({a_master("A"), a_master("B", "MST1"), a_master("C", "MST2")});
    books.when(a_move("MST1", "MST1")).then_rejected(Rejection::master_would_contain_itself, "parent");
    books.when(a_move("MST1", "MST3")).then_rejected(Rejection::master_would_contain_itself, "parent");
    EXPECT_EQ(books.refusal()->value, "MST1 > MST2 > MST3 > MST1") << "the path says why";
    books.when(a_move("MST3")).then_accepted();
    EXPECT_TRUE(master_of(books, "MST3").parent.empty());
    EXPECT_TRUE(master_of(books, "MST2").children.empty());
    books.when(a_move("MST1", "MST3")).then_accepted();
    books.when(a_move("MST3", "MST2")).then_rejected(Rejection::master_would_contain_itself, "parent");
    EXPECT_EQ(books.refusal()->value, "MST3 > MST1 > MST2 > MST3");
}

TEST(Masters, C31_LevelsAndMembersHaveBounds) {
    Books books;
    books.given({a_master("top")});
    for (std::size_t level = 2; level <= master_levels_max; ++level)
        books.given({a_master("level", "MST" + std::to_string(level - 1))});
    books.when(a_master("too deep", "MST8")).then_rejected(Rejection::master_is_full, "parent");
    books.given({a_master("other"), a_master("below it", "MST9")});
    books.when(a_move("MST9", "MST7")).then_rejected(Rejection::master_is_full, "parent");
    books.when(a_move("MST9", "MST6")).then_accepted();
    for (std::size_t child = 1; child < master_children_max; ++child) books.given({a_master("child", "MST1")});
    books.when(a_master("one more", "MST1")).then_rejected(Rejection::master_is_full, "parent");
}

TEST(Masters, C31_OnlyAnEmptyMasterIsClosedAndAClosedOneTakesNothing) {
    Books books;
    a_chain(books);
    books.when(CloseMaster{.master = MasterId{"MST1"}}).then_rejected(Rejection::master_not_empty, "master");
    books.when(CloseMaster{.master = MasterId{"MST3"}}).then_rejected(Rejection::master_not_empty, "master");
    books.given({ReleaseAccount{AccountId{"9"}}});
    books.when(CloseMaster{.master = MasterId{"MST3"}, .on = date("2022-05-01")})
        .then_rejected(Rejection::date_out_of_order, "on");
    books.when(CloseMaster{.master = MasterId{"MST3"}}).then_accepted();
    EXPECT_EQ(master_of(books, "MST1").children, std::vector{MasterId{"MST2"}});
    books.when(an_assignment("9", "MST3")).then_rejected(Rejection::master_is_closed, "master");
    books.when(a_master("X", "MST3")).then_rejected(Rejection::master_is_closed, "parent");
    books.when(a_move("MST2", "MST3")).then_rejected(Rejection::master_is_closed, "parent");
    books.when(RenameMaster{MasterId{"MST3"}, Plain{"X"}}).then_rejected(Rejection::master_is_closed, "master");
}

TEST(Collectives, G25_AnAccountIsInOneCollectiveAtMost) {
    Books books;
    a_chain(books);
    books.when(BeginCollective{.master = MasterId{"MST2"}, .payer = AccountId{"70"}})
        .then_rejected(Rejection::account_unknown, "payer");
    books.when(BeginCollective{.master = MasterId{"MST2"}, .payer = AccountId{"7"}}).then_accepted();
    books.when(BeginCollective{.master = MasterId{"MST1"}, .payer = AccountId{"7"}})
        .then_rejected(Rejection::collectives_overlap, "master");
    books.given({a_master("Bank"), BeginCollective{.master = MasterId{"MST4"}, .payer = AccountId{"9"}}});
    books.when(a_move("MST2", "MST4")).then_rejected(Rejection::collectives_overlap, "parent");
    books.when(EndCollective{.master = MasterId{"MST3"}}).then_rejected(Rejection::collective_unknown, "master");
    books.when(EndCollective{.master = MasterId{"MST2"}}).then_accepted();
    books.when(a_move("MST2", "MST4")).then_accepted();
    EXPECT_EQ(accounts_below(books, "MST4"), (std::vector<std::string>{"7", "8"}));
}

TEST(Collectives, G25_OneStatementListsEachAccountWithItsOwnDueDate) {
    Books books;
    a_collective(books);
    books.when(IssueCollectiveStatement{.master = MasterId{"MST1"}})
        .then_rejected(Rejection::nothing_to_bill, "master");
    books.bill("7", "I1", "2022-05-01", {{"7-GAS", "30.00"}});
    books.bill("8", "I2", "2022-06-20", {{"8-GAS", "12.50"}});
    books.bill("9", "I3", "2022-06-15", {{"9-GAS", "0.05"}});
    books.when(IssueCollectiveStatement{.master = MasterId{"MST1"}}).then_accepted();
    const auto issued = books.made<CollectiveStatementIssued>().at(0);
    EXPECT_EQ(issued.collective_statement.str(), "MST1-CS1");
    ASSERT_EQ(issued.lines.size(), 3u);
    EXPECT_EQ(issued.lines[0].overdue, usd("30.00"));
    EXPECT_FALSE(issued.lines[0].due_date.is_set());
    EXPECT_EQ(to_string(issued.lines[1].due_date), "2022-06-20");
    EXPECT_EQ(issued.asked, usd("42.55"));
    EXPECT_EQ(issued.overdue, usd("30.00"));
    EXPECT_EQ(issued.owed, usd("42.55"));
    EXPECT_EQ(to_string(issued.due_date), "2022-06-15") << "paid by then, none of what is not overdue is late";
    EXPECT_EQ(books.payoff("7"), "30.00") << "it moves no money";
    books.when(IssueCollectiveStatement{.master = MasterId{"MST1"}, .bill_date = date("2022-05-20")})
        .then_rejected(Rejection::date_out_of_order, "bill_date");
    books.when(IssueCollectiveStatement{.master = MasterId{"MST2"}})
        .then_rejected(Rejection::collective_unknown, "master");
}

TEST(Collectives, G25_OnePaymentPaysTheOldestDueFirstAcrossAccounts) {
    Books books;
    a_collective(books);
    books.bill("7", "I1", "2022-05-20", {{"7-GAS", "30.00"}});
    books.bill("8", "I2", "2022-05-01", {{"8-GAS", "12.50"}});
    books.bill("9", "I3", "2022-05-10", {{"9-GAS", "0.05"}});
    books.when(a_collective_payment("20.00")).then_accepted();
    const auto paid = books.made<CollectivePaid>().at(0);
    EXPECT_EQ(shares_of(paid), "7=7.45 8=12.50 9=0.05 credit 0.00");
    EXPECT_EQ(books.made<PaymentPosted>().size(), 3u) << "each account has a payment of its own";
    for (const PaymentPosted& posted : books.made<PaymentPosted>()) {
        EXPECT_EQ(posted.payment_event, paid.payment_event);
        EXPECT_EQ(posted.payor.str(), "7");
    }
    EXPECT_EQ(books.payoff("7"), "22.55");
    EXPECT_EQ(books.payoff("8"), "0.00");
    EXPECT_EQ(books.payoff("9"), "0.00");
}

TEST(Collectives, G25_WhatNoItemTakesIsThePayersCredit) {
    Books books;
    a_collective(books);
    books.bill("8", "I2", "2022-05-01", {{"8-GAS", "12.50"}});
    books.when(a_collective_payment("12.57")).then_accepted();
    EXPECT_EQ(shares_of(books.made<CollectivePaid>().at(0)), "7=0.07 8=12.50 credit 0.07");
    EXPECT_EQ(books.unapplied("7"), "0.07");
    EXPECT_EQ(books.unapplied("8"), "0.00");
}

TEST(Collectives, G25_SharesAreTakenAsNamedAndOnlyOfMembers) {
    Books books;
    a_collective(books);
    books.open("10");
    books.bill("8", "I2", "2022-05-01", {{"8-GAS", "12.50"}});
    books.bill("9", "I3", "2022-05-10", {{"9-GAS", "8.00"}});
    PayCollective payment = a_collective_payment("20.00");
    payment.shares = {{AccountId{"9"}, usd("8.00")}, {AccountId{"8"}, usd("2.00")}};
    books.when(payment).then_accepted();
    EXPECT_EQ(shares_of(books.made<CollectivePaid>().at(0)), "7=10.00 8=2.00 9=8.00 credit 10.00");
    EXPECT_EQ(books.payoff("8"), "10.50");
    payment.shares = {{AccountId{"10"}, usd("1.00")}};
    books.when(payment).then_rejected(Rejection::account_not_in_collective, "shares[0].account");
    payment.shares = {{AccountId{"9"}, usd("8.00")}, {AccountId{"9"}, usd("2.00")}};
    books.when(payment).then_rejected(Rejection::field_invalid, "shares[1].account");
    payment.shares = {{AccountId{"9"}, usd("21.00")}};
    books.when(payment).then_rejected(Rejection::tenders_and_shares_differ, "shares[0].amount");
    payment.shares = {{AccountId{"9"}, usd("0.00")}};
    books.when(payment).then_rejected(Rejection::amount_must_be_above_zero, "shares[0].amount");
    payment.tenders.clear();
    books.when(payment).then_rejected(Rejection::field_missing, "tenders");
}

TEST(Collectives, G25_ATenderThatIsReturnedIsTakenBackOnEveryAccountAtOnce) {
    Books books;
    a_collective(books);
    books.bill("8", "I2", "2022-05-01", {{"8-GAS", "12.50"}});
    books.bill("9", "I3", "2022-05-10", {{"9-GAS", "8.00"}});
    books.when(a_collective_payment("20.51")).then_accepted();
    const auto paid = books.made<CollectivePaid>().at(0);
    books.when(CancelTender{.payment_event = paid.payment_event, .cancel_reason = Code{"NSF"}, .nsf = false})
        .then_accepted();
    EXPECT_EQ(books.made<TenderCancelled>().size(), 3u);
    EXPECT_EQ(books.payoff("8"), "12.50");
    EXPECT_EQ(books.payoff("9"), "8.00");
    EXPECT_EQ(books.unapplied("7"), "0.00");
}

TEST(Collectives, G25_WhatIsDisputedIsPassedBy) {
    Books books;
    a_collective(books);
    books.bill("8", "I2", "2022-05-01", {{"8-GAS", "12.50"}});
    books.bill("9", "I3", "2022-05-10", {{"9-GAS", "8.00"}});
    books.given({OpenDispute{.account = AccountId{"8"},
                             .document = DocumentId{"I2"},
                             .dispute_reason = Code{"HIGH"},
                             .on = {},
                             .memo = {}}});
    books.when(a_collective_payment("8.00")).then_accepted();
    EXPECT_EQ(shares_of(books.made<CollectivePaid>().at(0)), "9=8.00 credit 0.00");
}

TEST(Collectives, G25_ALargerCollectiveIsRefusedByName) {
    Books books;
    books.given({a_master("City")});
    for (std::size_t number = 1; number <= collective_accounts_max + 1; ++number) {
        const std::string id = "A" + std::to_string(number);
        books.open(id);
        books.given({an_assignment(id, "MST1")});
    }
    books.when(BeginCollective{.master = MasterId{"MST1"}, .payer = AccountId{"A1"}})
        .then_rejected(Rejection::collective_is_too_large, "master");
}

}  // namespace
}  // namespace tally::test
