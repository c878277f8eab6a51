// From a parsed file to commands: days, units, sums, ids.

#include "consumers/intake/green_button/usage_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "consumers/intake/units.h"
#include "tests/consumers/intake/real_files.h"
#include "tests/support/text.h"

namespace tally::consumers {
namespace {

using domain::Date;
using domain::Instant;
using domain::Quality;
using domain::Quantity;
using test::quantity;
using testing::HasSubstr;

UsageImportRequest request(std::string_view zone_name = "America/New_York") {
    return {domain::ServicePointId{"SP-1"}, {}, "", "", "", "", domain::Plain{"bill.xml"}, std::string{zone_name}, {}};
}

Date day(std::string_view text) {
    return *Date::parse(text);
}

UsageImport import_real(std::string_view path, const UsageImportRequest& asked) {
    const auto file = read_green_button(real_green_button_folder() / path);
    EXPECT_TRUE(file.has_value()) << file.error().message;
    auto import = usage_of(*file, asked);
    EXPECT_TRUE(import.has_value()) << import.error().message;
    return *import;
}

constexpr std::string_view gas_bills =
    "objects/ngma_natural_gas_billing_billing_data_Service_1_1_2021-05-26_to_2024-04-25.xml";

// Sums of the commands themselves, not of the summary: they must tie to the file.
void expect_commands_tie(const UsageImport& import) {
    Quantity usage;
    domain::Price cost;
    for (std::size_t i = 0; i < import.commands.size(); ++i) {
        const auto& command = import.commands[i].usage;
        usage = usage + command.quantity;
        cost = cost + command.reported_cost;
        EXPECT_LT(command.from, command.until);
        if (i > 0) {
            EXPECT_GE(command.from, import.commands[i - 1].usage.until);
        }
        if (command.interval_seconds == 0) continue;
        Quantity intervals;
        for (const Quantity& interval : command.intervals) intervals = intervals + interval;
        EXPECT_EQ(intervals, command.quantity);
        EXPECT_EQ(command.until, command.from + 1);
    }
    EXPECT_EQ(usage, import.usage_total);
    EXPECT_EQ(cost, import.cost_total);
}

TEST(UsageImport, TheRealGasBillsBecomeOnePeriodEachThatMeetDateToDate) {
    TALLY_NEEDS_REAL_FILES();
    const UsageImport import = import_real(gas_bills, request());
    expect_commands_tie(import);
    ASSERT_EQ(import.commands.size(), 35u);
    EXPECT_EQ(import.readings, 35u);
    EXPECT_EQ(to_string(import.usage_total), "3484");
    EXPECT_EQ(import.unit.str(), "therm");
    EXPECT_EQ(to_string(import.cost_total), "7207.11");
    EXPECT_EQ(import.cost_currency, "USD");
    EXPECT_EQ(import.first_day, day("2021-05-26"));
    EXPECT_EQ(import.until, day("2024-04-26"));
    // The bills part or overlap by an hour at clock changes; by dates each begins where the last one ended.
    for (std::size_t i = 1; i < import.commands.size(); ++i)
        EXPECT_EQ(import.commands[i].usage.from, import.commands[i - 1].usage.until) << i;
    const auto& first = import.commands[0].usage;
    EXPECT_EQ(first.from, day("2021-05-26"));
    EXPECT_EQ(first.until, day("2021-06-30"));
    EXPECT_EQ(first.quantity, quantity("37"));
    EXPECT_EQ(to_string(first.reported_cost), "51");
    EXPECT_EQ(first.interval_seconds, 0u);
    EXPECT_EQ(first.source.str(), "bill.xml");
}

TEST(UsageImport, GasBillsDoNotDependOnTheUtilitysTimeZone) {
    TALLY_NEEDS_REAL_FILES();
    const UsageImport east = import_real(gas_bills, request("America/New_York"));
    const UsageImport west = import_real(gas_bills, request("America/Los_Angeles"));
    ASSERT_EQ(east.commands.size(), west.commands.size());
    for (std::size_t i = 0; i < east.commands.size(); ++i) EXPECT_EQ(east.commands[i].usage, west.commands[i].usage);
}

TEST(UsageImport, FifteenMinuteValuesBecomeOneRecordADayWith92OnTheShortOne) {
    TALLY_NEEDS_REAL_FILES();
    const UsageImport import = import_real("openespi/test_usage_data.xml", request());
    expect_commands_tie(import);
    EXPECT_EQ(import.readings, 1340u);
    EXPECT_EQ(to_string(import.usage_total), "1391666");
    EXPECT_EQ(import.unit.str(), "Wh");
    EXPECT_EQ(to_string(import.cost_total), "149.99132");
    ASSERT_EQ(import.commands.size(), 14u);
    EXPECT_TRUE(import.left_out.empty());
    EXPECT_TRUE(import.partial_days.empty());
    EXPECT_EQ(import.first_day, day("2012-03-01"));
    EXPECT_EQ(import.until, day("2012-03-15"));
    for (const auto& command : import.commands) {
        EXPECT_EQ(command.usage.interval_seconds, 900u);
        EXPECT_EQ(command.usage.intervals.size(), command.usage.from == day("2012-03-11") ? 92u : 96u);
    }
    // Values 7 and 8 of the first block are replaced ones.
    EXPECT_EQ(import.commands[0].usage.quality, Quality::estimated);
    EXPECT_EQ(import.commands[13].usage.quality, Quality::actual);
}

TEST(UsageImport, TiesToWhatTheFilesOwnSummarySays) {
    TALLY_NEEDS_REAL_FILES();
    for (const auto& [path, checks] : {std::pair{"openespi/test_usage_data.xml", 2u},
                                       std::pair{"objects/TestGBDataHourlyNineDaysBinnedDaily.xml", 0u},
                                       std::pair{"objects/TestGBDataOneYearDailyBinnedMonthly.xml", 2u}}) {
        const UsageImport import = import_real(path, request());
        EXPECT_EQ(import.checks.size(), checks) << path;
        for (const SummaryCheck& check : import.checks) EXPECT_EQ(check.stated, check.counted) << path;
    }
}

TEST(UsageImport, HourlyValuesOfAnotherZoneKeepTheirSum) {
    TALLY_NEEDS_REAL_FILES();
    const UsageImport home = import_real("cew821/sample_greenbutton_data.xml", request("America/Los_Angeles"));
    expect_commands_tie(home);
    EXPECT_EQ(home.readings, 362u);
    EXPECT_EQ(to_string(home.usage_total), "291018");
    EXPECT_EQ(home.commands.size(), 16u);
    EXPECT_EQ(home.first_day, day("2011-01-01"));
    // The file ends two hours into its last day.
    ASSERT_EQ(home.partial_days.size(), 1u);
    EXPECT_EQ(home.partial_days[0], day("2011-01-16"));
    EXPECT_EQ(home.commands.back().usage.intervals.size(), 2u);
    const UsageImport away = import_real("cew821/sample_greenbutton_data.xml", request("America/New_York"));
    expect_commands_tie(away);
    EXPECT_EQ(away.usage_total, home.usage_total);
    EXPECT_EQ(away.partial_days.size(), 2u);
}

TEST(UsageImport, DailyValuesInAFileWithTimeRulesTakeTheDaysOfTheUtilitysZone) {
    TALLY_NEEDS_REAL_FILES();
    const UsageImport import = import_real("objects/TestGBDataOneYearDailyBinnedMonthly.xml", request());
    expect_commands_tie(import);
    EXPECT_EQ(import.readings, 444u);
    EXPECT_EQ(to_string(import.usage_total), "9917817");
    EXPECT_EQ(to_string(import.cost_total), "1072.12833");
    ASSERT_EQ(import.commands.size(), 444u);
    EXPECT_EQ(import.first_day, day("2013-01-01"));
    EXPECT_EQ(import.until, day("2014-03-21"));
    for (std::size_t i = 0; i < import.commands.size(); ++i) {
        EXPECT_EQ(import.commands[i].usage.from, day("2013-01-01") + static_cast<std::int32_t>(i));
        EXPECT_EQ(import.commands[i].usage.until, import.commands[i].usage.from + 1);
    }
    // Where midnight is hours away, the days cannot be meant.
    const auto file = read_green_button(real_green_button_folder() / "objects/TestGBDataOneYearDailyBinnedMonthly.xml");
    const auto away = usage_of(*file, request("America/Los_Angeles"));
    ASSERT_FALSE(away.has_value());
    EXPECT_EQ(away.error().kind, IntakeErrorKind::value_refused);
    EXPECT_THAT(away.error().message, HasSubstr("not from midnight to midnight in America/Los_Angeles"));
}

TEST(UsageImport, HourlyNineDaysTieWithCostToTheCostsInTheFile) {
    TALLY_NEEDS_REAL_FILES();
    const UsageImport import = import_real("objects/TestGBDataHourlyNineDaysBinnedDaily.xml", request());
    expect_commands_tie(import);
    EXPECT_EQ(import.commands.size(), 9u);
    EXPECT_EQ(to_string(import.usage_total), "199563");
    EXPECT_EQ(to_string(import.cost_total), "22.05567");  // The bill says 22.08: cost never ties to the bill.
}

TEST(UsageImport, AsksForTheUnitWhereTheFileHasNone) {
    TALLY_NEEDS_REAL_FILES();
    const auto file = read_green_button(real_green_button_folder() / "objects/gas_containerized.xml");
    ASSERT_TRUE(file.has_value());
    const auto asked = usage_of(*file, request());
    ASSERT_FALSE(asked.has_value());
    EXPECT_EQ(asked.error().kind, IntakeErrorKind::unit_unknown);
    EXPECT_THAT(asked.error().message, HasSubstr("--unit"));
    EXPECT_THAT(asked.error().message, HasSubstr("47000"));
    // With a unit it is refused for its three readings that start at one instant.
    auto with_unit = request();
    with_unit.unit = "therm:-3";
    const auto still = usage_of(*file, with_unit);
    ASSERT_FALSE(still.has_value());
    EXPECT_EQ(still.error().kind, IntakeErrorKind::value_refused);
    EXPECT_THAT(still.error().message, HasSubstr("two readings start at 2024-07-16T18:26:24.66136"));
}

// Each line of the expected parses reads "2021-05-26 00:00:00+00:00, 35 days, 0:00:00: 37 therm($51.0)".
TEST(UsageImport, AgreesWithTheExpectedParsesBesideTheFiles) {
    TALLY_NEEDS_REAL_FILES();
    for (const std::string& name :
         {std::string{"objects/gas_direct"}, std::string{gas_bills.substr(0, gas_bills.size() - 4)},
          std::string{"objects/TestGBDataOneYearDailyBinnedMonthly"},
          std::string{"objects/TestGBDataHourlyNineDaysBinnedDaily"}}) {
        const UsageImport import = import_real(name + ".xml", request());
        std::vector<std::pair<std::string, std::string>> ours;  // quantity and unit; cost
        for (const auto& command : import.commands) {
            if (command.usage.interval_seconds == 0)
                ours.emplace_back(to_string(command.usage.quantity) + " " + command.usage.unit.str(),
                                  to_string(command.usage.reported_cost));
            for (const Quantity& interval : command.usage.intervals)
                ours.emplace_back(to_string(interval) + " " + command.usage.unit.str(), "");
        }
        std::ifstream expected{real_green_button_folder() / (name + ".txt")};
        std::size_t i = 0;
        for (std::string line; std::getline(expected, line);) {
            const auto money = line.find("($");
            if (money == std::string::npos) continue;
            ASSERT_LT(i, ours.size()) << name;
            const auto words = line.rfind(": ", money) + 2;
            EXPECT_EQ(line.substr(words, money - words), ours[i].first) << line;
            std::string cost = line.substr(money + 2, line.find(')') - money - 2);
            if (cost.ends_with(".0")) cost.resize(cost.size() - 2);
            if (!ours[i].second.empty()) {
                EXPECT_EQ(cost, ours[i].second) << line;
            }
            ++i;
        }
        EXPECT_EQ(i, ours.size()) << name;
    }
}

TEST(UsageImport, TheSameFileTwiceMakesTheSameCommands) {
    TALLY_NEEDS_REAL_FILES();
    const UsageImport first = import_real("openespi/test_usage_data.xml", request());
    const UsageImport second = import_real("openespi/test_usage_data.xml", request());
    std::set<std::string> ids;
    for (std::size_t i = 0; i < first.commands.size(); ++i) {
        EXPECT_EQ(first.commands[i].command_id, second.commands[i].command_id);
        EXPECT_EQ(first.commands[i].usage, second.commands[i].usage);
        EXPECT_TRUE(domain::valid_id(first.commands[i].command_id.str()));
        ids.insert(first.commands[i].command_id.str());
    }
    EXPECT_EQ(ids.size(), first.commands.size());
    auto elsewhere = request();
    elsewhere.service_point = domain::ServicePointId{"SP-2"};
    EXPECT_FALSE(ids.contains(import_real("openespi/test_usage_data.xml", elsewhere).commands[0].command_id.str()));
    auto on_channel = request();
    on_channel.channel = domain::Code{"kwh"};
    EXPECT_FALSE(ids.contains(import_real("openespi/test_usage_data.xml", on_channel).commands[0].command_id.str()));
}

// --- Files made by hand: one meter reading of hours or days
// -----------------------------------------------------------

GreenButtonFile file_of(std::vector<GreenButtonReading> readings, bool with_local_time = true) {
    GreenButtonFile file;
    file.name = "made.xml";
    file.usage_points.push_back({"User/1/UsagePoint/01", 0});
    GreenButtonMeterReading meter{"User/1/UsagePoint/01/MeterReading/01", 0, {}, std::move(readings)};
    meter.type.uom = 72;
    file.meter_readings.push_back(std::move(meter));
    if (with_local_time) file.local_times.emplace_back();
    return file;
}

// Hours of a day that starts at the instant.
std::vector<GreenButtonReading> hours(std::string_view start, std::size_t count, std::int64_t value = 5) {
    std::vector<GreenButtonReading> readings;
    const Instant first = *Instant::parse(start);
    for (std::size_t i = 0; i < count; ++i)
        readings.push_back({Instant{first.microseconds + static_cast<std::int64_t>(i) * 3'600'000'000}, 3600, value, 0,
                            static_cast<std::uint32_t>(100 + i), 0});
    return readings;
}

void expect_refused(const GreenButtonFile& file, const UsageImportRequest& asked, IntakeErrorKind kind,
                    std::string_view words) {
    const auto import = usage_of(file, asked);
    ASSERT_FALSE(import.has_value()) << words;
    EXPECT_EQ(import.error().kind, kind) << import.error().message;
    EXPECT_THAT(import.error().message, HasSubstr(std::string{words}));
}

TEST(UsageImport, DaysOf23And25HoursAreWholeDays) {
    // In New York clocks went forward on 2013-03-10 and back on 2013-11-03.
    for (const auto& [start, date, count] : {std::tuple{"2013-03-10T05:00:00Z", "2013-03-10", 23u},
                                             std::tuple{"2013-11-03T04:00:00Z", "2013-11-03", 25u}}) {
        const auto import = usage_of(file_of(hours(start, count + 24)), request());
        ASSERT_TRUE(import.has_value()) << import.error().message;
        ASSERT_EQ(import->commands.size(), 2u);
        EXPECT_EQ(import->commands[0].usage.from, day(date));
        EXPECT_EQ(import->commands[0].usage.intervals.size(), count);
        EXPECT_EQ(import->commands[1].usage.intervals.size(), 24u);
        EXPECT_TRUE(import->partial_days.empty());
    }
}

TEST(UsageImport, ADayWithAGapIsLeftOutAndSaid) {
    auto readings = hours("2013-01-01T05:00:00Z", 72);
    readings.erase(readings.begin() + 30);
    const auto import = usage_of(file_of(readings), request());
    ASSERT_TRUE(import.has_value()) << import.error().message;
    ASSERT_EQ(import->commands.size(), 2u);
    EXPECT_EQ(import->commands[1].usage.from, day("2013-01-03"));
    ASSERT_EQ(import->left_out.size(), 1u);
    EXPECT_EQ(import->left_out[0].date, day("2013-01-02"));
    EXPECT_EQ(import->left_out[0].readings, 23u);
    EXPECT_EQ(import->left_out[0].why.str(), "readings are missing before 2013-01-02T12:00:00Z");
    EXPECT_EQ(import->readings + import->left_out[0].readings, readings.size());
    // The same where the end or the beginning of a day in the middle is missing.
    auto no_end = hours("2013-01-01T05:00:00Z", 72);
    no_end.erase(no_end.begin() + 47);
    const auto ended = usage_of(file_of(no_end), request());
    ASSERT_EQ(ended->left_out.size(), 1u);
    EXPECT_EQ(ended->left_out[0].why.str(), "readings are missing after 2013-01-03T04:00:00Z");
    auto no_start = hours("2013-01-01T05:00:00Z", 72);
    no_start.erase(no_start.begin() + 24);
    EXPECT_EQ(usage_of(file_of(no_start), request())->left_out[0].why.str(),
              "readings are missing before 2013-01-02T06:00:00Z");
}

TEST(UsageImport, APartOfADayNeverTakesThePlaceOfADayThatIsHeld) {
    // From 18:00 of one day to 06:00 of the day after the next.
    const auto file = file_of(hours("2013-01-01T23:00:00Z", 36));
    const auto alone = usage_of(file, request());
    ASSERT_TRUE(alone.has_value()) << alone.error().message;
    EXPECT_EQ(alone->partial_days, (std::vector{day("2013-01-01"), day("2013-01-03")}));
    EXPECT_EQ(alone->commands.size(), 3u);
    auto asked = request();
    asked.holds_day = [](Date date) { return date <= day("2013-01-02"); };
    const auto import = usage_of(file, asked);
    ASSERT_TRUE(import.has_value()) << import.error().message;
    EXPECT_EQ(import->partial_days_held, std::vector{day("2013-01-01")});
    EXPECT_EQ(import->partial_days, std::vector{day("2013-01-03")});
    // The whole day in between is sent, held or not: the domain decides whether it is the same or a correction.
    ASSERT_EQ(import->commands.size(), 2u);
    EXPECT_EQ(import->commands[0].usage.from, day("2013-01-02"));
}

TEST(UsageImport, TheSameValueTwiceIsCountedOnceAndAnotherIsRefused) {
    auto readings = hours("2013-01-01T05:00:00Z", 24);
    readings.push_back(readings[3]);
    const auto import = usage_of(file_of(readings), request());
    ASSERT_TRUE(import.has_value()) << import.error().message;
    EXPECT_EQ(import->repeated_readings, 1u);
    EXPECT_EQ(import->usage_total, quantity("120"));
    readings.back().value = 6;
    expect_refused(file_of(readings), request(), IntakeErrorKind::value_refused, "two readings start at");
    auto overlapping = hours("2013-01-01T05:00:00Z", 24);
    overlapping[4].duration_seconds = 3601;
    expect_refused(file_of(overlapping), request(), IntakeErrorKind::value_refused, "before the one of line 104 ends");
}

TEST(UsageImport, ReadingsInAnyOrderAreTheSame) {
    auto readings = hours("2013-01-01T05:00:00Z", 48);
    for (std::size_t i = 0; i < readings.size(); ++i) readings[i].value = static_cast<std::int64_t>(i);
    auto shuffled = readings;
    std::reverse(shuffled.begin(), shuffled.end());
    const auto straight = usage_of(file_of(readings), request());
    const auto reversed = usage_of(file_of(shuffled), request());
    ASSERT_TRUE(straight && reversed);
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(straight->commands[i].usage, reversed->commands[i].usage);
}

TEST(UsageImport, PeriodsThatOverlapByDatesAreRefused) {
    const auto days = [](std::string_view start, std::int64_t count, std::uint32_t line) {
        return GreenButtonReading{*Instant::parse(start), count * 86'400, 7, 0, line, 0};
    };
    expect_refused(file_of({days("2013-01-01T00:00:00Z", 30, 10), days("2013-01-30T00:00:00Z", 30, 11)}, false),
                   request(), IntakeErrorKind::value_refused, "line 11: the usage from 2013-01-30");
    // Hours of a day that a period already covers.
    auto mixed = hours("2013-01-10T05:00:00Z", 24);
    mixed.push_back(days("2013-01-01T05:00:00Z", 30, 9));
    expect_refused(file_of(mixed), request(), IntakeErrorKind::value_refused, "overlaps that from 2013-01-01");
}

TEST(UsageImport, ReadingsThatChargeNoCertainDaysAreRefused) {
    const GreenButtonReading odd{*Instant::parse("2013-01-01T00:00:00Z"), 30 * 86'400 + 18'000, 7, 0, 10, 0};
    expect_refused(file_of({odd}, false), request(), IntakeErrorKind::value_refused,
                   "not within an hour of whole days");
    const GreenButtonReading noon{*Instant::parse("2013-01-01T13:00:00Z"), 86'400, 7, 0, 10, 0};
    expect_refused(file_of({noon}, false), request(), IntakeErrorKind::value_refused, "cannot be said which days");
}

TEST(UsageImport, UnitsAreConvertedByPowersOfTenOrRefused) {
    auto asked = request();
    asked.register_unit = "kWh";
    const auto import = usage_of(file_of(hours("2013-01-01T05:00:00Z", 24, 1234)), asked);
    ASSERT_TRUE(import.has_value()) << import.error().message;
    EXPECT_EQ(import->unit.str(), "kWh");
    EXPECT_EQ(import->commands[0].usage.intervals[0], quantity("1.234"));
    EXPECT_EQ(import->usage_total, quantity("29.616"));

    asked.register_unit = "therm";
    expect_refused(file_of(hours("2013-01-01T05:00:00Z", 24)), asked, IntakeErrorKind::unit_unknown,
                   "the file counts Wh, the register therm");
    asked = request();
    asked.unit = "furlong";
    expect_refused(file_of(hours("2013-01-01T05:00:00Z", 24)), asked, IntakeErrorKind::unit_unknown,
                   "'furlong' is not known");
    asked.unit = "therm";
    expect_refused(file_of(hours("2013-01-01T05:00:00Z", 24)), asked, IntakeErrorKind::unit_unknown,
                   "which is not therm");

    auto file = file_of(hours("2013-01-01T05:00:00Z", 24, 7));
    file.meter_readings[0].type.uom = 38;
    expect_refused(file, request(), IntakeErrorKind::unit_unknown, "uom 38 is not a unit of usage");
    file.meter_readings[0].type.uom = 72;
    file.meter_readings[0].type.power_of_ten = -7;
    expect_refused(file, request(), IntakeErrorKind::value_refused, "more than six decimals");
    file.meter_readings[0].type.power_of_ten = 12;
    file.meter_readings[0].readings[5].value = 1'000'000;
    expect_refused(file, request(), IntakeErrorKind::value_refused, "is too large");
    file.meter_readings[0].type.power_of_ten = 13;
    expect_refused(file, request(), IntakeErrorKind::value_refused, "expected -12 to 12");
    file.meter_readings[0].type.power_of_ten = 0;
    file.meter_readings[0].type.accumulation = 1;
    expect_refused(file, request(), IntakeErrorKind::value_refused, "accumulationBehaviour is 1");
}

TEST(UsageImport, AStatedUnitWithAPowerRecordsThePlainUnit) {
    auto file = file_of(hours("2013-01-01T05:00:00Z", 24, 1500));
    file.meter_readings[0].type.uom.reset();
    auto asked = request();
    asked.unit = "therm:-3";
    const auto import = usage_of(file, asked);
    ASSERT_TRUE(import.has_value()) << import.error().message;
    EXPECT_EQ(import->unit.str(), "therm");
    EXPECT_EQ(import->commands[0].usage.intervals[0], quantity("1.5"));
}

TEST(UsageImport, SeveralUsagePointsMustBeChosenFrom) {
    auto file = file_of(hours("2013-01-01T05:00:00Z", 24));
    file.usage_points.push_back({"User/1/UsagePoint/02", 1});
    file.meter_readings.push_back(
        {"User/1/UsagePoint/02/MeterReading/01", 1, file.meter_readings[0].type, hours("2013-01-01T05:00:00Z", 24, 9)});
    expect_refused(file, request(), IntakeErrorKind::choice_needed,
                   "--usage-point:\n  User/1/UsagePoint/01\n  User/1/UsagePoint/02");
    auto asked = request();
    for (const char* id : {"02", "UsagePoint/02", "/User/1/UsagePoint/02"}) {
        asked.usage_point = id;
        const auto import = usage_of(file, asked);
        ASSERT_TRUE(import.has_value()) << import.error().message;
        EXPECT_EQ(import->usage_total, quantity("216")) << id;
    }
    asked.usage_point = "2";  // Part of a name is no name.
    expect_refused(file, asked, IntakeErrorKind::choice_needed, "no usage point '2'");
}

TEST(UsageImport, SeveralMeterReadingsOfAUsagePointMustBeChosenFrom) {
    auto file = file_of(hours("2013-01-01T05:00:00Z", 24));
    file.meter_readings.push_back(
        {"User/1/UsagePoint/01/MeterReading/02", 0, file.meter_readings[0].type, hours("2013-01-01T05:00:00Z", 24, 9)});
    expect_refused(file, request(), IntakeErrorKind::choice_needed, "several meter readings");
    auto asked = request();
    asked.usage_point = "MeterReading/02";
    const auto import = usage_of(file, asked);
    ASSERT_TRUE(import.has_value()) << import.error().message;
    EXPECT_EQ(import->usage_total, quantity("216"));
}

TEST(UsageImport, AnotherFlowDirectionThanTheChannelsIsRefused) {
    auto file = file_of(hours("2013-01-01T05:00:00Z", 24));
    auto asked = request();
    file.meter_readings[0].type.flow_direction = 1;
    EXPECT_TRUE(usage_of(file, asked).has_value());
    file.meter_readings[0].type.flow_direction = 19;
    expect_refused(file, asked, IntakeErrorKind::value_refused,
                   "flowDirection is 19 (returned), the channel counts 1 (delivered)");
    asked.flow_direction = 19;
    EXPECT_TRUE(usage_of(file, asked).has_value());
    file.meter_readings[0].type.flow_direction = 1;
    expect_refused(file, asked, IntakeErrorKind::value_refused,
                   "flowDirection is 1 (delivered), the channel counts 19 (returned)");
    // A file that does not say, in either way, is taken.
    file.meter_readings[0].type.flow_direction = 0;
    EXPECT_TRUE(usage_of(file, asked).has_value());
    file.meter_readings[0].type.flow_direction.reset();
    EXPECT_TRUE(usage_of(file, asked).has_value());
}

TEST(UsageImport, CostsInAnotherCurrencyAreRefused) {
    auto readings = hours("2013-01-01T05:00:00Z", 24);
    readings[0].cost = 100'000;
    auto file = file_of(readings);
    file.meter_readings[0].type.currency = 124;
    auto asked = request();
    asked.currency = "USD";
    expect_refused(file, asked, IntakeErrorKind::value_refused, "costs are in CAD");
    asked.currency = "CAD";
    EXPECT_EQ(to_string(usage_of(file, asked)->cost_total), "1");
}

TEST(UsageImport, TooManyIntervalsForOneEventAreRefused) {
    std::vector<GreenButtonReading> readings;
    for (std::int64_t i = 0; i <= static_cast<std::int64_t>(intervals_per_day_max); ++i)
        readings.push_back({Instant{1'357'016'400'000'000 + i * 10'000'000}, 10, 1, 0, 1, 0});
    expect_refused(file_of(readings), request(), IntakeErrorKind::value_refused, "at most 6000 a day");
}

TEST(UsageImport, AnUnknownTimeZoneIsRefusedByName) {
    expect_refused(file_of(hours("2013-01-01T05:00:00Z", 24)), request("Mars/Olympus_Mons"),
                   IntakeErrorKind::time_zone_unknown, "Mars/Olympus_Mons");
}

TEST(Units, KnowTheirNamesAndPowers) {
    for (const char* name : {"Wh", "kWh", "MWh", "therm", "ccf", "Mcf", "ft3", "m3", "L", "gal", "GJ"})
        EXPECT_EQ(unit_name(*unit_named(name)), name);
    EXPECT_FALSE(unit_named("KWH").has_value());
    EXPECT_FALSE(unit_named("therm:x").has_value());
    EXPECT_FALSE(unit_named("therm:13").has_value());
    EXPECT_EQ(unit_name(*unit_named("therm:-3")), "therm:-3");
    EXPECT_EQ(unit_name(*unit_of_uom(119)), "ft3");
    EXPECT_EQ(unit_name(*unit_of_uom(42)), "m3");
    EXPECT_EQ(unit_name(*unit_of_uom(169)), "therm");
    EXPECT_FALSE(unit_of_uom(38).has_value());
    Quantity scaled;
    EXPECT_EQ(scale(-15, -1, scaled), ScaleError::none);
    EXPECT_EQ(scaled, quantity("-1.5"));
    EXPECT_EQ(scale(1, -7, scaled), ScaleError::too_many_decimals);
    EXPECT_EQ(scale(INT64_MAX, 0, scaled), ScaleError::too_large);
    EXPECT_EQ(scale(0, 99, scaled), ScaleError::none);
    EXPECT_EQ(scaled.units, 0);
}

}  // namespace
}  // namespace tally::consumers
