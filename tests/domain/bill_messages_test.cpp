#include "domain/account/billing/bill_messages.h"

#include <gtest/gtest.h>

#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

BillMessage a_message(std::string_view code, std::uint16_t priority, BillMessageKind kind = BillMessageKind::account) {
    BillMessage row;
    row.code = Code{code};
    row.kind = kind;
    row.priority = priority;
    row.text = Plain{"Text of " + std::string{code} + "."};
    return row;
}
Define<BillMessage> defined(BillMessage row, std::string_view from = "") {
    return {from.empty() ? Date{} : date(from), std::move(row)};
}
std::string joined(const std::vector<Plain>& texts) {
    std::string all;
    for (const Plain& text : texts) all += (all.empty() ? "" : " ") + text.str();
    return all;
}

class MessageBooks : public Scenario {
  public:
    MessageBooks() : Scenario(standard_settings()) {
        given(a_gas_customer("7", "2022-01-05"));
        today("2022-02-04");
    }
    std::string on(std::string_view bill_date) {
        return joined(bill_messages(world().settings(), account("7"), date(bill_date)));
    }
};

TEST(BillMessages, E4_StandByPriorityAndAreFrozenOnTheStatement) {
    MessageBooks books;
    books.given({defined(a_message("PARADE", 50, BillMessageKind::civic)), defined(a_message("SAFETY", 10)),
                 defined(a_message("LEAFLET", 1, BillMessageKind::insert)),
                 defined(a_message("OFFER", 90, BillMessageKind::marketing))});
    books.given({a_read("L7-G", "2022-02-03", "40")});
    books.when(BillAccount{AccountId{"7"}, Code{"M01"}, date("2022-02-04")}).then_accepted();
    ASSERT_EQ(books.made<StatementIssued>().size(), 1u);
    EXPECT_EQ(joined(books.made<StatementIssued>()[0].messages),
              "Text of SAFETY. Text of PARADE. Text of OFFER. Enclosed, LEAFLET: Text of LEAFLET.");
}

TEST(BillMessages, E4_AreThoseInForceOnTheBillDateForTheClassOfTheAccount) {
    MessageBooks books;
    BillMessage dated = a_message("MARCH", 10);
    dated.from = date("2022-03-01");
    dated.until = date("2022-04-01");
    BillMessage business = a_message("BUSINESS", 10);
    business.customer_classes = {Code{"COM"}};
    BillMessage changed = a_message("SAFETY", 20);
    changed.text = Plain{"New text."};
    books.given({defined(dated), defined(a_message("SAFETY", 20)), defined(changed, "2022-03-15")});
    EXPECT_EQ(books.on("2022-02-28"), "Text of SAFETY.");
    EXPECT_EQ(books.on("2022-03-01"), "Text of MARCH. Text of SAFETY.");
    EXPECT_EQ(books.on("2022-03-31"), "Text of MARCH. New text.");
    EXPECT_EQ(books.on("2022-04-01"), "New text.");
    books.when(defined(business));
    if (!books.refusal()) {
        EXPECT_EQ(books.on("2022-04-01"), "New text.");
    }
    business.customer_classes = {Code{"RES"}};
    books.given({defined(business)});
    EXPECT_EQ(books.on("2022-04-01"), "Text of BUSINESS. New text.");
}

TEST(BillMessages, E4_CollectionMessagesAreForAccountsWithOverdueDebt) {
    MessageBooks books;
    books.given({defined(a_message("LATE", 1, BillMessageKind::collection))});
    EXPECT_EQ(books.on("2022-02-04"), "");
    RequestAdjustment fee;
    fee.account = AccountId{"7"};
    fee.adjustment_type = Code{"FEE"};
    fee.sa = ServiceAgreementId{"7-GAS"};
    fee.amount = usd("5.00");
    fee.ages_from = date("2022-01-20");
    books.given({fee});
    EXPECT_EQ(books.on("2022-01-20"), "");
    EXPECT_EQ(books.on("2022-02-04"), "Text of LATE.");
}

TEST(BillMessages, E4_ABillHasRoomForAFew) {
    MessageBooks books;
    for (const auto* code : {"A", "B", "C", "D", "E", "F"})
        books.given(
            {defined(a_message(code, 10)), defined(a_message(std::string{"I"} + code, 10, BillMessageKind::insert))});
    EXPECT_EQ(books.on("2022-02-04"),
              "Text of A. Text of B. Text of C. Text of D. Text of E. Enclosed, IA: Text of IA. Enclosed, IB: Text of "
              "IB. Enclosed, IC: Text of IC.");
}

TEST(BillMessages, E4_WithoutATextOrOfAnUnknownClassAreRefused) {
    MessageBooks books;
    BillMessage row = a_message("X", 1);
    row.text = {};
    books.when(defined(row)).then_rejected(Rejection::field_missing, "row.text");
    row = a_message("X", 1);
    row.customer_classes = {Code{"NONE"}};
    books.when(defined(row)).then_rejected(Rejection::code_unknown, "row.customer_classes[0]");
    row.customer_classes = {};
    row.from = date("2022-03-01");
    row.until = date("2022-03-01");
    books.when(defined(row)).then_rejected(Rejection::date_out_of_order, "row.until");
}

}  // namespace
}  // namespace tally::test
