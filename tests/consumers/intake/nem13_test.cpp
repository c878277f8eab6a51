// NEM13 files: which records become reads, and which are left out with line and field.

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "consumers/intake/nem13/nem13_reader.h"
#include "tests/support/temporary_directory.h"

namespace tally::consumers {
namespace {

using domain::Quality;
using testing::ElementsAre;
using testing::HasSubstr;

class Nem13 : public testing::Test {
  protected:
    // What the reader makes of records, a line each.
    std::vector<std::string> read(const std::string& records) {
        const auto path = (directory_.path() / "reads.csv").string();
        std::ofstream{path, std::ios::binary} << "100,NEM13,200505161145,MDP,RET\n" + records + "900\n";
        std::vector<std::string> steps;
        records_.clear();
        auto file = MeterFile::open(path);
        EXPECT_TRUE(file.has_value());
        EXPECT_TRUE(file->next_file().value());
        Nem13Reader reader{*file};
        while (true) {
            auto step = reader.next();
            if (!step) {
                steps.push_back("error " + step.error().message);
                return steps;
            }
            if (std::holds_alternative<Nem13End>(*step)) return steps;
            if (const auto* one = std::get_if<Nem13Record>(&*step)) {
                steps.push_back(one->nmi + " " + one->suffix + " " + to_string(one->current.value) + " on " +
                                to_string(one->current.day));
                records_.push_back(*one);
            }
            if (const auto* fault = std::get_if<Nem13Fault>(&*step))
                steps.push_back(std::to_string(fault->line) + " " + fault->field + ": " + fault->why);
        }
    }
    // What is wrong with a record that stands before a right one, which goes through.
    std::string wrong(const std::string& record) {
        auto steps = read(record + "\n" + right);
        EXPECT_EQ(records_.size(), 1u) << record;
        return steps.size() == 2 ? steps.front() : "taken";
    }

    const std::string right = "250,NMI1,11,1,11,11,M1,E,38841,20041117093206,A,,,39013,20050217074053,A,,,172,KWH,,,\n";
    tests::TemporaryDirectory directory_;
    std::vector<Nem13Record> records_;
};

TEST_F(Nem13, ARecordHasTwoReadsWithTheirDaysAndQualities) {
    EXPECT_THAT(read("250,NMI1,1141,4,41,41,M1,E,017440,20050123095600,S61,13,Locked Gate,025430,20050330000000,E61,,,"
                     "7990,KWh,20050329,20050519155316,\n550,N,,E,\n" +
                     right),
                ElementsAre("NMI1 41 25430 on 2005-03-29", "NMI1 11 39013 on 2005-02-17"));
    const auto& one = records_.at(0);
    ASSERT_TRUE(one.previous);
    EXPECT_EQ(one.previous->quality, Quality::estimated);
    EXPECT_EQ(to_string(one.previous->day), "2005-01-23");
    EXPECT_EQ(one.current.quality, Quality::estimated) << "E61";
    EXPECT_EQ(one.serial, "M1");
    EXPECT_EQ(one.unit, "KWh");
    EXPECT_EQ(to_string(one.used), "7990");
    EXPECT_FALSE(one.returned);
    EXPECT_EQ(records_.at(1).current.quality, Quality::actual);
}

TEST_F(Nem13, WhatIsReturnedAndWhatHasNoDataBeforeAreTold) {
    read(
        "250,NMI1,12,1,12,12,M1,I,,,N,,,00980.5,20050401000059,A,,,-10.0,kWh,20050701,20050401105722,20050402135327\n");
    ASSERT_EQ(records_.size(), 1u);
    EXPECT_TRUE(records_[0].returned);
    EXPECT_FALSE(records_[0].previous);
    EXPECT_EQ(to_string(records_[0].used), "10");
    EXPECT_EQ(to_string(records_[0].current.day), "2005-03-31") << "within the first minute it closes the day before";
}

TEST_F(Nem13, AWrongRecordIsNamedByLineAndFieldAndTheNextGoesThrough) {
    const auto record = [](const std::string& head, const std::string& before, const std::string& now,
                           const std::string& rest = "172,KWH,,,") {
        return "250," + head + "," + before + "," + now + "," + rest;
    };
    const std::string head = "NMI1,11,1,11,11,M1,E";
    const std::string before = "1,20041117093206,A,,";
    const std::string now = "2,20050217074053,A,,";
    EXPECT_EQ(wrong(record("NMI-1,11,1,11,11,M1,E", before, now)),
              "2 NMI: 'NMI-1' is not an NMI: expected up to 11 letters and digits");
    EXPECT_THAT(wrong(record("NMI1,11,1,,11,M1,E", before, now)), HasSubstr("2 NMISuffix: '' is not a suffix"));
    EXPECT_THAT(wrong(record("NMI1,11,1,11,11,M1,X", before, now)), HasSubstr("2 DirectionIndicator: 'X'"));
    EXPECT_THAT(wrong(record(head, "x,20041117093206,A,,", now)),
                HasSubstr("2 PreviousRegisterRead: 'x' is not a num"));
    EXPECT_THAT(wrong(record(head, "1,20041317093206,A,,", now)), HasSubstr("2 PreviousRegisterReadDateTime: "));
    EXPECT_THAT(wrong(record(head, before, "2,20050217274053,A,,")), HasSubstr("2 CurrentRegisterReadDateTime: "));
    EXPECT_THAT(wrong(record(head, before, "-2,20050217074053,A,,")), HasSubstr("2 CurrentRegisterRead: "));
    EXPECT_THAT(wrong(record(head, before, "2.0000001,20050217074053,A,,")), HasSubstr("more than six decimals"));
    EXPECT_THAT(wrong(record(head, before, "99999999999999999,20050217074053,A,,")), HasSubstr("is too large"));
    EXPECT_THAT(wrong(record(head, before, "2,20050217074053,V,,")), HasSubstr("2 CurrentQualityMethod: 'V'"));
    EXPECT_THAT(wrong(record(head, before, "2,20050217074053,N,,")), HasSubstr("the read has no data (N)"));
    EXPECT_THAT(wrong(record(head, before, "2,20041117100000,A,,")), HasSubstr("is not after the one before it"));
    EXPECT_THAT(wrong(record(head, before, now, "many,KWH,,,")), HasSubstr("2 Quantity: 'many'"));
    EXPECT_THAT(wrong(record(head, before, now, "172,,,,")), HasSubstr("2 UOM: the unit is missing"));
    EXPECT_THAT(wrong(record(head, before, now, "172,KWH,,,,more")), HasSubstr("has fields behind it"));
    EXPECT_THAT(wrong("250"), HasSubstr("2 NMI: ''"));
    EXPECT_THAT(wrong("300,20050101,1"), HasSubstr("2 RecordIndicator: record '300' is not known"));
}

}  // namespace
}  // namespace tally::consumers
