// Ages of open items at the edges of their buckets.
#include "projections/aging.h"

#include <gtest/gtest.h>

#include "tests/support/text.h"

namespace tally::projections {
namespace {

using namespace domain;
using namespace test;

OpenItem due_on(std::string_view day, std::string_view amount = "10.00") {
    OpenItem item;
    item.ages_from = date(day);
    item.payoff_open = item.current_open = usd(amount);
    return item;
}
std::string bucket_after(std::int32_t days) {
    const auto due = date("2022-01-31");
    return Aging(SettingsState{}, due + days).bucket_name(due_on("2022-01-31")).str();
}

TEST(Ages, ABucketBeginsTheDayAfterTheOneBeforeEnds) {
    EXPECT_EQ(bucket_after(-1), "not yet due");
    EXPECT_EQ(bucket_after(0), "not yet due") << "it may be paid on the day it is due";
    EXPECT_EQ(bucket_after(1), "1-30");
    EXPECT_EQ(bucket_after(30), "1-30");
    EXPECT_EQ(bucket_after(31), "31-60");
    EXPECT_EQ(bucket_after(60), "31-60");
    EXPECT_EQ(bucket_after(61), "61-90");
    EXPECT_EQ(bucket_after(90), "61-90");
    EXPECT_EQ(bucket_after(91), "over 90");
    EXPECT_EQ(bucket_after(4000), "over 90");
}

TEST(Ages, DaysAreCountedToTheDayAskedFor) {
    const auto item = due_on("2024-02-28");
    EXPECT_EQ(Aging(SettingsState{}, date("2024-02-27")).days_overdue(item), -1);
    EXPECT_EQ(Aging(SettingsState{}, date("2024-02-28")).days_overdue(item), 0);
    EXPECT_EQ(Aging(SettingsState{}, date("2024-03-01")).days_overdue(item), 2) << "a leap year";
    EXPECT_EQ(Aging(SettingsState{}, date("2024-03-29")).bucket_name(item).str(), "1-30");
    EXPECT_EQ(Aging(SettingsState{}, date("2024-03-30")).bucket_name(item).str(), "31-60");
}

TEST(Ages, WithoutADueDateAnItemIsNotYetDue) {
    EXPECT_EQ(Aging(SettingsState{}, date("2024-02-27")).bucket_name(OpenItem{}).str(), "not yet due");
}

TEST(Ages, SumsAreOfTheItemsOfEachAge) {
    Aging aging(SettingsState{}, date("2022-04-30"));
    for (const auto& item :
         {due_on("2022-05-01", "1.00"), due_on("2022-04-30", "2.00"), due_on("2022-04-29", "4.00"),
          due_on("2022-03-31", "8.00"), due_on("2022-03-30", "16.00"), due_on("2022-03-01", "32.00"),
          due_on("2022-02-28", "64.00"), due_on("2022-01-30", "128.00"), due_on("2022-01-29", "256.00")})
        aging.add(item);
    ASSERT_EQ(aging.buckets().size(), 5u);
    const auto expect = [&](std::size_t at, std::string_view name, std::string_view sum, std::uint64_t items) {
        EXPECT_EQ(aging.buckets()[at].name.str(), name);
        EXPECT_EQ(aging.buckets()[at].payoff, MoneySum(usd(sum))) << name;
        EXPECT_EQ(aging.buckets()[at].current, MoneySum(usd(sum))) << name;
        EXPECT_EQ(aging.buckets()[at].items, items) << name;
    };
    expect(0, "not yet due", "3.00", 2);
    expect(1, "1-30", "12.00", 2);
    expect(2, "31-60", "48.00", 2);
    expect(3, "61-90", "192.00", 2);
    expect(4, "over 90", "256.00", 1);
}

TEST(Ages, LimitsAreTheUtilitys) {
    SettingsState settings;
    AgingBuckets limits;
    limits.last_days = {10};
    settings.aging_buckets.entries.push_back({{}, limits});
    EXPECT_EQ(Aging(settings, date("2022-01-11")).bucket_name(due_on("2022-01-01")).str(), "1-10");
    EXPECT_EQ(Aging(settings, date("2022-01-12")).bucket_name(due_on("2022-01-01")).str(), "over 10");
}

}  // namespace
}  // namespace tally::projections
