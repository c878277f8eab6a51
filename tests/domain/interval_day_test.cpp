// The values of interval meters: a day is one event, its values fit its hours, others correct it by name.

#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

const ServicePointId point{"L1-W"};
const Code channel{"1"};

std::vector<Command> an_interval_location() {
    InstallMeter meter = a_meter("L1-W", "E1", "2021-06-01", "0", "kWh");
    meter.registers[0].kind = RegisterKind::consumptive;
    meter.registers[0].decimals = 3;
    meter.reads.clear();
    return together({standard_settings(), a_location("L1"), {meter}});
}
RecordIntervalDay a_day(std::string_view day, std::size_t count, std::string_view each = "0.25") {
    return {.service_point = point,
            .date = date(day),
            .interval_minutes = 15,
            .values = std::vector<Quantity>(count, quantity(each))};
}
IntervalDayRecorded recorded(const RecordIntervalDay& day, CivilDay civil = {}) {
    return {.service_point = point,
            .channel = channel,
            .date = day.date,
            .interval_minutes = day.interval_minutes,
            .day_minutes = civil.minutes,
            .clock_change_at = civil.clock_change_at,
            .values = PackedQuantities{day.values},
            .unit = Code{"kWh"},
            .quality = day.quality,
            .qualities = day.qualities,
            .source = day.source};
}

// New York in 2022.
class NewYorkDays final : public CivilDays {
  public:
    [[nodiscard]] CivilDay civil_day(Date day) const override {
        if (day == date("2022-03-13")) return {1'380, 120};
        if (day == date("2022-11-06")) return {1'500, 120};
        return {};
    }
};

TEST(IntervalDays, TheSameValuesChangeNothingAndOthersCorrectTheDay) {
    Scenario scenario(an_interval_location());
    scenario.today("2022-12-31");
    RecordIntervalDay day = a_day("2022-02-01", 96);
    scenario.when(day).then({recorded(day)});
    const std::uint64_t position = scenario.world().next_position() - 1;
    scenario.when(day).then_nothing_changed();
    day.values[70] = quantity("0.5");
    day.qualities = {{71, 71, Quality::estimated}};
    // 96 x 0.25 = 24.
    scenario.when(day).then({IntervalDayCorrected{recorded(day), quantity("24"), position}});

    const IntervalDay* held = scenario.world().interval_day(point, channel, date("2022-02-01"));
    ASSERT_NE(held, nullptr);
    EXPECT_EQ(held->values[70], quantity("0.5"));
    EXPECT_EQ(held->position, position + 1);
    const UsageMonth* month = scenario.world().usage(point, channel, date("2022-02-01"));
    ASSERT_EQ(month->entries.size(), 1u);
    EXPECT_EQ(month->entries[0].value, quantity("24.25"));
    EXPECT_EQ(month->entries[0].quality, Quality::estimated) << "the worst of its values";
    EXPECT_EQ(month->entries[0].interval_minutes, 15);
}

TEST(IntervalDays, ADayHasAsManyValuesAsItsClockHasIntervals) {
    NewYorkDays new_york;
    Scenario scenario(an_interval_location());
    scenario.today("2022-12-31").by_the_clock_of(new_york);
    scenario.when(a_day("2022-03-12", 95)).then_rejected(Rejection::interval_count_wrong, "values");
    scenario.when(a_day("2022-03-13", 96)).then_rejected(Rejection::interval_count_wrong, "values");
    EXPECT_NE(scenario.refusal()->cure.find("give 92 values of 15 minutes"), std::string::npos);
    scenario.when(a_day("2022-03-13", 92)).then({recorded(a_day("2022-03-13", 92), {1'380, 120})});
    scenario.when(a_day("2022-11-06", 96)).then_rejected(Rejection::interval_count_wrong, "values");
    scenario.when(a_day("2022-11-06", 100)).then({recorded(a_day("2022-11-06", 100), {1'500, 120})});
    RecordIntervalDay hourly = a_day("2022-03-14", 24);
    hourly.interval_minutes = 60;
    scenario.when(hourly).then_accepted();
    hourly.interval_minutes = 7;
    scenario.when(hourly).then_rejected(Rejection::field_invalid, "interval_minutes");
}

TEST(IntervalDays, WhatCannotBeIsRefused) {
    Scenario scenario(an_interval_location());
    scenario.today("2022-02-10");
    RecordIntervalDay day = a_day("2022-02-01", 96);
    day.values[3] = Quantity{-1};
    scenario.when(day).then_rejected(Rejection::field_invalid, "values[3]");
    day = a_day("2022-02-01", 96);
    day.values[0] = day.values[1] = Quantity{INT64_MAX};
    scenario.when(day).then_rejected(Rejection::amount_too_large, "values");
    day = a_day("2022-02-01", 96);
    day.qualities = {{0, 3, Quality::estimated}};
    scenario.when(day).then_rejected(Rejection::field_invalid, "qualities[0].first");
    day.qualities = {{1, 3, Quality::estimated}, {3, 5, Quality::estimated}};
    scenario.when(day).then_rejected(Rejection::field_invalid, "qualities[1].first");
    day.qualities = {{90, 97, Quality::estimated}};
    scenario.when(day).then_rejected(Rejection::field_invalid, "qualities[0].last");
    day = a_day("2022-02-01", 96);
    day.unit = Code{"Wh"};
    scenario.when(day).then_rejected(Rejection::unit_differs, "unit");
    day.unit = {};
    day.channel = Code{"2"};
    scenario.when(day).then_rejected(Rejection::channel_unknown, "channel");
    scenario.when(a_day("2022-02-11", 96)).then_rejected(Rejection::date_out_of_order, "date");
    scenario.when(a_day("2021-05-01", 96)).then_rejected(Rejection::service_point_has_no_meter, "service_point");
    RecordIntervalDay undated = a_day("2022-02-01", 96);
    undated.date = {};
    scenario.when(undated).then_rejected(Rejection::field_missing, "date");
}

RecordUsage usage(std::string_view from, std::string_view until, std::string_view value) {
    return {.service_point = point, .from = date(from), .until = date(until), .quantity = quantity(value)};
}

TEST(IntervalDays, ADaysSumIsCorrectedByItsValuesButNotTheOtherWay) {
    Scenario scenario(an_interval_location());
    scenario.today("2022-12-31");
    scenario.given({usage("2022-02-01", "2022-02-02", "20"), usage("2022-02-02", "2022-02-05", "9")});
    const std::uint64_t position = scenario.world().next_position() - 2;
    const RecordIntervalDay day = a_day("2022-02-01", 96);
    scenario.when(day).then({IntervalDayCorrected{recorded(day), quantity("20"), position}});
    scenario.when(usage("2022-02-01", "2022-02-02", "20")).then_rejected(Rejection::usage_overlaps, "from");
    scenario.when(usage("2022-01-20", "2022-02-02", "20")).then_rejected(Rejection::usage_overlaps, "from");
    scenario.when(a_day("2022-02-02", 96)).then_rejected(Rejection::usage_overlaps, "date");
    scenario.when(a_day("2022-02-03", 96)).then_rejected(Rejection::usage_overlaps, "date");
}

TEST(IntervalDays, AreWithdrawn) {
    Scenario scenario(an_interval_location());
    scenario.today("2022-12-31");
    scenario.given({a_day("2022-02-01", 96)});
    const std::uint64_t position = scenario.world().next_position() - 1;
    scenario.when(WithdrawUsage{point, {}, date("2022-02-01")})
        .then({IntervalDayWithdrawn{point, channel, date("2022-02-01"), quantity("24"), position}});
    EXPECT_EQ(scenario.world().interval_day(point, channel, date("2022-02-01")), nullptr);
    EXPECT_TRUE(scenario.world().usage(point, channel, date("2022-02-01"))->entries.empty());
    scenario.when(WithdrawUsage{point, {}, date("2022-02-01")}).then_rejected(Rejection::usage_unknown, "from");
    scenario.when(usage("2022-02-01", "2022-02-02", "20")).then_accepted();
}

}  // namespace
}  // namespace tally::test
