// Accounts of a customer type are treated by the rules of another class than their own, where the type names one.

#include <gtest/gtest.h>

#include "domain/account/collections/collection_debt.h"
#include "domain/account/rules_class.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

Define<CustomerTypeRules> rules(std::string_view customer_class, std::string_view from = {}) {
    return {from.empty() ? Date{} : date(from), {.code = Code{"SENIOR"}, .customer_class = Code{customer_class}}};
}
// The class LOW: 40 days to pay and a fee of 5.00 for a returned tender, where RES has 20.00.
Define<CustomerClass> a_gentle_class() {
    return {{}, {.code = Code{"LOW"}, .description = Plain{"Low income"}, .due_days = 40, .nsf_fee = usd("5.00")}};
}

// Account 7 of class RES and type SENIOR, whose accounts follow the class LOW.
class SeniorBooks : public Books {
  public:
    explicit SeniorBooks(std::string_view rules_from = {}) {
        given({a_gentle_class()});
        open("7");
        world().account_part(seven).customer_type = Code{"SENIOR"};
        given({rules("LOW", rules_from)});
    }
};

TEST(CustomerTypes, B7_ATypeNamesAClassThatIsDefined) {
    Books books;
    books.when(rules("GOLD")).then_rejected(Rejection::code_unknown, "row.customer_class");
    Define<CustomerTypeRules> of_none = rules("RES");
    of_none.row.code = Code{"NONE"};
    books.when(of_none).then_rejected(Rejection::code_unknown, "row.code");
    books.when(rules("RES")).then_accepted();
    books.when(rules("RES")).then_nothing_changed();
    books.when(rules("")).then_accepted();
}

TEST(CustomerTypes, B7_TheRulesOfATypeHoldFromTheirDayOn) {
    SeniorBooks books("2022-03-01");
    const AccountState& account = books.account("7");
    const auto rules_on = [&](std::string_view day) {
        return rules_class_of(books.world().settings(), account, date(day)).str();
    };
    EXPECT_EQ(rules_on("2022-02-28"), "RES");
    EXPECT_EQ(rules_on("2022-03-01"), "LOW");
    Date since;
    EXPECT_EQ(rules_class_of(books.world().settings(), account, date("2022-04-01"), &since), Code{"LOW"});
    EXPECT_EQ(since, date("2022-03-01"));
    AccountState other = account;
    other.customer_type = {};
    EXPECT_EQ(rules_class_of(books.world().settings(), other, date("2022-03-01")), Code{"RES"});
    books.given({rules("", "2022-05-01")});
    EXPECT_EQ(rules_on("2022-05-01"), "RES") << "their own again";
    EXPECT_EQ(rules_on("2022-04-30"), "LOW");
}

TEST(CustomerTypes, B7_TheFeeOfAReturnedTenderIsThatOfTheClassTheTypeNames) {
    SeniorBooks books;
    books.given({a_payment("7", "10.00")});
    books.when(CancelTender{.payment_event = PaymentEventId{"7-PE1"}, .cancel_reason = Code{"NSF"}, .nsf = true})
        .then_accepted();
    ASSERT_EQ(books.made<NsfFeeCharged>().size(), 1u);
    EXPECT_EQ(books.made<NsfFeeCharged>()[0].amount, usd("5.00"));
}

TEST(CustomerTypes, B7_WhatIsAskedForIsDueAfterTheDaysOfTheClassTheTypeNames) {
    const BillDeposit deposit{.account = seven, .deposit_class = Code{"KEEP"}, .amount = usd("10.00")};
    Books plain;
    plain.open("7");
    plain.when(deposit).then_accepted();
    const Date own = plain.made<DepositBilled>()[0].financial.ages_from;
    SeniorBooks books;
    books.when(deposit).then_accepted();
    EXPECT_GE(books.made<DepositBilled>()[0].financial.ages_from - own, 18) << "40 days and not 20";
}

TEST(CustomerTypes, B7_LateChargesAreThoseOfTheClassTheTypeNamesAndFromThatDayOnOnly) {
    SeniorBooks books("2022-05-11");
    books.bill("7", "7-I1", "2022-03-10", {{"7-GAS", "100.00"}});
    LateChargePolicy policy{.code = Code{"RES"}, .method = LateChargeMethod::flat, .amount = usd("9.00")};
    books.given({Define<LateChargePolicy>{{}, policy}});
    books.today("2022-06-05");
    books.when(AssessLateCharges{.account = seven}).then_rejected(Rejection::late_charge_policy_missing, "account");
    EXPECT_NE(books.refusal()->cure.find("class LOW"), std::string::npos);
    policy = {.code = Code{"LOW"}, .method = LateChargeMethod::monthly, .amount = usd("1.00")};
    books.given({Define<LateChargePolicy>{{}, policy}});
    books.when(AssessLateCharges{.account = seven}).then_accepted();
    ASSERT_EQ(books.made<LateChargeAssessed>().size(), 1u);
    EXPECT_EQ(books.made<LateChargeAssessed>()[0].amount, usd("1.00"));
    EXPECT_EQ(books.made<LateChargeAssessed>()[0].period_from, date("2022-05-11")) << "not of days before the rule";
}

TEST(CustomerTypes, B7_ArrangementsFollowTheClassTheTypeNames) {
    SeniorBooks books;
    books.bill("7", "7-I1", "2022-05-10", {{"7-GAS", "100.00"}});
    books.given({Define<ArrangementPolicy>{{}, {.code = Code{"RES"}, .instalments_max = 2}}});
    const RequestArrangement three{
        .account = seven, .number_of_instalments = 3, .first_due_on = date("2022-07-15"), .memo = {}};
    books.when(three).then_rejected(Rejection::arrangement_policy_missing, "account");
    books.given(
        {Define<ArrangementPolicy>{{}, {.code = Code{"LOW"}, .approval_above = usd("900"), .instalments_max = 6}}});
    books.when(three).then_accepted();
}

TEST(CustomerTypes, B7_CollectionFollowsTheClassTheTypeNames) {
    SeniorBooks books;
    books.bill("7", "7-I1", "2022-03-10", {{"7-GAS", "100.00"}});
    const auto standing = [&] { return collection_standing(books.world(), books.account("7"), date("2022-06-01")); };
    CollectionPolicy policy;
    policy.code = Code{"RES"};
    CollectionStepRule step;
    step.step = Code{"CALL"};
    step.kind = CollectionStepKind::call;
    step.days_overdue = 10;
    policy.steps = {step};
    books.given({Define<CollectionPolicy>{{}, policy}});
    EXPECT_FALSE(standing());
    policy.code = Code{"LOW"};
    books.given({Define<CollectionPolicy>{{}, policy}});
    ASSERT_TRUE(standing());
    EXPECT_EQ(standing()->collection.terms.code, Code{"LOW"});
}

}  // namespace
}  // namespace tally::test
