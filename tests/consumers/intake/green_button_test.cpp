// The parser alone: what real files say, what is refused, and that nothing makes it crash.

#include "consumers/intake/green_button/green_button.h"

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "tests/consumers/intake/real_files.h"

namespace tally::consumers {
namespace {

using testing::HasSubstr;

// A small honest feed: one usage point, one meter reading, two readings of an hour.
constexpr std::string_view small_feed = R"(<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<entry><link rel="self" href="/User/1/UsagePoint/01"/><link rel="related" href="/User/1/UsagePoint/01/MeterReading"/>
<content><UsagePoint xmlns="http://naesb.org/espi"><ServiceCategory><kind>0</kind></ServiceCategory></UsagePoint></content></entry>
<entry><link rel="self" href="/User/1/UsagePoint/01/MeterReading/01"/><link rel="up" href="/User/1/UsagePoint/01/MeterReading"/>
<link rel="related" href="/ReadingType/07"/>
<content><MeterReading xmlns="http://naesb.org/espi"/></content></entry>
<entry><link rel="self" href="/ReadingType/07"/><content><ReadingType xmlns="http://naesb.org/espi">
<intervalLength>3600</intervalLength><powerOfTenMultiplier>0</powerOfTenMultiplier><uom>72</uom></ReadingType></content></entry>
<entry><link rel="self" href="/User/1/UsagePoint/01/MeterReading/01/IntervalBlock/1"/>
<content><IntervalBlock xmlns="http://naesb.org/espi"><interval><duration>7200</duration><start>1330578000</start></interval>
<IntervalReading><timePeriod><duration>3600</duration><start>1330578000</start></timePeriod><value>10</value></IntervalReading>
<IntervalReading><timePeriod><duration>3600</duration><start>1330581600</start></timePeriod><value>20</value></IntervalReading>
</IntervalBlock></content></entry>
</feed>
)";

std::string with(std::string_view from, std::string_view to, std::string text = std::string{small_feed}) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

void expect_refused(const std::string& feed, IntakeErrorKind kind, std::string_view words) {
    const auto file = parse_green_button(feed, "a.xml");
    ASSERT_FALSE(file.has_value()) << words;
    EXPECT_EQ(file.error().kind, kind) << file.error().message;
    EXPECT_THAT(file.error().message, HasSubstr(std::string{words}));
    EXPECT_THAT(file.error().message, HasSubstr("a.xml, line "));
}

TEST(GreenButton, ReadsASmallFeedWhole) {
    const auto file = parse_green_button(small_feed, "a.xml");
    ASSERT_TRUE(file.has_value()) << file.error().message;
    ASSERT_EQ(file->usage_points.size(), 1u);
    EXPECT_EQ(file->usage_points[0].id, "User/1/UsagePoint/01");
    EXPECT_EQ(file->usage_points[0].service_kind, 0);
    ASSERT_EQ(file->meter_readings.size(), 1u);
    const auto& meter = file->meter_readings[0];
    EXPECT_EQ(meter.type.uom, 72);
    EXPECT_FALSE(meter.type.currency.has_value());
    ASSERT_EQ(meter.readings.size(), 2u);
    EXPECT_EQ(meter.readings[1].start.microseconds, 1'330'581'600'000'000);
    EXPECT_EQ(meter.readings[1].duration_seconds, 3600);
    EXPECT_EQ(meter.readings[1].value, 20);
    EXPECT_EQ(meter.readings[1].line, 13u);
}

constexpr std::string_view summary_content =
    R"(<content><UsageSummary xmlns="http://naesb.org/espi"><billLastPeriod>7</billLastPeriod></UsageSummary></content></entry></feed>)";

TEST(GreenButton, ASummaryBelongsToTheUsagePointThatItsUpLinkNames) {
    const std::string summary = R"(<entry><link rel="self" href="/User/1/Summary/1"/>
<link rel="up" href="/User/1/UsagePoint/01"/>)" +
                                std::string{summary_content};
    const auto file = parse_green_button(with("</feed>", summary), "a.xml");
    ASSERT_TRUE(file.has_value()) << file.error().message;
    ASSERT_EQ(file->summaries.size(), 1u);
    EXPECT_EQ(file->summaries[0].usage_point, 0u);
    EXPECT_EQ(file->summaries[0].bill_last_period, 7);
    EXPECT_TRUE(file->unlinked_summaries.empty());
}

TEST(GreenButton, ABlockBelongsToTheMeterReadingThatItsUpLinkNames) {
    const auto file = parse_green_button(
        with(
            R"(<link rel="self" href="/User/1/UsagePoint/01/MeterReading/01/IntervalBlock/1"/>)",
            R"(<link rel="self" href="/IntervalBlock/1"/><link rel="up" href="/User/1/UsagePoint/01/MeterReading/01"/>)"),
        "a.xml");
    ASSERT_TRUE(file.has_value()) << file.error().message;
    ASSERT_EQ(file->meter_readings.size(), 1u);
    EXPECT_EQ(file->meter_readings[0].readings.size(), 2u);
}

TEST(GreenButton, ASummaryWithoutAUsagePointIsAFindingAndTheReadingsAreTaken) {
    const std::string summary = R"(<entry><link rel="self" href="/Elsewhere/9"/><link rel="up" href="/Elsewhere"/>)" +
                                std::string{summary_content};
    const auto file = parse_green_button(with("</feed>", summary), "a.xml");
    ASSERT_TRUE(file.has_value()) << file.error().message;
    EXPECT_TRUE(file->summaries.empty());
    ASSERT_EQ(file->unlinked_summaries.size(), 1u);
    EXPECT_EQ(file->unlinked_summaries[0].line, 15u);
    EXPECT_EQ(file->unlinked_summaries[0].why,
              "usage summary 'Elsewhere/9' belongs to no usage point: its links are wrong");
    EXPECT_EQ(file->meter_readings[0].readings.size(), 2u);
}

TEST(GreenButton, FollowsTheIntervalLengthWhereReadingsGiveNoTime) {
    const auto bare = [](std::string feed) {
        feed = with("<timePeriod><duration>3600</duration><start>1330578000</start></timePeriod>", "", feed);
        return with("<timePeriod><duration>3600</duration><start>1330581600</start></timePeriod>", "", feed);
    };
    const auto file = parse_green_button(bare(std::string{small_feed}), "a.xml");
    ASSERT_TRUE(file.has_value()) << file.error().message;
    EXPECT_EQ(file->meter_readings[0].readings[1].start.microseconds, 1'330'581'600'000'000);
    expect_refused(bare(with("<intervalLength>3600</intervalLength>", "")), IntakeErrorKind::value_refused,
                   "intervalLength is missing");
}

TEST(GreenButton, KeepsFractionsOfASecondToTheMicrosecond) {
    for (const auto& [text, microseconds] :
         {std::pair{"1330578000.66136", 1'330'578'000'661'360}, std::pair{"1330578000.6613609", 1'330'578'000'661'360},
          std::pair{"1330578000.0", 1'330'578'000'000'000}}) {
        const auto file = parse_green_button(
            with("<start>1330578000</start></timePeriod>", "<start>" + std::string{text} + "</start></timePeriod>"),
            "a.xml");
        ASSERT_TRUE(file.has_value()) << file.error().message;
        EXPECT_EQ(file->meter_readings[0].readings[0].start.microseconds, microseconds) << text;
    }
}

TEST(GreenButton, RefusesWhatIsNotGreenButton) {
    expect_refused("", IntakeErrorKind::not_green_button, "it is empty");
    expect_refused("NEM12,200506081149,UNITEDDP,NEMMCO\n", IntakeErrorKind::not_green_button, "not XML");
    expect_refused("<html><body/></html>", IntakeErrorKind::not_green_button, "its root is 'html', not an Atom feed");
    expect_refused("<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title></feed>",
                   IntakeErrorKind::not_green_button, "no usage point");
    expect_refused("<feed/>", IntakeErrorKind::not_green_button, "not an Atom feed");
}

TEST(GreenButton, RefusesAFileThatIsCutOffAnywhere) {
    std::string whole{small_feed};
    while (whole.back() == '\n') whole.pop_back();
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto file = parse_green_button(std::string_view{whole}.substr(0, length), "a.xml");
        ASSERT_FALSE(file.has_value()) << length;
    }
    expect_refused(whole.substr(0, whole.size() - 7), IntakeErrorKind::not_well_formed, "cut off");
}

TEST(GreenButton, RefusesEntitiesSoThatNothingIsFetchedOrBlownUp) {
    const std::string xxe = with(R"(<?xml version="1.0" encoding="UTF-8"?>)",
                                 R"(<!DOCTYPE feed [<!ENTITY secret SYSTEM "file:///etc/passwd">]>)");
    expect_refused(with("<value>10</value>", "<value>&secret;</value>", xxe), IntakeErrorKind::not_green_button,
                   "document type declaration is refused");
    std::string laughs = "<!DOCTYPE feed [<!ENTITY a0 \"1\">";
    for (int i = 1; i < 30; ++i)
        laughs +=
            "<!ENTITY a" + std::to_string(i) + " \"&a" + std::to_string(i - 1) + ";&a" + std::to_string(i - 1) + ";\">";
    expect_refused(with(R"(<?xml version="1.0" encoding="UTF-8"?>)", laughs + "]>"), IntakeErrorKind::not_green_button,
                   "document type declaration is refused");
    expect_refused(with("<value>10</value>", "<value>&undeclared;</value>"), IntakeErrorKind::not_well_formed,
                   "undeclared");
}

TEST(GreenButton, ReadsCharacterReferencesAndCdataAsText) {
    const auto file = parse_green_button(with("<value>10</value>", "<value>&#49;<![CDATA[23]]></value>"), "a.xml");
    ASSERT_TRUE(file.has_value()) << file.error().message;
    EXPECT_EQ(file->meter_readings[0].readings[0].value, 123);
}

TEST(GreenButton, RefusesWhatIsTooDeepOrTooLong) {
    std::string deep;
    for (std::size_t i = 0; i < green_button_depth_max; ++i) deep += "<x>";
    expect_refused(with("<value>10</value>", deep), IntakeErrorKind::limit_exceeded, "nested deeper than 64 levels");
    expect_refused(with("<value>10</value>", "<value>" + std::string(5000, '1') + "</value>"),
                   IntakeErrorKind::limit_exceeded, "longer than 4096 characters");
    expect_refused(with("/ReadingType/07", "/" + std::string(5000, 'x')), IntakeErrorKind::limit_exceeded,
                   "link is longer than");
}

TEST(GreenButton, RefusesNumbersThatAreNone) {
    const std::string start = "<start>1330578000</start></timePeriod>";
    expect_refused(with("<value>10</value>", "<value>1O</value>"), IntakeErrorKind::value_refused,
                   "line 12: value is '1O': expected a whole number");
    expect_refused(with("<value>10</value>", "<value>1.5</value>"), IntakeErrorKind::value_refused, "value is '1.5'");
    expect_refused(with("<value>10</value>", "<value>281474976710656</value>"), IntakeErrorKind::value_refused,
                   "48 bits");
    expect_refused(with("<value>10</value>", ""), IntakeErrorKind::value_refused, "line 12: the reading has no value");
    expect_refused(with("<value>10</value>", "<value>10</value><value>11</value>"), IntakeErrorKind::value_refused,
                   "two of value");
    expect_refused(with("<value>10</value>", "<value>10<x/></value>"), IntakeErrorKind::value_refused,
                   "stands where a number is expected");
    expect_refused(with(start, "<start>-1</start></timePeriod>"), IntakeErrorKind::value_refused, "start is '-1'");
    expect_refused(with(start, "<start>99999999999</start></timePeriod>"), IntakeErrorKind::value_refused,
                   "before the year 3000");
    expect_refused(with(start, "</timePeriod>"), IntakeErrorKind::value_refused, "lacks its start or its duration");
    expect_refused(with("<timePeriod><duration>3600", "<timePeriod><duration>0"), IntakeErrorKind::value_refused,
                   "duration is 0");
    expect_refused(with("<uom>72</uom>", "<uom>72</uom><uom>169</uom>"), IntakeErrorKind::value_refused,
                   "uom is given twice");
}

TEST(GreenButton, RefusesPartsThatBelongToNoneOrToTwo) {
    expect_refused(with("/User/1/UsagePoint/01/MeterReading/01/IntervalBlock/1", "/somewhere/else"),
                   IntakeErrorKind::unresolved_link, "belongs to no meter reading");
    const std::string second_type =
        R"(<entry><link rel="self" href="/ReadingType/07"/><content><ReadingType xmlns="http://naesb.org/espi"><uom>169</uom></ReadingType></content></entry></feed>)";
    expect_refused(with("</feed>", second_type), IntakeErrorKind::unresolved_link, "more than one reading type");
    const std::string second_point =
        R"(<entry><link rel="self" href="/User/2/UsagePoint/01"/><link rel="related" href="/User/1/UsagePoint/01/MeterReading"/><content><UsagePoint xmlns="http://naesb.org/espi"/></content></entry></feed>)";
    expect_refused(with("</feed>", second_point), IntakeErrorKind::unresolved_link, "more than one usage point");
}

TEST(GreenButton, SurvivesReadingTypesNestedWhereNoneBelong) {
    const std::string nested =
        "<MeterReading xmlns=\"http://naesb.org/espi\"><ReadingType><MeterReading/><MeterReading/><uom>169</uom>"
        "</ReadingType></MeterReading>";
    const auto file = parse_green_button(with("<MeterReading xmlns=\"http://naesb.org/espi\"/>", nested), "a.xml");
    EXPECT_FALSE(file.has_value());
}

// Each of these elements, anywhere in the feed: a part out of place is refused or passed over, and never followed.
TEST(GreenButton, SurvivesEveryElementInEveryPlace) {
    const std::vector<std::string> names{"UsagePoint",
                                         "ServiceCategory",
                                         "MeterReading",
                                         "ReadingType",
                                         "IntervalBlock",
                                         "interval",
                                         "IntervalReading",
                                         "ReadingQuality",
                                         "timePeriod",
                                         "UsageSummary",
                                         "billingPeriod",
                                         "overallConsumptionLastPeriod",
                                         "currentBillingPeriodOverAllConsumption",
                                         "LocalTimeParameters"};
    const std::vector<std::string> numbers{"start", "timeStamp", "duration", "value",      "cost",         "quality",
                                           "kind",  "uom",       "currency", "billToDate", "dstStartRule", "tzOffset"};
    const std::string feed{small_feed};
    for (const std::string& outer : names)
        for (const std::string& inner : names)
            for (const std::string& number : numbers) {
                const std::string part = "<x:" + outer + " xmlns:x=\"http://naesb.org/espi\"><x:" + inner +
                                         "><x:" + number + ">1</x:" + number + "></x:" + inner + "></x:" + outer + ">";
                for (const char* place :
                     {"</feed>", "</content></entry>\n<entry><link rel=\"self\" href=\"/ReadingType",
                      "</IntervalReading>"}) {
                    const auto file = parse_green_button(with(place, part + place, feed), "a.xml");
                    if (!file) {
                        EXPECT_THAT(file.error().message, HasSubstr("a.xml, line ")) << part;
                    }
                }
            }
}

TEST(GreenButton, RefusesUsageOutsideAnEntry) {
    const std::string entry =
        R"(<entry><link rel="self" href="/User/1/UsagePoint/01/MeterReading/01/IntervalBlock/1"/>)";
    std::string outside = with(entry, "");
    outside = with("</IntervalBlock></content></entry>", "</IntervalBlock></content>", outside);
    expect_refused(outside, IntakeErrorKind::not_green_button, "IntervalBlock stands outside an Atom entry");
    const std::string stray =
        R"(<IntervalReading xmlns="http://naesb.org/espi"><value>1</value></IntervalReading></feed>)";
    expect_refused(with("</feed>", stray), IntakeErrorKind::not_green_button,
                   "IntervalReading stands outside an Atom entry");
}

TEST(GreenButton, SaysWhenAFileCannotBeRead) {
    const auto file = read_green_button("/nowhere/at/all.xml");
    ASSERT_FALSE(file.has_value());
    EXPECT_EQ(file.error().kind, IntakeErrorKind::cannot_read);
    const auto folder = read_green_button("/");
    ASSERT_FALSE(folder.has_value());
    EXPECT_EQ(folder.error().kind, IntakeErrorKind::cannot_read) << folder.error().message;
}

struct RealFile {
    std::string_view path;
    std::size_t readings;
    std::int64_t value_sum;
    std::int64_t cost_sum;
};
constexpr auto real_files = std::to_array<RealFile>({
    {"openespi/test_usage_data.xml", 1340, 1'391'666, 14'999'132},
    {"openespi/test_usage_data_01.xml", 96, 93'846, 1'148'274},
    {"openespi/test_usage_data_1.xml", 480, 511'688, 5'240'025},
    {"cew821/sample_greenbutton_data.xml", 362, 291'018, 0},
    {"objects/ngma_natural_gas_billing_billing_data_Service_1_1_2021-05-26_to_2024-04-25.xml", 35, 3'484'000,
     720'711'000},
    {"objects/gas_direct.xml", 5, 140'000, 20'624'000},
    {"objects/gas_containerized.xml", 3, 47'000, 10'240'000},
    {"objects/TestGBDataOneYearDailyBinnedMonthly.xml", 444, 9'917'817, 107'212'833},
    {"objects/TestGBDataHourlyNineDaysBinnedDaily.xml", 216, 199'563, 2'205'567},
    {"openespi/Usage-Subscription-Feed-Anonymized.xml", 0, 0, 0},
});

TEST(GreenButton, FindsTheKnownSumsInTheRealFiles) {
    TALLY_NEEDS_REAL_FILES();
    for (const RealFile& real : real_files) {
        const auto file = read_green_button(real_green_button_folder() / real.path);
        ASSERT_TRUE(file.has_value()) << file.error().message;
        ASSERT_EQ(file->meter_readings.size(), 1u) << real.path;
        std::int64_t value_sum = 0, cost_sum = 0;
        for (const auto& reading : file->meter_readings[0].readings) {
            value_sum += reading.value;
            cost_sum += reading.cost;
        }
        EXPECT_EQ(file->meter_readings[0].readings.size(), real.readings) << real.path;
        EXPECT_EQ(value_sum, real.value_sum) << real.path;
        EXPECT_EQ(cost_sum, real.cost_sum) << real.path;
    }
}

TEST(GreenButton, ReadsTypesSummariesAndTimeRulesOfARealFile) {
    TALLY_NEEDS_REAL_FILES();
    const auto file = read_green_button(real_green_button_folder() / "openespi/test_usage_data.xml");
    ASSERT_TRUE(file.has_value()) << file.error().message;
    const auto& type = file->meter_readings[0].type;
    EXPECT_EQ(type.accumulation, 4);
    EXPECT_EQ(type.commodity, 1);
    EXPECT_EQ(type.currency, 840);
    EXPECT_EQ(type.flow_direction, 1);
    EXPECT_EQ(type.interval_length_seconds, 900);
    EXPECT_EQ(type.power_of_ten, 0);
    EXPECT_EQ(type.uom, 72);
    EXPECT_EQ(file->meter_readings[0].readings[0].quality_codes, 1u << 8);
    ASSERT_EQ(file->summaries.size(), 1u);
    const auto& summary = file->summaries[0];
    EXPECT_EQ(summary.bill_last_period, 15'252'000);
    EXPECT_EQ(summary.bill_to_date, 1'149'000);
    EXPECT_EQ(summary.cost_additional_last_period, 1'346'000);
    EXPECT_EQ(summary.period_seconds, 1'119'600);
    ASSERT_TRUE(summary.consumption_last_period.has_value());
    EXPECT_EQ(summary.consumption_last_period->value, 1'298'640);
    ASSERT_TRUE(summary.consumption_current_period.has_value());
    EXPECT_EQ(summary.consumption_current_period->value, 93'026);
    EXPECT_EQ(summary.consumption_current_period->time_stamp->microseconds, 1'331'784'000'000'000);
    ASSERT_EQ(file->local_times.size(), 1u);
    EXPECT_EQ(file->local_times[0].dst_start_rule, 0x360E2000u);
    EXPECT_EQ(file->local_times[0].dst_end_rule, 0xB40E2000u);
    EXPECT_EQ(file->local_times[0].dst_offset_seconds, 3600);
    EXPECT_EQ(file->local_times[0].utc_offset_seconds, -18000);
}

TEST(GreenButton, ReadsATypeWrittenIntoItsMeterReading) {
    TALLY_NEEDS_REAL_FILES();
    const auto file = read_green_button(real_green_button_folder() / "openespi/Usage-Subscription-Feed-Anonymized.xml");
    ASSERT_TRUE(file.has_value()) << file.error().message;
    EXPECT_EQ(file->meter_readings[0].type.uom, 72);
}

TEST(GreenButton, RefusesRealFeedsWithoutUsage) {
    TALLY_NEEDS_REAL_FILES();
    for (const char* name :
         {"Customer-Subscription-Feed-Anonymized.xml", "Multiple-Authorization-Feed-Anonymized.xml"}) {
        const auto file = read_green_button(real_green_button_folder() / "openespi" / name);
        ASSERT_FALSE(file.has_value()) << name;
        EXPECT_EQ(file.error().kind, IntakeErrorKind::not_green_button);
    }
}

TEST(GreenButton, ReadsTheSameWhateverThePiecesItComesIn) {
    TALLY_NEEDS_REAL_FILES();
    // Larger than one piece, so that numbers are cut in two.
    const auto path = real_green_button_folder() / "openespi/test_usage_data.xml";
    const auto streamed = read_green_button(path);
    const auto at_once = parse_green_button(bytes_of(path), "b");
    ASSERT_TRUE(streamed.has_value() && at_once.has_value());
    ASSERT_EQ(streamed->meter_readings[0].readings.size(), at_once->meter_readings[0].readings.size());
    EXPECT_GT(std::filesystem::file_size(path), 256u << 10);
}

// Bytes flipped, cut out, doubled and cut off at random: the file is read whole or refused whole, and nothing crashes.
TEST(GreenButton, NeverCrashesOnDamagedCopiesOfRealFiles) {
    TALLY_NEEDS_REAL_FILES();
    const char* given = std::getenv("TALLY_SEED");
    const auto seed =
        given == nullptr ? std::random_device{}() : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
    SCOPED_TRACE("TALLY_SEED=" + std::to_string(seed));
    std::mt19937_64 random{seed};
    std::size_t parsed = 0, refused = 0;
    for (const auto& path : real_green_button_files()) {
        const std::string whole = bytes_of(path);
        for (int round = 0; round < 150; ++round) {
            std::string bytes = whole;
            const auto at = [&] { return static_cast<std::ptrdiff_t>(random() % bytes.size()); };
            const int damages = 1 + static_cast<int>(random() % 4);
            bool cut = false;
            for (int i = 0; i < damages && !bytes.empty(); ++i) switch (random() % 5) {
                    case 0:
                        bytes[static_cast<std::size_t>(at())] = static_cast<char>(random());
                        break;
                    case 1:
                        bytes[static_cast<std::size_t>(at())] = static_cast<char>('0' + random() % 10);
                        break;
                    case 2: {
                        const auto from = at();
                        bytes.erase(static_cast<std::size_t>(from), random() % 400);
                        break;
                    }
                    case 3: {
                        const auto from = static_cast<std::size_t>(at());
                        bytes.insert(from, bytes.substr(static_cast<std::size_t>(at()), random() % 400));
                        break;
                    }
                    default:
                        bytes.resize(static_cast<std::size_t>(at()));
                        cut = true;
                }
            const auto file = parse_green_button(bytes, "damaged.xml");
            (file ? parsed : refused) += 1;
            if (!file) {
                EXPECT_FALSE(file.error().message.empty());
                continue;
            }
            EXPECT_FALSE(cut && bytes.find("</feed>") == std::string::npos &&
                         bytes.find("</atom:feed>") == std::string::npos)
                << "a file without an end was taken";
            for (const auto& meter : file->meter_readings)
                for (const auto& reading : meter.readings) {
                    EXPECT_GT(reading.duration_seconds, 0);
                    EXPECT_GE(reading.start.microseconds, 0);
                }
        }
    }
    EXPECT_GT(refused, 100u);
    EXPECT_GT(parsed, 10u);
}

}  // namespace
}  // namespace tally::consumers
