// tally import nem12: meters of a file reach the service points that have their NMI.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string nem12_invalid = source + "/../shared/data/nem12/invalid/";

class Nem12Cli : public CliFixture {
  protected:
    // Service points "sp-<NMI>" with a meter whose channels are E1 and B1 (kWh).
    void make_meters(const std::vector<std::string>& nmis, const std::string& zone = "Australia/Brisbane") {
        ASSERT_EQ(
            tally(in_store("init") + " --origin ledger.example/power --currency AUD --time-zone " + zone).exit_code, 0);
        std::string lines =
            R"({"type":"settings.define_country","command_id":"c","row":{"code":"AU","name":"Australia"}}
{"type":"settings.define_service","command_id":"s","row":{"code":"power","description":"Electricity"}}
{"type":"premise.add_location","command_id":"l","premise":"L-1","address":{"country":"AU","address1":"1 Hill"}}
)";
        for (const auto& nmi : nmis) {
            lines += R"({"type":"premise.add_service_point","command_id":"p-)" + nmi +
                     R"(","premise":"L-1","service_point":"sp-)" + nmi + R"(","service":"power","market_id":")" + nmi +
                     "\"}\n";
            lines +=
                R"({"type":"premise.install_meter","command_id":"m-)" + nmi + R"(","service_point":"sp-)" + nmi +
                R"(","meter":"M-)" + nmi +
                R"(","installed_on":"2000-01-01","registers":[{"channel":"E1","unit":"kWh","kind":"consumptive","decimals":3},{"channel":"B1","unit":"kWh","kind":"consumptive","decimals":3}]})"
                "\n";
        }
        const auto made = tally(in_store("apply") + " " + write_lines(lines));
        ASSERT_EQ(made.exit_code, 0) << made.output;
    }
    [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
        const auto path = (directory_.path() / name).string();
        std::ofstream{path} << text;
        return path;
    }
    [[nodiscard]] Ran import(const std::string& rest) const { return tally(in_store("import") + " nem12 " + rest); }
    [[nodiscard]] std::string usage(const std::string& nmi) const {
        return tally(in_store("show usage sp-" + nmi)).output;
    }
};

std::string day_of(const std::string& date, int value, const std::string& end = "A,,,,\n") {
    std::string text = "300," + date + ",";
    for (int i = 0; i < 48; ++i) text += std::to_string(value) + ",";
    return text + end;
}
std::string channel_of(const std::string& nmi, const std::string& suffix, const std::string& unit = "kWh") {
    return "200," + nmi + ",E1B1," + suffix + "," + suffix + ",N1,MTR," + unit + ",30,\n";
}
std::string file_of(const std::string& records) {
    return "100,NEM12,202302241702,,RET\n" + records + "900\n";
}

TEST_F(Nem12Cli, MetersAreRecordedByTheirNmiAndWhatIsWrongIsLeftOut) {
    make_meters({"NMI1", "NMI2"});
    const auto file =
        write("march.csv", file_of(channel_of("NMI1", "E1") + day_of("20230301", 1) + "300,20230302,1,2\n" +
                                   day_of("20230303", 2, "V,,,,\n400,1,40,A,,\n400,41,48,S14,,\n") +
                                   channel_of("NMI1", "B1", "WH") + day_of("20230301", 500) +
                                   channel_of("NMI1", "Q1", "kVArh") + day_of("20230301", 1) + day_of("20230302", 1) +
                                   channel_of("NMI9", "E1") + day_of("20230301", 1) + channel_of("NMI9", "B1") +
                                   day_of("20230301", 1) + channel_of("NMI2", "E1", "kVArh") + day_of("20230301", 1) +
                                   channel_of("NMI2", "B2", "") + day_of("20230301", 1) + channel_of("NMI2", "B1") +
                                   day_of("20230301", 3) + day_of("20230301", 4) + day_of("20230228", 5)));
    const auto ran = import(file);
    EXPECT_EQ(ran.exit_code, 1) << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("4 days of 2 meters from 2023-03-01 until 2023-03-04, 192 values, 312 kWh.\n"
                                      "  4 recorded, 0 recorded before, 0 unchanged, 0 refused, 7 left out."));
    for (const auto* wrong :
         {"march.csv, line 4, IntervalValue3: NMI1 E1, 2023-03-02 is left out: the record ends before it",
          "march.csv, line 10, NMISuffix: NMI1 Q1 is left out: service point sp-NMI1 has no channel Q1: it has E1, B1; "
          "name one with --register Q1=CHANNEL, or leave it out with --ignore Q1",
          "march.csv, line 13, NMI: NMI9 is left out: no service point has the NMI NMI9 as its market id",
          "march.csv, line 17, UOM: NMI2 E1 is left out: the file counts kVArh, channel E1 of service point sp-NMI2 "
          "counts kWh",
          "march.csv, line 23, IntervalDate: NMI2 B1, 2023-03-01 is left out: the day is given a second time",
          "march.csv, line 24, IntervalDate: NMI2 B1, 2023-02-28 is left out: the day comes after 2023-03-01"})
        EXPECT_THAT(ran.output, HasSubstr(wrong));
    EXPECT_THAT(usage("NMI1"), HasSubstr("144 kWh in 2 periods"));
    EXPECT_THAT(usage("NMI1"), HasSubstr("24 kWh in 1 periods"));
    EXPECT_THAT(usage("NMI2"), HasSubstr("144 kWh in 1 periods"));
}

TEST_F(Nem12Cli, TheSameFileChangesNothingAndACorrectedOneCorrects) {
    make_meters({"NMI1"});
    const auto first =
        write("first.csv", file_of(channel_of("NMI1", "E1") + day_of("20230301", 1) + day_of("20230302", 1)));
    const auto other = write("other.csv", file_of(channel_of("NMI1", "E1") + day_of("20230302", 2, "F14,,,,\n")));
    EXPECT_THAT(import(first).output, HasSubstr("2 recorded, 0 recorded before, 0 unchanged, 0 refused, 0 left out"));
    const auto events = tally(in_store("events")).output;
    const auto again = import(first);
    EXPECT_EQ(again.exit_code, 0) << again.output;
    EXPECT_THAT(again.output, HasSubstr("0 recorded, 0 recorded before, 2 unchanged"));
    EXPECT_EQ(tally(in_store("events")).output, events);
    EXPECT_THAT(import(other).output, HasSubstr("1 recorded"));
    EXPECT_THAT(usage("NMI1"), HasSubstr("144 kWh in 2 periods"));
    EXPECT_THAT(usage("NMI1"), HasSubstr("estimated"));
    // The file that was corrected corrects it back: the last word is held.
    EXPECT_THAT(import(first).output, HasSubstr("1 recorded, 0 recorded before, 1 unchanged"));
    EXPECT_THAT(usage("NMI1"), HasSubstr("96 kWh in 2 periods"));
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(Nem12Cli, DaysOfAClockThatChangesAreTheUtilitysOwn) {
    make_meters({"NMI1"}, "Australia/Sydney");
    const auto file = write("april.csv", file_of(channel_of("NMI1", "E1") + day_of("20230401", 1) +
                                                 day_of("20230402", 1) + day_of("20230403", 1)));
    const auto ran = import(file);
    EXPECT_EQ(ran.exit_code, 1) << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("2 days of 1 meter from 2023-04-02 until 2023-04-04, 98 values, 98 kWh"));
    EXPECT_THAT(ran.output,
                HasSubstr("april.csv, line 3, IntervalDate: NMI1 E1, 2023-04-01 is left out: the file has 46 "
                          "of the day's 48 values"));
    // As days of the utility, the day on which the clock changes has too few values.
    const auto local = import("--clock local " + file);
    EXPECT_EQ(local.exit_code, 1) << local.output;
    EXPECT_THAT(local.output, HasSubstr("1 recorded, 0 recorded before, 1 unchanged, 1 refused"));
    EXPECT_THAT(local.output, HasSubstr("NMI1 E1, 2023-04-02: "));
    EXPECT_THAT(local.output, HasSubstr("1500 minutes"));
}

TEST_F(Nem12Cli, OptionsMapSuffixesAndThoseOfTheOtherFormatAreRefused) {
    make_meters({"NMI1"});
    const auto file = write("q.csv", file_of(channel_of("NMI1", "E2") + day_of("20230301", 1) +
                                             channel_of("NMI1", "Q1", "kVArh") + day_of("20230301", 1)));
    const auto ran = import("--register E2=B1 --ignore Q1 --json " + file);
    EXPECT_EQ(ran.exit_code, 0) << ran.output;
    EXPECT_THAT(ran.output,
                HasSubstr(R"("meters":1,"days":1,"values":48,"totals":[{"unit":"kWh","values":48,"usage":"48"}])"));
    EXPECT_THAT(usage("NMI1"), HasSubstr("48 kWh in 1 periods"));
    for (const auto* wrong :
         {"--register E2 ", "--register =B1 ", "--service-point sp-NMI1 ", "--unit kWh ", "--clock moon "})
        EXPECT_EQ(import(wrong + file).exit_code, 2) << wrong;
    EXPECT_EQ(tally(in_store("import") + " greenbutton --ignore Q1 --service-point sp-NMI1 " + file).exit_code, 2);
    EXPECT_EQ(tally(in_store("import") + " greenbutton " + file).exit_code, 2);
    EXPECT_EQ(import("/nonexistent.csv").exit_code, 2);
}

// Each with the line and field that is wrong, in the words of the format.
TEST_F(Nem12Cli, EveryInvalidFileIsRefusedWithLineAndField) {
    if (!fs::exists(nem12_invalid)) GTEST_SKIP() << "NOT TESTED: the invalid NEM12 files are not at " << nem12_invalid;
    make_meters({"123", "VABD000163"});
    const std::vector<std::pair<std::string, std::string>> files{
        {"Example_NEM12_15min_200_30min_300.csv",
         "line 3, IntervalValue49: 123 E1, 2023-02-25 is left out: 'V' is not a "
         "number: the 200 record of line 2 says intervals of 15 minutes"},
        // Its 400 records name half of the values, the last of them without data.
        {"Example_NEM12_15min_200_30min_400.csv",
         "line 5, QualityMethod: 123 E1, 2023-02-25 is left out: intervals 25 to 48 have no data (N)"},
        {"Example_NEM12_30min_200_15min_400.csv",
         "line 3, QualityMethod: 123 E1, 2023-02-25 is left out: '480' is not a quality: it is one value more"},
        {"Example_NEM12_empty.csv", "line 2, RecordIndicator: the file has no 200 record"},
        {"Example_NEM12_missing_header.csv", "line 2, RecordIndicator: the file begins with a record '200'"},
        {"Example_NEM12_powercor.csv", "line 2, RecordIndicator: the file begins with a record '200'"},
        {"Example_NEM12_powercor_missing_fields.csv", "line 2, RecordIndicator: the file begins with a record '200'"},
        {"Example_empty_file.csv", "line 1, RecordIndicator: the file is empty"}};
    std::size_t there = 0;
    for ([[maybe_unused]] const auto& one : fs::directory_iterator{nem12_invalid}) ++there;
    EXPECT_EQ(there, files.size());
    const auto before = tally(in_store("replay")).output;
    for (const auto& [name, wrong] : files) {
        const auto ran = import(nem12_invalid + name);
        EXPECT_EQ(ran.exit_code, 1) << name;
        EXPECT_THAT(ran.output, HasSubstr(wrong)) << name;
    }
    EXPECT_EQ(tally(in_store("replay")).output, before);
}

}  // namespace
}  // namespace tally::tests
