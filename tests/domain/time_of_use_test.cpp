// Rating by the hour and by demand against figures worked out by hand: each expectation shows its sum in a comment.

#include <gtest/gtest.h>

#include "domain/rating/rating.h"
#include "tests/support/text.h"

namespace tally::test {
namespace {

using namespace domain;

// Working days have a peak from 14:00 to 20:00 in summer; all else is off.
TariffTimes summer_peak() {
    TariffTimes times;
    times.seasons = {{Code{"summer"}, {6, 1}, {9, 30}}, {Code{"winter"}, {10, 1}, {5, 31}}};
    times.day_types = {
        {Code{"working"}, {DayName::monday, DayName::tuesday, DayName::wednesday, DayName::thursday, DayName::friday}},
        {Code{"free"}, {DayName::saturday, DayName::sunday, DayName::holiday}}};
    const auto hours = [&](std::string_view season, std::string_view type, std::string_view from,
                           std::string_view until, std::string_view period) {
        times.hours.push_back({Code{season}, Code{type}, Plain{from}, Plain{until}, Code{period}});
    };
    hours("summer", "working", "00:00", "14:00", "off");
    hours("summer", "working", "14:00", "20:00", "peak");
    hours("summer", "working", "20:00", "24:00", "off");
    hours("summer", "free", "00:00", "24:00", "off");
    hours("winter", "", "00:00", "24:00", "off");
    return times;
}
TariffComponent energy(std::string_view code, std::string_view amount, std::vector<Tier> tiers = {}) {
    return {.code = Code{code},
            .kind = ComponentKind::usage,
            .price = price(amount),
            .unit = Code{"kWh"},
            .tiers = std::move(tiers)};
}
TariffComponent demand(std::string_view code, std::string_view amount) {
    return {.code = Code{code}, .kind = ComponentKind::demand, .price = price(amount), .unit = Code{"kW"}};
}
TimedComponent at_hours(std::string_view code, std::vector<Code> periods, std::uint16_t window = 0,
                        std::string_view least = "0") {
    return {Code{code}, std::move(periods), window, quantity(least)};
}

struct HourlyBill {
    TariffState tariff{1, 0, {}};
    rating::MeasuredIntervals measured{Code{"1"}, Code{"kWh"}, 3, {}, {}};
    std::vector<Date> holidays;
    EdgeProration edge = EdgeProration::by_tariff;

    void version(std::uint32_t number, std::string_view from, std::vector<TariffComponent> components,
                 TariffTimes times) {
        TariffPublished published;
        published.tariff = TariffId{"E"};
        published.version = number;
        published.effective_from = date(from);
        published.components = std::move(components);
        tariff.versions.push_back(published);
        tariff.times.push_back({published.tariff, number, std::move(times)});
    }
    void day(std::string_view day, std::uint16_t minutes, std::string_view each, CivilDay civil = {}) {
        const std::size_t count = civil.minutes / minutes;
        measured.days.push_back({date(day), minutes, civil, measured.values.size(), count});
        measured.values.insert(measured.values.end(), count, quantity(each));
    }
    void days(std::string_view from, std::string_view until, std::string_view each) {
        for (Date d = date(from); d < date(until); d = d + 1) day(to_string(d), 15, each);
    }
    // The value of the last day that begins at that minute of it.
    void set(std::size_t minute, std::string_view value) {
        const auto& last = measured.days.back();
        measured.values[last.first + minute / last.interval_minutes] = quantity(value);
    }
    Decided<std::vector<BillLine>> rated(std::string_view from, std::string_view until) const {
        const std::span<const rating::MeasuredIntervals> channels{&measured, 1};
        return rating::rate(tariff, {{date(from), date(until)}, edge, {}, channels, holidays}, {}, 2);
    }
    // "off 48 kWh x 0.1 = 4.80" of each line.
    std::vector<std::string> of(std::string_view from, std::string_view until) const {
        std::vector<std::string> text;
        const auto lines = rated(from, until);
        if (!lines) return {std::string{name_of(lines.error().rejection)}};
        for (const BillLine& line : *lines)
            text.push_back(line.component.str() + " " + to_string(line.quantity) + " " + line.unit.str() + " x " +
                           to_string(line.price) + " = " + to_string(line.amount, 2));
        return text;
    }
};
using Texts = std::vector<std::string>;

TEST(TimeOfUse, G6_EachHourHasThePriceOfItsPeriod) {
    HourlyBill bill;
    TariffTimes times = summer_peak();
    times.components = {at_hours("peak", {Code{"peak"}}), at_hours("off", {Code{"off"}})};
    bill.version(1, "2020-01-01", {energy("peak", "0.30"), energy("off", "0.10")}, times);
    bill.days("2022-07-01", "2022-07-05", "0.25");  // Friday, Saturday, Sunday, Monday: Independence Day.
    // Two working days of 6 hours at 1 kWh an hour; 4 x 24 - 12 = 84.
    EXPECT_EQ(bill.of("2022-07-01", "2022-07-05"), (Texts{"peak 12 kWh x 0.3 = 3.60", "off 84 kWh x 0.1 = 8.40"}));
    bill.holidays = {date("2022-07-04")};
    EXPECT_EQ(bill.of("2022-07-01", "2022-07-05"), (Texts{"peak 6 kWh x 0.3 = 1.80", "off 90 kWh x 0.1 = 9.00"}));
}

TEST(TimeOfUse, ASeasonThatIsOverHasNoLine) {
    HourlyBill bill;
    TariffTimes times = summer_peak();
    times.components = {at_hours("peak", {Code{"peak"}}), at_hours("off", {Code{"off"}})};
    bill.version(1, "2020-01-01", {energy("peak", "0.30"), energy("off", "0.10")}, times);
    bill.days("2022-10-03", "2022-10-04", "0.25");
    EXPECT_EQ(bill.of("2022-10-03", "2022-10-04"), (Texts{"off 24 kWh x 0.1 = 2.40"}));
}

TEST(TimeOfUse, DaysOf23And25HoursFollowTheClock) {
    TariffTimes times;
    times.hours = {{{}, {}, Plain{"00:00"}, Plain{"03:00"}, Code{"night"}},
                   {{}, {}, Plain{"03:00"}, Plain{"24:00"}, Code{"day"}}};
    times.components = {at_hours("night", {Code{"night"}}), at_hours("day", {Code{"day"}})};
    HourlyBill spring;
    spring.version(1, "2020-01-01", {energy("night", "0.10"), energy("day", "0.20")}, times);
    spring.day("2022-03-13", 60, "1", {1'380, 120});
    // 00 and 01 o'clock, then 03 to 23: two hours of night, 21 of day.
    EXPECT_EQ(spring.of("2022-03-13", "2022-03-14"), (Texts{"night 2 kWh x 0.1 = 0.20", "day 21 kWh x 0.2 = 4.20"}));
    HourlyBill autumn;
    autumn.version(1, "2020-01-01", {energy("night", "0.10"), energy("day", "0.20")}, times);
    autumn.day("2022-11-06", 60, "1", {1'500, 120});
    // 00, 01, 01 again, 02: four hours of night.
    EXPECT_EQ(autumn.of("2022-11-06", "2022-11-07"), (Texts{"night 4 kWh x 0.1 = 0.40", "day 21 kWh x 0.2 = 4.20"}));
}

TEST(TimeOfUse, G6_DemandIsTheHighestAverageOfItsHours) {
    HourlyBill bill;
    TariffTimes times = summer_peak();
    times.components = {at_hours("peak_kw", {Code{"peak"}}, 30), at_hours("any_kw", {}),
                        at_hours("least_kw", {}, 0, "20")};
    bill.version(1, "2020-01-01", {demand("peak_kw", "10"), demand("any_kw", "2"), demand("least_kw", "1")}, times);
    bill.tariff.versions[0].normal_days = 31;
    bill.days("2022-07-01", "2022-07-31", "0.25");
    bill.days("2022-07-31", "2022-08-01", "0.25");  // A Sunday: no peak hours.
    bill.set(15 * 60, "4");                         // 16 kW over 15 minutes.
    // A quarter of an hour of 4 kWh is 16 kW. Peak hours average 1 kW over each half hour.
    EXPECT_EQ(bill.of("2022-07-01", "2022-08-01"),
              (Texts{"peak_kw 1 kW x 10 = 10.00", "any_kw 16 kW x 2 = 32.00", "least_kw 20 kW x 1 = 20.00"}));
}

TEST(TimeOfUse, DemandOverAWindowAveragesItsIntervals) {
    HourlyBill bill;
    TariffTimes times = summer_peak();
    times.components = {at_hours("kw", {Code{"peak"}}, 30)};
    bill.version(1, "2020-01-01", {demand("kw", "10")}, times);
    bill.tariff.versions[0].normal_days = 1;
    bill.day("2022-07-01", 15, "0.25");
    bill.set(14 * 60, "2");  // 14:00 and 14:15 are one window: (2 + 3) x 2 = 10 kW.
    bill.set(14 * 60 + 15, "3");
    bill.set(13 * 60 + 45, "50");  // Before the peak.
    EXPECT_EQ(bill.of("2022-07-01", "2022-07-02"), (Texts{"kw 10 kW x 10 = 100.00"}));
    bill.measured.days[0].interval_minutes = 60;
    bill.measured.days[0].count = 24;
    EXPECT_EQ(bill.of("2022-07-01", "2022-07-02"), (Texts{"interval_values_missing"}))
        << "hourly values have no half hours";
}

TEST(TimeOfUse, DemandHasTiersAndAShareOfAShortPeriod) {
    HourlyBill bill;
    TariffTimes times;
    times.components = {at_hours("kw", {})};
    TariffComponent tiered = demand("kw", "0");
    tiered.tiers = {{quantity("10"), price("5")}, {{}, price("8")}};
    bill.version(1, "2020-01-01", {tiered}, times);
    bill.days("2022-06-01", "2022-06-16", "3");  // 12 kW.
    // 10 x 5 x 15/30 = 25; 2 x 8 x 15/30 = 8.
    EXPECT_EQ(bill.of("2022-06-01", "2022-06-16"), (Texts{"kw 10 kW x 5 = 25.00", "kw 2 kW x 8 = 8.00"}));
}

// 15 of 30 days are of summer, which has peak hours on working days; the other hours are of all days.
TEST(TimeOfUse, ASeasonThatEndsWithinThePeriodHasItsShareOfDemandAndBounds) {
    HourlyBill bill;
    TariffTimes times = summer_peak();
    times.components = {at_hours("peak-kw", {Code{"peak"}}), at_hours("kw", {}), at_hours("peak", {Code{"peak"}})};
    bill.version(1, "2020-01-01",
                 {demand("peak-kw", "10"), demand("kw", "1"),
                  energy("peak", "0", {{quantity("100"), price("1")}, {{}, price("2")}})},
                 times);
    bill.days("2022-09-16", "2022-10-16", "0.5");  // 2 kW; 11 working days of summer with 12 kWh of peak each.
    // 132 kWh; 50 = 100 x 15/30 at 1, 82 at 2; 2 x 10 x 15/30 = 10; 2 x 1 = 2.
    EXPECT_EQ(bill.of("2022-09-16", "2022-10-16"), (Texts{"peak 50 kWh x 1 = 50.00", "peak 82 kWh x 2 = 164.00",
                                                          "peak-kw 2 kW x 10 = 10.00", "kw 2 kW x 1 = 2.00"}));
}

// One day, 10 kWh in the night and then 30 kWh by day; tiers of 20 kWh.
HourlyBill tiers_by(TierUse tier_use) {
    HourlyBill bill;
    TariffTimes times;
    times.hours = {{{}, {}, Plain{"00:00"}, Plain{"10:00"}, Code{"night"}},
                   {{}, {}, Plain{"10:00"}, Plain{"24:00"}, Code{"day"}}};
    times.tier_use = tier_use;
    times.components = {at_hours("night", {Code{"night"}}), at_hours("day", {Code{"day"}})};
    bill.version(1, "2020-01-01",
                 {energy("night", "0", {{quantity("20"), price("0.10")}, {{}, price("0.20")}}),
                  energy("day", "0", {{quantity("20"), price("0.30")}, {{}, price("0.50")}})},
                 times);
    bill.tariff.versions[0].normal_days = 1;
    bill.day("2022-06-01", 60, "1");
    for (std::size_t hour = 14; hour < 22; ++hour) bill.set(hour * 60, "3");  // 6 x 1 + 8 x 3 = 30.
    return bill;
}
TEST(TimeOfUse, TiersAreFilledInThreeWays) {
    // Each period by itself: 10 of night below 20; of day 20 and 10.
    EXPECT_EQ(tiers_by(TierUse::by_period).of("2022-06-01", "2022-06-02"),
              (Texts{"night 10 kWh x 0.1 = 1.00", "day 20 kWh x 0.3 = 6.00", "day 10 kWh x 0.5 = 5.00"}));
    // As time goes on: night fills 10 of 20, the day the rest.
    EXPECT_EQ(tiers_by(TierUse::in_order_of_time).of("2022-06-01", "2022-06-02"),
              (Texts{"night 10 kWh x 0.1 = 1.00", "day 10 kWh x 0.3 = 3.00", "day 20 kWh x 0.5 = 10.00"}));
    // All 40 fill 20 and 20: half of each period is in each tier.
    EXPECT_EQ(tiers_by(TierUse::by_share).of("2022-06-01", "2022-06-02"),
              (Texts{"night 5 kWh x 0.1 = 0.50", "night 5 kWh x 0.2 = 1.00", "day 15 kWh x 0.3 = 4.50",
                     "day 15 kWh x 0.5 = 7.50"}));
}

TEST(TimeOfUse, APriceChangeTakesTheIntervalsOfItsOwnDays) {
    HourlyBill bill;
    TariffTimes times = summer_peak();
    times.components = {at_hours("peak", {Code{"peak"}}), at_hours("off", {Code{"off"}})};
    bill.version(1, "2020-01-01", {energy("peak", "0.30"), energy("off", "0.10")}, times);
    bill.version(2, "2022-07-05", {energy("peak", "0.40"), energy("off", "0.10")}, times);
    bill.days("2022-07-04", "2022-07-06", "0.25");
    bill.set(14 * 60, "3.25");
    // Monday 6 kWh of peak; Tuesday 9. Off hours cost the same and stay one line.
    EXPECT_EQ(bill.of("2022-07-04", "2022-07-06"),
              (Texts{"peak 6 kWh x 0.3 = 1.80", "peak 9 kWh x 0.4 = 3.60", "off 36 kWh x 0.1 = 3.60"}));
}

TEST(TimeOfUse, IntervalsThatLieOverAChangeOfPeriodAreRefused) {
    HourlyBill bill;
    TariffTimes times;
    times.hours = {{{}, {}, Plain{"00:00"}, Plain{"09:30"}, Code{"a"}},
                   {{}, {}, Plain{"09:30"}, Plain{"24:00"}, Code{"b"}}};
    times.components = {at_hours("a", {Code{"a"}}), at_hours("b", {Code{"b"}})};
    bill.version(1, "2020-01-01", {energy("a", "0.30"), energy("b", "0.10")}, times);
    bill.day("2022-07-01", 60, "1");
    EXPECT_EQ(bill.of("2022-07-01", "2022-07-02"), (Texts{"interval_values_missing"}));
    bill.measured = {Code{"1"}, Code{"kWh"}, 3, {}, {}};
    bill.day("2022-07-01", 30, "1");
    EXPECT_EQ(bill.of("2022-07-01", "2022-07-02"), (Texts{"a 19 kWh x 0.3 = 5.70", "b 29 kWh x 0.1 = 2.90"}));
}

}  // namespace
}  // namespace tally::test
