// When the highest demand was: the window, by the clock, in the hours that a component counts.

#include "projections/explain/demand_peak.h"

#include <gtest/gtest.h>

namespace tally::projections {
namespace {

using namespace domain;

class DemandPeak : public testing::Test {
  protected:
    DemandPeak() {
        times_.day_types = {
            {Code{"working"},
             {DayName::monday, DayName::tuesday, DayName::wednesday, DayName::thursday, DayName::friday}},
            {Code{"free"}, {DayName::saturday, DayName::sunday, DayName::holiday}}};
        times_.hours = {{{}, Code{"working"}, Plain{"00:00"}, Plain{"14:00"}, Code{"off"}},
                        {{}, Code{"working"}, Plain{"14:00"}, Plain{"20:00"}, Code{"peak"}},
                        {{}, Code{"working"}, Plain{"20:00"}, Plain{"24:00"}, Code{"off"}},
                        {{}, Code{"free"}, Plain{"00:00"}, Plain{"24:00"}, Code{"off"}}};
        line_.unit = Code{"kW"};
        line_.from = *Date::parse("2022-07-01");
        line_.until = *Date::parse("2022-08-01");
        measured_.intervals.push_back({Code{"1"}, Code{"kWh"}, 3, {}, {}});
    }
    // Quarters of an hour of 0.25 kWh, but for one, counted from the start of the day.
    void measure(std::string_view date, int quarter, std::int64_t units, CivilDay civil = {}) {
        auto& channel = measured_.intervals.front();
        const auto count = static_cast<std::size_t>(civil.minutes / 15);
        channel.days.push_back({*Date::parse(date), 15, civil, channel.values.size(), count});
        for (std::size_t i = 0; i < count; ++i)
            channel.values.push_back(Quantity{static_cast<int>(i) == quarter ? units : 250'000});
    }
    [[nodiscard]] std::string peak(std::uint16_t window, std::vector<Code> periods = {Code{"peak"}}) const {
        return demand_peak_text(measured_, version_, times_, {Code{"demand"}, std::move(periods), window, {}}, line_);
    }

    MeasuredHours measured_;
    TariffPublished version_;
    TariffTimes times_;
    BillLine line_;
};

TEST_F(DemandPeak, IsTheFirstHighestWindowInTheHoursOfTheComponent) {
    measure("2022-07-13", 13 * 4, 9'000'000);  // Before the hours of peak.
    measure("2022-07-14", 17 * 4 + 1, 2'500'000);
    measure("2022-07-15", 18 * 4, 2'500'000);
    EXPECT_EQ(peak(30), "2022-07-14 from 17:00 to 17:30: 2.75 kWh");
    EXPECT_EQ(peak(0), "2022-07-14 from 17:15 to 17:30: 2.5 kWh");
    EXPECT_EQ(peak(60, {Code{"off"}}), "2022-07-13 from 13:00 to 14:00: 9.75 kWh");
    EXPECT_EQ(peak(15, {}), "2022-07-13 from 13:00 to 13:15: 9 kWh");
    // A holiday has no hours of peak.
    measured_.holidays = {*Date::parse("2022-07-14")};
    EXPECT_EQ(peak(30), "2022-07-15 from 18:00 to 18:30: 2.75 kWh");
}

TEST_F(DemandPeak, DaysOutsideTheLineAndOtherUnitsDoNotCount) {
    measure("2022-06-30", 17 * 4, 9'000'000);
    EXPECT_EQ(peak(30), "");
    measure("2022-07-01", 17 * 4, 1'000'000);
    EXPECT_EQ(peak(30), "2022-07-01 from 17:00 to 17:30: 1.25 kWh");
    measured_.intervals.front().unit = Code{"therm"};
    EXPECT_EQ(peak(30), "");
}

TEST_F(DemandPeak, IsByTheClockOnADayThatChangesIt) {
    // New York, 2022-03-13: from 02:00 to 03:00. Quarter 8 begins at 03:00.
    line_.from = *Date::parse("2022-03-01");
    line_.until = *Date::parse("2022-04-01");
    measure("2022-03-13", 8, 5'000'000, {1'380, 120});
    EXPECT_EQ(peak(15, {Code{"off"}}), "2022-03-13 from 03:00 to 03:15: 5 kWh");
}

}  // namespace
}  // namespace tally::projections
