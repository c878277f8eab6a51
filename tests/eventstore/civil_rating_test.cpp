// Years of quarters of an hour, rated by the hour in zones whose clocks change, against the same quarters counted one
// by one, each at the time that the C library's clock of the zone shows: another reader of the zones.

#include <array>
#include <cstdlib>
#include <ctime>
#include <gtest/gtest.h>
#include <string>

#include "domain/core/civil_day.h"
#include "domain/rating/rating.h"
#include "eventstore/division/civil_time.h"
#include "tests/support/text.h"

namespace tally::eventstore {
namespace {

using namespace tally::domain;
using test::date;
using test::price;

constexpr std::int64_t quarter_seconds = 900;
constexpr std::array<std::string_view, 3> period_names{"night", "work", "rest"};

// Night until 03:00 and from 02:00 to 03:00 twice in autumn; then workdays and other days, in two seasons alike.
TariffTimes day_and_night() {
    TariffTimes times;
    using enum DayName;
    times.seasons = {{Code{"a"}, {3, 1}, {10, 31}}, {Code{"b"}, {11, 1}, {2, 29}}};
    times.day_types = {{Code{"w"}, {monday, tuesday, wednesday, thursday, friday}},
                       {Code{"f"}, {saturday, sunday, holiday}}};
    for (const auto* season : {"a", "b"})
        for (const auto* type : {"w", "f"}) {
            times.hours.push_back({Code{season}, Code{type}, Plain{"00:00"}, Plain{"03:00"}, Code{"night"}});
            times.hours.push_back(
                {Code{season}, Code{type}, Plain{"03:00"}, Plain{"24:00"}, Code{*type == 'w' ? "work" : "rest"}});
        }
    for (const auto name : period_names) times.components.push_back({Code{name}, {Code{name}}, 0, {}});
    return times;
}

TariffState tariff_of(const TariffTimes& times) {
    TariffPublished version;
    version.tariff = TariffId{"E"};
    version.version = 1;
    version.effective_from = date("2020-01-01");
    version.normal_days = 365;
    for (const auto name : period_names)
        version.components.push_back(
            {.code = Code{name}, .kind = ComponentKind::usage, .price = price("0.1"), .unit = Code{"kWh"}});
    return {1, 0, {version}, 1, {{version.tariff, 1, times}}};
}

// The zone of the C library, until the end.
class LibraryClock {
  public:
    explicit LibraryClock(const char* zone) {
        if (const char* before = std::getenv("TZ")) before_ = before;
        ::setenv("TZ", zone, 1);
        ::tzset();
    }
    LibraryClock(const LibraryClock&) = delete;
    LibraryClock& operator=(const LibraryClock&) = delete;
    ~LibraryClock() {
        if (before_.empty())
            ::unsetenv("TZ");
        else
            ::setenv("TZ", before_.c_str(), 1);
        ::tzset();
    }
    [[nodiscard]] static std::tm at(std::int64_t seconds) {
        const std::time_t time = seconds;
        std::tm shown{};
        ::localtime_r(&time, &shown);
        return shown;
    }

  private:
    std::string before_;
};

void hold_a_year(const char* name, int year, int days_expected) {
    SCOPED_TRACE(std::string{name} + " " + std::to_string(year));
    const auto zone = CivilTime::of(name);
    ASSERT_TRUE(zone.has_value());
    const Period days{day_of_month(year, 1, 1), day_of_month(year + 1, 1, 1)};
    ASSERT_EQ(days.days(), days_expected);
    rating::MeasuredIntervals measured{Code{"1"}, Code{"kWh"}, 6, {}, {}};
    std::array<std::int64_t, 3> expected{};
    const LibraryClock clock(name);
    std::int64_t at = zone->start_of(days.from).microseconds / 1'000'000;
    for (Date day = days.from; day < days.until; day = day + 1) {
        const CivilDay civil = zone->civil_day(day);
        const std::size_t count = civil.minutes / 15;
        measured.days.push_back({day, 15, civil, measured.values.size(), count});
        for (std::size_t i = 0; i < count; ++i, at += quarter_seconds) {
            const std::int64_t value = 1 + (at / quarter_seconds * 7'919 % 1'000) * 1'000;
            measured.values.push_back(Quantity{value});
            const auto shown = LibraryClock::at(at);
            ASSERT_EQ(day_of_month(shown.tm_year + 1900, static_cast<unsigned>(shown.tm_mon + 1),
                                   static_cast<unsigned>(shown.tm_mday)),
                      day);
            const bool free = shown.tm_wday == 0 || shown.tm_wday == 6;
            expected[shown.tm_hour < 3 ? 0 : free ? 2 : 1] += value;
        }
    }
    ASSERT_EQ(at, zone->start_of(days.until).microseconds / 1'000'000) << "every second of the year is of a day";
    const std::span<const rating::MeasuredIntervals> channels{&measured, 1};
    const auto tariff = tariff_of(day_and_night());
    const auto lines = rating::rate(tariff, {days, EdgeProration::full, {}, channels}, {}, 2);
    ASSERT_TRUE(lines.has_value()) << lines.error().cure;
    ASSERT_EQ(lines->size(), period_names.size());
    for (std::size_t i = 0; i < period_names.size(); ++i)
        EXPECT_EQ((*lines)[i].quantity.units, expected[i]) << period_names[i];
}

TEST(CivilRating, YearsOfThreeZonesAreRatedByTheirClocks) {
    // Lord Howe's clock changes by half an hour, at 02:00; Sydney's at 02:00 and 03:00 in the other half of the year.
    for (const auto* zone : {"America/New_York", "Australia/Sydney", "Australia/Lord_Howe", "Australia/Brisbane"}) {
        hold_a_year(zone, 2023, 365);
        hold_a_year(zone, 2024, 366);
    }
}

}  // namespace
}  // namespace tally::eventstore
