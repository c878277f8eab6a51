// Dates, decimals and ids by themselves.
#include <gtest/gtest.h>

#include "domain/core/check.h"
#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "tests/support/text.h"

namespace tally::domain {
namespace {

using test::date;
using test::quantity;

TEST(Dates, AMonthLaterIsTheAnchorDayOrTheMonthsLast) {
    EXPECT_EQ(add_months(date("2022-01-31"), 1, 31), date("2022-02-28"));
    EXPECT_EQ(add_months(date("2022-02-28"), 1, 31), date("2022-03-31")) << "the anchor is not lost";
    EXPECT_EQ(add_months(date("2024-01-30"), 1, 30), date("2024-02-29"));
    EXPECT_EQ(add_months(date("2022-12-05"), 1, 5), date("2023-01-05"));
    EXPECT_EQ(add_months(date("2022-01-05"), -1, 5), date("2021-12-05"));
    EXPECT_EQ(add_months(date("2022-03-31"), -1, 31), date("2022-02-28"));
    EXPECT_EQ(add_months(date("2022-05-05"), -17, 5), date("2020-12-05"));
    EXPECT_EQ(add_months(date("2022-05-05"), 0, 7), date("2022-05-07"));
}

TEST(Dates, ASeasonMayWrapOverNewYear) {
    const MonthDay november{11, 1}, march{3, 31}, june{6, 1}, august{8, 31};
    for (const auto* inside : {"2022-11-01", "2022-12-31", "2023-01-01", "2023-03-31"})
        EXPECT_TRUE(in_season(date(inside), november, march)) << inside;
    for (const auto* outside : {"2022-10-31", "2023-04-01", "2023-07-15"})
        EXPECT_FALSE(in_season(date(outside), november, march)) << outside;
    EXPECT_TRUE(in_season(date("2022-06-01"), june, august));
    EXPECT_TRUE(in_season(date("2022-08-31"), june, august));
    EXPECT_FALSE(in_season(date("2022-05-31"), june, august));
    EXPECT_FALSE(in_season(date("2022-09-01"), june, august));
    EXPECT_TRUE(in_season(date("2022-06-01"), june, june)) << "one day";
    EXPECT_TRUE(in_season(date("2024-02-29"), MonthDay{2, 29}, MonthDay{2, 29}));
    EXPECT_FALSE(in_season(date("2023-02-28"), MonthDay{2, 29}, MonthDay{2, 29}));
}

TEST(Dates, LeapYearsFollowTheGregorianRule) {
    EXPECT_EQ(days_in_year(2023), 365);
    EXPECT_EQ(days_in_year(2024), 366);
    EXPECT_EQ(days_in_year(2100), 365);
    EXPECT_EQ(days_in_year(2000), 366);
}

TEST(Dates, EveryDayIsWrittenAsItIsRead) {
    const Date first = *Date::parse("1900-01-01");
    const Date last = *Date::parse("2999-12-31");
    EXPECT_EQ(last.days - first.days, 401'766);  // 1,100 years, 267 of them leap years, without the first day.
    for (Date day = first; day <= last; day = day + 1) ASSERT_EQ(Date::parse(to_string(day)), day) << to_string(day);
    EXPECT_EQ(to_string(*Date::parse("2022-01-05")), "2022-01-05");
    EXPECT_EQ(to_string(Date{}), "");
    EXPECT_EQ(to_string(last + 365 * 9'000).size(), 11U);  // A year of five digits is whole.
}

TEST(Instants, AreWrittenWithTheFractionThatTheyHave) {
    EXPECT_EQ(to_string(Instant{0}), "1970-01-01T00:00:00Z");
    EXPECT_EQ(to_string(Instant{86'399'000'000}), "1970-01-01T23:59:59Z");
    EXPECT_EQ(to_string(Instant{1'643'000'000'000'050}), "2022-01-24T04:53:20.000050Z");
    EXPECT_EQ(to_string(Instant{-1}), "1969-12-31T23:59:59.999999Z");
}

TEST(Currencies, EachHasItsDecimalsAndOthersAreUnknown) {
    const auto decimals = [](std::string_view code) {
        const auto currency = Currency::parse(code);
        return currency ? int{currency->decimals} : -1;
    };
    for (const std::string_view code : {"AED", "AFN", "CRC", "CUP", "CVE", "NOK", "NPR", "NZD", "USD", "ZWG"})
        EXPECT_EQ(decimals(code), 2) << code;
    for (const std::string_view code : {"BIF", "JPY", "KRW", "XPF"}) EXPECT_EQ(decimals(code), 0) << code;
    for (const std::string_view code : {"BHD", "KWD", "TND"}) EXPECT_EQ(decimals(code), 3) << code;
    for (const std::string_view code : {"AAA", "CUQ", "USE", "ZWH", "ZZZ", "US", "usd", "D B", "   ", ""})
        EXPECT_EQ(decimals(code), -1) << code;
}

TEST(Dates, SaturdayAndSundayAreTheWeekend) {
    EXPECT_TRUE(is_weekend(date("2022-01-01")));
    EXPECT_TRUE(is_weekend(date("2022-01-02")));
    for (const auto* weekday : {"2022-01-03", "2022-01-04", "2022-01-05", "2022-01-06", "2022-01-07", "1970-01-01"})
        EXPECT_FALSE(is_weekend(date(weekday))) << weekday;
    EXPECT_TRUE(is_weekend(date("1969-12-27"))) << "before 1970, a Saturday";
    EXPECT_TRUE(is_weekend(date("1969-12-28")));
    EXPECT_FALSE(is_weekend(date("1969-12-29")));
}

TEST(Decimals, DivisionRoundsByItsMode) {
    struct Case {
        int numerator, denominator, half_away, half_even, down, up;
    };
    for (const auto& [n, d, half_away, half_even, down, up] :
         {Case{5, 2, 3, 2, 2, 3}, Case{7, 2, 4, 4, 3, 4}, Case{-5, 2, -3, -2, -2, -3}, Case{-7, 2, -4, -4, -3, -4},
          Case{7, 3, 2, 2, 2, 3}, Case{8, 3, 3, 3, 2, 3}, Case{-7, 3, -2, -2, -2, -3}, Case{-8, 3, -3, -3, -2, -3},
          Case{6, 3, 2, 2, 2, 2}, Case{0, 3, 0, 0, 0, 0}, Case{1, 2, 1, 0, 0, 1}, Case{-1, 2, -1, 0, 0, -1}}) {
        const auto is = [n, d](Rounding rounding) { return static_cast<int>(divide(n, d, rounding)); };
        EXPECT_EQ(is(Rounding::half_away_from_zero), half_away) << n << "/" << d;
        EXPECT_EQ(is(Rounding::half_even), half_even) << n << "/" << d;
        EXPECT_EQ(is(Rounding::down), down) << n << "/" << d;
        EXPECT_EQ(is(Rounding::up), up) << n << "/" << d;
    }
}

TEST(Decimals, ProductsOfQuantitiesAreRoundedOnce) {
    EXPECT_EQ(multiply(quantity("100"), quantity("1.023"), 6, Rounding::half_even), quantity("102.3"));
    EXPECT_EQ(multiply(quantity("0.5"), quantity("0.25"), 2, Rounding::half_away_from_zero), quantity("0.13"));
    EXPECT_EQ(multiply(quantity("0.5"), quantity("0.25"), 2, Rounding::half_even), quantity("0.12"));
    EXPECT_EQ(multiply(quantity("-0.5"), quantity("0.25"), 2, Rounding::half_away_from_zero), quantity("-0.13"));
    EXPECT_EQ(multiply(quantity("0.5"), quantity("0.25"), 0, Rounding::up), quantity("1"));
    EXPECT_EQ(multiply(Quantity{INT64_MAX}, quantity("2"), 6, Rounding::down), std::nullopt);
}

TEST(Ids, AreOneTo64PrintableCharactersWithoutBlanksAndSlashes) {
    const auto refused = [](std::string_view id) {
        const auto checked = check_id("account", AccountId{id});
        EXPECT_EQ(checked ? "" : checked.error().field, checked ? "" : "account");
        return checked ? std::string{} : std::string{name_of(checked.error().rejection)};
    };
    EXPECT_EQ(refused("A-1"), "");
    EXPECT_EQ(refused(std::string(64, 'x')), "");
    EXPECT_EQ(refused(std::string(65, 'x')), "id_invalid");
    EXPECT_EQ(refused(""), "field_missing");
    for (const auto* id : {"A 1", "A/1", "A\t1", "Ä", "A\x7f"}) EXPECT_EQ(refused(id), "id_invalid") << id;
    EXPECT_TRUE(check_id_or_empty("account", AccountId{}));
    EXPECT_FALSE(check_id_or_empty("account", AccountId{"A 1"}));
}

}  // namespace
}  // namespace tally::domain
