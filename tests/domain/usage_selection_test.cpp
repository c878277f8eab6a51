// Which reads and usage make a segment, over a premise and agreement put together by hand.

#include "domain/account/billing/usage_selection.h"

#include <gtest/gtest.h>

#include "tests/support/test_world.h"
#include "tests/support/text.h"

namespace tally::test {
namespace {

using namespace domain;

class UsageSelection : public testing::Test {
  protected:
    UsageSelection() {
        TariffPublished version;
        version.tariff = TariffId{"T"};
        version.version = 1;
        version.effective_from = date("2020-01-01");
        version.components = {{.code = Code{"energy"}, .kind = ComponentKind::usage, .unit = Code{"kWh"}}};
        tariff.versions = {version};
        agreement.sa = ServiceAgreementId{"SA"};
        agreement.premise = PremiseId{"L"};
        agreement.service_point = ServicePointId{"SP"};
        agreement.status = SaStatus::active;
        agreement.start_on = date("2023-04-01");
        agreement.start_reads = {{agreement.service_point, Code{"1"}, date("2023-03-31"), quantity("100")}};
        auto& premise = world.premise_part(PremiseId{"L"});
        premise.premise = PremiseId{"L"};
        premise.service_points.push_back({agreement.service_point, Code{"power"}, {}, {}, {}, {}});
    }
    std::vector<InstalledMeter>& meters() { return world.premise_part(PremiseId{"L"}).service_points.front().meters; }
    InstalledMeter& install(std::string_view meter, std::string_view on,
                            RegisterKind kind = RegisterKind::subtractive) {
        MeterRegister counts{.channel = Code{"1"}, .kind = kind, .unit = Code{"kWh"}};
        meters().push_back({MeterId{meter}, date(on), {}, {counts}});
        return meters().back();
    }
    void read(std::string_view meter, std::string_view on, std::string_view value, Quality quality = Quality::actual,
              std::string_view channel = "1") {
        const Date day = date(on);
        keep({day, day + 1, quantity(value), true, Code{"kWh"}, quality, MeterId{meter}, ++position_}, channel);
    }
    void use(std::string_view from, std::string_view until, std::string_view amount) {
        keep({date(from), date(until), quantity(amount), false, Code{"kWh"}, Quality::actual, {}, ++position_}, "1");
    }
    void keep(const UsageEntry& entry, std::string_view channel) {
        auto& entries = world.usage_part(agreement.service_point, Code{channel}, first_of_month(entry.from)).entries;
        entries.push_back(entry);
    }
    void stop(std::string_view on, std::string_view value) {
        agreement.status = SaStatus::stopped;
        agreement.stop_on = date(on);
        agreement.stop_reads = {{agreement.service_point, Code{"1"}, date(on), quantity(value)}};
    }
    // "from until [first] [final]: from–until start→stop=quantity …", "not due", or the name of the refusal.
    std::string selected(std::string_view cut_off) {
        const auto chosen = select_usage(world, agreement, sa_type, tariff, date(cut_off));
        if (!chosen) return std::string{name_of(chosen.error().rejection)};
        if (!*chosen) return "not due";
        return text_of(**chosen);
    }
    static std::string text_of(const SelectedUsage& chosen) {
        std::string text = to_string(chosen.charge_days.from) + " " + to_string(chosen.charge_days.until);
        if (chosen.first_segment) text += " first";
        if (chosen.final_segment) text += " final";
        for (const UsedRead& one : chosen.reads)
            text += "; " + to_string(one.from) + " " + to_string(one.until) + " " + to_string(one.start_value) + "->" +
                    to_string(one.stop_value) + " = " + to_string(one.quantity) + " " + one.unit.str();
        return text;
    }

    TestWorld world;
    TariffState tariff;
    ServiceAgreement agreement;
    ServiceAgreementType sa_type;
    std::uint64_t position_ = 0;
};

TEST_F(UsageSelection, EndsAtTheLatestReadNotAfterTheCutOffNeverAtTheBillDate) {
    install("M1", "2023-03-01");
    read("M1", "2023-04-15", "120");
    read("M1", "2023-05-02", "150");
    read("M1", "2023-05-04", "152");
    EXPECT_EQ(selected("2023-05-03"), "2023-04-01 2023-05-03 first; 2023-04-01 2023-05-03 100->150 = 50 kWh");
    // A read dated on the cut-off closes it.
    EXPECT_EQ(selected("2023-05-04"), "2023-04-01 2023-05-05 first; 2023-04-01 2023-05-05 100->152 = 52 kWh");
    EXPECT_EQ(selected("2023-04-14"), "no_billable_read");
}

TEST_F(UsageSelection, TheNextSegmentStartsWhereTheLastOneEndedWithItsRead) {
    install("M1", "2023-03-01");
    read("M1", "2023-05-02", "150");
    read("M1", "2023-06-02", "190", Quality::estimated);
    agreement.charged_until = date("2023-05-03");
    const auto chosen = select_usage(world, agreement, sa_type, tariff, date("2023-06-05"));
    ASSERT_TRUE(chosen && *chosen);
    EXPECT_EQ(text_of(**chosen), "2023-05-03 2023-06-03; 2023-05-03 2023-06-03 150->190 = 40 kWh");
    EXPECT_EQ((*chosen)->reads[0].quality, Quality::estimated);
    EXPECT_EQ((*chosen)->reads[0].position, 2u);
    EXPECT_EQ((*chosen)->reads[0].multiplier, quantity("1"));
}

TEST_F(UsageSelection, TheStartDayIsLeftOutWhereAnotherWasChargedThatDay) {
    install("M1", "2023-03-01");
    agreement.start_day_charged = false;
    agreement.start_reads.front().read_on = date("2023-04-01");
    read("M1", "2023-05-02", "150");
    EXPECT_EQ(selected("2023-05-03"), "2023-04-02 2023-05-03 first; 2023-04-02 2023-05-03 100->150 = 50 kWh");
}

TEST_F(UsageSelection, G5_ARegisterThatRollsOverIsTenToItsDialsMore) {
    install("M1", "2023-03-01").registers.front().dials = 4;
    agreement.start_reads.front().value = quantity("9950");
    read("M1", "2023-05-02", "20");
    EXPECT_EQ(selected("2023-05-03"), "2023-04-01 2023-05-03 first; 2023-04-01 2023-05-03 9950->20 = 70 kWh");
    // 9950 to 4951 is 5001 of 10000: above half of it.
    meters().clear();
    install("M1", "2023-03-01").registers.front().dials = 4;
    read("M1", "2023-05-03", "4951");
    EXPECT_EQ(selected("2023-05-03"), "consumption_over_threshold");
    read("M1", "2023-05-04", "4950");
    EXPECT_EQ(selected("2023-05-04"), "2023-04-01 2023-05-05 first; 2023-04-01 2023-05-05 9950->4950 = 5000 kWh");
}

TEST_F(UsageSelection, G5_EachMeterOfAnExchangeGivesItsOwnReads) {
    install("M1", "2023-03-01").removed_on = date("2023-04-20");
    install("M2", "2023-04-21").registers.front().multiplier = quantity("10");
    read("M1", "2023-04-20", "140");
    read("M2", "2023-04-20", "5");
    read("M2", "2023-05-02", "7");
    EXPECT_EQ(selected("2023-05-03"),
              "2023-04-01 2023-05-03 first; 2023-04-01 2023-04-21 100->140 = 40 kWh; "
              "2023-04-21 2023-05-03 5->7 = 20 kWh");
    // Before the new one is read, the removal is the latest end; the next segment starts with the new meter's first
    // read.
    EXPECT_EQ(selected("2023-05-01"), "2023-04-01 2023-04-21 first; 2023-04-01 2023-04-21 100->140 = 40 kWh");
    agreement.charged_until = date("2023-04-21");
    EXPECT_EQ(selected("2023-05-03"), "2023-04-21 2023-05-03; 2023-04-21 2023-05-03 5->7 = 20 kWh");
}

TEST_F(UsageSelection, G5_MultiplierAndFactorsAreRoundedOnceToTheRegistersDecimals) {
    auto& measured_by = install("M1", "2023-03-01").registers.front();
    measured_by.unit = Code{"ccf"};
    measured_by.decimals = 1;
    tariff.versions[0].usage_factors = {{Code{"pressure"}, quantity("1.04")}, {Code{"kWh"}, quantity("10.37")}};
    read("M1", "2023-05-02", "107");
    // 7 × 1.04 × 10.37 = 75.4936 → 75.5; rounding in between would give 7.3 × 10.37 = 75.7.
    EXPECT_EQ(selected("2023-05-03"), "2023-04-01 2023-05-03 first; 2023-04-01 2023-05-03 100->107 = 75.5 kWh");
}

TEST_F(UsageSelection, AFactorThatChangesInsideThePeriodSplitsTheUsageByDays) {
    install("M1", "2023-03-01").registers.front().decimals = 2;
    auto later = tariff.versions[0];
    later.version = 2;
    later.effective_from = date("2023-04-16");
    later.usage_factors = {{Code{"kWh"}, quantity("2")}};
    tariff.versions.push_back(later);
    read("M1", "2023-04-30", "190");
    // 15 of 30 days: 45 at 1, 45 at 2.
    EXPECT_EQ(selected("2023-05-03"),
              "2023-04-01 2023-05-01 first; 2023-04-01 2023-04-16 100->190 = 45 kWh; "
              "2023-04-16 2023-05-01 100->190 = 90 kWh");
}

TEST_F(UsageSelection, UsagePeriodsAreAddedUpFromTheStartWithoutAGap) {
    install("M1", "2023-03-01", RegisterKind::consumptive).registers.front().decimals = 1;
    agreement.start_reads.clear();
    use("2023-04-01", "2023-04-02", "10.04");
    use("2023-04-02", "2023-04-03", "11.04");
    use("2023-04-03", "2023-04-04", "12.04");
    use("2023-04-05", "2023-04-06", "9");  // the 4th is missing
    // 33.12, rounded once; one by one it would be 33.0
    EXPECT_EQ(selected("2023-04-10"), "2023-04-01 2023-04-04 first; 2023-04-01 2023-04-04 0->0 = 33.1 kWh");
    use("2023-04-04", "2023-04-05", "8");
    EXPECT_EQ(selected("2023-04-10"), "2023-04-01 2023-04-06 first; 2023-04-01 2023-04-06 0->0 = 50.1 kWh");
    EXPECT_EQ(selected("2023-04-04"), "2023-04-01 2023-04-05 first; 2023-04-01 2023-04-05 0->0 = 41.1 kWh");
}

TEST_F(UsageSelection, WhatAddsUpToMoreThanAQuantityCanBeIsAnErrorByName) {
    install("M1", "2023-03-01", RegisterKind::consumptive);
    use("2023-04-01", "2023-04-15", "9000000000000");
    use("2023-04-15", "2023-05-01", "9000000000000");
    EXPECT_EQ(selected("2023-05-03"), "amount_too_large");
}

TEST_F(UsageSelection, DailyUsageIsKeptApartWhereAPriceChanges) {
    install("M1", "2023-03-01", RegisterKind::consumptive);
    auto later = tariff.versions[0];
    later.version = 2;
    later.effective_from = date("2023-04-03");
    tariff.versions.push_back(later);
    use("2023-04-01", "2023-04-02", "10");
    use("2023-04-02", "2023-04-03", "11");
    use("2023-04-03", "2023-04-04", "12");
    EXPECT_EQ(selected("2023-04-10"),
              "2023-04-01 2023-04-04 first; 2023-04-01 2023-04-03 0->0 = 21 kWh; 2023-04-03 2023-04-04 0->0 = 12 kWh");
}

// Rule 28: each stretch between two reads lies in the days it was measured in.
TEST_F(UsageSelection, AReadInsideCutsWhereAPriceChanges) {
    tariff.versions.push_back(tariff.versions.front());
    tariff.versions.back().version = 2;
    tariff.versions.back().effective_from = date("2023-05-01");
    install("M", "2023-03-01");
    read("M", "2023-03-31", "100");
    read("M", "2023-04-10", "150");
    read("M", "2023-04-30", "500");
    read("M", "2023-05-30", "1200");
    EXPECT_EQ(selected("2023-05-31"),
              "2023-04-01 2023-05-31 first; 2023-04-01 2023-05-01 100->500 = 400 kWh; "
              "2023-05-01 2023-05-31 500->1200 = 700 kWh");
}

TEST_F(UsageSelection, OfReadsAroundAPriceChangeOnlyTheStretchOverItIsSplitByDays) {
    tariff.versions.push_back(tariff.versions.front());
    tariff.versions.back().version = 2;
    tariff.versions.back().effective_from = date("2023-05-01");
    install("M", "2023-03-01");
    read("M", "2023-03-31", "100");
    read("M", "2023-04-20", "300");
    read("M", "2023-05-10", "700");
    read("M", "2023-05-30", "1200");
    EXPECT_EQ(selected("2023-05-31"),
              "2023-04-01 2023-05-31 first; 2023-04-01 2023-04-21 100->300 = 200 kWh; "
              "2023-04-21 2023-05-11 300->700 = 400 kWh; 2023-05-11 2023-05-31 700->1200 = 500 kWh");
}

TEST_F(UsageSelection, AnEstimateInsideDoesNotCut) {
    tariff.versions.push_back(tariff.versions.front());
    tariff.versions.back().version = 2;
    tariff.versions.back().effective_from = date("2023-05-01");
    install("M", "2023-03-01");
    read("M", "2023-03-31", "100");
    read("M", "2023-04-30", "1300", Quality::estimated);
    read("M", "2023-05-30", "1200");
    EXPECT_EQ(selected("2023-05-31"), "2023-04-01 2023-05-31 first; 2023-04-01 2023-05-31 100->1200 = 1100 kWh");
}

TEST_F(UsageSelection, ReadsInsideOnePriceAreOneMeasurement) {
    install("M", "2023-03-01");
    read("M", "2023-03-31", "100");
    read("M", "2023-04-10", "150");
    read("M", "2023-04-30", "500");
    EXPECT_EQ(selected("2023-04-30"), "2023-04-01 2023-05-01 first; 2023-04-01 2023-05-01 100->500 = 400 kWh");
}

TEST_F(UsageSelection, AUsagePeriodOverTheStartOrTheStopIsAnError) {
    install("M1", "2023-02-01", RegisterKind::consumptive);
    use("2023-03-20", "2023-04-20", "31");
    EXPECT_EQ(selected("2023-05-03"), "usage_crosses_start_or_stop");
    use("2023-04-01", "2023-05-01", "30");
    stop("2023-04-15", "0");
    EXPECT_EQ(selected("2023-05-03"), "usage_crosses_start_or_stop");
}

TEST_F(UsageSelection, G15_TheStopReadEndsTheFinalSegment) {
    install("M1", "2023-03-01");
    read("M1", "2023-04-20", "130");
    read("M1", "2023-04-30", "150");
    stop("2023-04-20", "130");
    EXPECT_EQ(selected("2023-05-03"), "2023-04-01 2023-04-21 first final; 2023-04-01 2023-04-21 100->130 = 30 kWh");
    // Charged up to the stop already: a final segment of no days says that it is over.
    agreement.charged_until = date("2023-04-21");
    EXPECT_EQ(selected("2023-05-03"), "2023-04-21 2023-04-21 final; 2023-04-21 2023-04-21 130->130 = 0 kWh");
    // Charged past the stop: that invoice goes first.
    agreement.charged_until = date("2023-05-01");
    EXPECT_EQ(selected("2023-05-03"), "usage_already_billed");
}

TEST_F(UsageSelection, AMoveOnOneDayHasNoDayButItsUsage) {
    install("M1", "2023-03-01");
    agreement.start_on = date("2023-04-07");
    stop("2023-04-07", "104");
    EXPECT_EQ(selected("2023-05-03"), "2023-04-07 2023-04-07 first final; 2023-04-07 2023-04-07 100->104 = 4 kWh");
    agreement.start_day_charged = false;
    EXPECT_EQ(selected("2023-05-03"), "2023-04-08 2023-04-08 first final; 2023-04-08 2023-04-08 100->104 = 4 kWh");
}

TEST_F(UsageSelection, AMeterThatCameAfterTheStartCountsFromItsStartRead) {
    install("M1", "2023-04-10");
    agreement.start_reads = {{agreement.service_point, Code{"1"}, date("2023-04-09"), quantity("100")}};
    read("M1", "2023-04-30", "180");
    EXPECT_EQ(selected("2023-04-30"), "2023-04-01 2023-05-01 first; 2023-04-10 2023-05-01 100->180 = 80 kWh");
}

TEST_F(UsageSelection, FewerThanTheMinimumDaysWaitUnlessFinal) {
    install("M1", "2023-03-01");
    read("M1", "2023-04-09", "110");
    sa_type.minimum_days = 10;
    EXPECT_EQ(selected("2023-05-03"), "not due");
    read("M1", "2023-04-10", "112");
    EXPECT_EQ(selected("2023-05-03"), "2023-04-01 2023-04-11 first; 2023-04-01 2023-04-11 100->112 = 12 kWh");
    stop("2023-04-05", "105");
    EXPECT_EQ(selected("2023-05-03"), "2023-04-01 2023-04-06 first final; 2023-04-01 2023-04-06 100->105 = 5 kWh");
}

TEST_F(UsageSelection, WhatNothingMeasuresIsChargedUpToTheCutOff) {
    agreement.service_point = {};
    EXPECT_EQ(selected("2023-05-03"), "2023-04-01 2023-05-03 first");  // The day of the bill is not over.
    agreement.charged_until = date("2023-05-03");
    EXPECT_EQ(selected("2023-05-03"), "not due");
    EXPECT_EQ(selected("2023-05-04"), "2023-05-03 2023-05-04");
    agreement.charged_until = {};
    agreement.status = SaStatus::pending_stop;
    agreement.stop_on = date("2023-04-20");
    EXPECT_EQ(selected("2023-05-03"), "2023-04-01 2023-04-21 first");
}

TEST_F(UsageSelection, SaysWhichReadIsMissing) {
    install("M1", "2023-03-01");
    agreement.start_reads.clear();
    read("M1", "2023-05-02", "150");
    auto chosen = select_usage(world, agreement, sa_type, tariff, date("2023-05-03"));
    ASSERT_FALSE(chosen.has_value());
    EXPECT_EQ(chosen.error().rejection, Rejection::start_read_missing);
    EXPECT_EQ(chosen.error().value, "SP 1");
    EXPECT_EQ(chosen.error().cure, "Record the read of meter M1 on 2023-03-31.");
    stop("2023-04-20", "130");
    agreement.stop_reads.clear();
    agreement.start_reads = {{agreement.service_point, Code{"1"}, date("2023-03-31"), quantity("100")}};
    EXPECT_EQ(selected("2023-05-03"), "stop_read_missing");
    meters().front().removed_on = date("2023-03-20");
    agreement.status = SaStatus::active;
    agreement.stop_on = {};
    EXPECT_EQ(selected("2023-05-03"), "service_point_has_no_meter");
}

TEST_F(UsageSelection, AllChannelsEndOnOneDay) {
    auto& meter = install("M1", "2023-03-01");
    meter.registers.push_back({.channel = Code{"2"}, .unit = Code{"kvarh"}});
    agreement.start_reads.push_back({agreement.service_point, Code{"2"}, date("2023-03-31"), quantity("7")});
    read("M1", "2023-04-28", "140");
    read("M1", "2023-05-02", "150");
    EXPECT_EQ(selected("2023-05-03"), "no_billable_read");
    read("M1", "2023-04-28", "9", Quality::actual, "2");
    EXPECT_EQ(selected("2023-05-03"),
              "2023-04-01 2023-04-29 first; 2023-04-01 2023-04-29 100->140 = 40 kWh; "
              "2023-04-01 2023-04-29 7->9 = 2 kvarh");
}

TEST_F(UsageSelection, MeasuresAPeriodAgainFromTodaysReads) {
    install("M1", "2023-03-01");
    read("M1", "2023-04-30", "150");
    read("M1", "2023-05-31", "190");
    agreement.charged_until = date("2023-06-01");
    auto again = measure_again(world, agreement, tariff, {date("2023-04-01"), date("2023-05-01")}, false);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(text_of(*again), "2023-04-01 2023-05-01 first; 2023-04-01 2023-05-01 100->150 = 50 kWh");
    again = measure_again(world, agreement, tariff, {date("2023-05-01"), date("2023-06-01")}, false);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(text_of(*again), "2023-05-01 2023-06-01; 2023-05-01 2023-06-01 150->190 = 40 kWh");
}

}  // namespace
}  // namespace tally::test
