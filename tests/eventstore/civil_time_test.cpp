// Days of instants where the clocks change, and midnights that are skipped or come twice.
#include "eventstore/division/civil_time.h"

#include <gtest/gtest.h>

#include "tests/support/text.h"

namespace tally::eventstore {
namespace {

using test::date;
using test::instant;

TEST(CivilTime, AnInstantIsOnTheDayOfItsZone) {
    auto zone = *CivilTime::of("America/New_York");
    EXPECT_EQ(zone.date_of(instant("2022-01-06T04:59:59.999999Z")), date("2022-01-05"));
    EXPECT_EQ(zone.date_of(instant("2022-01-06T05:00:00Z")), date("2022-01-06"));
    EXPECT_EQ(zone.date_of(instant("2022-07-06T03:59:59Z")), date("2022-07-05")) << "summer time";
    EXPECT_EQ(zone.date_of(instant("2022-07-06T04:00:00Z")), date("2022-07-06"));
    EXPECT_EQ(zone.date_of(instant("1969-12-31T23:59:59Z")), date("1969-12-31")) << "before 1970";
    EXPECT_EQ(zone.date_of({-1}), date("1969-12-31"));
    auto ahead = *CivilTime::of("Pacific/Auckland");
    EXPECT_EQ(ahead.date_of(instant("2022-01-05T11:00:00Z")), date("2022-01-06"));
}

TEST(CivilTime, ADayBeginsAtItsFirstInstant) {
    const auto new_york = *CivilTime::of("America/New_York");
    EXPECT_EQ(new_york.start_of(date("2022-03-13")), instant("2022-03-13T05:00:00Z"));
    EXPECT_EQ(new_york.start_of(date("2022-03-14")), instant("2022-03-14T04:00:00Z"));
    EXPECT_EQ(new_york.start_of(date("2022-11-07")), instant("2022-11-07T05:00:00Z"));
    const auto sao_paulo = *CivilTime::of("America/Sao_Paulo");
    EXPECT_EQ(sao_paulo.start_of(date("2018-11-04")), instant("2018-11-04T03:00:00Z")) << "begins at 01:00";
    const auto havana = *CivilTime::of("America/Havana");
    EXPECT_EQ(havana.start_of(date("2022-11-06")), instant("2022-11-06T04:00:00Z")) << "midnight comes twice";
}

TEST(CivilTime, ADayKnowsItsLengthAndWhereItsClockChanges) {
    const auto new_york = *CivilTime::of("America/New_York");
    EXPECT_EQ(new_york.civil_day(date("2022-03-12")), domain::CivilDay{});
    EXPECT_EQ(new_york.civil_day(date("2022-03-13")), (domain::CivilDay{1'380, 120}));
    EXPECT_EQ(new_york.civil_day(date("2022-11-06")), (domain::CivilDay{1'500, 120}));
    EXPECT_EQ(CivilTime::of("Australia/Sydney")->civil_day(date("2022-04-03")), (domain::CivilDay{1'500, 180}));
    EXPECT_EQ(CivilTime::of("Australia/Lord_Howe")->civil_day(date("2022-10-02")), (domain::CivilDay{1'410, 120}));
    EXPECT_EQ(CivilTime::of("America/Sao_Paulo")->civil_day(date("2018-11-04")), (domain::CivilDay{1'380, 0}))
        << "the day begins by the change";
    EXPECT_EQ(CivilTime::of("UTC")->civil_day(date("2022-03-13")), domain::CivilDay{});
}

TEST(CivilTime, EachInstantOfTheYearIsBetweenTheStartsOfItsDayAndTheNext) {
    for (const auto* name : {"America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "UTC"}) {
        auto zone = *CivilTime::of(name);
        for (auto at = instant("2018-01-01T00:00:00Z"); at < instant("2019-01-01T00:00:00Z");
             at.microseconds += 1'799'000'000) {
            const auto day = zone.date_of(at);
            ASSERT_LE(zone.start_of(day), at) << name;
            ASSERT_GT(zone.start_of(day + 1), at) << name;
        }
    }
}

TEST(CivilTime, AnUnknownZoneIsRefusedWithTheCure) {
    const auto zone = CivilTime::of("America/Nowhere");
    ASSERT_FALSE(zone);
    EXPECT_NE(zone.error().message.find("give an IANA name such as America/New_York"), std::string::npos);
}

}  // namespace
}  // namespace tally::eventstore
