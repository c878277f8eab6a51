// Estimates: whether they are allowed, what they rest on, and that they are made once.

#include <gtest/gtest.h>

#include "domain/account/billing/usage_selection.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

// New York in 2022.
class ClockOfNewYork final : public CivilDays {
  public:
    [[nodiscard]] CivilDay civil_day(Date day) const override {
        if (day == date("2022-03-13")) return {1'380, 120};
        if (day == date("2022-11-06")) return {1'500, 120};
        return {};
    }
};

// Customer 7 with gas from 2022-01-05, whose meter showed 0 on 2022-01-03; estimates are allowed from the fifth day of
// the window 2022-03-03 to 2022-03-09.
class Estimates : public testing::Test {
  protected:
    Estimates() {
        scenario.given(standard_settings()).given(a_gas_customer("7", "2022-01-05"));
        for (const Command& command : standard_settings())
            if (const auto* type = get_if<Define<ServiceAgreementType>>(&command); type && type->row.code == gas_type) {
                Define<ServiceAgreementType> allowing = *type;
                allowing.row.estimates_allowed = true;
                scenario.given({allowing});
            }
        scenario.given({Define<BillCycleWindow>{
            {}, {Code{"M01"}, date("2022-03-03"), date("2022-03-09"), {}, date("2022-03-07")}}});
        scenario.today("2022-03-07");
    }
    EstimateRead estimate(std::string_view day, EstimateMethod method = EstimateMethod::automatic) {
        return {.service_point = point, .day = date(day), .method = method};
    }
    template <class Payload>
    Payload only() {
        const auto made = scenario.made<Payload>();
        EXPECT_EQ(made.size(), 1u);
        return made.empty() ? Payload{} : made.front();
    }
    const ServicePointId point{"L7-G"};
    const Code gas_type{"GAS"};
    Scenario scenario;
};

TEST_F(Estimates, G4_AreMadeWhereTypeAndWindowAllowThem) {
    scenario.given({a_read("L7-G", "2022-02-02", "40")});
    scenario.today("2022-03-06");
    scenario.when(estimate("2022-03-04")).then_rejected(Rejection::estimate_not_due, "on");
    scenario.today("2022-03-07");
    EstimateRead early = estimate("2022-03-04");
    early.on = date("2022-03-06");
    scenario.when(early).then_rejected(Rejection::estimate_not_due, "on");
    early.on = date("2022-03-03");
    scenario.when(early).then_rejected(Rejection::date_out_of_order, "day");
    scenario.when(estimate("2022-03-08")).then_rejected(Rejection::date_out_of_order, "day");
    scenario.when(estimate("2022-01-04")).then_rejected(Rejection::estimates_not_allowed, "day");
    scenario.when(estimate("2022-03-04")).then_accepted();
    scenario.when(estimate("2022-03-04")).then_rejected(Rejection::nothing_to_estimate, "day");
    for (const Command& command : standard_settings())
        if (const auto* type = get_if<Define<ServiceAgreementType>>(&command); type && type->row.code == gas_type)
            scenario.given({*type});
    scenario.when(estimate("2022-03-05")).then_rejected(Rejection::estimates_not_allowed, "service_point");
}

TEST_F(Estimates, RestOnTheRegistersNewestDays) {
    scenario.given({a_read("L7-G", "2022-01-17", "13")});
    scenario.when(estimate("2022-03-04")).then_rejected(Rejection::estimate_has_no_basis, "method");
    EXPECT_NE(scenario.refusal()->cure.find("14 days"), std::string::npos)
        << "14 were measured, 13 of them of who pays";
    scenario.given({a_read("L7-G", "2022-02-02", "40")});
    scenario.when(estimate("2022-03-04")).then_accepted();
    ASSERT_EQ(scenario.events().size(), 2u);
    const auto how = only<ReadEstimated>();
    EXPECT_EQ(how.method, EstimateMethod::recent_days);
    // 40 in 30 days; of 30 days, 40: from 2022-02-03 to 2022-03-04.
    EXPECT_EQ(how.from, date("2022-02-03"));
    EXPECT_EQ(how.until, date("2022-03-05"));
    EXPECT_EQ(how.basis_from, date("2022-01-04"));
    EXPECT_EQ(how.basis_until, date("2022-02-03"));
    EXPECT_EQ(how.basis_quantity, quantity("40"));
    EXPECT_EQ(how.basis_days, 30u);
    EXPECT_EQ(how.quantity, quantity("40"));
    const auto read = only<RegisterRead>();
    EXPECT_EQ(read.value, quantity("80"));
    EXPECT_EQ(read.quality, Quality::estimated);
    EXPECT_EQ(read.source, Plain{"estimate: recent_days"});
}

TEST_F(Estimates, ShowWholeStepsOfTheRegister) {
    scenario.given({a_read("L7-G", "2022-02-02", "40")});
    // 40 / 30 x 29 = 38.67.
    scenario.when(estimate("2022-03-03")).then_accepted();
    EXPECT_EQ(only<RegisterRead>().value, quantity("79"));
    EXPECT_EQ(only<ReadEstimated>().quantity, quantity("39"));
}

TEST_F(Estimates, RestOnAProfileWhereNothingElseIsKnown) {
    UsageProfile profile{Code{"gas"}, Code{"therm"}, {}, std::vector<Quantity>(12, quantity("1"))};
    profile.daily[2] = quantity("2.5");
    scenario.given({Define<UsageProfile>{{}, profile}});
    // From 2022-01-04: 28 days of January, 28 of February, 4 of March at 2.5.
    scenario.when(estimate("2022-03-04")).then_accepted();
    EXPECT_EQ(only<ReadEstimated>().method, EstimateMethod::profile);
    EXPECT_EQ(only<ReadEstimated>().quantity, quantity("66"));
    EXPECT_EQ(only<RegisterRead>().value, quantity("66"));
}

TEST_F(Estimates, RestOnTheSameDaysLastYear) {
    // A year of reads each 30 days, of 30, 60, 90 and so on.
    std::int64_t value = 0;
    Date day = date("2022-01-03");
    scenario.today("2023-03-07");
    for (int i = 1; i <= 13; ++i) {
        day = day + 30;
        value += 30 * i;
        scenario.given({a_read("L7-G", to_string(day), std::to_string(value))});
    }
    scenario.given(
        {Define<BillCycleWindow>{{}, {Code{"M01"}, date("2023-03-03"), date("2023-03-09"), {}, date("2023-03-07")}}});
    // The last read is of 2023-01-28. The same 38 days a year before are 2022-01-29 to 2022-03-07: 5 days of the first
    // stretch at 1, 30 of the second at 2, 3 of the third at 3.
    scenario.when(estimate("2023-03-07")).then_accepted();
    const auto how = only<ReadEstimated>();
    EXPECT_EQ(how.method, EstimateMethod::same_days_last_year);
    EXPECT_EQ(how.basis_from, date("2022-01-29"));
    EXPECT_EQ(how.basis_until, date("2022-03-08"));
    EXPECT_EQ(how.quantity, quantity("74"));
}

TEST_F(Estimates, TakeThePlaceOfWhatIsInDoubt) {
    scenario.given({a_read("L7-G", "2022-02-02", "40")});
    Define<ReadValidation> limits;
    limits.row.service = Code{"gas"};
    limits.row.daily_max = quantity("4");
    scenario.given({limits, a_read("L7-G", "2022-03-04", "900")});
    ASSERT_EQ(scenario.premise("L7").service_point(point)->doubts_open, 1u);
    scenario.when(estimate("2022-03-04")).then_accepted();
    EXPECT_EQ(only<DoubtResolved>().way, DoubtWay::estimated);
    EXPECT_EQ(only<RegisterRead>().value, quantity("80"));
    EXPECT_EQ(scenario.premise("L7").service_point(point)->doubts_open, 0u);
}

TEST_F(Estimates, AStopMayHaveOneOutsideOfAWindow) {
    scenario.given({a_read("L7-G", "2022-02-02", "40")});
    scenario.today("2022-02-20");
    scenario.given({StopService{ServiceAgreementId{"7-GAS"}, date("2022-02-19"), {}}});
    scenario.when(estimate("2022-02-19")).then_accepted();
    // 40 / 30 x 17 = 22.67.
    EXPECT_EQ(only<ServiceStopped>().stop_reads[0].value, quantity("63"));
}

TEST_F(Estimates, OfAnIntervalDayFollowTheClockOfTheDay) {
    ClockOfNewYork clock;
    scenario.by_the_clock_of(clock);
    InstallMeter meter = a_meter("L7-W", "E1", "2022-01-04", "0", "kWh");
    meter.registers[0].kind = RegisterKind::consumptive;
    meter.registers[0].decimals = 3;
    meter.reads.clear();
    Define<ServiceAgreementType> type;
    for (const Command& command : standard_settings())
        if (const auto* water = get_if<Define<ServiceAgreementType>>(&command);
            water && water->row.code == Code{"WATER"})
            type = *water;
    type.row.estimates_allowed = true;
    scenario.today("2022-03-14");
    scenario.given(
        {type, meter, a_service("7", "7-W", "WATER", "L7-W", "2022-01-05"),
         Define<BillCycleWindow>{{}, {Code{"M01"}, date("2022-03-03"), date("2022-03-20"), {}, date("2022-03-07")}}});
    // Two Sundays with the hour as their values, and with three more; a week of other days does not matter.
    RecordIntervalDay day{.service_point = ServicePointId{"L7-W"}, .interval_minutes = 60};
    for (int hour = 0; hour < 24; ++hour) day.values.push_back(Quantity{hour * 1'000'000});
    day.date = date("2022-02-27");
    scenario.given({day});
    for (Quantity& value : day.values) value.units += 3'000'000;
    day.date = date("2022-03-06");
    scenario.given({day});
    RecordIntervalDay other = day;
    for (int i = 1; i < 7; ++i) {
        other.date = day.date + i;
        scenario.given({other});
    }
    EstimateRead wanted{.service_point = ServicePointId{"L7-W"}, .day = date("2022-03-13")};
    scenario.when(wanted).then_accepted();
    const auto made = only<IntervalDayRecorded>();
    EXPECT_EQ(made.quality, Quality::estimated);
    ASSERT_EQ(made.values.size(), 23u);
    // The clock goes from 1:59 to 3:00: hour 2 is left out, and the third value is that of 3 o'clock.
    EXPECT_EQ(made.values[1], quantity("2.5"));
    EXPECT_EQ(made.values[2], quantity("4.5"));
    EXPECT_EQ(made.values[22], quantity("24.5"));
    const auto how = only<ReadEstimated>();
    EXPECT_EQ(how.method, EstimateMethod::recent_days);
    EXPECT_EQ(how.basis_days, 2u);
    EXPECT_EQ(how.basis_from, date("2022-02-27"));
    // 0 to 23 less 2 is 274, and 23 times 1.5 is 34.5.
    EXPECT_EQ(how.quantity, quantity("308.5"));
}

// Account 7 with water that reports usage of periods, under estimates.
class UsageEstimates : public Estimates {
  protected:
    UsageEstimates() {
        InstallMeter meter = a_meter("L7-W", "E1", "2022-01-05", "0", "m3");
        meter.registers[0].kind = RegisterKind::consumptive;
        meter.registers[0].decimals = 1;
        meter.reads.clear();
        for (const Command& command : standard_settings())
            if (const auto* water = get_if<Define<ServiceAgreementType>>(&command);
                water && water->row.code == Code{"WATER"}) {
                Define<ServiceAgreementType> type = *water;
                type.row.estimates_allowed = true;
                type.row.minimum_days = 20;
                scenario.given({type});
            }
        scenario.given(
            {meter, a_service("7", "7-W", "WATER", "L7-W", "2022-01-05"), used("2022-01-05", "2022-02-03", "29")});
    }
    static RecordUsage used(std::string_view from, std::string_view until, std::string_view value) {
        return {.service_point = ServicePointId{"L7-W"},
                .from = date(from),
                .until = date(until),
                .quantity = quantity(value)};
    }
    std::vector<MissingRead> missing(std::string_view by) {
        const ServiceAgreement& agreement = *scenario.account("7").agreement(ServiceAgreementId{"7-W"});
        const auto* type = scenario.world().settings().sa_type(agreement.sa_type, date(by));
        return missing_reads(scenario.world(), agreement, *type, date(by));
    }
};

TEST_F(UsageEstimates, GoOnFromTheLastUsage) {
    EstimateRead wanted{.service_point = ServicePointId{"L7-W"}, .day = date("2022-03-04")};
    scenario.when(wanted).then_accepted();
    const auto usage = only<UsageRecorded>();
    EXPECT_EQ(usage.from, date("2022-02-03"));
    EXPECT_EQ(usage.until, date("2022-03-05"));
    EXPECT_EQ(usage.quantity, quantity("30"));
    EXPECT_EQ(usage.quality, Quality::estimated);
    scenario.when(wanted).then_rejected(Rejection::nothing_to_estimate, "day");
    // What is reported of the same days takes its place.
    scenario.when(used("2022-02-03", "2022-03-05", "31")).then_accepted();
    EXPECT_EQ(only<UsageCorrected>().previous_quantity, quantity("30"));
    EXPECT_EQ(scenario.premise("L7").service_point(ServicePointId{"L7-W"})->use_of(Code{"1"})->used, quantity("60"));
}

TEST_F(UsageEstimates, FollowWhatIsMissing) {
    EXPECT_TRUE(missing("2022-02-03").empty()) << "it was reported";
    scenario.given({a_read("L7-G", "2022-02-02", "40"), BillAccount{AccountId{"7"}, Code{"M01"}, date("2022-02-03")}});
    EXPECT_TRUE(missing("2022-02-21").empty()) << "19 days are too few for a bill";
    ASSERT_EQ(missing("2022-02-22").size(), 1u);
    EXPECT_FALSE(missing("2022-02-22")[0].is_read);
    EXPECT_EQ(missing("2022-02-22")[0].from, date("2022-02-03"));
    EXPECT_EQ(missing("2022-02-22")[0].day, date("2022-02-22"));
    scenario.given({used("2022-02-03", "2022-02-13", "10")});
    EXPECT_EQ(missing("2022-03-04")[0].from, date("2022-02-13"));
    scenario.given({used("2022-02-13", "2022-02-23", "10")});
    EXPECT_TRUE(missing("2022-03-04").empty()) << "20 days are a bill";
}

}  // namespace
}  // namespace tally::test
