// NEM12 files: which lines become days of values, and which are left out with line and field.

#include <archive.h>
#include <archive_entry.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "consumers/intake/nem12/nem12_reader.h"
#include "consumers/intake/nem12/utility_days.h"
#include "tests/support/temporary_directory.h"

namespace tally::consumers {
namespace {

using domain::Date;
using domain::Quality;
using domain::Quantity;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string header = "100,NEM12,202302241702,,RET\n";
const std::string channel_200 = "200,NMI0000001,E1,1,E1,N1,MTR1,kWh,30,\n";

// 1, 2, 3, … as a day's values.
std::string values(int count, int step = 1) {
    std::string text;
    for (int i = 1; i <= count; ++i) text += std::to_string(i * step) + ",";
    return text;
}
std::string day_300(const std::string& date, int count = 48, const std::string& end = "A,,,20230226000000,\n") {
    return "300," + date + "," + values(count) + end;
}

class Nem12 : public testing::Test {
  protected:
    [[nodiscard]] std::string write(const std::string& text) const {
        const auto path = (directory_.path() / "days.csv").string();
        std::ofstream{path, std::ios::binary} << text;
        return path;
    }
    // What the reader makes of a file, a line each.
    [[nodiscard]] std::vector<std::string> read(const std::string& text) {
        std::vector<std::string> steps;
        days_.clear();
        auto file = MeterFile::open(write(text));
        EXPECT_TRUE(file.has_value());
        EXPECT_TRUE(file->next_file().value());
        Nem12Reader reader{*file};
        while (true) {
            auto step = reader.next();
            if (!step) {
                steps.push_back("error " + step.error().message);
                return steps;
            }
            if (std::holds_alternative<Nem12End>(*step)) return steps;
            if (const auto* channel = std::get_if<Nem12Channel>(&*step))
                steps.push_back(channel->nmi + " " + channel->suffix + " " + channel->unit + " " +
                                std::to_string(channel->interval_minutes));
            if (const auto* fault = std::get_if<Nem12Fault>(&*step))
                steps.push_back(std::to_string(fault->line) + " " + fault->field + " " + to_string(fault->date) + ": " +
                                fault->why);
            if (auto* day = std::get_if<Nem12Day>(&*step)) {
                steps.push_back(to_string(day->date) + " " + std::to_string(day->values.size()));
                days_.push_back(*day);
            }
        }
    }
    [[nodiscard]] std::string refused(const std::string& text) const {
        const auto checked = check_nem12(write(text));
        return checked ? "taken" : checked.error().message;
    }

    tests::TemporaryDirectory directory_;
    std::vector<Nem12Day> days_;
};

TEST_F(Nem12, ADayHasItsValuesAndQualities) {
    const auto steps = read(header + channel_200 + day_300("20230225") +
                            day_300("20230226", 48, "V,,,,\n400,1,10,A,,\n400,11,12,E52,,\n400,13,48,F14,76,x\n") +
                            "500,N,,20230226000000,1\n" + day_300("20230227", 48, "S14,1,,,\n") + "900\n");
    EXPECT_THAT(steps, ElementsAre("NMI0000001 E1 kWh 30", "2023-02-25 48", "2023-02-26 48", "2023-02-27 48"));
    ASSERT_EQ(days_.size(), 3u);
    EXPECT_EQ(days_[0].values[0], Quantity{1'000'000});
    EXPECT_EQ(days_[0].values[47], Quantity{48'000'000});
    EXPECT_EQ(days_[0].quality, Quality::actual);
    EXPECT_TRUE(days_[0].qualities.empty());
    // Most values of the second day are estimates, in two records that meet.
    EXPECT_EQ(days_[1].quality, Quality::estimated);
    EXPECT_THAT(days_[1].qualities, ElementsAre(domain::IntervalQuality{1, 10, Quality::actual}));
    EXPECT_EQ(days_[2].quality, Quality::estimated);
}

TEST_F(Nem12, AWrongDayIsNamedByLineAndFieldAndTheNextGoesThrough) {
    const auto with = [&](const std::string& wrong) {
        auto steps = read(header + channel_200 + wrong + day_300("20230228") + "900\n");
        EXPECT_EQ(steps.back(), "2023-02-28 48") << wrong;
        EXPECT_EQ(days_.size(), 1u) << wrong;
        EXPECT_EQ(steps.size(), 3u) << wrong;
        return steps.size() > 1 ? steps[1] : std::string{};
    };
    const auto one_value = [&](const std::string& value) {
        return "300,20230225," + values(46) + value + ",48,A,,,,\n";
    };
    EXPECT_EQ(with(one_value("-1")),
              "3 IntervalValue47 2023-02-25: '-1' is not a number: expected digits and a point, not below zero");
    for (const auto* value : {"nan", "1e3", "", "1.2.3", ".", " 1", "inf", "0x1", "+1"})
        EXPECT_THAT(with(one_value(value)), HasSubstr("3 IntervalValue47 2023-02-25: ")) << value;
    EXPECT_THAT(with(one_value("0.0000001")), HasSubstr("'0.0000001' kWh has more than six decimals"));
    EXPECT_THAT(with(one_value("9999999999999")), HasSubstr("'9999999999999' kWh is too large"));
    EXPECT_EQ(with(day_300("20230225", 47)),
              "3 IntervalValue48 2023-02-25: 'A' is not a number: the 200 record of line 2 says intervals of 30 "
              "minutes, which are 48 values a day");
    EXPECT_EQ(with(day_300("20230225", 49)),
              "3 QualityMethod 2023-02-25: '49' is not a quality: it is one value more than a day has: the 200 record "
              "of line 2 says intervals of 30 minutes, which are 48 values a day");
    EXPECT_EQ(with("300,20230225,1,2\n"),
              "3 IntervalValue3 2023-02-25: the record ends before it: the 200 record of line 2 says intervals of 30 "
              "minutes, which are 48 values a day");
    for (const auto* quality : {"", "B", "E", "E5", "A14", "E5x", "a", "V14"})
        EXPECT_THAT(with("300,20230225," + values(48) + quality + ",,,,\n"), HasSubstr("3 QualityMethod 2023-02-25: "))
            << quality;
    EXPECT_THAT(with(day_300("20230225", 48, "N,,,,\n")), HasSubstr("3 QualityMethod 2023-02-25: the day has no data"));
    EXPECT_THAT(with(day_300("20230225", 48, "A,,,,,7\n")), HasSubstr("3 MSATSLoadDateTime 2023-02-25"));
}

TEST_F(Nem12, QualitiesOfADayNameEachOfItsValuesOnce) {
    const auto with = [&](const std::string& records) {
        auto steps =
            read(header + channel_200 + day_300("20230225", 48, "V,,,,\n") + records + day_300("20230228") + "900\n");
        EXPECT_EQ(steps.back(), "2023-02-28 48") << records;
        return steps.size() > 2 ? steps[1] : std::string{};
    };
    EXPECT_EQ(with(""),
              "3 QualityMethod 2023-02-25: the quality is V, and no 400 record names the quality of "
              "intervals 1 to 48");
    EXPECT_EQ(with("400,1,24,A,,\n"),
              "3 EndInterval 2023-02-25: the quality is V, and no 400 record names the "
              "quality of intervals 25 to 48");
    EXPECT_THAT(with("400,1,24,A,,\n400,26,48,A,,\n"), HasSubstr("5 StartInterval 2023-02-25: '26': expected 25"));
    EXPECT_THAT(with("400,1,24,A,,\n400,24,48,A,,\n"), HasSubstr("5 StartInterval 2023-02-25: '24': expected 25"));
    EXPECT_THAT(with("400,1,49,A,,\n"), HasSubstr("4 EndInterval 2023-02-25: '49': expected 1 to 48"));
    EXPECT_THAT(with("400,1,0,A,,\n"), HasSubstr("4 EndInterval 2023-02-25: '0'"));
    EXPECT_THAT(with("400,1,48,V,,\n"), HasSubstr("4 QualityMethod 2023-02-25: 'V'"));
    EXPECT_THAT(with("400,1,47,A,,\n400,48,48,N,,\n"),
                HasSubstr("5 QualityMethod 2023-02-25: intervals 48 to 48 have no data (N)"));
    auto without = read(header + channel_200 + day_300("20230225") + "400,1,48,A,,\n" + day_300("20230228") + "900\n");
    EXPECT_EQ(without[1], "4 RecordIndicator 2023-02-25: a 400 record behind a 300 record whose quality is not V");
}

TEST_F(Nem12, AWrongChannelIsLeftOutUpToTheNextOne) {
    const auto with = [&](const std::string& wrong) {
        auto steps =
            read(header + wrong + day_300("20230225") + "400,1,48,A,,\n" + channel_200 + day_300("20230226") + "900\n");
        EXPECT_EQ(steps.size(), 3u) << wrong;
        EXPECT_EQ(steps.back(), "2023-02-26 48") << wrong;
        return steps.front();
    };
    EXPECT_THAT(with("200,NMI0000001,E1,1,E1,N1,MTR1,kWh,7,\n"), HasSubstr("2 IntervalLength : '7' minutes"));
    EXPECT_THAT(with("200,NMI0000001,E1,1,E1,N1,MTR1,kWh,60,\n"), HasSubstr("2 IntervalLength : '60' minutes"));
    EXPECT_THAT(with("200,NMI0000001,E1,1,E1,N1,MTR1,,30,\n"), HasSubstr("2 UOM : the unit is missing"));
    EXPECT_THAT(with("200,,E1,1,E1,N1,MTR1,kWh,30,\n"), HasSubstr("2 NMI : ''"));
    EXPECT_THAT(with("200,NMI 1,E1,1,E1,N1,MTR1,kWh,30,\n"), HasSubstr("2 NMI : 'NMI 1'"));
    EXPECT_THAT(with("200,NMI0000001,E1,1,E,N1,MTR1,kWh,30,\n"), HasSubstr("2 NMISuffix : 'E'"));
    EXPECT_THAT(with("200,NMI0000001,E1,1,E1,N1,MTR1,kWh,30,20230301,9\n"), HasSubstr("more than ten fields"));
    // Which days follow a date that cannot be read is not known.
    auto steps = read(header + channel_200 + day_300("20230229") + day_300("20230301") + channel_200 +
                      day_300("20230302") + "250,1\n" + day_300("20230303") + "900\n");
    ASSERT_EQ(steps.size(), 5u);
    EXPECT_EQ(steps[1], "3 IntervalDate : '20230229' is not a date: expected YYYYMMDD");
    EXPECT_EQ(steps[3], "2023-03-02 48");
    EXPECT_THAT(steps[4], HasSubstr("7 RecordIndicator : record '250' is not known"));
}

TEST_F(Nem12, AFileWithoutItsEndsIsRefusedWhole) {
    EXPECT_EQ(refused(header + channel_200 + day_300("20230225") + "900\n"), "taken");
    EXPECT_EQ(refused("\xef\xbb\xbf" + header + "\n" + channel_200 + day_300("20230225") + "900,,,\r\n\r\n"), "taken");
    EXPECT_EQ(refused(""), "days.csv, line 1, RecordIndicator: the file is empty");
    EXPECT_EQ(refused("\n\n"), "days.csv, line 1, RecordIndicator: the file is empty");
    EXPECT_EQ(refused(header + "900\n"),
              "days.csv, line 2, RecordIndicator: the file has no 200 record, and so no meter");
    EXPECT_EQ(refused("\n" + channel_200 + day_300("20230225") + "900\n"),
              "days.csv, line 2, RecordIndicator: the file begins with a record '200': expected the header 100,NEM12");
    EXPECT_EQ(refused("100,NEM13,202302241702,,RET\n" + channel_200 + "900\n"),
              "days.csv, line 1, VersionHeader: 'NEM13' is not NEM12");
    EXPECT_THAT(refused(header + channel_200 + day_300("20230225")), HasSubstr("line 3, RecordIndicator: the file ends "
                                                                               "without an end record 900"));
    EXPECT_THAT(refused(header + channel_200 + "900\n" + channel_200), HasSubstr("line 4, RecordIndicator: a record "
                                                                                 "'200' after the end record 900"));
    EXPECT_THAT(refused(header + header + channel_200 + "900\n"),
                HasSubstr("line 2, RecordIndicator: a second header"));
    EXPECT_THAT(refused(header + channel_200 + "300,20230225," + std::string(70'000, '1') + "\n900\n"),
                HasSubstr("line 3: the line has more than 65536 bytes"));
    EXPECT_THAT(refused(header + std::string(3'000'000, '1')), HasSubstr("line 2: the line has more than"));
    EXPECT_THAT(check_nem12("/nonexistent.csv").error().message, HasSubstr("No such file"));
    EXPECT_THAT(check_nem12(directory_.path()).error().message, HasSubstr("is a directory"));
}

std::string zip_of(const std::vector<std::pair<std::string, std::string>>& members, const std::string& path) {
    archive* zip = archive_write_new();
    archive_write_set_format_zip(zip);
    archive_write_open_filename(zip, path.c_str());
    for (const auto& [name, text] : members) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
        archive_write_header(zip, entry);
        archive_write_data(zip, text.data(), text.size());
        archive_entry_free(entry);
    }
    archive_write_free(zip);
    return path;
}

TEST_F(Nem12, AnArchiveIsReadMemberByMemberAndRefusedWhereItIsDamaged) {
    const std::string march = header + channel_200 + day_300("20230301") + day_300("20230302") + "900\n";
    const std::string april = header + channel_200 + day_300("20230401") + "900\n";
    const auto path = (directory_.path() / "both.zip").string();
    EXPECT_EQ(check_nem12(zip_of({{"march.csv", march}, {"april.csv", april}}, path)).value(), 3u);
    const auto wrong = check_nem12(zip_of({{"march.csv", march}, {"a/april.csv", channel_200}}, path));
    EXPECT_EQ(
        wrong.error().message,
        "both.zip: a/april.csv, line 1, RecordIndicator: the file begins with a record '200': expected the header "
        "100,NEM12");
    zip_of({{"march.csv", march}}, path);
    std::string bytes;
    {
        std::ifstream file{path, std::ios::binary};
        bytes.assign(std::istreambuf_iterator<char>{file}, {});
    }
    for (std::size_t cut = 1; cut < bytes.size(); cut += 7) {
        std::ofstream{path, std::ios::binary} << bytes.substr(0, cut);
        const auto checked = check_nem12(path);
        ASSERT_FALSE(checked.has_value()) << cut;
        if (cut > 4) {
            EXPECT_THAT(checked.error().message, HasSubstr("the zip archive is cut off")) << cut;
        }
    }
    // A byte of the packed text, so that its check sum is another.
    std::ofstream{path, std::ios::binary} << bytes.substr(0, 80) << static_cast<char>(bytes[80] ^ 1)
                                          << bytes.substr(81);
    EXPECT_FALSE(check_nem12(path).has_value());
}

Nem12Day half_hours(const std::string& date, int first) {
    Nem12Day day;
    day.date = *Date::parse(date);
    for (int i = 0; i < 48; ++i) day.values.push_back(Quantity{(first + i) * 1'000'000});
    return day;
}

TEST(UtilityDaysOfNem12, AreThoseOfTheUtilitysClock) {
    std::vector<Nem12Day> whole;
    std::vector<PartOfDay> parts;
    UtilityDays brisbane{*eventstore::CivilTime::of("Australia/Brisbane"), FileClock::nem, 30};
    brisbane.add(half_hours("2023-04-02", 0), whole, parts);
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_EQ(whole[0].values.front(), Quantity{0});
    brisbane.end(parts);
    EXPECT_TRUE(parts.empty());

    // In Sydney the clock went back on 2023-04-02: its day began an hour before that of the file and ended with it.
    whole.clear();
    UtilityDays sydney{*eventstore::CivilTime::of("Australia/Sydney"), FileClock::nem, 30};
    auto estimated = half_hours("2023-04-02", 48);
    estimated.qualities = {{1, 1, Quality::estimated}};
    sydney.add(half_hours("2023-04-01", 0), whole, parts);
    sydney.add(std::move(estimated), whole, parts);
    sydney.add(half_hours("2023-04-03", 96), whole, parts);
    sydney.end(parts);
    ASSERT_EQ(whole.size(), 2u);
    EXPECT_EQ(to_string(whole[0].date), "2023-04-02");
    ASSERT_EQ(whole[0].values.size(), 50u);
    EXPECT_EQ(whole[0].values.front(), Quantity{46'000'000});
    EXPECT_EQ(whole[0].values.back(), Quantity{95'000'000});
    EXPECT_THAT(whole[0].qualities, ElementsAre(domain::IntervalQuality{3, 3, Quality::estimated}));
    EXPECT_EQ(to_string(whole[1].date), "2023-04-03");
    EXPECT_EQ(whole[1].values.size(), 48u);
    ASSERT_EQ(parts.size(), 1u);
    EXPECT_EQ(to_string(parts[0].date), "2023-04-01");
    EXPECT_EQ(parts[0].values, 46u);
    EXPECT_EQ(parts[0].wanted, 48u);
}

TEST(UtilityDaysOfNem12, AGapLeavesThePartsOnBothSides) {
    std::vector<Nem12Day> whole;
    std::vector<PartOfDay> parts;
    UtilityDays sydney{*eventstore::CivilTime::of("Australia/Sydney"), FileClock::nem, 30};
    sydney.add(half_hours("2023-01-01", 0), whole, parts);
    sydney.add(half_hours("2023-01-03", 0), whole, parts);
    sydney.end(parts);
    EXPECT_TRUE(whole.empty());
    std::vector<std::string> dates;
    for (const auto& part : parts) dates.push_back(to_string(part.date) + " " + std::to_string(part.values));
    EXPECT_THAT(dates, ElementsAre("2023-01-01 46", "2023-01-02 2", "2023-01-03 46", "2023-01-04 2"));

    UtilityDays kathmandu{*eventstore::CivilTime::of("Asia/Kathmandu"), FileClock::nem, 30};
    EXPECT_FALSE(kathmandu.meets_midnight(*Date::parse("2023-01-01")));
    UtilityDays local{*eventstore::CivilTime::of("Asia/Kathmandu"), FileClock::local, 30};
    EXPECT_TRUE(local.meets_midnight(*Date::parse("2023-01-01")));
    local.add(half_hours("2023-01-01", 0), whole, parts);
    EXPECT_EQ(whole.size(), 1u);
}

}  // namespace
}  // namespace tally::consumers
