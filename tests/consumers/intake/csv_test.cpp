// CSV files: which times, mappings and rows are understood, and what is said of the others.

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "consumers/intake/csv/csv_reader.h"
#include "tests/support/temporary_directory.h"

namespace tally::consumers {
namespace {

using domain::Quality;
using testing::ElementsAre;
using testing::HasSubstr;

std::string shown(const std::string& form, const std::string& text) {
    const auto made = CsvTimeForm::of(form);
    if (!made) return made.error().message;
    const auto time = made->read(text);
    if (!time) return "none";
    return to_string(time->date) + " " + std::to_string(time->minute) + ":" + std::to_string(time->second) +
           (time->offset ? " " + std::to_string(*time->offset) : "");
}

TEST(CsvTimes, AreReadByTheFormThatIsDeclared) {
    EXPECT_EQ(shown("YYYY-MM-DD hh:mm", "2022-01-05 23:45"), "2022-01-05 1425:0");
    EXPECT_EQ(shown("DD.MM.YYYY", "05.01.2022"), "2022-01-05 0:0");
    EXPECT_EQ(shown("YYYYMMDDhhmmss", "20220105234559"), "2022-01-05 1425:59");
    EXPECT_EQ(shown("YYYY-MM-DDThh:mm:ss+hh:mm", "2022-01-05T00:00:00-05:00"), "2022-01-05 0:0 -300");
    EXPECT_EQ(shown("YYYY-MM-DDThh:mm+hh:mm", "2022-01-05T00:00Z"), "2022-01-05 0:0 0");
    EXPECT_EQ(shown("YYYY-MM-DDThh:mm+hh:mm", "2022-01-05T00:00+1030"), "2022-01-05 0:0 630");
    EXPECT_EQ(shown("M/D/YYYY h:mm AM", "1/5/2022 12:05 AM"), "2022-01-05 5:0");
    EXPECT_EQ(shown("M/D/YYYY h:mm AM", "12/31/2022 12:05 pm"), "2022-12-31 725:0");
    EXPECT_EQ(shown("YYYY-MM-DD hh:mm", "2022-01-05 24:00"), "2022-01-06 0:0") << "the midnight that ends the day";
    for (const auto* text : {"2022-1-5 23:45", "2022-01-05 24:01", "2022-01-05 23:60", "2022-02-30 00:00",
                             "2022-01-05 23:45 ", "2022-01-05", "", "2022-01-05 25:00", "2022-01-05 2a:00"})
        EXPECT_EQ(shown("YYYY-MM-DD hh:mm", text), "none") << text;
    EXPECT_EQ(shown("M/D/YYYY h:mm AM", "1/5/2022 13:05 PM"), "none");
    EXPECT_EQ(shown("YYYY-MM-DDThh:mm+hh:mm", "2022-01-05T00:00+1"), "none");
    EXPECT_EQ(shown("YYYY-MM-DDThh:mm+hh:mm", "2022-01-05T00:00+15:00"), "none");
    EXPECT_THAT(shown("hh:mm", ""), HasSubstr("a form needs YYYY"));
    EXPECT_THAT(shown("YYYY-MM-DD hh", ""), HasSubstr("go together"));
    EXPECT_THAT(shown("YYYY-MM-DD ss", ""), HasSubstr("need hh:mm"));
    EXPECT_THAT(shown("YYYY-MM-DD DD", ""), HasSubstr("DD stands in it twice"));
    EXPECT_THAT(shown(std::string(65, 'Y'), ""), HasSubstr("at most 64"));
}

TEST(CsvTimes, AnHourIsRepeatedAndAnotherLeftOutWhereTheClockChanges) {
    const auto zone = eventstore::CivilTime::of("America/New_York");
    ASSERT_TRUE(zone);
    const auto minutes_after_midnight = [&](const std::string& day, std::int32_t minute, bool is_end) {
        const auto date = *domain::Date::parse(day);
        std::vector<std::int64_t> found;
        for (const auto at : csv_instants({date, minute, 0, {}}, {}, *zone, is_end))
            found.push_back((at.microseconds - zone->start_of(date).microseconds) / 60'000'000);
        return found;
    };
    EXPECT_THAT(minutes_after_midnight("2022-01-05", 120, false), ElementsAre(120));
    EXPECT_THAT(minutes_after_midnight("2022-03-13", 60, false), ElementsAre(60));
    EXPECT_THAT(minutes_after_midnight("2022-03-13", 120, false), ElementsAre());
    EXPECT_THAT(minutes_after_midnight("2022-03-13", 120, true), ElementsAre(120)) << "the interval ends by the change";
    EXPECT_THAT(minutes_after_midnight("2022-03-13", 150, true), ElementsAre());
    EXPECT_THAT(minutes_after_midnight("2022-03-13", 180, false), ElementsAre(120));
    EXPECT_THAT(minutes_after_midnight("2022-11-06", 60, false), ElementsAre(60, 120));
    EXPECT_THAT(minutes_after_midnight("2022-11-06", 120, false), ElementsAre(180));
    EXPECT_THAT(minutes_after_midnight("2022-11-06", 1439, false), ElementsAre(1499));
}

TEST(CsvTimes, AReadClosesItsDayAndOneAtMidnightTheDayBefore) {
    auto zone = eventstore::CivilTime::of("America/New_York");
    ASSERT_TRUE(zone);
    const auto closed = [&](const std::string& form, const std::string& text, CsvClock clock = {}) {
        const auto made = CsvTimeForm::of(form);
        return to_string(csv_day_closed(*made->read(text), *made, clock, *zone));
    };
    EXPECT_EQ(closed("YYYY-MM-DD", "2022-01-31"), "2022-01-31");
    EXPECT_EQ(closed("YYYY-MM-DD hh:mm", "2022-01-31 00:01"), "2022-01-31");
    EXPECT_EQ(closed("YYYY-MM-DD hh:mm", "2022-02-01 00:00"), "2022-01-31");
    EXPECT_EQ(closed("YYYY-MM-DD hh:mm", "2022-01-31 24:00"), "2022-01-31");
    EXPECT_EQ(closed("YYYY-MM-DD hh:mm", "2022-02-01 05:00", {0}), "2022-01-31") << "midnight in New York, by UTC";
    EXPECT_EQ(closed("YYYY-MM-DD hh:mm", "2022-02-01 04:59", {0}), "2022-01-31");
    EXPECT_EQ(closed("YYYY-MM-DD hh:mm", "2022-02-01 05:01", {0}), "2022-02-01");
}

class CsvMappings : public testing::Test {
  protected:
    // Empty: it is right.
    std::string wrong(const std::string& text) {
        const auto path = (directory_.path() / "m.toml").string();
        std::ofstream{path, std::ios::binary} << text;
        auto mapping = read_csv_mapping(path);
        if (!mapping) return mapping.error().message.substr(path.size());
        mapping_ = *mapping;
        return {};
    }
    tests::TemporaryDirectory directory_;
    CsvMapping mapping_;
};

const std::string reads_head = "content = \"reads\"\ntime_form = \"YYYY-MM-DD\"\n";
const std::string reads_columns = "[columns]\nmeter = \"m\"\nread_on = \"d\"\nvalue = 3\n";
const std::string intervals_head = "content = \"intervals\"\ntime_form = \"YYYY-MM-DD hh:mm\"\n";
const std::string intervals_columns = "[columns]\nservice_point = \"p\"\nbegins = [\"d\", \"t\"]\nvalue = \"v\"\n";

TEST_F(CsvMappings, SayWhatTheColumnsAre) {
    ASSERT_EQ(
        wrong(intervals_head + "delimiter = \"\\t\"\ndecimal_sign = \",\"\nskip_lines = 2\nclock = \"+10:00\"\n" +
              "interval_minutes = 30\nunit = \"kWh\"\nchannel = \"E1\"\nquality = \"validated\"\nignore = [\"Q\"]\n" +
              intervals_columns + "[qualities]\nE = \"estimated\"\n[channels]\nImport = \"E1\"\n"),
        "");
    EXPECT_EQ(mapping_.content, CsvContent::intervals);
    EXPECT_EQ(mapping_.delimiter, '\t');
    EXPECT_EQ(mapping_.decimal_sign, ',');
    EXPECT_EQ(mapping_.skip_lines, 2u);
    EXPECT_EQ(mapping_.clock.offset, 600);
    EXPECT_EQ(mapping_.interval_minutes, 30);
    EXPECT_EQ(mapping_.quality, Quality::validated);
    EXPECT_EQ(mapping_.begins, (CsvColumns{{"d", 0}, {"t", 0}}));
    EXPECT_EQ(mapping_.qualities.at("E"), Quality::estimated);
    EXPECT_EQ(mapping_.channels.at("Import").str(), "E1");
    EXPECT_TRUE(mapping_.passed_over.contains("Q"));
    ASSERT_EQ(wrong(reads_head + "clock = \"utc\"\n" + reads_columns), "");
    EXPECT_EQ(mapping_.clock.offset, 0);
    EXPECT_EQ(mapping_.value.place, 3u);
}

TEST_F(CsvMappings, AreRefusedWithLineKeyAndCure) {
    EXPECT_THAT(wrong("content = \"reads"), HasSubstr(":1: "));
    EXPECT_EQ(wrong("content = \"bills\"\n"), ":1: content: expected \"reads\" or \"intervals\"");
    EXPECT_THAT(wrong("\ncontnt = \"reads\"\n"), HasSubstr(":2: contnt: there is no such key: there are channel, "));
    EXPECT_THAT(wrong(reads_columns), HasSubstr("content is missing"));
    EXPECT_THAT(wrong("content = \"reads\"\n" + reads_columns), HasSubstr("time_form is missing"));
    EXPECT_THAT(wrong("time_form = \"MM-DD\"\n"), HasSubstr(":1: time_form: 'MM-DD': a form needs YYYY"));
    EXPECT_THAT(wrong("delimiter = \"::\"\n"), HasSubstr(":1: delimiter: expected"));
    EXPECT_THAT(wrong("decimal_sign = \";\"\n"), HasSubstr(":1: decimal_sign: expected"));
    EXPECT_THAT(wrong("header = 1\n"), HasSubstr(":1: header: expected true or false"));
    EXPECT_THAT(wrong("skip_lines = -1\n"), HasSubstr(":1: skip_lines: expected"));
    EXPECT_THAT(wrong("clock = \"Sydney\"\n"), HasSubstr(":1: clock: expected"));
    EXPECT_THAT(wrong("interval_minutes = 10\n"), HasSubstr(":1: interval_minutes: expected 5, 15, 30 or 60"));
    EXPECT_THAT(wrong("unit = \"apples\"\n"), HasSubstr("'apples' is not a unit of usage"));
    EXPECT_THAT(wrong("quality = \"good\"\n"), HasSubstr("'good' is not a quality"));
    EXPECT_THAT(wrong("ignore = \"Q\"\n"), HasSubstr(":1: ignore: expected a list"));
    EXPECT_THAT(wrong("columns = 3\n"), HasSubstr("expected a section [columns]"));
    EXPECT_THAT(wrong("[columns]\nprice = 1\n"), HasSubstr(":2: price: there is no such key in [columns]"));
    EXPECT_THAT(wrong("[columns]\nvalue = 0\n"), HasSubstr(":2: value: expected the number of a column"));
    EXPECT_THAT(wrong("[columns]\nbegins = [1, 2, 3]\n"), HasSubstr("expected one column, or two"));
    EXPECT_THAT(wrong("[channels]\nA = 1\n"), HasSubstr(":2: A: expected a text in quotes"));
    EXPECT_THAT(wrong(reads_head + "decimal_sign = \",\"\n" + reads_columns), HasSubstr("are the same"));
    EXPECT_THAT(wrong(reads_head + "header = false\n" + reads_columns),
                HasSubstr("'m' is a name, and header is false"));
    EXPECT_THAT(wrong(reads_head + reads_columns + "service_point = 1\n"), HasSubstr("needs service_point or meter"));
    EXPECT_THAT(wrong(reads_head + "[columns]\nmeter = 1\nread_on = 2\n"), HasSubstr("[columns] value is missing"));
    EXPECT_THAT(wrong(reads_head + "[columns]\nmeter = 1\nvalue = 2\n"), HasSubstr("[columns] read_on is missing"));
    EXPECT_THAT(wrong(reads_head + reads_columns + "ends = 4\n"), HasSubstr("are of intervals"));
    EXPECT_THAT(wrong(intervals_head + "unit = \"kWh\"\n" + intervals_columns),
                HasSubstr("interval_minutes is missing"));
    EXPECT_THAT(wrong(intervals_head + "interval_minutes = 5\n" + intervals_columns), HasSubstr("unit is missing"));
    EXPECT_THAT(wrong(intervals_head + intervals_columns + "read_on = 1\n"), HasSubstr("read_on is of reads"));
    EXPECT_THAT(wrong("content = \"intervals\"\ntime_form = \"YYYY-MM-DD\"\nunit = \"kWh\"\n" + intervals_columns),
                HasSubstr("time_form has no time"));
    EXPECT_THAT(wrong("content = \"intervals\"\ntime_form = \"YYYY-MM-DD hh:mm+hh:mm\"\nclock = \"local\"\n" +
                      intervals_columns),
                HasSubstr("say the same"));
    EXPECT_EQ(read_csv_mapping("/nowhere.toml").error().kind, IntakeErrorKind::cannot_read);
}

TEST_F(CsvMappings, RowsHaveQuotesBlanksAndEndsOfAnySystem) {
    ASSERT_EQ(wrong(reads_head + "delimiter = \";\"\nskip_lines = 1\n" + reads_columns + "quality = \"q\"\n"), "");
    const auto path = (directory_.path() / "r.csv").string();
    std::ofstream{path, std::ios::binary} << "\xef\xbb\xbf"
                                             "Reads of January\r\nm;d;\"the \"\"value\"\"\";q\r\n"
                                             " M-1 ; 2022-01-31 ;\" 12 \";estimated\r\n\r\nM-2;2022-01-31;13;\r\n"
                                             "M-3;\"2022-01-31;14;\r\nM-4;\"2022-01-31\"x;14;\r\n;2022-01-31;14;\r\n"
                                             "M-5;2022-01-31;15;actual";
    EXPECT_EQ(check_csv(path, mapping_).value(), 6u);
    auto file = MeterFile::open(path);
    ASSERT_TRUE(file && file->next_file().value());
    CsvReader reader{*file, mapping_};
    ASSERT_TRUE(reader.begin().value());
    std::vector<std::string> steps;
    while (true) {
        const auto step = reader.next();
        ASSERT_TRUE(step);
        if (const auto* row = std::get_if<CsvRow>(&*step))
            steps.push_back(row->point + " " + row->value + " " + std::string{name_of(row->quality)});
        else if (const auto* fault = std::get_if<CsvFault>(&*step))
            steps.push_back(std::to_string(fault->line) + " " + fault->field + ": " + fault->why.substr(0, 23));
        else
            break;
    }
    EXPECT_THAT(steps,
                ElementsAre("M-1  12  estimated", "M-2 13 actual", "6 column 2: a quote is not closed, ",
                            "7 column 2: a quote is not closed, ", "8 m: '' is not a name: expec", "M-5 15 actual"));
}

}  // namespace
}  // namespace tally::consumers
