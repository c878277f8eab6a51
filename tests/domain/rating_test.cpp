// Rating against figures worked out by hand: each expectation shows its sum in a comment.

#include "domain/rating/rating.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/rating/tax.h"
#include "tests/support/text.h"

namespace tally::test {
namespace {

using namespace domain;
using rating::Usage;

TariffPublished version(std::uint32_t number, std::string_view from, std::vector<TariffComponent> components) {
    TariffPublished tariff;
    tariff.tariff = TariffId{"E-RES"};
    tariff.version = number;
    tariff.effective_from = date(from);
    tariff.components = std::move(components);
    return tariff;
}
TariffState one_version(std::vector<TariffComponent> components) {
    return {1, 0, {version(1, "2020-01-01", std::move(components))}};
}
TariffComponent fixed(std::string_view code, std::string_view amount) {
    return {.code = Code{code}, .kind = ComponentKind::fixed, .description = Plain{code}, .price = price(amount)};
}
TariffComponent per_day(std::string_view code, std::string_view amount) {
    return {.code = Code{code}, .kind = ComponentKind::per_day, .price = price(amount)};
}
TariffComponent per_kwh(std::string_view code, std::string_view amount) {
    return {.code = Code{code}, .kind = ComponentKind::usage, .price = price(amount), .unit = Code{"kWh"}};
}
TariffComponent tiered(std::string_view code, std::vector<Tier> tiers) {
    return {.code = Code{code}, .kind = ComponentKind::usage, .unit = Code{"kWh"}, .tiers = std::move(tiers)};
}
TariffComponent percent(std::string_view code, std::string_view share, std::vector<Code> of = {}) {
    return {.code = Code{code}, .kind = ComponentKind::percentage, .rate = rate(share), .of_components = std::move(of)};
}
TariffComponent minimum(std::string_view code, std::string_view amount, std::vector<Code> of = {}) {
    return {.code = Code{code}, .kind = ComponentKind::minimum, .price = price(amount), .of_components = std::move(of)};
}
Period days(std::string_view from, std::string_view until) {
    return {date(from), date(until)};
}
UsedRead used(Period over, std::string_view amount, std::string_view unit = "kWh") {
    UsedRead read;
    read.from = over.from;
    read.until = over.until;
    read.quantity = quantity(amount);
    read.unit = Code{unit};
    return read;
}

struct Bill {
    explicit Bill(TariffState tariff_state) : tariff(std::move(tariff_state)) {}
    TariffState tariff;
    std::vector<UsedRead> reads;
    EdgeProration edge = EdgeProration::by_tariff;

    std::vector<rating::CountFrom> counts;
    std::uint16_t periods = 1;

    std::vector<BillLine> of(Period charge_days) {
        Usage usage{charge_days, edge, reads};
        usage.counts = counts;
        usage.periods = periods;
        auto lines = rating::rate(tariff, usage, {}, 2);
        if (!lines) ADD_FAILURE() << name_of(lines.error().rejection) << ": " << lines.error().cure;
        return lines.value_or(std::vector<BillLine>{});
    }
    Rejection refused(Period charge_days) {
        const auto lines = rating::rate(tariff, Usage{charge_days, edge, reads}, {}, 2);
        EXPECT_FALSE(lines.has_value());
        return lines ? Rejection::already_so : lines.error().rejection;
    }
};

// "component from–until quantity × price × fraction = amount"
std::string text_of(const BillLine& line) {
    std::string text = line.component.str() + " " + to_string(line.from) + " " + to_string(line.until) + " " +
                       to_string(line.quantity) + " x " + to_string(line.price);
    if (!(line.fraction == Fraction{}))
        text += " x " + std::to_string(line.fraction.numerator) + "/" + std::to_string(line.fraction.denominator);
    return text + " = " + to_string(line.amount, 2);
}
std::vector<std::string> text_of(const std::vector<BillLine>& lines) {
    std::vector<std::string> texts;
    for (const BillLine& line : lines) texts.push_back(text_of(line));
    return texts;
}
using testing::ElementsAre;

TEST(Rating, AFullPeriodPaysTheFixedChargeInFull) {
    Bill bill{one_version({fixed("customer", "16.50")})};
    EXPECT_THAT(text_of(bill.of(days("2023-04-01", "2023-05-01"))),
                ElementsAre("customer 2023-04-01 2023-05-01 1 x 16.5 = 16.50"));
}

TEST(Rating, G3_AShortPeriodIsDaysOverNormalDaysNeverTwelfthsOfAYear) {
    Bill bill{one_version({fixed("customer", "16.50")})};
    // 17 ÷ 30 × 16.50 = 9.35
    EXPECT_THAT(text_of(bill.of(days("2023-04-14", "2023-05-01"))),
                ElementsAre("customer 2023-04-14 2023-05-01 1 x 16.5 x 17/30 = 9.35"));
    // 40 ÷ 30 × 16.50 = 22.00
    EXPECT_THAT(text_of(bill.of(days("2023-04-01", "2023-05-11"))),
                ElementsAre("customer 2023-04-01 2023-05-11 1 x 16.5 x 40/30 = 22.00"));
}

TEST(Rating, ToleranceIsInclusiveOnBothSides) {
    Bill bill{one_version({fixed("customer", "30.00")})};
    bill.tariff.versions[0].min_offset_days = 2;
    bill.tariff.versions[0].max_offset_days = 3;
    const auto amount = [&](int length) {
        return bill.of({date("2023-04-01"), date("2023-04-01") + length})[0].amount;
    };
    EXPECT_EQ(amount(27), usd("27.00"));  // one below: 27 ÷ 30
    EXPECT_EQ(amount(28), usd("30.00"));
    EXPECT_EQ(amount(33), usd("30.00"));
    EXPECT_EQ(amount(34), usd("34.00"));  // one above: 34 ÷ 30
}

TEST(Rating, LeapFebruaryHasTwentyNineDaysAndIsWithinTheTolerance) {
    Bill bill{one_version({fixed("customer", "30.00"), per_day("day", "0.10")})};
    bill.tariff.versions[0].min_offset_days = 1;
    // 29 days are 30 − 1: in full. By the day: 29 × 0.10.
    EXPECT_THAT(
        text_of(bill.of(days("2024-02-01", "2024-03-01"))),
        ElementsAre("customer 2024-02-01 2024-03-01 1 x 30 = 30.00", "day 2024-02-01 2024-03-01 29 x 0.1 = 2.90"));
    // 28 days are not: 28 ÷ 30 × 30 = 28.
    EXPECT_THAT(text_of(bill.of(days("2023-02-01", "2023-03-01"))),
                ElementsAre("customer 2023-02-01 2023-03-01 1 x 30 x 28/30 = 28.00",
                            "day 2023-02-01 2023-03-01 28 x 0.1 = 2.80"));
}

TEST(Rating, FirstAndFinalSegmentsMayUseAnotherOption) {
    Bill bill{one_version({fixed("customer", "15.00"),
                           tiered("energy", {{quantity("100"), price("0.10")}, {{}, price("0.20")}}),
                           minimum("minimum", "45.00")})};
    const Period ten = days("2023-04-01", "2023-04-11");
    bill.reads = {used(ten, "90")};
    // by tariff: 10 ÷ 30: customer 5.00; bound 33.333333: 3.33 + 56.666667 × 0.20 = 11.33; minimum 15.00: short
    // of 19.66
    bill.edge = EdgeProration::by_tariff;
    EXPECT_THAT(text_of(bill.of(ten)), ElementsAre("customer 2023-04-01 2023-04-11 1 x 15 x 10/30 = 5.00",
                                                   "energy 2023-04-01 2023-04-11 33.333333 x 0.1 = 3.33",
                                                   "energy 2023-04-01 2023-04-11 56.666667 x 0.2 = 11.33"));
    // full: customer 15.00, 90 within 100: 9.00; minimum 45.00 − 24.00 = 21.00
    bill.edge = EdgeProration::full;
    EXPECT_THAT(text_of(bill.of(ten)), ElementsAre("customer 2023-04-01 2023-04-11 1 x 15 = 15.00",
                                                   "energy 2023-04-01 2023-04-11 90 x 0.1 = 9.00",
                                                   "minimum 2023-04-01 2023-04-11 1 x 45 = 21.00"));
    // none: neither fixed charge nor minimum; usage as by tariff
    bill.edge = EdgeProration::none;
    EXPECT_THAT(text_of(bill.of(ten)), ElementsAre("energy 2023-04-01 2023-04-11 33.333333 x 0.1 = 3.33",
                                                   "energy 2023-04-01 2023-04-11 56.666667 x 0.2 = 11.33"));
    // base + minimum: 15.00 + 14.66 = 29.66; 45.00 − 29.66 = 15.34
    bill.edge = EdgeProration::base_and_minimum;
    EXPECT_THAT(text_of(bill.of(ten)), ElementsAre("customer 2023-04-01 2023-04-11 1 x 15 = 15.00",
                                                   "energy 2023-04-01 2023-04-11 33.333333 x 0.1 = 3.33",
                                                   "energy 2023-04-01 2023-04-11 56.666667 x 0.2 = 11.33",
                                                   "minimum 2023-04-01 2023-04-11 1 x 45 = 15.34"));
    // by days: a period within the tolerance is not full, either
    bill.tariff.versions[0].min_offset_days = 25;
    bill.edge = EdgeProration::by_days;
    EXPECT_EQ(bill.of(ten)[0].amount, usd("5.00"));
    bill.edge = EdgeProration::by_tariff;
    EXPECT_EQ(bill.of(ten)[0].amount, usd("15.00"));
}

TEST(Rating, G3_APriceChangeSplitsTheFixedChargeByDaysOfTheChargeDays) {
    // 30 days, full: 12 at 15.00 and 18 at 18.00, each of 30.
    Bill bill{{1,
               0,
               {version(1, "2020-01-01", {fixed("customer", "15.00")}),
                version(2, "2023-04-13", {fixed("customer", "18.00")})}}};
    // 12/30 × 15 = 6.00; 18/30 × 18 = 10.80
    EXPECT_THAT(text_of(bill.of(days("2023-04-01", "2023-05-01"))),
                ElementsAre("customer 2023-04-01 2023-04-13 1 x 15 x 12/30 = 6.00",
                            "customer 2023-04-13 2023-05-01 1 x 18 x 18/30 = 10.80"));
    // 31 days within a tolerance of one: weights are of 31, and sum to one period. 12/31 × 15 = 5.806…; 19/31 × 18
    // = 11.032…
    for (auto& each : bill.tariff.versions) each.max_offset_days = 1;
    EXPECT_THAT(text_of(bill.of(days("2023-04-01", "2023-05-02"))),
                ElementsAre("customer 2023-04-01 2023-04-13 1 x 15 x 12/31 = 5.81",
                            "customer 2023-04-13 2023-05-02 1 x 18 x 19/31 = 11.03"));
}

TEST(Rating, G3_RegisterUsageIsSplitByDaysAndTheLastPieceTakesTheRemainder) {
    Bill bill{{1,
               0,
               {version(1, "2020-01-01", {per_kwh("energy", "0.10")}),
                version(2, "2023-04-21", {per_kwh("energy", "0.20")})}}};
    bill.reads = {used(days("2023-04-01", "2023-05-01"), "100")};
    // 20/30 × 100 = 66.666667 at 0.10 = 6.67; 33.333333 at 0.20 = 6.67
    EXPECT_THAT(text_of(bill.of(days("2023-04-01", "2023-05-01"))),
                ElementsAre("energy 2023-04-01 2023-04-21 66.666667 x 0.1 = 6.67",
                            "energy 2023-04-21 2023-05-01 33.333333 x 0.2 = 6.67"));
}

TEST(Rating, IntervalUsageIsPricedByItsOwnDays) {
    Bill bill{{1,
               0,
               {version(1, "2020-01-01", {per_kwh("energy", "0.10")}),
                version(2, "2023-04-03", {per_kwh("energy", "0.20")})}}};
    bill.reads = {used(days("2023-04-01", "2023-04-03"), "7"), used(days("2023-04-03", "2023-04-04"), "5")};
    EXPECT_THAT(
        text_of(bill.of(days("2023-04-01", "2023-04-04"))),
        ElementsAre("energy 2023-04-01 2023-04-03 7 x 0.1 = 0.70", "energy 2023-04-03 2023-04-04 5 x 0.2 = 1.00"));
}

TEST(Rating, AComponentMayDeclareThePriceAtStartOrAtEnd) {
    auto old_fixed = fixed("customer", "15.00"), new_fixed = fixed("customer", "18.00");
    auto old_energy = per_kwh("energy", "0.10"), new_energy = per_kwh("energy", "0.20");
    old_fixed.price_change = new_fixed.price_change = PriceChange::price_at_start;
    old_energy.price_change = new_energy.price_change = PriceChange::price_at_end;
    Bill bill{
        {1, 0, {version(1, "2020-01-01", {old_fixed, old_energy}), version(2, "2023-04-13", {new_fixed, new_energy})}}};
    bill.reads = {used(days("2023-04-01", "2023-05-01"), "100")};
    const auto lines = bill.of(days("2023-04-01", "2023-05-01"));
    EXPECT_THAT(text_of(lines), ElementsAre("customer 2023-04-01 2023-05-01 1 x 15 = 15.00",
                                            "energy 2023-04-01 2023-05-01 100 x 0.2 = 20.00"));
    EXPECT_EQ(lines[0].tariff_version, 1u);
    EXPECT_EQ(lines[1].tariff_version, 2u);
}

TEST(Rating, APriceAtStartOrAtEndIsMeantWithinOneTariff) {
    auto first = fixed("customer", "15.00"), second = fixed("customer", "18.00"), other = fixed("customer", "30.00");
    first.price_change = second.price_change = other.price_change = PriceChange::price_at_start;
    auto of_another_tariff = version(1, "2023-04-11", {other});
    of_another_tariff.tariff = TariffId{"E-NEW"};
    Bill bill{{1, 0, {version(1, "2020-01-01", {first}), version(2, "2023-04-06", {second}), of_another_tariff}}};
    const auto lines = bill.of(days("2023-04-01", "2023-05-01"));
    ASSERT_EQ(lines.size(), 2u);
    // 15.00 x 10/30, the price at the first tariff's start; 30.00 x 20/30.
    EXPECT_EQ(lines[0].tariff, TariffId{"E-RES"});
    EXPECT_EQ(lines[0].until, date("2023-04-11"));
    EXPECT_EQ(lines[0].amount, usd("5.00"));
    EXPECT_EQ(lines[1].tariff, TariffId{"E-NEW"});
    EXPECT_EQ(lines[1].from, date("2023-04-11"));
    EXPECT_EQ(lines[1].amount, usd("20.00"));
}

TEST(Rating, AVersionThatLeavesAComponentAsItWasDoesNotSplitItsLine) {
    Bill bill{{1,
               0,
               {version(1, "2020-01-01", {fixed("customer", "15.00"), per_kwh("energy", "0.10")}),
                version(2, "2023-04-13", {fixed("customer", "15.00"), per_kwh("energy", "0.20")})}}};
    bill.reads = {used(days("2023-04-01", "2023-05-01"), "30")};
    EXPECT_THAT(
        text_of(bill.of(days("2023-04-01", "2023-05-01"))),
        ElementsAre("customer 2023-04-01 2023-05-01 1 x 15 = 15.00", "energy 2023-04-01 2023-04-13 12 x 0.1 = 1.20",
                    "energy 2023-04-13 2023-05-01 18 x 0.2 = 3.60"));
}

TEST(Rating, AComponentThatBeginsInsideThePeriodIsChargedForItsDays) {
    Bill bill{
        {1,
         0,
         {version(1, "2020-01-01", {fixed("customer", "15.00")}),
          version(2, "2023-04-16", {fixed("customer", "15.00"), fixed("green", "3.00"), per_day("rider", "0.10")})}}};
    // 15/30 × 3.00 = 1.50; 15 days × 0.10
    EXPECT_THAT(
        text_of(bill.of(days("2023-04-01", "2023-05-01"))),
        ElementsAre("customer 2023-04-01 2023-05-01 1 x 15 = 15.00", "green 2023-04-16 2023-05-01 1 x 3 x 15/30 = 1.50",
                    "rider 2023-04-16 2023-05-01 15 x 0.1 = 1.50"));
}

TEST(Rating, G6_TiersTakeTheirShareAndAddUpToTheQuantity) {
    Bill bill{one_version(
        {tiered("delivery", {{quantity("3"), price("0")}, {quantity("50"), price("0.75")}, {{}, price("0.55")}})})};
    const Period april = days("2023-04-01", "2023-05-01");
    bill.reads = {used(april, "60")};
    EXPECT_THAT(text_of(bill.of(april)), ElementsAre("delivery 2023-04-01 2023-05-01 3 x 0 = 0.00",
                                                     "delivery 2023-04-01 2023-05-01 47 x 0.75 = 35.25",
                                                     "delivery 2023-04-01 2023-05-01 10 x 0.55 = 5.50"));
    bill.reads = {used(april, "3")};
    EXPECT_THAT(text_of(bill.of(april)), ElementsAre("delivery 2023-04-01 2023-05-01 3 x 0 = 0.00"));
    bill.reads = {used(april, "0")};
    EXPECT_THAT(text_of(bill.of(april)), ElementsAre("delivery 2023-04-01 2023-05-01 0 x 0 = 0.00"));
    bill.reads = {used(april, "-4")};
    EXPECT_THAT(text_of(bill.of(april)), ElementsAre("delivery 2023-04-01 2023-05-01 -4 x 0 = 0.00"));
}

TEST(Rating, TierBoundsAreProratedOverEachPricePeriod) {
    const auto tiers = [](std::string_view low, std::string_view high) {
        return std::vector{tiered("energy", {{quantity("90"), price(low)}, {{}, price(high)}})};
    };
    Bill bill{
        {1, 0, {version(1, "2020-01-01", tiers("0.10", "0.20")), version(2, "2023-04-11", tiers("0.12", "0.24"))}}};
    bill.reads = {used(days("2023-04-01", "2023-05-01"), "150")};
    // 10/30: 50 kWh against a bound of 30; 20/30: 100 kWh against 60
    EXPECT_THAT(
        text_of(bill.of(days("2023-04-01", "2023-05-01"))),
        ElementsAre("energy 2023-04-01 2023-04-11 30 x 0.1 = 3.00", "energy 2023-04-01 2023-04-11 20 x 0.2 = 4.00",
                    "energy 2023-04-11 2023-05-01 60 x 0.12 = 7.20", "energy 2023-04-11 2023-05-01 40 x 0.24 = 9.60"));
}

TEST(Rating, G6_PercentagesAreOfNamedRoundedLinesAndAreNotProrated) {
    Bill bill{one_version({fixed("customer", "16.50"), per_kwh("energy", "0.333"),
                           percent("rider", "0.02", {Code{"customer"}}), percent("all", "0.10")})};
    const Period half = days("2023-04-01", "2023-04-16");
    bill.reads = {used(half, "10")};
    // customer 8.25; energy 3.33; rider 2% of 8.25 = 0.165 → 0.17; all 10% of 8.25 + 3.33 + 0.17 = 1.175 → 1.18
    EXPECT_THAT(text_of(bill.of(half)), ElementsAre("customer 2023-04-01 2023-04-16 1 x 16.5 x 15/30 = 8.25",
                                                    "energy 2023-04-01 2023-04-16 10 x 0.333 = 3.33",
                                                    "rider 2023-04-01 2023-04-16 8.25 x 0.02 = 0.17",
                                                    "all 2023-04-01 2023-04-16 11.75 x 0.1 = 1.18"));
}

TEST(Rating, APercentageThatChangesInsideThePeriodTakesItsShareOfEachLine) {
    Bill bill{{1,
               0,
               {version(1, "2020-01-01", {fixed("customer", "30.00"), percent("rider", "0.10")}),
                version(2, "2023-04-11", {fixed("customer", "30.00"), percent("rider", "0.20")})}}};
    // The customer line covers 30 days: 10.00 of it are before the change.
    EXPECT_THAT(
        text_of(bill.of(days("2023-04-01", "2023-05-01"))),
        ElementsAre("customer 2023-04-01 2023-05-01 1 x 30 = 30.00", "rider 2023-04-01 2023-04-11 10 x 0.1 = 1.00",
                    "rider 2023-04-11 2023-05-01 20 x 0.2 = 4.00"));
}

TEST(Rating, G6_TheMinimumIsComparedOnceOverAllPricePeriods) {
    Bill bill{{1,
               0,
               {version(1, "2020-01-01", {per_kwh("energy", "0.10"), minimum("minimum", "12.00", {Code{"energy"}})}),
                version(2, "2023-04-16", {per_kwh("energy", "0.20"), minimum("minimum", "18.00", {Code{"energy"}})})}}};
    const Period april = days("2023-04-01", "2023-05-01");
    bill.reads = {used(april, "60")};
    // energy 30 × 0.10 + 30 × 0.20 = 9.00; minimum 6.00 + 9.00 = 15.00: tops up 6.00
    const auto lines = bill.of(april);
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(text_of(lines[2]), "minimum 2023-04-01 2023-05-01 1 x 15 = 6.00");
    EXPECT_EQ(to_string(lines[2].unrounded), "6");
    bill.reads = {used(april, "100")};  // 15.00: nothing to top up
    EXPECT_EQ(bill.of(april).size(), 2u);
}

TEST(Rating, B12_HowManyAreChargedMultipliesWhatIsOfOne) {
    Bill bill{one_version({fixed("lamp", "12.50"), per_day("pole", "0.10"), per_kwh("flat", "0.05"),
                           tiered("energy", {{quantity("90"), price("0.10")}, {{}, price("0.20")}}),
                           minimum("least", "10.00", {Code{"energy"}})})};
    const Period april = days("2023-04-01", "2023-05-01");
    bill.reads = {used(april, "200")};
    bill.counts = {{{}, quantity("3")}};
    // The bound is 3 × 90 = 270: all of 200 kWh is below it; at least 3 × 10.00 of energy.
    EXPECT_THAT(
        text_of(bill.of(april)),
        ElementsAre("lamp 2023-04-01 2023-05-01 3 x 12.5 = 37.50", "pole 2023-04-01 2023-05-01 90 x 0.1 = 9.00",
                    "flat 2023-04-01 2023-05-01 200 x 0.05 = 10.00", "energy 2023-04-01 2023-05-01 200 x 0.1 = 20.00",
                    "least 2023-04-01 2023-05-01 3 x 10 = 10.00"));
    // From the 21st on five: bounds 3 × 90 × 20/30 = 180 and 5 × 90 × 10/30 = 150. A price of a unit is not split.
    bill.counts.push_back({date("2023-04-21"), quantity("5")});
    bill.reads = {used(april, "600")};
    EXPECT_THAT(
        text_of(bill.of(april)),
        ElementsAre("lamp 2023-04-01 2023-04-21 3 x 12.5 x 20/30 = 25.00",
                    "lamp 2023-04-21 2023-05-01 5 x 12.5 x 10/30 = 20.83", "pole 2023-04-01 2023-04-21 60 x 0.1 = 6.00",
                    "pole 2023-04-21 2023-05-01 50 x 0.1 = 5.00", "flat 2023-04-01 2023-05-01 600 x 0.05 = 30.00",
                    "energy 2023-04-01 2023-04-21 180 x 0.1 = 18.00", "energy 2023-04-01 2023-04-21 220 x 0.2 = 44.00",
                    "energy 2023-04-21 2023-05-01 150 x 0.1 = 15.00", "energy 2023-04-21 2023-05-01 50 x 0.2 = 10.00"));
    // A change on the first day, or after the last one, divides nothing.
    bill.counts = {{{}, quantity("3")}, {april.from, quantity("2.5")}, {april.until, quantity("9")}};
    EXPECT_EQ(text_of(bill.of(april))[0], "lamp 2023-04-01 2023-05-01 2.5 x 12.5 = 31.25");
}

TEST(Rating, B12_PeriodsThatAreBilledTogetherCountAsManyWithinSoManyTimesTheTolerance) {
    Bill bill{one_version({fixed("lamp", "12.50"), minimum("least", "100.00")})};
    bill.tariff.versions[0].min_offset_days = 2;
    bill.tariff.versions[0].max_offset_days = 3;
    bill.periods = 3;
    const auto lamp = [&](Period charge_days) { return text_of(bill.of(charge_days))[0]; };
    // 84 to 99 days are three periods; the minimum is of three, too: 300.00 − 37.50 = 262.50
    EXPECT_THAT(text_of(bill.of(days("2023-01-01", "2023-03-26"))),
                ElementsAre("lamp 2023-01-01 2023-03-26 1 x 12.5 x 3/1 = 37.50",
                            "least 2023-01-01 2023-03-26 1 x 100 x 3/1 = 262.50"));
    EXPECT_EQ(lamp(days("2023-01-01", "2023-04-10")), "lamp 2023-01-01 2023-04-10 1 x 12.5 x 3/1 = 37.50");
    // 100 days are none of three, nor 83: 100/30 × 12.50 = 41.67, 83/30 × 12.50 = 34.58
    EXPECT_EQ(lamp(days("2023-01-01", "2023-04-11")), "lamp 2023-01-01 2023-04-11 1 x 12.5 x 100/30 = 41.67");
    EXPECT_EQ(lamp(days("2023-01-01", "2023-03-25")), "lamp 2023-01-01 2023-03-25 1 x 12.5 x 83/30 = 34.58");
    // What ends early is as many as it comes to: 61 days are two.
    EXPECT_EQ(lamp(days("2023-01-01", "2023-03-03")), "lamp 2023-01-01 2023-03-03 1 x 12.5 x 2/1 = 25.00");
    // A price change within the three periods splits all three by days: 31 and 59 of 90.
    bill.tariff.versions.push_back(bill.tariff.versions[0]);
    bill.tariff.versions[1].version = 2;
    bill.tariff.versions[1].effective_from = date("2023-02-01");
    bill.tariff.versions[1].components[0].price = price("15");
    EXPECT_EQ(lamp(days("2023-01-01", "2023-04-01")), "lamp 2023-01-01 2023-02-01 1 x 12.5 x 93/90 = 12.92");
}

TEST(Rating, AnAmountIsRoundedOncePerLineWithItsOwnMode) {
    auto half_up = per_kwh("half_away", "0.005"), even = per_kwh("even", "0.005"), down = per_kwh("down", "0.005"),
         up = per_kwh("up", "0.005");
    even.rounding = Rounding::half_even;
    down.rounding = Rounding::down;
    up.rounding = Rounding::up;
    Bill bill{one_version({half_up, even, down, up})};
    bill.reads = {used(days("2023-04-01", "2023-05-01"), "1")};  // 0.005 each
    const auto lines = bill.of(days("2023-04-01", "2023-05-01"));
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_EQ(lines[0].amount, usd("0.01"));
    EXPECT_EQ(lines[1].amount, usd("0.00"));
    EXPECT_EQ(lines[2].amount, usd("0.00"));
    EXPECT_EQ(lines[3].amount, usd("0.01"));
    for (const BillLine& line : lines) EXPECT_EQ(to_string(line.unrounded), "0.005");
}

TEST(Rating, AMoveOnOneDayHasNoFixedChargeButRealUsage) {
    Bill bill{one_version({fixed("customer", "15.00"), per_day("day", "0.50"),
                           tiered("energy", {{quantity("10"), price("0.10")}, {{}, price("0.20")}}),
                           minimum("minimum", "5.00")})};
    const Period none = days("2023-04-07", "2023-04-07");
    bill.reads = {used(none, "4")};
    EXPECT_THAT(text_of(bill.of(none)), ElementsAre("energy 2023-04-07 2023-04-07 4 x 0.1 = 0.40"));
}

TEST(Rating, E2_EachComponentPriceIsALineOfItsOwnThatNamesTariffVersionAndUnit) {
    Bill bill{one_version({fixed("customer", "15.00"), per_kwh("energy", "0.10")})};
    bill.tariff.versions[0].components[0].taxable = false;
    const Period april = days("2023-04-01", "2023-05-01");
    bill.reads = {used(april, "10")};
    const auto lines = rating::rate(bill.tariff, Usage{april, EdgeProration::by_tariff, bill.reads}, {Code{"VAT"}}, 2);
    ASSERT_TRUE(lines.has_value());
    ASSERT_EQ(lines->size(), 2u);
    EXPECT_EQ((*lines)[1].tariff.str(), "E-RES");
    EXPECT_EQ((*lines)[1].tariff_version, 1u);
    EXPECT_EQ((*lines)[1].unit.str(), "kWh");
    EXPECT_EQ((*lines)[1].component_kind, ComponentKind::usage);
    EXPECT_TRUE((*lines)[0].tax_codes.empty());
    EXPECT_THAT((*lines)[1].tax_codes, ElementsAre(Code{"VAT"}));
}

TEST(Rating, RefusesADayWithoutAPriceAndUsageThatNothingPrices) {
    Bill bill{one_version({per_kwh("energy", "0.10")})};
    EXPECT_EQ(bill.refused(days("2019-12-31", "2020-01-31")), Rejection::tariff_not_effective);
    bill.reads = {used(days("2023-04-01", "2023-05-01"), "10", "therm")};
    EXPECT_EQ(bill.refused(days("2023-04-01", "2023-05-01")), Rejection::unit_differs);
    bill.reads = {used(days("2023-04-01", "2023-05-01"), "9000000000000")};
    EXPECT_EQ(bill.refused(days("2023-04-01", "2023-05-01")), Rejection::amount_too_large);
}

// --- Taxes

class TaxTest : public testing::Test {
  protected:
    void define(std::string_view code, std::string_view share, std::string_view from = "2020-01-01",
                TaxRoundingBasis basis = TaxRoundingBasis::invoice, TaxRateDate rate_date = TaxRateDate::bill_date,
                std::vector<Code> on_taxes = {}) {
        settings.tax_codes.entries.push_back({date(from),
                                              TaxCode{.code = Code{code},
                                                      .jurisdiction = Code{"NY"},
                                                      .rate = rate(share),
                                                      .rounding_basis = basis,
                                                      .rate_date = rate_date,
                                                      .on_taxes = std::move(on_taxes)},
                                              0});
    }
    BillLine line(std::string_view amount, std::vector<Code> codes = {Code{"VAT"}},
                  Period over = {Date{19448}, Date{19478}}) {  // 2023-04-01 to 2023-05-01
        BillLine made;
        made.component = Code{"energy"};
        made.amount = usd(amount);
        made.tax_codes = std::move(codes);
        made.from = over.from;
        made.until = over.until;
        return made;
    }
    // One document for each list of lines, agreements SA-1, SA-2, …
    Decided<std::vector<InvoiceTax>> tax(std::vector<std::vector<BillLine>> documents,
                                         std::string_view bill_date = "2023-05-02") {
        lines = std::move(documents);
        agreements.clear();
        for (std::size_t i = 0; i < lines.size(); ++i) agreements.emplace_back("SA-" + std::to_string(i + 1));
        std::vector<rating::TaxedDocument> taxed;
        for (std::size_t i = 0; i < lines.size(); ++i)
            taxed.push_back({&agreements[i], &lines[i], days("2023-04-01", "2023-05-01")});
        return rating::add_taxes(settings, date(bill_date), 2, taxed);
    }
    // Tax lines of a document as text.
    std::vector<std::string> taxes_of(std::size_t document) {
        std::vector<std::string> texts;
        for (const BillLine& each : lines[document])
            if (each.component_kind == ComponentKind::tax) texts.push_back(text_of(each));
        return texts;
    }
    SettingsState settings;
    std::vector<ServiceAgreementId> agreements;
    std::vector<std::vector<BillLine>> lines;
};

TEST_F(TaxTest, TheAmountIsBasisTimesRateRoundedHalfAwayFromZeroAsEn16931Says) {
    // The published examples of EN 16931's rule BR-CO-17.
    struct Example {
        const char* basis;
        const char* share;
        const char* amount;
    };
    for (const auto& [basis, share, amount] : {Example{"1000.00", "0.25", "250.00"},
                                               {"-6491.34", "0.25", "-1622.84"},
                                               {"2141.05", "0.14", "299.75"},
                                               {"2141.19", "0.021", "44.96"},
                                               {"2141.19", "0", "0.00"},
                                               {"-2141.19", "0.055", "-117.77"},
                                               {"-25.00", "0", "0.00"}}) {
        settings.tax_codes.entries.clear();
        define("VAT", share);
        const auto taxes = tax({{line(basis)}});
        ASSERT_TRUE(taxes.has_value());
        ASSERT_EQ(taxes->size(), 1u);
        EXPECT_EQ((*taxes)[0].amount, usd(amount)) << basis << " at " << share;
        EXPECT_EQ((*taxes)[0].basis, usd(basis));
    }
}

TEST_F(TaxTest, G18_IsRoundedOncePerInvoiceAndSharedByLargestRemainderTiesToTheLowerAgreement) {
    define("VAT", "0.08875");
    // 20.40 × 8.875 % = 1.8105 → 1.81. Each half is 0.905: the lower agreement gets the odd cent.
    const auto taxes = tax({{line("10.20")}, {line("10.20")}});
    ASSERT_TRUE(taxes.has_value());
    EXPECT_EQ((*taxes)[0].amount, usd("1.81"));
    EXPECT_THAT(taxes_of(0), ElementsAre("VAT 2023-04-01 2023-05-01 10.2 x 0.08875 = 0.91"));
    EXPECT_THAT(taxes_of(1), ElementsAre("VAT 2023-04-01 2023-05-01 10.2 x 0.08875 = 0.90"));
    // 10.00 + 20.00 + 30.05 = 60.05 × 0.08875 = 5.3294 → 5.33. Shares 0.8876, 1.7752, 2.6672: 0.89, 1.77, 2.67.
    ASSERT_TRUE(tax({{line("10.00")}, {line("20.00")}, {line("30.05")}}).has_value());
    EXPECT_THAT(taxes_of(0), ElementsAre("VAT 2023-04-01 2023-05-01 10 x 0.08875 = 0.89"));
    EXPECT_THAT(taxes_of(1), ElementsAre("VAT 2023-04-01 2023-05-01 20 x 0.08875 = 1.77"));
    EXPECT_THAT(taxes_of(2), ElementsAre("VAT 2023-04-01 2023-05-01 30.05 x 0.08875 = 2.67"));
}

TEST_F(TaxTest, SharesAddUpWhereBasesHaveUnlikeSigns) {
    define("VAT", "0.08875");
    // 30.00 − 10.05 = 19.95 × 0.08875 = 1.7706 → 1.77. Shares 2.6617 and −0.8917: 2.66 and −0.89.
    ASSERT_TRUE(tax({{line("30.00")}, {line("-10.05")}}).has_value());
    EXPECT_EQ(lines[0][1].amount, usd("2.66"));
    EXPECT_EQ(lines[1][1].amount, usd("-0.89"));
    // They cancel out: no tax together, 0.89 and −0.89 apart.
    const auto taxes = tax({{line("10.00")}, {line("-10.00")}});
    ASSERT_TRUE(taxes.has_value());
    EXPECT_EQ((*taxes)[0].amount, usd("0.00"));
    EXPECT_EQ(lines[0][1].amount + lines[1][1].amount, usd("0.00"));
    EXPECT_EQ(lines[0][1].amount, usd("0.89"));
}

TEST_F(TaxTest, PerSegmentAndPerLineRoundingAreOptionsOfTheCode) {
    // Two lines of 10.20 in one segment, one in another; each 0.90525.
    define("VAT", "0.08875", "2020-01-01", TaxRoundingBasis::segment);
    ASSERT_TRUE(tax({{line("10.20"), line("10.20")}, {line("10.20")}}).has_value());
    EXPECT_EQ(lines[0][2].amount, usd("1.81"));  // 1.8105
    EXPECT_EQ(lines[1][1].amount, usd("0.91"));
    settings.tax_codes.entries.clear();
    define("VAT", "0.08875", "2020-01-01", TaxRoundingBasis::line);
    const auto taxes = tax({{line("10.20"), line("10.20")}, {line("10.20")}});
    ASSERT_TRUE(taxes.has_value());
    EXPECT_EQ(lines[0][2].amount, usd("1.82"));  // 0.91 + 0.91
    EXPECT_EQ((*taxes)[0].amount, usd("2.73"));
}

TEST_F(TaxTest, G18_ARateChangeFollowsTheBillDateOrTheDaysAsTheCodeSays) {
    define("VAT", "0.05");
    define("VAT", "0.10", "2023-04-21");
    auto taxes = tax({{line("30.00")}});
    ASSERT_TRUE(taxes.has_value());
    ASSERT_EQ(taxes->size(), 1u);
    EXPECT_EQ((*taxes)[0].amount, usd("3.00"));  // All at the bill date's rate.
    taxes = tax({{line("30.00")}}, "2023-04-20");
    ASSERT_TRUE(taxes.has_value());
    EXPECT_EQ((*taxes)[0].amount, usd("1.50"));

    settings.tax_codes.entries.clear();
    define("VAT", "0.05", "2020-01-01", TaxRoundingBasis::invoice, TaxRateDate::charge_days);
    define("VAT", "0.10", "2023-04-21", TaxRoundingBasis::invoice, TaxRateDate::charge_days);
    taxes = tax({{line("30.00")}});
    ASSERT_TRUE(taxes.has_value());
    ASSERT_EQ(taxes->size(), 2u);
    // 20 of 30 days: 20.00 at 5 %; 10.00 at 10 %.
    EXPECT_THAT(taxes_of(0),
                ElementsAre("VAT 2023-04-01 2023-04-21 20 x 0.05 = 1.00", "VAT 2023-04-21 2023-05-01 10 x 0.1 = 1.00"));
}

TEST_F(TaxTest, TaxesOnTaxesRunLaterWhateverTheOrderOfTheCodes) {
    define("CITY", "0.10", "2020-01-01", TaxRoundingBasis::invoice, TaxRateDate::bill_date, {Code{"STATE"}});
    define("STATE", "0.05");
    // STATE 5 % of 100.00 = 5.00; CITY 10 % of 105.00 = 10.50
    const auto taxes = tax({{line("100.00", {Code{"CITY"}, Code{"STATE"}})}});
    ASSERT_TRUE(taxes.has_value());
    EXPECT_THAT(taxes_of(0), ElementsAre("STATE 2023-04-01 2023-05-01 100 x 0.05 = 5.00",
                                         "CITY 2023-04-01 2023-05-01 105 x 0.1 = 10.50"));
    EXPECT_EQ((*taxes)[1].basis, usd("105.00"));
}

TEST_F(TaxTest, RefusesACodeWithoutARateAndTaxesInACircle) {
    define("VAT", "0.05", "2024-01-01");
    auto taxes = tax({{line("10.00")}});
    ASSERT_FALSE(taxes.has_value());
    EXPECT_EQ(taxes.error().rejection, Rejection::tax_code_not_effective);
    EXPECT_EQ(taxes.error().value, "VAT");
    settings.tax_codes.entries.clear();
    define("A", "0.05", "2020-01-01", TaxRoundingBasis::invoice, TaxRateDate::bill_date, {Code{"B"}});
    define("B", "0.05", "2020-01-01", TaxRoundingBasis::invoice, TaxRateDate::bill_date, {Code{"A"}});
    taxes = tax({{line("10.00", {Code{"A"}, Code{"B"}})}});
    ASSERT_FALSE(taxes.has_value());
    EXPECT_EQ(taxes.error().field, "on_taxes");
}

}  // namespace
}  // namespace tally::test
