// tally import csv: reads and interval values of plain tables reach registers as a mapping declares them.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

class CsvCli : public CliFixture {
  protected:
    // Service points SP-1 to SP-3 with meters M-1 to M-3 and market ids ESI-1 to ESI-3: the first two have a register
    // that is read, 1 (kWh), and E1 (kWh), which reports usage; the third has E1 alone.
    void make_meters(const std::string& zone = "America/New_York") {
        ASSERT_EQ(
            tally(in_store("init") + " --origin ledger.example/power --currency USD --time-zone " + zone).exit_code, 0);
        std::string lines =
            R"({"type":"settings.define_country","command_id":"c","row":{"code":"US","name":"United States"}}
{"type":"settings.define_service","command_id":"s","row":{"code":"power","description":"Electricity"}}
{"type":"premise.add_location","command_id":"l","premise":"L-1","address":{"country":"US","address1":"1 Hill"}}
)";
        for (const std::string n : {"1", "2", "3"}) {
            lines += R"({"type":"premise.add_service_point","command_id":"p)" + n +
                     R"(","premise":"L-1","service_point":"SP-)" + n + R"(","service":"power","market_id":"ESI-)" + n +
                     "\"}\n"
                     R"({"type":"premise.install_meter","command_id":"m)" +
                     n + R"(","service_point":"SP-)" + n + R"(","meter":"M-)" + n +
                     R"(","installed_on":"2021-01-01","registers":[)" +
                     (n == "3" ? "" : R"({"channel":"1","unit":"kWh","dials":5,"decimals":1},)") +
                     R"({"channel":"E1","unit":"kWh","kind":"consumptive","decimals":3}])" +
                     (n == "3" ? "" : R"(,"reads":[{"channel":"1","value":"1000"}])") + "}\n";
        }
        const auto made = tally(in_store("apply") + " " + write_lines(lines));
        ASSERT_EQ(made.exit_code, 0) << made.output;
    }
    [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
        const auto path = (directory_.path() / name).string();
        std::ofstream{path, std::ios::binary} << text;
        return path;
    }
    [[nodiscard]] Ran import(const std::string& mapping, const std::string& rest) const {
        return tally(in_store("import") + " csv --mapping " + mapping + " " + rest);
    }
    [[nodiscard]] std::string events() const { return tally(in_store("events")).output; }
    [[nodiscard]] std::string intervals() const {
        return write("intervals.toml",
                     "content = \"intervals\"\ntime_form = \"YYYY-MM-DD hh:mm\"\ninterval_minutes = 60\nunit = \"Wh\"\n"
                     "[columns]\nservice_point = \"point\"\nchannel = \"channel\"\nbegins = \"begin\"\n"
                     "value = \"value\"\n");
    }
};

// Hours of a day from midnight, without those of `left_out`.
std::string hours_of(const std::string& point, const std::string& date, const std::string& value,
                     const std::vector<int>& hours) {
    std::string text;
    for (const int hour : hours)
        text += point + ",E1," + date + (hour < 10 ? " 0" : " ") + std::to_string(hour) + ":00," + value + "\n";
    return text;
}
std::vector<int> hours_from_to(int first, int last) {
    std::vector<int> hours;
    for (int hour = first; hour <= last; ++hour) hours.push_back(hour);
    return hours;
}
const std::string interval_header = "point,channel,begin,value\n";

TEST_F(CsvCli, ReadsAreRecordedOnceAndWhatIsWrongIsLeftOut) {
    make_meters();
    const auto file = write("reads.csv",
                            "Meter;Register;Read on;Reading;Kind\n"
                            "M-1;Main;01.01.2021;1000;A\n"  // Known from its installation.
                            "M-1;Main;31.01.2021;1204,5;A\n"
                            "M-1;Main;31.01.2021;1204,5;A\n"  // Again.
                            "M-1;Main;31.01.2021;1205;A\n"
                            "M-1;Test;31.01.2021;7;A\n"  // Ignored.
                            "M-1;Main;28.02.2021;1.300,5;A\n"
                            "M-1;Main;30.02.2021;1300,5;A\n"
                            "M-2;Main;28.02.2021;1100;E\n"
                            "M-2;Main;31.01.2021;1050;E\n"
                            "M-2;Main;31.03.2021;1150;?\n"
                            "M-2;Peak;31.03.2021;1150;A\n"
                            "M-9;Main;31.01.2021;1;A\n"
                            "M-9;Main;28.02.2021;2;A\n"
                            "M-1;Main;31.03.2021\n"
                            "\"M-1\";\"Main\";\"30.04.2021\";\"1400,25\";\n");
    const auto mapping = source + "/tools/examples/csv_reads.toml";
    const auto ran = import(mapping, file);
    EXPECT_EQ(ran.exit_code, 1) << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("3 reads of 2 registers from 2021-01-31 until 2021-05-01, in 15 rows.\n"
                                      "  3 recorded, 0 recorded before, 0 unchanged, 0 refused, 8 left out."));
    for (
        const auto* wrong :
        {"reads.csv, line 5, Read on: M-1 Main, 2021-01-31 is left out: the read is given a second time, as 1205 after "
         "1204.5",
         "reads.csv, line 7, Reading: M-1 Main is left out: '1.300,5' is not a number: expected digits and perhaps "
         "',', not below zero",
         "reads.csv, line 8, Read on: M-1 Main is left out: '30.02.2021' is not a day: expected DD.MM.YYYY",
         "reads.csv, line 10, Read on: M-2 Main, 2021-01-31 is left out: it comes after the read of 2021-02-28",
         "reads.csv, line 11, Kind: M-2 Main is left out: '?' is not a quality",
         "reads.csv, line 12, Register: M-2 Peak is left out: meter M-2 at service point SP-2 has no register Peak: it "
         "has 1, E1",
         "reads.csv, line 13, Meter: M-9 Main is left out: no service point has or had a meter M-9",
         "reads.csv, line 15, Reading: M-1 Main is left out: the row ends before it: it has 3 fields"})
        EXPECT_THAT(ran.output, HasSubstr(wrong));
    EXPECT_THAT(ran.output, Not(HasSubstr("line 14"))) << "a meter that is nowhere is told once";
    const auto once = events();
    EXPECT_THAT(import(mapping, file).output, HasSubstr("0 recorded, 0 recorded before, 3 unchanged"));
    EXPECT_EQ(events(), once);
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(CsvCli, DaysAreRecordedWhenAllOfTheirValuesAreThere) {
    make_meters();
    std::string rows = interval_header;
    // Two points by turns: each hour of both, then the next hour.
    for (const int hour : hours_from_to(0, 23))
        rows += hours_of("ESI-1", "2022-01-05", "1500", {hour}) + hours_of("SP-2", "2022-01-05", "250.5", {hour});
    rows += hours_of("ESI-1", "2022-01-06", "1000", hours_from_to(0, 22));
    rows += hours_of("ESI-1", "2022-01-07", "1000", hours_from_to(0, 3)) + "ESI-1,E1,2022-01-07 04:00,-1\n" +
            hours_of("ESI-1", "2022-01-07", "1000", hours_from_to(5, 23));
    rows += hours_of("SP-3", "2022-01-07", "1000", hours_from_to(0, 23)) + hours_of("SP-3", "2022-01-07", "9", {23});
    rows += hours_of("SP-3", "2022-01-08", "1000", {0, 0, 2, 1});
    rows += "SP-2,1Q,2022-01-07 00:00,1\nSP-2,1Q,2022-01-07 01:00,1\n";
    const auto file = write("values.csv", rows);
    const auto ran = import(intervals(), file);
    EXPECT_EQ(ran.exit_code, 1) << ran.output;
    EXPECT_THAT(ran.output,
                HasSubstr("3 days (72 values, 66.012 kWh) of 3 registers from 2022-01-05 until 2022-01-08"));
    EXPECT_THAT(ran.output, HasSubstr("3 recorded, 0 recorded before, 0 unchanged, 0 refused, 7 left out."));
    for (const auto* wrong :
         {"line 50, begin: ESI-1 E1, 2022-01-06 is left out: the file has 23 of the day's 24 values",
          "value: ESI-1 E1 is left out: '-1' is not a number",
          "begin: ESI-1 E1, 2022-01-07 is left out: the file has 23 of the day's 24 values",
          "value: SP-3 E1, 2022-01-07 is left out: the value is given a second time, as 0.009 after 1",
          "begin: SP-3 E1, 2022-01-08 is left out: it comes after a later one",
          "begin: SP-3 E1, 2022-01-08 is left out: the file has 2 of the day's 24 values",
          "channel: SP-2 1Q is left out: meter M-2 at service point SP-2 has no register 1Q"})
        EXPECT_THAT(ran.output, HasSubstr(wrong));
    const auto once = events();
    EXPECT_THAT(import(intervals(), file).output, HasSubstr("0 recorded, 0 recorded before, 3 unchanged"));
    EXPECT_EQ(events(), once);
    const auto json = import(intervals(), "--json " + file);
    EXPECT_THAT(json.output, HasSubstr(R"("given_again":1)"));
}

TEST_F(CsvCli, TheLastFileIsRightAlsoWhereItSaysWhatWasSaidBefore) {
    make_meters();
    const auto first =
        write("first.csv", interval_header + hours_of("SP-1", "2022-01-05", "1000", hours_from_to(0, 23)));
    const auto other =
        write("other.csv", interval_header + hours_of("SP-1", "2022-01-05", "1100", hours_from_to(0, 23)));
    EXPECT_THAT(import(intervals(), first).output, HasSubstr("1 recorded"));
    EXPECT_THAT(import(intervals(), other).output, HasSubstr("1 recorded"));
    EXPECT_THAT(import(intervals(), first).output, HasSubstr("1 recorded"));
    EXPECT_THAT(import(intervals(), first).output, HasSubstr("1 unchanged"));
}

TEST_F(CsvCli, DaysOfTwentyThreeAndTwentyFiveHoursAreWholeOnAnyClock) {
    make_meters();
    // In New York the clock goes from 2:00 to 3:00 on 2022-03-13, and shows the hour from 1:00 twice on 2022-11-06.
    auto spring = hours_from_to(0, 23);
    spring.erase(spring.begin() + 2);
    auto autumn = hours_from_to(0, 23);
    autumn.insert(autumn.begin() + 1, 1);
    const auto local = write("local.csv", interval_header + hours_of("SP-1", "2022-03-13", "100", spring) +
                                              hours_of("SP-1", "2022-11-06", "100", autumn) +
                                              hours_of("SP-2", "2022-03-13", "100", {2}));
    const auto ran = import(intervals(), local);
    EXPECT_THAT(ran.output, HasSubstr("2 days (48 values, 4.8 kWh)"));
    EXPECT_THAT(ran.output, HasSubstr("it does not exist in the utility's time zone"));
    const auto utc = write("utc.toml",
                           "content = \"intervals\"\ntime_form = \"M/D/YYYY h:mm AM +hh:mm\"\nunit = \"kWh\"\n"
                           "header = false\n[columns]\nmeter = 1\nchannel = 2\nends = [3, 4]\nbegins = [5, 6]\n"
                           "value = 7\n");
    // 2022-01-05 in New York begins at 5:00 UTC.
    std::string rows;
    for (int i = 0; i < 24; ++i) {
        const auto time = [](int hour) {
            const int in_day = hour % 24;
            return "1/" + std::to_string(5 + hour / 24) + "/2022," +
                   std::to_string(in_day % 12 == 0 ? 12 : in_day % 12) + ":00 " + (in_day < 12 ? "AM" : "PM") +
                   " +00:00,";
        };
        rows += "M-2,E1," + time(i + 6) + time(i + 5) + "0.5\n";
    }
    const auto whole = import(utc, write("utc.csv", rows));
    EXPECT_EQ(whole.exit_code, 0) << whole.output;
    EXPECT_THAT(whole.output, HasSubstr("1 day (24 values, 12 kWh) of 1 register from 2022-01-05 until 2022-01-06"));
}

TEST_F(CsvCli, FilesThatAreNotWhatTheMappingSaysSendNothing) {
    make_meters();
    const auto before = tally(in_store("replay")).output;
    const auto other = write("other.csv", "point,channel,started,value\nSP-1,E1,2022-01-05 00:00,1\n");
    const auto ran = import(intervals(), other);
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.output,
                HasSubstr("other.csv, line 1: there is no column 'begin', which the mapping names: the header "
                          "has point, channel, started, value"));
    EXPECT_THAT(import(intervals(), write("none.csv", interval_header)).output, HasSubstr("the file has no rows"));
    EXPECT_EQ(import(intervals(), "/nowhere.csv").exit_code, 2);
    EXPECT_EQ(import("/nowhere.toml", other).exit_code, 2);
    EXPECT_EQ(tally(in_store("import") + " csv " + other).exit_code, 2);
    EXPECT_EQ(import(intervals(), "--clock local " + other).exit_code, 2);
    EXPECT_EQ(tally(in_store("import") + " nem12 --mapping " + intervals() + " " + other).exit_code, 2);
    const auto unit = write("unit.csv", interval_header + hours_of("SP-1", "2022-01-05", "1", hours_from_to(0, 23)));
    const auto therms = write("therms.toml",
                              "content = \"intervals\"\ntime_form = \"YYYY-MM-DD hh:mm\"\ninterval_minutes = 60\n"
                              "unit = \"therm\"\n[columns]\nservice_point = \"point\"\nchannel = \"channel\"\n"
                              "begins = \"begin\"\nvalue = \"value\"\n");
    EXPECT_THAT(import(therms, unit).output, HasSubstr("the file counts therm, register E1 counts kWh"));
    EXPECT_EQ(tally(in_store("replay")).output, before);
}

TEST_F(CsvCli, TheExampleOfIntervalsAndAnArchiveAreTaken) {
    make_meters();
    std::string rows = "point,channel,begin,end,value,unit\n";
    for (int quarter = 0; quarter < 96; ++quarter) {
        const auto time = [](int quarters) {
            const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
            return "2022-01-05 " + two(quarters / 4) + ":" + two(quarters % 4 * 15);
        };
        rows += "ESI-3,E1," + time(quarter) + "," + time(quarter + 1) + ",0.25,kWh\n";
    }
    const auto file = write("quarters.csv", rows);
    const auto archive = (directory_.path() / "quarters.zip").string();
    ASSERT_EQ(run("cd " + directory_.path().string() + " && python3 -m zipfile -c quarters.zip quarters.csv").exit_code,
              0);
    const auto mapping = source + "/tools/examples/csv_intervals.toml";
    const auto ran = import(mapping, archive);
    EXPECT_EQ(ran.exit_code, 0) << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("1 day (96 values, 24 kWh) of 1 register"));
    EXPECT_THAT(import(mapping, file).output, HasSubstr("1 unchanged")) << "the same values of another file";
}

}  // namespace
}  // namespace tally::tests
