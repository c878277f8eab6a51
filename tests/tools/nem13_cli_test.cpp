// tally import nem13: reads of a file reach the registers of the service points that have its NMI.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string nem13_files = source + "/../shared/data/nem12/nem13/";

class Nem13Cli : public CliFixture {
  protected:
    // Service points "sp-<NMI>" with meter "<serial>", whose registers are 11 and 41 (kWh).
    struct Meter {
        std::string nmi;
        std::string serial;
        std::string first = "0";  // What its registers showed when it came.
    };
    void make_meters(const std::vector<Meter>& meters) {
        ASSERT_EQ(
            tally(in_store("init") + " --origin ledger.example/power --currency AUD --time-zone Australia/Brisbane")
                .exit_code,
            0);
        std::string lines =
            R"({"type":"settings.define_country","command_id":"c","row":{"code":"AU","name":"Australia"}}
{"type":"settings.define_service","command_id":"s","row":{"code":"power","description":"Electricity"}}
{"type":"premise.add_location","command_id":"l","premise":"L-1","address":{"country":"AU","address1":"1 Hill"}}
)";
        for (const auto& [nmi, serial, first] : meters) {
            lines += R"({"type":"premise.add_service_point","command_id":"p-)" + nmi +
                     R"(","premise":"L-1","service_point":"sp-)" + nmi + R"(","service":"power","market_id":")" + nmi +
                     "\"}\n";
            lines += R"({"type":"premise.install_meter","command_id":"m-)" + nmi + R"(","service_point":"sp-)" + nmi +
                     R"(","meter":")" + serial +
                     R"(","installed_on":"2000-01-01","registers":[{"channel":"11","unit":"kWh","dials":5},)"
                     R"({"channel":"41","unit":"kWh","dials":5}],"reads":[{"channel":"11","value":")" +
                     first +
                     R"("},{"channel":"41","value":"0"}]})"
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
    [[nodiscard]] Ran import(const std::string& rest) const { return tally(in_store("import") + " nem13 " + rest); }
    [[nodiscard]] std::string usage(const std::string& nmi) const {
        return tally(in_store("show usage sp-" + nmi)).output;
    }
};

std::string record_of(const std::string& nmi, const std::string& suffix, const std::string& serial,
                      const std::string& before, const std::string& now, const std::string& used,
                      const std::string& direction = "E", const std::string& unit = "KWH") {
    return "250," + nmi + ",1141,1," + suffix + "," + suffix + "," + serial + "," + direction + "," + before + ",A,,," +
           now + ",A,,," + used + "," + unit + ",20050519,20050218104410,\n";
}
std::string reads_of(const std::string& records) {
    return "100,NEM13,200505161145,CNRGYMDP,NEMMCO\n" + records + "900\n";
}

TEST_F(Nem13Cli, ReadsAreRecordedOnceAndWhatIsWrongIsLeftOut) {
    make_meters({{"NMI1", "MTR1"}, {"NMI2", "MTR2", "99900"}});
    const auto file = write(
        "reads.csv",
        reads_of(record_of("NMI1", "11", "MTR1", "01000,20041117093206", "01200,20050217074053", "200") +
                 record_of("NMI1", "11", "MTR1", "01200,20050217074053", "01300,20050517000000", "100") +
                 "550,N,,E,\n" + record_of("NMI1", "41", "MTR1", "00010,20041117093206", "00030,20050217074053", "25") +
                 record_of("NMI1", "41", "MTR9", "00010,20041117093206", "00030,20050217074053", "20") +
                 record_of("NMI9", "11", "MTR1", "1,20041117093206", "2,20050217074053", "1") +
                 record_of("NMI2", "12", "MTR2", "1,20041117093206", "2,20050217074053", "-1", "I") +
                 record_of("NMI2", "11", "MTR2", "1,20041117093206", "2,20050217", "1") +
                 record_of("NMI2", "11", "MTR2", "1,20041117093206", "2,20050217074053", "1", "E", "MWh") +
                 record_of("NMI2", "11", "MTR2", "99990,20041117093206", "00010,20050217074053", "20")));
    const auto ran = import(file);
    EXPECT_EQ(ran.exit_code, 1) << ran.output;
    // The read between the first two records is sent once; a read at midnight closes the day before.
    EXPECT_THAT(ran.output, HasSubstr("5 reads of 2 meters from 2004-11-17 until 2005-05-17, in 9 records.\n"
                                      "  5 recorded, 0 recorded before, 0 unchanged, 0 refused, 6 left out."));
    for (const auto* wrong :
         {"reads.csv, line 5, Quantity: NMI1 41, 2005-02-17 is left out: the file says 25 between 10 and 30, which are "
          "20 by the register",
          "reads.csv, line 6, MeterSerialNumber: NMI1 41, 2005-02-17 is left out: the read is of meter MTR9",
          "reads.csv, line 7, NMI: NMI9 11", "reads.csv, line 8, DirectionIndicator: NMI2 12",
          "reads.csv, line 9, CurrentRegisterReadDateTime: NMI2 11 is left out: '20050217' is not a time",
          "reads.csv, line 10, UOM: NMI2 11"})
        EXPECT_THAT(ran.output, HasSubstr(wrong));
    EXPECT_THAT(usage("NMI1"), HasSubstr("2005-05-16"));
    EXPECT_THAT(usage("NMI2"), HasSubstr("2005-02-17"));
    const auto events = tally(in_store("events")).output;
    const auto again = import(file);
    EXPECT_THAT(again.output, HasSubstr("0 recorded, 0 recorded before, 5 unchanged"));
    EXPECT_EQ(tally(in_store("events")).output, events);
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(Nem13Cli, TheLastFileIsRightAlsoWhereItSaysWhatWasSaidBefore) {
    make_meters({{"NMI1", "MTR1"}});
    const auto first = write(
        "first.csv", reads_of(record_of("NMI1", "11", "MTR1", "100,20041117093206", "300,20050217074053", "200")));
    const auto other = write(
        "other.csv", reads_of(record_of("NMI1", "11", "MTR1", "100,20041117093206", "310,20050217074053", "210")));
    EXPECT_THAT(import(first).output, HasSubstr("2 recorded"));
    EXPECT_THAT(import(other).output, HasSubstr("1 recorded, 0 recorded before, 1 unchanged"));
    EXPECT_THAT(import(first).output, HasSubstr("1 recorded, 0 recorded before, 1 unchanged"));
    const auto json = import("--json " + first);
    EXPECT_EQ(json.exit_code, 0) << json.output;
    EXPECT_THAT(json.output, HasSubstr(R"("reads":2,"from":"2004-11-17","until":"2005-02-18")"));
}

TEST_F(Nem13Cli, OptionsMapSuffixesAndFilesThatAreNotWholeSendNothing) {
    make_meters({{"NMI1", "MTR1"}});
    const auto returned = write(
        "i.csv", reads_of(record_of("NMI1", "12", "OTHER", "100,20041117093206", "300,20050217074053", "-200", "I")));
    EXPECT_EQ(import(returned).exit_code, 1);
    EXPECT_EQ(import("--ignore 12 " + returned).exit_code, 0);
    const auto mapped = import("--register 12=41 --any-serial " + returned);
    EXPECT_EQ(mapped.exit_code, 0) << mapped.output;
    EXPECT_THAT(mapped.output, HasSubstr("2 recorded"));
    const auto before = tally(in_store("replay")).output;
    const auto cut =
        import(write("cut.csv", "100,NEM13,200505161145,A,B\n" +
                                    record_of("NMI1", "11", "MTR1", "1,20041117093206", "2,20050217074053", "1")));
    EXPECT_EQ(cut.exit_code, 1);
    EXPECT_THAT(cut.output, HasSubstr("without an end record 900"));
    EXPECT_THAT(import(write("12.csv", "100,NEM12,200505161145,A,B\n900\n")).output, HasSubstr("is not NEM13"));
    EXPECT_THAT(import(write("none.csv", "100,NEM13,200505161145,A,B\n900\n")).output,
                HasSubstr("has no 250 record, and so no meter"));
    EXPECT_EQ(import("--clock local " + returned).exit_code, 2);
    EXPECT_EQ(tally(in_store("import") + " nem12 --any-serial " + returned).exit_code, 2);
    EXPECT_EQ(tally(in_store("replay")).output, before);
}

// Scenario files of the market operator, zipped.
TEST_F(Nem13Cli, FilesOfTheMarketAreTaken) {
    if (!fs::exists(nem13_files)) GTEST_SKIP() << "NOT TESTED: the NEM13 files are not at " << nem13_files;
    make_meters({{"NEM1311002", "11002", "38000"}, {"NEM1313042", "13042", "99000"}, {"NEM1316103", "16103", "28000"}});
    const auto taken = [&](const std::string& name, const std::string& part) {
        const auto ran = import("'" + nem13_files + name + "'");
        EXPECT_EQ(ran.exit_code, 0) << name << ran.output;
        EXPECT_THAT(ran.output, HasSubstr(part)) << name;
    };
    // This one says that 31 kWh lie between two reads which are 172 apart.
    const auto contradicts = import("'" + nem13_files + "NEM13#000000000000011#CNRGYMDP#NEMMCO.zip'");
    EXPECT_EQ(contradicts.exit_code, 1) << contradicts.output;
    EXPECT_THAT(contradicts.output, HasSubstr("line 2, Quantity: NEM1311002 11, 2005-02-17 is left out: the file says "
                                              "31 between 38841 and 39013, which are 172 by the register"));
    taken("NEM13#000000000000013#CNRGYMDP#NEMMCO.zip", "2 recorded");
    taken("NEM13#SEN1316103#AGILITY#NEMMCO.zip", "4 reads of 1 meter");
    EXPECT_THAT(usage("NEM1313042"), HasSubstr("2034"));
}

}  // namespace
}  // namespace tally::tests
