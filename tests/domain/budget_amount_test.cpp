// What a budget plan asks for each month. Each figure is worked out beside it.

#include "domain/account/billing/budget_amount.h"

#include <gtest/gtest.h>

#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"
#include "tests/support/text.h"

namespace tally::test {
namespace {

using namespace domain;

BilledPeriod billed(std::string_view from, std::string_view until, std::string_view total) {
    return {SegmentId{from}, {date(from), date(until)}, usd(total)};
}

TEST(BudgetAmount, IsTheMeanMonthRoundedUpToAWholeUnit) {
    // 200.00 × 365 ÷ (59 × 12) = 103.107…
    const auto computed = budget_amount(
        std::vector{billed("2022-01-01", "2022-02-01", "120.00"), billed("2022-02-01", "2022-03-01", "80.00")}, 2);
    EXPECT_EQ(computed.charge_days, (Period{date("2022-01-01"), date("2022-03-01")}));
    EXPECT_EQ(computed.billed, usd("200.00"));
    EXPECT_EQ(computed.amount, usd("104.00"));
}

TEST(BudgetAmount, AWholeAmountIsNotRounded) {
    const std::vector year{billed("2022-01-01", "2023-01-01", "1200.00")};
    EXPECT_EQ(budget_amount(year, 2).amount, usd("100.00"));
    const std::vector one_cent_more{billed("2022-01-01", "2023-01-01", "1200.01")};
    EXPECT_EQ(budget_amount(one_cent_more, 2).amount, usd("101.00"));
    EXPECT_EQ(budget_amount(one_cent_more, 0).amount, Money{10001}) << "a currency without decimals: 120001 ÷ 12";
}

TEST(BudgetAmount, CountsTheLatestTwelveMonthsOnly) {
    const auto computed = budget_amount(
        std::vector{billed("2021-11-15", "2022-01-01", "9000.00"),  // Begins before 2022-01-01.
                    billed("2022-01-01", "2022-07-01", "300.00"), billed("2022-07-01", "2023-01-01", "900.00")},
        2);
    EXPECT_EQ(computed.charge_days.from, date("2022-01-01"));
    EXPECT_EQ(computed.billed, usd("1200.00"));
    EXPECT_EQ(computed.amount, usd("100.00"));
}

TEST(BudgetAmount, APeriodLongerThanAYearCountsAlone) {
    // 730 days: 2400.00 × 365 ÷ (730 × 12) = 100.
    const std::vector periods{billed("2020-12-01", "2021-01-01", "500.00"),
                              billed("2021-01-01", "2023-01-01", "2400.00")};
    EXPECT_EQ(budget_amount(periods, 2).amount, usd("100.00"));
}

TEST(BudgetAmount, IsZeroWhereNothingWasBilledOrNothingIsOwedForIt) {
    EXPECT_EQ(budget_amount({}, 2), BudgetAmount{});
    EXPECT_TRUE(budget_amount(std::vector{billed("2022-01-01", "2022-02-01", "-5.00")}, 2).amount.is_zero());
    const auto no_day = budget_amount(std::vector{billed("2022-01-01", "2022-01-01", "5.00")}, 2);
    EXPECT_TRUE(no_day.amount.is_zero()) << "a move on one day has no charge day to compute a month from";
    EXPECT_EQ(no_day.billed, usd("5.00"));
}

TEST(BudgetAmount, IsNeverMoreThanOneAmountMayBe) {
    const BilledPeriod huge{SegmentId{"1"}, {date("2022-01-01"), date("2022-01-02")}, largest_balance};
    EXPECT_EQ(budget_amount(std::vector{huge}, 2).amount, largest_amount);
}

// Customer 7, gas billed for January (69.94 and 4.90 of tax).
class BilledHistory : public testing::Test {
  protected:
    BilledHistory() {
        scenario.given(standard_settings()).given(a_gas_customer("7", "2022-01-05"));
        scenario.today("2022-02-03").given({a_read("L7-G", "2022-02-02", "40"), bill("2022-02-03", "M01")});
    }
    static BillAccount bill(std::string_view bill_date, std::string_view cycle) {
        return {AccountId{"7"}, Code{cycle}, date(bill_date)};
    }
    std::vector<BilledPeriod> periods(std::string_view on, std::string_view sa = "") {
        const ServiceAgreementId gas = scenario.account("7").agreements[0].sa;
        return billed_periods(scenario.world(), AccountId{"7"}, sa.empty() ? gas : ServiceAgreementId{sa}, date(on));
    }
    Scenario scenario;
};

TEST_F(BilledHistory, HasTheSegmentsOfTheAgreementWithTheirTax) {
    const auto found = periods("2022-02-03");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].segment.str(), "7-B1");
    EXPECT_EQ(found[0].charge_days, (Period{date("2022-01-05"), date("2022-02-03")}));
    EXPECT_EQ(found[0].total, usd("74.84"));
    // 29 days: 74.84 × 365 ÷ (29 × 12) = 78.495…
    EXPECT_EQ(budget_amount(found, 2).amount, usd("79.00"));
    EXPECT_TRUE(periods("2022-02-02").empty()) << "it was billed on the 3rd";
    EXPECT_TRUE(periods("2022-02-03", "7-SA99").empty());
}

TEST_F(BilledHistory, WhatIsTakenBackCountsUntilThenAndWhatIsMadeAgainCountsOnce) {
    scenario.today("2022-02-15")
        .given({ReverseInvoice{.account = AccountId{"7"},
                               .invoice = DocumentId{"7-I1"},
                               .rebill = true,
                               .correction_reason = Plain{"misread"}}});
    EXPECT_EQ(periods("2022-02-14")[0].segment.str(), "7-B1");
    const auto found = periods("2022-02-15");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].segment.str(), "7-B2");
    EXPECT_EQ(found[0].total, usd("74.84"));
}

}  // namespace
}  // namespace tally::test
