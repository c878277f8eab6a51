// Demand of earlier months, and tiers per unit of demand, against figures worked out by hand: the arithmetic, and what
// bills, corrections and reversals of an account make of it.

#include "domain/rating/billing_demand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/rating/rating.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;
using testing::ElementsAre;
using Texts = std::vector<std::string>;

BilledDemand past(std::string_view from, std::string_view until, std::string_view measured, std::string_view billed,
                  std::string_view component = "kw") {
    BilledDemand demand;
    demand.component = Code{component};
    demand.unit = Code{"kW"};
    demand.from = date(from);
    demand.until = date(until);
    demand.measured = quantity(measured);
    demand.billed = quantity(billed);
    return demand;
}
DemandRatchet ratchet(std::string_view share, std::uint16_t months_back, std::vector<MonthName> peak_months = {},
                      std::vector<MonthName> bill_months = {}) {
    DemandRatchet made;
    made.component = Code{"kw"};
    made.share = rate(share);
    made.months_back = months_back;
    made.peak_months = std::move(peak_months);
    made.bill_months = std::move(bill_months);
    return made;
}
// What is charged of 10 kW of December 2022, and what it rests on.
std::string charged(const std::vector<DemandRatchet>& ratchets, const std::vector<BilledDemand>& earlier,
                    std::string_view minimum = "0") {
    BilledDemand demand = past("2022-12-01", "2023-01-01", "10", "0");
    rating::apply_ratchets(ratchets, quantity(minimum), earlier, demand);
    return to_string(demand.billed) +
           (demand.highest_of.empty() ? ""
                                      : " of " + to_string(demand.highest) + " from " + to_string(demand.highest_from));
}

TEST(BillingDemand, IsTheHighestOfMeasuredMinimumAndTheSharesOfEarlierMonths) {
    const std::vector<BilledDemand> year{past("2022-01-01", "2022-02-01", "40", "40"),
                                         past("2022-07-01", "2022-08-01", "100", "100"),
                                         past("2022-11-01", "2022-12-01", "30", "80")};
    EXPECT_EQ(charged({}, year), "10");
    EXPECT_EQ(charged({}, year, "25"), "25");
    EXPECT_EQ(charged({ratchet("0.8", 11)}, year), "80 of 100 from 2022-07-01");
    EXPECT_EQ(charged({ratchet("0.8", 11)}, year, "90"), "90 of 100 from 2022-07-01") << "it is said all the same";
    EXPECT_EQ(charged({ratchet("0.05", 11)}, year), "10 of 100 from 2022-07-01");
    // July is five months before December, January eleven.
    EXPECT_EQ(charged({ratchet("1", 4)}, year), "30 of 30 from 2022-11-01");
    EXPECT_EQ(charged({ratchet("1", 11, {MonthName::january})}, year), "40 of 40 from 2022-01-01");
    EXPECT_EQ(charged({ratchet("1", 10, {MonthName::january})}, year), "10");
    EXPECT_EQ(charged({ratchet("1", 11, {}, {MonthName::june})}, year), "10");
    EXPECT_EQ(charged({ratchet("1", 11, {}, {MonthName::december})}, year), "100 of 100 from 2022-07-01");
    // 60% of the summer, 95% of the winter: of several rows the highest.
    EXPECT_EQ(charged({ratchet("0.3", 11, {MonthName::july}), ratchet("0.95", 11, {MonthName::january})}, year),
              "38 of 40 from 2022-01-01");
    auto of_billed = ratchet("0.9", 1);
    of_billed.basis = RatchetBasis::billed;
    EXPECT_EQ(charged({of_billed}, year), "72 of 80 from 2022-11-01");
}

TEST(BillingDemand, CountsOnlyItsOwnUnitComponentsAndEarlierDays) {
    auto other_unit = past("2022-07-01", "2022-08-01", "100", "100");
    other_unit.unit = Code{"kVA"};
    const auto other = past("2022-07-01", "2022-08-01", "90", "90", "summer-kw");
    const auto same_days = past("2022-12-01", "2023-01-01", "500", "500");
    EXPECT_EQ(charged({ratchet("1", 11)}, {other_unit, other, same_days}), "10");
    auto named = ratchet("1", 11);
    named.of_components = {Code{"kw"}, Code{"summer-kw"}};
    EXPECT_EQ(charged({named}, {other_unit, other, same_days}), "90 of 90 from 2022-07-01");
}

TEST(BillingDemand, ABillIsOfTheMonthOfItsMiddleDay) {
    EXPECT_EQ(rating::month_of({date("2022-01-20"), date("2022-02-18")}), MonthName::february);
    EXPECT_EQ(rating::month_of({date("2022-01-10"), date("2022-02-10")}), MonthName::january);
    EXPECT_EQ(rating::month_of({date("2022-12-31"), date("2023-01-01")}), MonthName::december);
    EXPECT_EQ(
        rating::months_between({date("2021-12-05"), date("2022-01-05")}, {date("2022-11-05"), date("2022-12-05")}), 11);
    EXPECT_EQ(
        rating::months_between({date("2021-10-20"), date("2021-11-20")}, {date("2022-11-05"), date("2022-12-05")}), 12);
}

TEST(BillingDemand, BoundsPerKwAreExactAndNeverOverflow) {
    const Tier tier{quantity("200.5"), price("1")};
    const Quantity demand = quantity("1.2345");
    EXPECT_EQ(rating::tier_bound(tier, {}, nullptr), Int128{200'500'000});
    EXPECT_EQ(rating::tier_bound(tier, {}, &demand), Int128{247'517'250});     // 200.5 × 1.2345
    EXPECT_EQ(rating::tier_bound(tier, {1, 3}, &demand), Int128{82'505'750});  // a third
    const Tier largest{Quantity{INT64_MAX}, price("1")};
    const Quantity most{INT64_MAX};
    EXPECT_EQ(rating::tier_bound(largest, {65'535, 1}, &most), Int128{INT64_MAX});
    EXPECT_EQ(rating::tier_bound(largest, {1, 65'535}, &most), Int128{INT64_MAX});
}

// Energy at 0.12 up to 200 hours of the demand, 0.09 up to 400, then 0.06, and the demand at 8.
struct HoursBill {
    TariffState tariff{1, 0, {}};
    rating::MeasuredIntervals measured{Code{"1"}, Code{"kWh"}, 3, {}, {}};
    std::vector<BilledDemand> earlier;

    void version(std::uint32_t number, std::string_view from, TariffTimes times, std::vector<Code> usage,
                 std::vector<DemandRatchet> ratchets = {}, std::string_view kw_price = "8") {
        TariffPublished published;
        published.tariff = TariffId{"E"};
        published.version = number;
        published.effective_from = date(from);
        DemandTerms terms;
        for (const Code& code : usage) {
            published.components.push_back(
                {.code = code,
                 .kind = ComponentKind::usage,
                 .unit = Code{"kWh"},
                 .tiers = {{quantity("200"), price("0.12")}, {quantity("400"), price("0.09")}, {{}, price("0.06")}}});
            terms.hours_use.push_back({code, Code{"kw"}});
        }
        published.components.push_back(
            {.code = Code{"kw"}, .kind = ComponentKind::demand, .price = price(kw_price), .unit = Code{"kW"}});
        times.components.push_back({Code{"kw"}, {}, 60, {}});
        terms.ratchets = std::move(ratchets);
        tariff.versions.push_back(published);
        tariff.times.push_back({published.tariff, number, std::move(times)});
        tariff.demand_terms.push_back({published.tariff, number, std::move(terms)});
    }
    // Each day 24 hours of `each`, the first of them of `high`.
    void days(std::string_view from, std::string_view until, std::string_view each, std::string_view high) {
        for (Date day = date(from); day < date(until); day = day + 1) {
            measured.days.push_back({day, 60, {}, measured.values.size(), 24});
            measured.values.insert(measured.values.end(), 24, quantity(each));
            measured.values[measured.values.size() - 24] = quantity(high);
        }
    }
    [[nodiscard]] UsedRead read(std::string_view from, std::string_view until, std::string_view used) const {
        UsedRead made;
        made.channel = Code{"1"};
        made.unit = Code{"kWh"};
        made.from = date(from);
        made.until = date(until);
        made.quantity = quantity(used);
        return made;
    }
    Texts of(std::string_view from, std::string_view until, const std::vector<UsedRead>& reads = {}) const {
        const std::span<const rating::MeasuredIntervals> channels{&measured, measured.days.empty() ? 0u : 1u};
        const auto rated = rating::rate_with_demand(
            tariff, {{date(from), date(until)}, EdgeProration::by_tariff, reads, channels, {}, earlier}, {}, 2);
        if (!rated) return {std::string{name_of(rated.error().rejection)}};
        Texts text;
        for (const BillLine& line : rated->lines)
            text.push_back(line.component.str() + " " + to_string(line.quantity) + " x " + to_string(line.price) +
                           " = " + to_string(line.amount, 2));
        for (const BilledDemand& one : rated->demands)
            text.push_back(one.component.str() + " " + to_string(one.measured) + " charged " + to_string(one.billed) +
                           " from " + to_string(one.from));
        return text;
    }
};

// 30 days of 23 × 4 + 10 = 102 kWh: 3060. 10 kW: bounds of 2000 and 4000.
TEST(HoursUse, BoundsAreMultiplesOfTheDemandThatIsCharged) {
    HoursBill bill;
    bill.version(1, "2020-01-01", {}, {Code{"energy"}});
    bill.days("2022-06-01", "2022-07-01", "4", "10");
    const std::vector<UsedRead> reads{bill.read("2022-06-01", "2022-07-01", "3060")};
    EXPECT_EQ(bill.of("2022-06-01", "2022-07-01", reads),
              (Texts{"energy 2000 x 0.12 = 240.00", "energy 1060 x 0.09 = 95.40", "kw 10 x 8 = 80.00",
                     "kw 10 charged 10 from 2022-06-01"}));
    // 80% of 20 kW: bounds of 3200, 128 to pay for the demand.
    bill.tariff.demand_terms[0].terms.ratchets = {ratchet("0.8", 11)};
    bill.earlier = {past("2022-01-01", "2022-02-01", "20", "20")};
    EXPECT_EQ(bill.of("2022-06-01", "2022-07-01", reads),
              (Texts{"energy 3060 x 0.12 = 367.20", "kw 16 x 8 = 128.00", "kw 10 charged 16 from 2022-06-01"}));
}

// 15 of 30 days: half of the bounds, 1000 and 2000; half of the price.
TEST(HoursUse, BoundsOfAShortPeriodHaveItsShare) {
    HoursBill bill;
    bill.version(1, "2020-01-01", {}, {Code{"energy"}});
    bill.days("2022-06-01", "2022-06-16", "4", "10");
    EXPECT_EQ(bill.of("2022-06-01", "2022-06-16", {bill.read("2022-06-01", "2022-06-16", "1530")}),
              (Texts{"energy 1000 x 0.12 = 120.00", "energy 530 x 0.09 = 47.70", "kw 10 x 8 = 40.00",
                     "kw 10 charged 10 from 2022-06-01"}));
}

TariffTimes day_and_night(TierUse use) {
    TariffTimes times;
    times.hours = {{{}, {}, Plain{"00:00"}, Plain{"12:00"}, Code{"night"}},
                   {{}, {}, Plain{"12:00"}, Plain{"24:00"}, Code{"day"}}};
    times.tier_use = use;
    times.components = {{Code{"night"}, {Code{"night"}}, 0, {}}, {Code{"day"}, {Code{"day"}}, 0, {}}};
    return times;
}

// 30 days: 30 × (10 + 11 × 4) = 1620 by night, 30 × 48 = 1440 by day; 10 kW.
TEST(HoursUse, GoesWithEachWayInWhichPeriodsOfUseFillTiers) {
    HoursBill each;
    each.version(1, "2020-01-01", day_and_night(TierUse::by_period), {Code{"night"}, Code{"day"}});
    each.days("2022-06-01", "2022-07-01", "4", "10");
    EXPECT_EQ(each.of("2022-06-01", "2022-07-01"), (Texts{"night 1620 x 0.12 = 194.40", "day 1440 x 0.12 = 172.80",
                                                          "kw 10 x 8 = 80.00", "kw 10 charged 10 from 2022-06-01"}));
    // 2000 kWh are reached on the 20th: 19 × 102 = 1938, and 62 more, 54 by night and 8 by day. By night 20 × 54 =
    // 1080, by day 19 × 48 + 8 = 920.
    HoursBill in_order;
    in_order.version(1, "2020-01-01", day_and_night(TierUse::in_order_of_time), {Code{"night"}, Code{"day"}});
    in_order.days("2022-06-01", "2022-07-01", "4", "10");
    EXPECT_EQ(in_order.of("2022-06-01", "2022-07-01"),
              (Texts{"night 1080 x 0.12 = 129.60", "night 540 x 0.09 = 48.60", "day 920 x 0.12 = 110.40",
                     "day 520 x 0.09 = 46.80", "kw 10 x 8 = 80.00", "kw 10 charged 10 from 2022-06-01"}));
    // 2000 of 3060: 1620 × 2000 ÷ 3060 = 1058.823529…, rounded to the sixth decimal.
    HoursBill share;
    share.version(1, "2020-01-01", day_and_night(TierUse::by_share), {Code{"night"}, Code{"day"}});
    share.days("2022-06-01", "2022-07-01", "4", "10");
    EXPECT_EQ(
        share.of("2022-06-01", "2022-07-01"),
        (Texts{"night 1058.823529 x 0.12 = 127.06", "night 561.176471 x 0.09 = 50.51", "day 941.176471 x 0.12 = 112.94",
               "day 498.823529 x 0.09 = 44.89", "kw 10 x 8 = 80.00", "kw 10 charged 10 from 2022-06-01"}));
}

// The price of demand changes in the middle: energy stays one line, with the demand of all days.
TEST(HoursUse, EachPricePeriodHasTheDemandOfItsOwnDays) {
    HoursBill bill;
    bill.version(1, "2020-01-01", {}, {Code{"energy"}});
    bill.version(2, "2022-06-16", {}, {Code{"energy"}}, {}, "16");
    bill.days("2022-06-01", "2022-06-16", "4", "10");
    bill.days("2022-06-16", "2022-07-01", "4", "5");
    EXPECT_EQ(bill.of("2022-06-01", "2022-07-01", {bill.read("2022-06-01", "2022-07-01", "2985")}),
              (Texts{"energy 2000 x 0.12 = 240.00", "energy 985 x 0.09 = 88.65", "kw 10 x 8 = 40.00",
                     "kw 5 x 16 = 40.00", "kw 10 charged 10 from 2022-06-01", "kw 10 charged 10 from 2022-06-01",
                     "kw 5 charged 5 from 2022-06-16"}));
}

TEST(HoursUse, WithoutMeasuredDemandThereIsNoBound) {
    HoursBill bill;
    bill.version(1, "2020-01-01", {}, {Code{"energy"}});
    EXPECT_EQ(bill.of("2022-06-01", "2022-07-01", {bill.read("2022-06-01", "2022-07-01", "100")}),
              (Texts{"interval_values_missing"}));
    // A move on one day: nothing was measured over time, and what was used is of the first tier.
    EXPECT_EQ(bill.of("2022-06-01", "2022-06-01", {bill.read("2022-06-01", "2022-06-01", "3")}),
              (Texts{"energy 3 x 0.12 = 0.36"}));
}

// Account 7 has a meter of hours; 80% of the demand of the eleven months before is charged at 10, without anything
// else.
class BilledDemands : public testing::Test {
  protected:
    BilledDemands() {
        scenario.given(standard_settings());
        PublishTariff tariff;
        tariff.tariff = TariffId{"W-KW"};
        tariff.effective_from = date("2022-01-01");
        tariff.description = Plain{"Demand"};
        tariff.service = Code{"water"};
        tariff.min_offset_days = 4;
        tariff.max_offset_days = 5;
        tariff.components = {
            {.code = Code{"kw"}, .kind = ComponentKind::demand, .price = price("10"), .unit = Code{"kW"}}};
        tariff.times.components = {{Code{"kw"}, {}, 60, {}}};
        tariff.demand_terms.ratchets = {ratchet("0.8", 11)};
        ServiceAgreementType type;
        type.code = Code{"DEMAND"};
        type.description = Plain{"Demand"};
        type.service = Code{"water"};
        type.default_tariff = tariff.tariff;
        scenario.given({tariff, Define<ServiceAgreementType>{{}, type}});
        scenario.given({a_person("P7", "Ann"), an_account("7", "P7", "2022-01-31")}).given(a_location("L7"));
        scenario.today("2022-02-01")
            .given({meter("EM7", "2022-01-31"), a_service("7", "7-W", "DEMAND", "L7-W", "2022-02-01")});
    }
    static InstallMeter meter(std::string_view id, std::string_view on) {
        InstallMeter made = a_meter("L7-W", id, on, "0", "kWh");
        made.registers[0].kind = RegisterKind::consumptive;
        made.registers[0].decimals = 3;
        made.reads.clear();
        return made;
    }
    // Each day of the month 24 hours of 1 kWh, the first hour of the first day of `high`.
    void month(std::string_view from, std::string_view until, std::string_view high) {
        for (Date day = date(from); day < date(until); day = day + 1)
            scenario.given({hours(day, day == date(from) ? high : "1")});
    }
    static RecordIntervalDay hours(Date day, std::string_view high) {
        RecordIntervalDay made{.service_point = ServicePointId{"L7-W"}, .date = day, .interval_minutes = 60};
        made.values.assign(24, quantity("1"));
        made.values[0] = quantity(high);
        return made;
    }
    static BillAccount bill(std::string_view on) { return {AccountId{"7"}, {}, date(on)}; }
    void three_bills() {
        scenario.today("2022-03-03");
        month("2022-02-01", "2022-03-01", "50");
        scenario.given({bill("2022-03-03")}).today("2022-04-03");
        month("2022-03-01", "2022-04-01", "5");
        scenario.given({bill("2022-04-03")}).today("2022-05-03");
        month("2022-04-01", "2022-05-01", "60");
        scenario.given({bill("2022-05-03")});
    }
    // "2022-03-01 5 40" of each standing segment.
    Texts held() {
        Texts text;
        for (const SegmentDemands& one : scenario.world().demands_of(ServiceAgreementId{"7-W"}).segments)
            for (const BilledDemand& demand : one.demands)
                text.push_back(one.segment.str() + " " + to_string(demand.from) + " " + to_string(demand.measured) +
                               " " + to_string(demand.billed));
        return text;
    }
    Texts corrected() {
        Texts found;
        for (const auto& event : scenario.made<BillsCorrected>())
            for (const auto& one : event.invoices)
                found.push_back(one.invoice.str() + " " + to_string(one.previous_total, 2) + ">" +
                                to_string(one.total, 2));
        return found;
    }
    Scenario scenario;
};

TEST_F(BilledDemands, LaterBillsRestOnWhatEarlierOnesMeasured) {
    three_bills();
    EXPECT_THAT(held(), ElementsAre("7-B1 2022-02-01 50 50", "7-B2 2022-03-01 5 40", "7-B3 2022-04-01 60 60"));
    EXPECT_EQ(scenario.account("7").agreements[0].demand_segments, 3u);
    EXPECT_EQ(scenario.account("7").payoff(), usd("1500.00"));
}

// February was 30: March is 24, April stays.
TEST_F(BilledDemands, ACorrectedPeakCorrectsTheBillsThatRestOnIt) {
    three_bills();
    scenario.today("2022-05-10").when(hours(date("2022-02-01"), "30")).then_accepted();
    scenario.when(CorrectBills{.account = AccountId{"7"}}).then_accepted();
    EXPECT_THAT(corrected(), ElementsAre("7-I1 500.00>300.00", "7-I2 400.00>240.00"));
    EXPECT_THAT(held(), ElementsAre("7-B3 2022-04-01 60 60", "7-B4 2022-02-01 30 30", "7-B5 2022-03-01 5 24"));
    scenario.when(CorrectBills{.account = AccountId{"7"}}).then_rejected(Rejection::no_correction_due, "account");
}

// March was 20 and not 5: it is charged 40 all the same, and nothing is billed again. A later bill sees the 20.
TEST_F(BilledDemands, ADemandBelowWhatIsChargedIsHeldWithoutANewBill) {
    three_bills();
    scenario.today("2022-05-10").when(hours(date("2022-03-01"), "20")).then_accepted();
    scenario.when(CorrectBills{.account = AccountId{"7"}}).then_accepted();
    EXPECT_THAT(corrected(), ElementsAre());
    EXPECT_EQ(scenario.made<BillingDemandFrozen>().size(), 1u);
    EXPECT_THAT(held(), ElementsAre("7-B1 2022-02-01 50 50", "7-B2 2022-03-01 20 40", "7-B3 2022-04-01 60 60"));
}

TEST_F(BilledDemands, AReversalWithARebillSaysThatLaterBillsAreToBeCorrected) {
    three_bills();
    // The day is corrected while nothing is due yet, so the reversal alone is to find the later bills.
    scenario.today("2022-05-10").given({hours(date("2022-02-01"), "30")});
    scenario.world().corrections_part(AccountId{"7"}).due.clear();
    scenario
        .when(ReverseInvoice{.account = AccountId{"7"},
                             .invoice = DocumentId{"7-I1"},
                             .rebill = true,
                             .correction_reason = Plain{"misread"}})
        .then_accepted();
    const auto due = scenario.made<CorrectionDue>();
    ASSERT_EQ(due.size(), 1u);
    EXPECT_EQ(due[0].from, date("2022-03-01"));
    EXPECT_EQ(due[0].sa.str(), "7-W");
    scenario.when(CorrectBills{.account = AccountId{"7"}}).then_accepted();
    EXPECT_THAT(corrected(), ElementsAre("7-I2 400.00>240.00"));
}

TEST_F(BilledDemands, ABillTakenBackIsLookedBackOnNoMore) {
    three_bills();
    scenario.when(ReverseInvoice{.account = AccountId{"7"}, .invoice = DocumentId{"7-I3"}}).then_accepted();
    EXPECT_TRUE(scenario.made<CorrectionDue>().empty());
    EXPECT_THAT(held(), ElementsAre("7-B1 2022-02-01 50 50", "7-B2 2022-03-01 5 40"));
    EXPECT_EQ(scenario.account("7").agreements[0].demand_segments, 2u);
}

TEST_F(BilledDemands, AnotherMeterKeepsTheHistory) {
    scenario.today("2022-03-03");
    month("2022-02-01", "2022-03-01", "50");
    scenario.given({bill("2022-03-03")}).today("2022-04-03");
    scenario.given({RemoveMeter{.service_point = ServicePointId{"L7-W"}, .removed_on = date("2022-02-28")},
                    meter("EM8", "2022-03-01")});
    month("2022-03-01", "2022-04-01", "5");
    scenario.when(bill("2022-04-03")).then_accepted();
    EXPECT_THAT(held(), ElementsAre("7-B1 2022-02-01 50 50", "7-B2 2022-03-01 5 40"));
}

}  // namespace
}  // namespace tally::test
