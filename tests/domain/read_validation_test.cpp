// Reads, usage and interval days in doubt: each kind with its boundary, the ways out, and that nothing bills on one.

#include <gtest/gtest.h>

#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

Rate ratio(std::string_view text) {
    Rate value;
    EXPECT_EQ(parse_fixed(text, Rate::decimals, value.units), FixedError::none);
    return value;
}
Define<ReadValidation> limits(ReadValidation row) {
    if (row.service.empty()) row.service = Code{"gas"};
    return {{}, std::move(row)};
}
ReadDoubt doubt(DoubtKind kind, std::string_view limit, std::string_view expected, std::string_view actual) {
    return {kind, quantity(limit), quantity(expected), quantity(actual)};
}
const ServicePointId read_point{"L7-G"};
const Code channel_one{"1"};

// Customer 7 with gas from 2022-01-05, whose meter showed 0 on 2022-01-03, and 40 on 2022-02-02, 30 days later.
class ReadValidationTest : public testing::Test {
  protected:
    ReadValidationTest() {
        scenario.given(standard_settings()).given(a_gas_customer("7", "2022-01-05"));
        scenario.today("2022-06-30");
        scenario.given({a_read("L7-G", "2022-02-02", "40")});
    }
    std::vector<ReadDoubt> doubts_of(std::string_view on, std::string_view value) {
        scenario.when(a_read("L7-G", on, value)).then_accepted();
        const auto made = scenario.made<RegisterReadDoubted>();
        EXPECT_EQ(made.size() + scenario.made<RegisterRead>().size(), 1u);
        return made.empty() ? std::vector<ReadDoubt>{} : made.front().doubts;
    }
    std::uint32_t doubts_open() { return scenario.premise("L7").service_point(read_point)->doubts_open; }
    Scenario scenario;
};
using Doubts = std::vector<ReadDoubt>;

TEST_F(ReadValidationTest, WithoutATableNothingIsInDoubtAndWhatCannotBeIsRefused) {
    scenario.when(a_read("L7-G", "2022-03-04", "39")).then_rejected(Rejection::read_below_last, "value");
    EXPECT_EQ(doubts_of("2022-03-04", "4000"), Doubts{});
}

TEST_F(ReadValidationTest, G19_MoreThanTheRatioIsHighAndAsMuchIsNot) {
    scenario.given({limits({.high_ratio = ratio("3")})});
    // 40 in 30 days: 40 are expected of the next 30, and 3 times that is 120.
    EXPECT_EQ(doubts_of("2022-03-04", "161"), Doubts{doubt(DoubtKind::high, "120", "40", "121")});
    EXPECT_EQ(doubts_of("2022-03-04", "160"), Doubts{});
    EXPECT_EQ(doubts_open(), 0u) << "the corrected read takes the place of the one in doubt";
}

TEST_F(ReadValidationTest, LessThanTheRatioIsLowAndAsMuchIsNot) {
    scenario.given({limits({.low_ratio = ratio("0.25")})});
    EXPECT_EQ(doubts_of("2022-03-04", "49"), Doubts{doubt(DoubtKind::low, "10", "40", "9")});
    EXPECT_EQ(doubts_of("2022-03-04", "50"), Doubts{});
}

TEST_F(ReadValidationTest, AShortHistoryIsHeldAgainstItsLikeOrNothing) {
    ReadValidation row{.high_ratio = ratio("3"), .minimum_history_days = 31};
    scenario.given({limits(row)});
    EXPECT_EQ(doubts_of("2022-02-20", "900"), Doubts{}) << "30 days are one too few";
    scenario.given({WithdrawRead{read_point, {}, date("2022-02-20")}});
    // The meter's days are what they were.
    UsageProfile profile{Code{"gas"}, Code{"therm"}, {}, std::vector<Quantity>(12, quantity("1"))};
    profile.daily[2] = quantity("2");
    scenario.given({Define<UsageProfile>{{}, profile}});
    // 26 days of February at 1 and 4 of March at 2 are 34; 3 times that is 102.
    EXPECT_EQ(doubts_of("2022-03-04", "143"), Doubts{doubt(DoubtKind::high, "102", "34", "103")});
    EXPECT_EQ(doubts_of("2022-03-04", "142"), Doubts{});
}

TEST_F(ReadValidationTest, MoreADayThanCanBeIsHigh) {
    scenario.given({limits({.daily_max = quantity("4")})});
    EXPECT_EQ(doubts_of("2022-03-04", "161"), Doubts{doubt(DoubtKind::high, "120", "40", "121")});
    EXPECT_EQ(doubts_of("2022-03-04", "160"), Doubts{});
}

TEST_F(ReadValidationTest, DaysWithoutUseAreCountedOverReads) {
    scenario.given({limits({.low_ratio = ratio("0.25"), .zero_days = 40})});
    EXPECT_EQ(doubts_of("2022-03-04", "40"), Doubts{}) << "30 days; zero is not looked at as low, too";
    EXPECT_EQ(doubts_of("2022-03-13", "40"), Doubts{}) << "39";
    EXPECT_EQ(doubts_of("2022-03-14", "40"), Doubts{doubt(DoubtKind::zero, "40", "0", "40")});
}

TEST_F(ReadValidationTest, DaysWithoutAReadAreMissingOnes) {
    scenario.given({limits({.missing_days = 30})});
    EXPECT_EQ(doubts_of("2022-03-03", "41"), Doubts{});
    EXPECT_EQ(doubts_of("2022-04-02", "42"), Doubts{doubt(DoubtKind::missing, "30", "0", "30")});
    EXPECT_EQ(doubts_of("2022-05-01", "43"), Doubts{}) << "the one in doubt came, too";
}

TEST_F(ReadValidationTest, WhatIsBelowTheLastOrBetweenNothingIsInDoubtAndNotTakenUnlookedAt) {
    scenario.given({limits({})});
    EXPECT_EQ(doubts_of("2022-03-04", "39"), Doubts{doubt(DoubtKind::negative, "40", "40", "39")});
    // It cannot have been so: a reason does not help.
    scenario.when(AcceptRead{read_point, {}, date("2022-03-04"), Plain{"he says so"}})
        .then_rejected(Rejection::read_below_last, "day");
    EXPECT_EQ(doubts_of("2022-03-04", "90"), Doubts{});
    EXPECT_EQ(doubts_of("2022-02-20", "91"), Doubts{doubt(DoubtKind::out_of_order, "90", "40", "91")});
    EXPECT_EQ(doubts_of("2022-02-21", "90"), Doubts{});
    // Half of the register's 100,000 at once.
    EXPECT_EQ(doubts_of("2022-04-03", "50091"), Doubts{doubt(DoubtKind::high, "50000", "0", "50001")});
    EXPECT_EQ(doubts_of("2022-04-03", "50090"), Doubts{});
}

TEST_F(ReadValidationTest, TheRowThatSaysMostCounts) {
    scenario.given({limits({.high_ratio = ratio("2")}), limits({.unit = Code{"therm"}, .high_ratio = ratio("3")}),
                    limits({.unit = Code{"ccf"}, .high_ratio = ratio("1")})});
    EXPECT_EQ(doubts_of("2022-03-04", "160"), Doubts{});
    scenario.given({limits({.customer_class = Code{"RES"}, .high_ratio = ratio("1.5")})});
    // A correction is held against the days before the value that it corrects.
    EXPECT_EQ(doubts_of("2022-03-04", "101"), Doubts{doubt(DoubtKind::high, "60", "40", "61")});
}

TEST_F(ReadValidationTest, TheSameValueInDoubtChangesNothingAndAnotherReplacesIt) {
    scenario.given({limits({.high_ratio = ratio("3")})});
    ASSERT_EQ(doubts_of("2022-03-04", "500").size(), 1u);
    const std::uint64_t position = scenario.world().next_position() - 1;
    scenario.when(a_read("L7-G", "2022-03-04", "500")).then_nothing_changed();
    EXPECT_EQ(scenario.refusal()->position, position);
    scenario.when(a_read("L7-G", "2022-03-04", "600")).then_accepted();
    ASSERT_EQ(scenario.made<RegisterReadDoubted>().size(), 1u);
    EXPECT_EQ(scenario.made<RegisterReadDoubted>()[0].replaces_position, position);
    EXPECT_EQ(doubts_open(), 1u);
    scenario.when(a_read("L7-G", "2022-03-04", "80")).then_accepted();
    ASSERT_EQ(scenario.events().size(), 2u);
    EXPECT_EQ(scenario.made<DoubtResolved>()[0].way, DoubtWay::replaced);
    EXPECT_EQ(scenario.made<DoubtResolved>()[0].doubted_position, position + 1);
    EXPECT_EQ(doubts_open(), 0u);
}

TEST_F(ReadValidationTest, AnAcceptedReadIsTakenWithItsReason) {
    scenario.given({limits({.high_ratio = ratio("3")})});
    ASSERT_EQ(doubts_of("2022-03-04", "500").size(), 1u);
    scenario.when(AcceptRead{read_point, {}, date("2022-03-04"), {}}).then_rejected(Rejection::field_missing, "why");
    scenario.when(AcceptRead{read_point, {}, date("2022-03-05"), Plain{"x"}})
        .then_rejected(Rejection::read_not_in_doubt, "day");
    scenario.when(AcceptRead{read_point, {}, date("2022-03-04"), Plain{"a new boiler"}}).then_accepted();
    ASSERT_EQ(scenario.events().size(), 2u);
    EXPECT_EQ(scenario.made<DoubtResolved>()[0].why, Plain{"a new boiler"});
    EXPECT_EQ(scenario.made<RegisterRead>()[0].value, quantity("500"));
    EXPECT_EQ(scenario.made<RegisterRead>()[0].quality, Quality::validated);
    scenario.when(a_read("L7-G", "2022-03-04", "500")).then_nothing_changed();
    scenario.when(AcceptRead{read_point, {}, date("2022-03-04"), Plain{"x"}})
        .then_rejected(Rejection::read_not_in_doubt, "day");
}

TEST_F(ReadValidationTest, G19_AReadInDoubtIsAssignedAndWithdrawn) {
    scenario.given({limits({.high_ratio = ratio("3")}), AddUser{UserId{"ann"}, Plain{"Ann"}, {Role::clerk}}});
    ASSERT_EQ(doubts_of("2022-03-04", "500").size(), 1u);
    scenario.when(AssignRead{read_point, {}, date("2022-03-04"), UserId{"bob"}})
        .then_rejected(Rejection::user_unknown, "owner");
    scenario.when(AssignRead{read_point, {}, date("2022-03-04"), UserId{"ann"}}).then_accepted();
    const std::uint64_t position = scenario.world().next_position() - 1;
    scenario.when(AssignRead{read_point, {}, date("2022-03-04"), UserId{"ann"}}).then_nothing_changed();
    EXPECT_EQ(scenario.refusal()->position, position);
    ASSERT_EQ(scenario.world().reads_in_doubt(read_point).entries.size(), 1u);
    EXPECT_EQ(scenario.world().reads_in_doubt(read_point).entries[0].owner, UserId{"ann"});
    scenario.when(WithdrawRead{read_point, {}, date("2022-03-04")}).then_accepted();
    EXPECT_EQ(scenario.made<DoubtResolved>()[0].way, DoubtWay::withdrawn);
    EXPECT_EQ(doubts_open(), 0u);
    scenario.when(a_read("L7-G", "2022-03-04", "500")).then_accepted();
    EXPECT_EQ(scenario.world().reads_in_doubt(read_point).entries[0].owner, UserId{}) << "it is another doubt";
}

TEST_F(ReadValidationTest, G19_NothingBillsOnAReadInDoubtAndTheErrorNamesIt) {
    scenario.given({limits({.high_ratio = ratio("3")})});
    scenario.given({BillAccount{AccountId{"7"}, Code{"M01"}, date("2022-02-03")}});
    ASSERT_EQ(doubts_of("2022-03-04", "500").size(), 1u);
    const BillAccount bill{AccountId{"7"}, Code{"M01"}, date("2022-03-05")};
    scenario.when(bill).then_accepted();
    ASSERT_EQ(scenario.made<BillSegmentErrored>().size(), 1u);
    EXPECT_EQ(scenario.made<BillSegmentErrored>()[0].error, Code{"read_in_doubt"});
    EXPECT_NE(scenario.made<BillSegmentErrored>()[0].explanation.str().find("2022-03-04, 500, is in doubt (high)"),
              std::string::npos)
        << scenario.made<BillSegmentErrored>()[0].explanation.str();
    scenario.given({AcceptRead{read_point, {}, date("2022-03-04"), Plain{"a new boiler"}}});
    scenario.when(bill).then_accepted();
    ASSERT_EQ(scenario.made<BillSegmentFrozen>().size(), 1u);
    EXPECT_EQ(scenario.made<BillSegmentFrozen>()[0].reads[0].quantity, quantity("460"));
}

TEST_F(ReadValidationTest, AStopWaitsUntilItsReadIsAccepted) {
    scenario.given({limits({.high_ratio = ratio("3")})});
    StopService stop{ServiceAgreementId{"7-GAS"}, date("2022-03-04"), {{{}, quantity("500")}}};
    scenario.when(stop).then_accepted();
    EXPECT_EQ(scenario.made<RegisterReadDoubted>().size(), 1u);
    EXPECT_EQ(scenario.account("7").agreement(stop.sa)->status, SaStatus::pending_stop);
    scenario.when(AcceptRead{read_point, {}, date("2022-03-04"), Plain{"seen"}}).then_accepted();
    EXPECT_EQ(scenario.account("7").agreement(stop.sa)->status, SaStatus::stopped);
    EXPECT_EQ(scenario.account("7").agreement(stop.sa)->stop_reads[0].value, quantity("500"));
}

// The stop read stands in the agreement; the bill must not end with what may be wrong.
TEST_F(ReadValidationTest, AFinalBillWaitsForTheCorrectionOfItsReadThatIsInDoubt) {
    scenario.given({StopService{ServiceAgreementId{"7-GAS"}, date("2022-03-04"), {{{}, quantity("80")}}},
                    limits({.daily_max = quantity("2")}), a_read("L7-G", "2022-03-04", "500")});
    ASSERT_EQ(doubts_open(), 1u);
    const BillAccount bill{AccountId{"7"}, Code{"M01"}, date("2022-03-05")};
    scenario.when(bill).then_accepted();
    ASSERT_EQ(scenario.made<BillSegmentErrored>().size(), 1u);
    EXPECT_EQ(scenario.made<BillSegmentErrored>()[0].error, Code{"read_in_doubt"});
    scenario.given({WithdrawRead{read_point, {}, date("2022-03-04")}});
    scenario.when(bill).then_accepted();
    ASSERT_EQ(scenario.made<BillSegmentFrozen>().size(), 1u);
    EXPECT_EQ(scenario.made<BillSegmentFrozen>()[0].reads[0].stop_value, quantity("80"));
}

TEST_F(ReadValidationTest, AMeterGoesWithItsReadInDoubtBesideIt) {
    scenario.given({limits({.high_ratio = ratio("3")})});
    scenario.when(RemoveMeter{read_point, date("2022-03-04"), {{{}, quantity("500")}}}).then_accepted();
    ASSERT_EQ(scenario.events().size(), 2u);
    EXPECT_TRUE(scenario.made<MeterRemoved>()[0].reads.empty());
    EXPECT_EQ(scenario.made<RegisterReadDoubted>()[0].read.reading_reason, ReadingReason::removal);
    scenario.when(AcceptRead{read_point, {}, date("2022-03-04"), Plain{"seen"}}).then_accepted();
    EXPECT_EQ(scenario.made<RegisterRead>()[0].value, quantity("500"));
}

// The average that is kept is what the reads of the newest 90 days say.
TEST_F(ReadValidationTest, TheAverageFollowsCorrectionsAndWithdrawals) {
    const auto use = [&] { return *scenario.premise("L7").service_point(read_point)->use_of(channel_one); };
    EXPECT_EQ(use().used, quantity("40"));
    EXPECT_EQ(use().days, 30);
    scenario.given({a_read("L7-G", "2022-03-04", "70"), a_read("L7-G", "2022-03-04", "60")});
    EXPECT_EQ(use().used, quantity("60"));
    EXPECT_EQ(use().days, 60);
    scenario.given({a_read("L7-G", "2022-02-20", "50")});
    EXPECT_EQ(use().used, quantity("60")) << "between two reads it changes nothing";
    scenario.given({WithdrawRead{read_point, {}, date("2022-03-04")}});
    EXPECT_EQ(use().used, quantity("50"));
    EXPECT_EQ(use().days, 48);
    // 43 of the 48 days remain beside 47 new ones: 50 x 43 / 48 = 44.791666.
    scenario.given({a_read("L7-G", "2022-04-08", "97")});
    EXPECT_EQ(use().used, quantity("91.791666"));
    EXPECT_EQ(use().days, 90);
    RecordRead estimate = a_read("L7-G", "2022-05-08", "120");
    estimate.quality = Quality::estimated;
    scenario.given({estimate});
    EXPECT_EQ(use().measured_on, date("2022-04-08"));
    EXPECT_EQ(use().days, 90);
}

TEST_F(ReadValidationTest, AfterAnEstimateAReadIsHeldAgainstTheReadBeforeIt) {
    scenario.given({limits({.high_ratio = ratio("3")})});
    RecordRead estimate = a_read("L7-G", "2022-03-04", "80");
    estimate.quality = Quality::estimated;
    scenario.given({estimate});
    // 60 days since 2022-02-02: 80 are expected, 240 the most.
    EXPECT_EQ(doubts_of("2022-04-03", "281"), Doubts{doubt(DoubtKind::high, "240", "80", "241")});
    EXPECT_EQ(doubts_of("2022-04-03", "280"), Doubts{});
}

// --- Usage and interval days

class UsageValidation : public testing::Test {
  protected:
    UsageValidation() {
        InstallMeter meter = a_meter("L1-W", "E1", "2021-06-01", "0", "kWh");
        meter.registers[0].kind = RegisterKind::consumptive;
        meter.registers[0].decimals = 3;
        meter.reads.clear();
        scenario.given(together({standard_settings(), a_location("L1"), {meter}}));
        scenario.today("2022-12-31");
    }
    RecordUsage usage(std::string_view from, std::string_view until, std::string_view value) {
        return {.service_point = point, .from = date(from), .until = date(until), .quantity = quantity(value)};
    }
    RecordIntervalDay hours(std::string_view day, std::size_t count, std::string_view each) {
        return {.service_point = point,
                .date = date(day),
                .interval_minutes = 60,
                .values = std::vector<Quantity>(count, quantity(each))};
    }
    Doubts doubts_of(const Command& command) {
        scenario.when(command).then_accepted();
        for (const Event& event : scenario.payloads()) {
            if (const auto* doubted = get_if<UsageDoubted>(&event)) return doubted->doubts;
            if (const auto* doubted = get_if<IntervalDayDoubted>(&event)) return doubted->doubts;
        }
        return {};
    }
    Define<ReadValidation> water(ReadValidation row) {
        row.service = Code{"water"};
        return {{}, std::move(row)};
    }
    const ServicePointId point{"L1-W"};
    Scenario scenario;
};

TEST_F(UsageValidation, PeriodsAreHeldAgainstTheDaysBefore) {
    scenario.given({usage("2022-01-01", "2022-02-01", "310")});
    scenario.given({water({.high_ratio = ratio("2"), .zero_days = 28, .missing_days = 2})});
    // 310 in 31 days: 280 are expected of 28.
    EXPECT_EQ(doubts_of(usage("2022-02-01", "2022-03-01", "560.001")),
              Doubts{doubt(DoubtKind::high, "560", "280", "560.001")});
    EXPECT_EQ(doubts_of(usage("2022-02-01", "2022-03-01", "560")), Doubts{});
    EXPECT_EQ(doubts_of(usage("2022-03-02", "2022-03-29", "0")), Doubts{}) << "a day and 27 days";
    EXPECT_EQ(doubts_of(usage("2022-03-31", "2022-04-01", "1")), Doubts{doubt(DoubtKind::missing, "2", "0", "2")});
    EXPECT_EQ(doubts_of(usage("2022-03-29", "2022-03-30", "0")), Doubts{doubt(DoubtKind::zero, "28", "0", "28")});
}

TEST_F(UsageValidation, LessThanNothingIsInDoubtWhereValidated) {
    scenario.when(usage("2022-01-01", "2022-02-01", "-1")).then_rejected(Rejection::field_invalid, "quantity");
    scenario.given({water({})});
    EXPECT_EQ(doubts_of(usage("2022-01-01", "2022-02-01", "-1")), Doubts{doubt(DoubtKind::negative, "0", "0", "-1")});
    scenario.when(usage("2022-01-01", "2022-02-01", "-1")).then_nothing_changed();
    scenario.when(AcceptRead{point, {}, date("2022-01-01"), Plain{"x"}}).then_rejected(Rejection::field_invalid, "day");
    scenario.when(WithdrawUsage{point, {}, date("2022-01-01")}).then_accepted();
    RecordIntervalDay day = hours("2022-02-01", 24, "1");
    day.values[3] = quantity("-0.5");
    EXPECT_EQ(doubts_of(day), Doubts{doubt(DoubtKind::negative, "0", "0", "-0.5")});
}

TEST_F(UsageValidation, ASpikeStandsOutOfItsDay) {
    scenario.given({water({.spike_ratio = ratio("5")})});
    RecordIntervalDay day = hours("2022-02-01", 24, "1");
    day.values[8] = quantity("2");
    day.values[9] = quantity("2");
    day.values[10] = quantity("10.001");
    EXPECT_EQ(doubts_of(day), Doubts{doubt(DoubtKind::spike, "10", "2", "10.001")});
    scenario.when(day).then_nothing_changed();
    day.source = Plain{"another file"};
    scenario.when(day).then_nothing_changed();
    scenario.when(AcceptRead{point, {}, date("2022-02-01"), Plain{"a test of the pumps"}}).then_accepted();
    ASSERT_EQ(scenario.made<IntervalDayRecorded>().size(), 1u);
    EXPECT_EQ(scenario.made<IntervalDayRecorded>()[0].values[10], quantity("10.001"));
    day.date = date("2022-02-02");
    day.values[10] = quantity("10");
    EXPECT_EQ(doubts_of(day), Doubts{});
}

// A meter that reports nonsense for years is refused at some point, and what is mended is taken all the same.
TEST_F(UsageValidation, AServicePointHasSoMuchInDoubtAndNoMore) {
    InstallMeter meter = a_meter("L2-W", "E2", "2019-01-01", "0", "kWh");
    meter.registers[0].kind = RegisterKind::consumptive;
    meter.reads.clear();
    scenario.given(together({a_location("L2"), {meter, water({.daily_max = quantity("10")})}}));
    const ServicePointId second{"L2-W"};
    const auto day_of = [&](int number, std::string_view value) {
        const Date day = date("2019-02-01") + number;
        return RecordUsage{.service_point = second, .from = day, .until = day + 1, .quantity = quantity(value)};
    };
    for (int number = 0; number < 1'000; ++number) scenario.when(day_of(number, "11")).then_accepted();
    scenario.when(day_of(1'000, "11")).then_rejected(Rejection::too_many_in_doubt, "service_point");
    scenario.when(day_of(1'000, "10")).then_accepted();
    scenario.when(day_of(7, "12")).then_accepted();
    scenario.when(day_of(7, "9")).then_accepted();
    EXPECT_EQ(scenario.made<UsageRecorded>().size(), 1u);
    EXPECT_EQ(scenario.premise("L2").service_point(second)->doubts_open, 999u);
    scenario.when(day_of(1'001, "11")).then_accepted();
}

}  // namespace
}  // namespace tally::test
