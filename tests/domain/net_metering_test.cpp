// Energy that customers send back, and least charges of a year: the arithmetic against figures worked out by hand and
// against another algorithm, and what bills, corrections and final bills of an account make of the bank.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>

#include "domain/rating/net_use.h"
#include "domain/rating/rating.h"
#include "domain/tariff/year_terms.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;
using testing::ElementsAre;
using testing::HasSubstr;
using Texts = std::vector<std::string>;

// Energy at 0.20, paid at 0.05 by `export`; what the rule is, each test says.
struct SolarBill {
    TariffState tariff{1, 0, {}};
    std::vector<UsedRead> reads;
    std::vector<rating::MeasuredIntervals> intervals;
    YearToDate carried;

    explicit SolarBill(NetRule rule, Netting netting = Netting::bill) {
        TariffPublished version;
        version.tariff = TariffId{"S"};
        version.version = 1;
        version.effective_from = date("2020-01-01");
        version.min_offset_days = 4;
        version.max_offset_days = 5;
        version.components = {
            {.code = Code{"energy"}, .kind = ComponentKind::usage, .price = price("0.2"), .unit = Code{"kWh"}}};
        TariffYearTermsPublished terms{version.tariff, 1, {}, {}};
        terms.net_metering.rule = rule;
        terms.net_metering.netting = netting;
        terms.net_metering.unit = Code{"kWh"};
        terms.net_metering.returned_channels = {Code{"OUT"}};
        if (rule != NetRule::same_price) {
            version.components.push_back(
                {.code = Code{"export"}, .kind = ComponentKind::usage, .price = price("0.05"), .unit = Code{"kWh"}});
            terms.net_metering.credits = {{Code{"export"}, {}}};
        }
        if (rule == NetRule::banked) terms.net_metering.true_up = {12, 31};
        tariff.versions.push_back(version);
        tariff.year_terms.push_back(terms);
    }
    TariffPublished& version() { return tariff.versions[0]; }
    NetMetering& net() { return tariff.year_terms[0].net_metering; }
    void read(std::string_view channel, std::string_view from, std::string_view until, std::string_view used) {
        UsedRead made;
        made.channel = Code{channel};
        made.unit = Code{"kWh"};
        made.from = date(from);
        made.until = date(until);
        made.quantity = quantity(used);
        reads.push_back(made);
    }
    // A day of values by the hour, or of several an hour.
    void day(std::string_view channel, std::string_view on, const Texts& values) {
        auto held = std::find_if(intervals.begin(), intervals.end(),
                                 [&](const auto& one) { return one.channel.str() == channel; });
        if (held == intervals.end()) held = intervals.insert(held, {Code{channel}, Code{"kWh"}, 3, {}, {}});
        const auto length = static_cast<std::uint16_t>(1440 / values.size());
        held->days.push_back({date(on), length, {}, held->values.size(), values.size()});
        for (const auto& value : values) held->values.push_back(quantity(value));
    }
    Decided<rating::Rated> rated(std::string_view from, std::string_view until, bool final_segment = false) const {
        rating::Usage usage{.charge_days = {date(from), date(until)}, .reads = reads, .intervals = intervals};
        usage.carried = carried;
        usage.final_segment = final_segment;
        return rating::rate_with_demand(tariff, usage, {}, 2);
    }
    Texts of(std::string_view from, std::string_view until, bool final_segment = false) const {
        const auto made = rated(from, until, final_segment);
        if (!made) return {std::string{name_of(made.error().rejection)}};
        Texts text;
        for (const BillLine& line : made->lines)
            text.push_back(line.component.str() + " " + to_string(line.quantity) + " x " + to_string(line.price) +
                           " = " + to_string(line.amount, 2));
        for (const BankedEnergy& bank : made->year.banks)
            text.push_back("bank " + bank.component.str() + " " + to_string(bank.opening) + " + " +
                           to_string(bank.added) + " - " + to_string(bank.used) + " - " + to_string(bank.settled) +
                           " = " + to_string(bank.closing));
        return text;
    }
};

TEST(NetMetering, G21_AtTheSamePriceWhatIsSentBackLowersWhatIsDrawn) {
    SolarBill bill(NetRule::same_price);
    bill.read("1", "2022-06-01", "2022-07-01", "300");
    bill.read("OUT", "2022-06-01", "2022-07-01", "120.5");
    EXPECT_EQ(bill.of("2022-06-01", "2022-07-01"), (Texts{"energy 179.5 x 0.2 = 35.90"}));
    bill.read("OUT", "2022-06-01", "2022-07-01", "400");
    EXPECT_EQ(bill.of("2022-06-01", "2022-07-01"), (Texts{"energy -220.5 x 0.2 = -44.10"}));
}

TEST(NetMetering, G21_AtAnotherPriceWhatIsSentBackIsCredited) {
    SolarBill as_counted(NetRule::other_price, Netting::as_counted);
    as_counted.read("1", "2022-06-01", "2022-07-01", "300");
    as_counted.read("OUT", "2022-06-01", "2022-07-01", "400");
    EXPECT_EQ(as_counted.of("2022-06-01", "2022-07-01"),
              (Texts{"energy 300 x 0.2 = 60.00", "export -400 x 0.05 = -20.00"}));
    SolarBill over_the_bill(NetRule::other_price);
    over_the_bill.reads = as_counted.reads;
    EXPECT_EQ(over_the_bill.of("2022-06-01", "2022-07-01"),
              (Texts{"energy 0 x 0.2 = 0.00", "export -100 x 0.05 = -5.00"}));
    over_the_bill.reads[0].quantity = quantity("410");
    EXPECT_EQ(over_the_bill.of("2022-06-01", "2022-07-01"), (Texts{"energy 10 x 0.2 = 2.00"}));
}

Texts twenty_four(std::initializer_list<std::pair<int, const char*>> hours) {
    Texts values(24, "0");
    for (const auto& [hour, value] : hours) values[static_cast<std::size_t>(hour)] = value;
    return values;
}

TEST(NetMetering, G21_WithinEachHourWhatIsLeftIsPriced) {
    SolarBill bill(NetRule::other_price, Netting::hour);
    TariffTimes times;
    times.components = {{Code{"energy"}, {}, 0, {}}, {Code{"export"}, {}, 0, {}}};
    bill.tariff.times.push_back({TariffId{"S"}, 1, times});
    // 2 - 0.5 at one hour, 1 - 1.25 at the next, 0.75 sent back at noon.
    bill.day("1", "2022-06-01", twenty_four({{7, "2"}, {8, "1"}}));
    bill.day("OUT", "2022-06-01", twenty_four({{7, "0.5"}, {8, "1.25"}, {12, "0.75"}}));
    EXPECT_EQ(bill.of("2022-06-01", "2022-06-02"), (Texts{"energy 1.5 x 0.2 = 0.30", "export -1 x 0.05 = -0.05"}));
    // Quarters of an hour are set off over their hour, too: 0.25 + 0.25 + 1 drawn, 1 sent back.
    Texts quarters(96, "0"), back(96, "0");
    quarters[0] = quarters[1] = "0.25";
    quarters[2] = "1";
    back[3] = "1";
    back[4] = "0.5";
    SolarBill fine(NetRule::other_price, Netting::hour);
    fine.tariff.times = bill.tariff.times;
    fine.day("1", "2022-06-01", quarters);
    fine.day("OUT", "2022-06-01", back);
    EXPECT_EQ(fine.of("2022-06-01", "2022-06-02"), (Texts{"energy 0.5 x 0.2 = 0.10", "export -0.5 x 0.05 = -0.03"}));
    SolarBill coarse(NetRule::other_price, Netting::hour);
    coarse.tariff.times = bill.tariff.times;
    coarse.day("1", "2022-06-01", Texts(12, "1"));
    EXPECT_EQ(coarse.of("2022-06-01", "2022-06-02"), (Texts{"interval_values_missing"}));
}

// Peak from noon: 0.40 and paid at 0.10; else 0.20 and paid at 0.05.
SolarBill by_period(NetRule rule, Netting netting) {
    SolarBill bill(rule, netting);
    auto& components = bill.version().components;
    components = {{.code = Code{"off"}, .kind = ComponentKind::usage, .price = price("0.2"), .unit = Code{"kWh"}},
                  {.code = Code{"peak"}, .kind = ComponentKind::usage, .price = price("0.4"), .unit = Code{"kWh"}},
                  {.code = Code{"export"}, .kind = ComponentKind::usage, .price = price("0.05"), .unit = Code{"kWh"}},
                  {.code = Code{"sun"}, .kind = ComponentKind::usage, .price = price("0.1"), .unit = Code{"kWh"}}};
    TariffTimes times;
    times.hours = {{{}, {}, Plain{"00:00"}, Plain{"12:00"}, Code{"o"}},
                   {{}, {}, Plain{"12:00"}, Plain{"24:00"}, Code{"p"}}};
    times.components = {{Code{"off"}, {Code{"o"}}, 0, {}},
                        {Code{"peak"}, {Code{"p"}}, 0, {}},
                        {Code{"export"}, {Code{"o"}}, 0, {}},
                        {Code{"sun"}, {Code{"p"}}, 0, {}}};
    bill.tariff.times.push_back({TariffId{"S"}, 1, times});
    bill.net().credits = {{Code{"export"}, {}}, {Code{"sun"}, {}}};
    if (rule == NetRule::banked) bill.net().credits = {{Code{"export"}, {Code{"off"}}}, {Code{"sun"}, {Code{"peak"}}}};
    bill.day("1", "2022-06-01", twenty_four({{1, "5"}, {13, "2"}}));
    bill.day("OUT", "2022-06-01", twenty_four({{9, "1"}, {14, "6"}}));
    return bill;
}

TEST(NetMetering, G21_EachPeriodOfUseHasItsPriceAndItsBank) {
    EXPECT_EQ(by_period(NetRule::other_price, Netting::as_counted).of("2022-06-01", "2022-06-02"),
              (Texts{"off 5 x 0.2 = 1.00", "peak 2 x 0.4 = 0.80", "export -1 x 0.05 = -0.05", "sun -6 x 0.1 = -0.60"}));
    EXPECT_EQ(by_period(NetRule::other_price, Netting::bill).of("2022-06-01", "2022-06-02"),
              (Texts{"off 4 x 0.2 = 0.80", "peak 0 x 0.4 = 0.00", "sun -4 x 0.1 = -0.40"}));
    auto banked = by_period(NetRule::banked, Netting::bill);
    EXPECT_EQ(banked.of("2022-06-01", "2022-06-02"),
              (Texts{"off 4 x 0.2 = 0.80", "peak 0 x 0.4 = 0.00", "bank off 0 + 0 - 0 - 0 = 0",
                     "bank peak 0 + 4 - 0 - 0 = 4"}));
    // A bank of one period pays nothing of another's.
    EXPECT_EQ(banked.of("2022-06-01", "2022-06-02", true),
              (Texts{"off 4 x 0.2 = 0.80", "peak 0 x 0.4 = 0.00", "sun -4 x 0.1 = -0.40", "bank off 0 + 0 - 0 - 0 = 0",
                     "bank peak 0 + 4 - 0 - 4 = 0"}));
}

TEST(NetMetering, G21_DemandIsOfWhatIsDrawn) {
    auto bill = by_period(NetRule::other_price, Netting::hour);
    bill.version().components.push_back(
        {.code = Code{"kw"}, .kind = ComponentKind::demand, .price = price("1"), .unit = Code{"kW"}});
    bill.tariff.times[0].times.components.push_back({Code{"kw"}, {}, 60, {}});
    // 1 of 30 days.
    EXPECT_EQ(bill.of("2022-06-01", "2022-06-02").back(), "kw 5 x 1 = 0.17");
}

TEST(NetMetering, G21_UnitsAreBankedUntilTheYearEnds) {
    SolarBill bill(NetRule::banked);
    bill.read("1", "2022-11-01", "2022-12-01", "100");
    bill.read("OUT", "2022-11-01", "2022-12-01", "180");
    EXPECT_EQ(bill.of("2022-11-01", "2022-12-01"), (Texts{"energy 0 x 0.2 = 0.00", "bank energy 0 + 80 - 0 - 0 = 80"}));
    bill.carried = bill.rated("2022-11-01", "2022-12-01")->year;
    bill.reads.clear();
    bill.read("1", "2022-12-01", "2023-01-01", "150");
    bill.read("OUT", "2022-12-01", "2023-01-01", "100");
    EXPECT_EQ(bill.of("2022-12-01", "2023-01-01"),
              (Texts{"energy 0 x 0.2 = 0.00", "export -30 x 0.05 = -1.50", "bank energy 80 + 0 - 50 - 30 = 0"}));
    // Nothing is paid where no component does.
    bill.net().credits.clear();
    bill.version().components.pop_back();
    EXPECT_EQ(bill.of("2022-12-01", "2023-01-01"),
              (Texts{"energy 0 x 0.2 = 0.00", "bank energy 80 + 0 - 50 - 30 = 0"}));
    // A day less: the year goes on.
    EXPECT_EQ(bill.of("2022-12-01", "2022-12-31").back(), "bank energy 80 + 0 - 50 - 0 = 30");
}

TEST(NetMetering, G21_APriceChangeInsideThePeriodCarriesTheBankOver) {
    SolarBill bill(NetRule::banked);
    TariffPublished second = bill.version();
    second.version = 2;
    second.effective_from = date("2022-06-11");
    second.components[0].price = price("0.3");
    bill.tariff.versions.push_back(second);
    auto terms = bill.tariff.year_terms[0];
    terms.version = 2;
    bill.tariff.year_terms.push_back(terms);
    // Ten days have 100 - 130, twenty have 200 - 70.
    bill.read("1", "2022-06-01", "2022-07-01", "300");
    bill.read("OUT", "2022-06-01", "2022-06-11", "130");
    bill.read("OUT", "2022-06-11", "2022-07-01", "70");
    EXPECT_EQ(bill.of("2022-06-01", "2022-07-01"),
              (Texts{"energy 0 x 0.2 = 0.00", "energy 100 x 0.3 = 30.00", "bank energy 0 + 30 - 0 - 0 = 30",
                     "bank energy 30 + 0 - 30 - 0 = 0"}));
}

TEST(NetMetering, G21_TiersAreFilledByWhatIsLeftAfterTheBank) {
    auto bill = by_period(NetRule::banked, Netting::bill);
    auto& components = bill.version().components;
    for (std::size_t i = 0; i < 2; ++i) {
        components[i].tiers = {{quantity("90"), components[i].price}, {{}, price("1")}};
        components[i].price = {};
    }
    bill.tariff.times[0].times.tier_use = TierUse::by_share;
    bill.net().credits.clear();
    components.resize(2);
    bill.tariff.times[0].times.components.resize(2);
    bill.intervals.clear();
    // One of thirty days: a bound of 3. 4 off and 8 peak are left, of which a quarter is below it.
    bill.day("1", "2022-06-01", twenty_four({{1, "5"}, {13, "10"}}));
    bill.day("OUT", "2022-06-01", twenty_four({{9, "1"}}));
    bill.carried.banks = {{Code{"peak"},
                           Code{"kWh"},
                           date("2022-05-01"),
                           date("2022-06-01"),
                           {},
                           {},
                           {},
                           {},
                           {},
                           {},
                           BankSettled::not_settled,
                           quantity("2")}};
    EXPECT_EQ(bill.of("2022-06-01", "2022-06-02"),
              (Texts{"off 1 x 0.2 = 0.20", "off 3 x 1 = 3.00", "peak 2 x 0.4 = 0.80", "peak 6 x 1 = 6.00",
                     "bank off 0 + 0 - 0 - 0 = 0", "bank peak 2 + 0 - 2 - 0 = 0"}));
}

// The bank by another way: what was charged so far is how deep the sum of all months has ever been below nothing, and
// the bank is how far it is above that.
TEST(NetMetering, G21_ABankOfManyMonthsIsThatOfAnotherAlgorithm) {
    std::mt19937 random{20221231};
    std::uniform_int_distribution<std::int64_t> kwh{0, 900'000'000};
    SolarBill bill(NetRule::banked);
    Int128 sum = 0, deepest = 0;
    Date from = date("2021-01-01");
    for (int month = 0; month < 48; ++month) {
        const Date until = add_months(from, 1, 1);
        bill.reads.clear();
        bill.read("1", to_string(from), to_string(until), "0");
        bill.read("OUT", to_string(from), to_string(until), "0");
        bill.reads[0].quantity = Quantity{kwh(random)};
        bill.reads[1].quantity = Quantity{kwh(random)};
        sum += bill.reads[1].quantity.units - bill.reads[0].quantity.units;
        const Int128 before = deepest;
        deepest = std::min(deepest, sum);
        const auto rated = bill.rated(to_string(from), to_string(until));
        ASSERT_TRUE(rated.has_value());
        const auto charged = static_cast<std::int64_t>(before - deepest);
        EXPECT_EQ(rated->lines[0].quantity, Quantity{charged});
        // Cents of 0.20 a kWh, half away from zero: a kWh is 20 cents.
        EXPECT_EQ(rated->lines[0].amount.minor, (charged * 20 + 500'000) / 1'000'000);
        auto left = static_cast<std::int64_t>(sum - deepest);
        if (ymd(from).month == 12) {
            if (left > 0) {
                ASSERT_EQ(rated->lines.size(), 2u);
                EXPECT_EQ(rated->lines[1].amount.minor, -((left * 5 + 500'000) / 1'000'000));
            }
            sum = deepest = left = 0;
        }
        EXPECT_EQ(rated->year.banks.back().closing, Quantity{left});
        bill.carried = rated->year;
        from = until;
    }
}

TEST(NetMetering, G21_NothingOverflows) {
    for (const auto rule : {NetRule::same_price, NetRule::other_price, NetRule::banked}) {
        SolarBill bill(rule);
        bill.read("1", "2022-06-01", "2022-07-01", "0");
        bill.read("OUT", "2022-06-01", "2022-07-01", "0");
        bill.reads[0].quantity = Quantity{-INT64_MAX};
        bill.reads[1].quantity = Quantity{INT64_MAX};
        EXPECT_EQ(bill.of("2022-06-01", "2022-07-01"), (Texts{"amount_too_large"}));
    }
    SolarBill bank(NetRule::banked);
    bank.read("OUT", "2022-06-01", "2022-07-01", "0");
    bank.reads[0].quantity = Quantity{INT64_MAX};
    bank.carried.banks = {{Code{"energy"},
                           Code{"kWh"},
                           date("2022-05-01"),
                           date("2022-06-01"),
                           {},
                           {},
                           {},
                           {},
                           {},
                           {},
                           BankSettled::not_settled,
                           Quantity{INT64_MAX}}};
    EXPECT_EQ(bank.of("2022-06-01", "2022-07-01"), (Texts{"amount_too_large"}));
}

TEST(NetMetering, AYearEndsOnItsDayOfEachYear) {
    const auto end = [](std::string_view from, std::string_view until, MonthDay day) {
        const auto found = year_end_in({date(from), date(until)}, day);
        return found ? to_string(*found) : "";
    };
    EXPECT_EQ(end("2022-12-01", "2023-01-01", {12, 31}), "2022-12-31");
    EXPECT_EQ(end("2022-12-01", "2022-12-31", {12, 31}), "");
    EXPECT_EQ(end("2022-02-01", "2022-03-01", {2, 29}), "2022-02-28");
    EXPECT_EQ(end("2021-01-01", "2023-02-01", {1, 15}), "2023-01-15");
    EXPECT_EQ(end("2022-12-31", "2022-12-31", {12, 31}), "");
}

// 360 a year; each month is charged 20.
TEST(AnnualMinimum, G6_IsComparedWithTheYearsBillsOnTheLastOfThem) {
    TariffState tariff{1, 0, {}};
    TariffPublished version;
    version.tariff = TariffId{"M"};
    version.version = 1;
    version.effective_from = date("2020-01-01");
    version.min_offset_days = 4;
    version.max_offset_days = 5;
    version.components = {{.code = Code{"fixed"}, .kind = ComponentKind::fixed, .price = price("20")},
                          {.code = Code{"floor"}, .kind = ComponentKind::minimum, .price = price("360")}};
    tariff.versions.push_back(version);
    tariff.year_terms.push_back({version.tariff, 1, {}, {{Code{"floor"}, {12, 31}}}});
    YearToDate carried;
    const auto bill = [&](Date from, Date until, bool final_segment) {
        rating::Usage usage{.charge_days = {from, until}, .reads = {}};
        usage.carried = carried;
        usage.final_segment = final_segment;
        auto rated = rating::rate_with_demand(tariff, usage, {}, 2);
        EXPECT_TRUE(rated.has_value());
        carried = rated->year;
        return rated->lines;
    };
    for (unsigned month = 1; month <= 12; ++month) {
        const Date from = day_of_month(2022, month, 1);
        const auto lines = bill(from, add_months(from, 1, 1), false);
        ASSERT_EQ(lines.size(), month == 12 ? 2u : 1u);
        if (month == 12) {
            EXPECT_EQ(lines[1].amount, usd("120"));
        }
    }
    // The new year begins with nothing; it ends with the agreement, and 59 of its 365 days have 58.19 at least.
    EXPECT_EQ(bill(date("2023-01-01"), date("2023-02-01"), false).size(), 1u);
    EXPECT_EQ(carried.minimums[0].charged_before, usd("0"));
    const auto last = bill(date("2023-02-01"), date("2023-03-01"), true);
    ASSERT_EQ(last.size(), 2u);
    EXPECT_EQ(last[1].amount, usd("18.19"));
    EXPECT_EQ(last[1].fraction, (Fraction{59, 365}));
}

// Account 7 has a meter that counts both ways, and a bank of 2022.
class SolarCustomer {
  public:
    SolarCustomer() {
        scenario.given(standard_settings());
        ServiceAgreementType type;
        type.code = Code{"SOLAR"};
        type.description = Plain{"Solar"};
        type.service = Code{"water"};
        type.default_tariff = tariff().tariff;
        scenario.given({tariff(), Define<ServiceAgreementType>{{}, type}});
        scenario.given({a_person("P7", "Ann"), an_account("7", "P7", "2022-08-31")}).given(a_location("L7"));
        InstallMeter meter = a_meter("L7-W", "EM7", "2022-08-31", "0", "kWh");
        meter.registers.push_back(meter.registers[0]);
        meter.registers[1].channel = Code{"OUT"};
        meter.reads.push_back({Code{"OUT"}, quantity("0")});
        scenario.today("2022-09-01").given({meter, a_service("7", "7-W", "SOLAR", "L7-W", "2022-09-01")});
    }
    static PublishTariff tariff() {
        PublishTariff made;
        made.tariff = TariffId{"W-SUN"};
        made.effective_from = date("2022-01-01");
        made.description = Plain{"Solar"};
        made.service = Code{"water"};
        made.components = {
            {.code = Code{"energy"}, .kind = ComponentKind::usage, .price = price("0.2"), .unit = Code{"kWh"}},
            {.code = Code{"export"}, .kind = ComponentKind::usage, .price = price("0.05"), .unit = Code{"kWh"}}};
        made.net_metering = {NetRule::banked,        Code{"kWh"}, {Code{"OUT"}}, Netting::bill,
                             {{Code{"export"}, {}}}, {12, 31}};
        return made;
    }
    void reads(std::string_view on, std::string_view drawn, std::string_view returned) {
        RecordRead one = a_read("L7-W", on, drawn), other = a_read("L7-W", on, returned);
        one.channel = Code{"1"};
        other.channel = Code{"OUT"};
        scenario.given({one, other});
    }
    static BillAccount bill(std::string_view on) { return {AccountId{"7"}, {}, date(on)}; }
    // 100 - 300, 100 - 50, 250 - 50 kWh.
    void three_bills() {
        scenario.today("2022-10-03");
        reads("2022-09-30", "100", "300");
        scenario.given({bill("2022-10-03")}).today("2022-11-03");
        reads("2022-10-31", "200", "350");
        scenario.given({bill("2022-11-03")}).today("2022-12-03");
        reads("2022-11-30", "450", "400");
        scenario.given({bill("2022-12-03")});
    }
    Texts held() {
        Texts text;
        for (const SegmentDemands& one : scenario.world().demands_of(ServiceAgreementId{"7-W"}).segments)
            for (const BankedEnergy& bank : one.year.banks)
                text.push_back(one.segment.str() + " " + to_string(bank.opening) + " > " + to_string(bank.closing));
        return text;
    }
    // By first day, whichever segment holds it.
    std::map<std::string, std::string> closings() {
        std::map<std::string, std::string> found;
        for (const SegmentDemands& one : scenario.world().demands_of(ServiceAgreementId{"7-W"}).segments)
            for (const BankedEnergy& bank : one.year.banks) found[to_string(bank.from)] = to_string(bank.closing);
        return found;
    }
    Texts totals() {
        Texts text;
        for (const auto& one : scenario.made<InvoiceIssued>())
            text.push_back(one.invoice.str() + " " + to_string(one.total, 2));
        return text;
    }
    Scenario scenario;
};
class BankedAgreement : public testing::Test, protected SolarCustomer {};

TEST_F(BankedAgreement, G21_TheBankGoesFromBillToBill) {
    three_bills();
    EXPECT_THAT(held(), ElementsAre("7-B1 0 > 200", "7-B2 200 > 150", "7-B3 150 > 0"));
    EXPECT_EQ(scenario.account("7").agreements[0].demand_segments, 3u);
}

TEST_F(BankedAgreement, G21_ACorrectedReadCorrectsTheBillsThatDrewOnTheBank) {
    three_bills();
    reads("2022-09-30", "100", "280");
    scenario.when(CorrectBills{.account = AccountId{"7"}}).then_accepted();
    // 20 kWh fewer in September, 20 more in October: the same in the end, and no line differs.
    EXPECT_THAT(scenario.made<InvoiceIssued>(), testing::IsEmpty());
    EXPECT_THAT(held(), ElementsAre("7-B1 0 > 180", "7-B2 180 > 150", "7-B3 150 > 0"));
    reads("2022-11-30", "450", "390");
    scenario.when(CorrectBills{.account = AccountId{"7"}}).then_accepted();
    // 250 - 40 - 150 = 60 instead of 50 kWh.
    EXPECT_THAT(totals(), ElementsAre("7-I4 12.00"));
}

TEST_F(BankedAgreement, G21_WhatLaterBillsBankIsCountedFromTheCorrectedRead) {
    three_bills();
    reads("2022-09-30", "100", "100");
    scenario.when(CorrectBills{.account = AccountId{"7"}}).then_accepted();
    // 0 instead of 200 kWh are banked in September; October has 250 sent back, and the rest is as before.
    EXPECT_THAT(held(), ElementsAre("7-B1 0 > 0", "7-B2 0 > 150", "7-B3 150 > 0"));
}

// Whatever was reported at first: once it is corrected, in any order, banks and debt are those of true reads.
TEST(BankedAgreements, G21_ReadsCorrectedInAnyOrderBankWhatTrueOnesWouldHave) {
    constexpr int months = 6;
    std::mt19937 random{7};
    for (int run = 0; run < 8; ++run) {
        std::vector<std::array<std::string, 3>> truth;
        std::array<int, 2> shown{};
        Date day = date("2022-09-30");
        for (int month = 0; month < months; ++month, day = add_months(day + 1, 1, 1) - 1) {
            for (int& one : shown) one += 100 + static_cast<int>(random() % 200);
            truth.push_back({to_string(day), std::to_string(shown[0]), std::to_string(shown[1])});
        }
        SolarCustomer honest, corrected;
        // Never as true, and never below the read before.
        const auto wrong = [&](const std::string& value) {
            const int off = 1 + static_cast<int>(random() % 49);
            return std::to_string(std::stoi(value) + (random() % 2 == 0 ? off : -off));
        };
        for (const auto& [on, drawn, returned] : truth) {
            const std::string bill_date = to_string(date(on) + 3);
            honest.scenario.today(bill_date);
            honest.reads(on, drawn, returned);
            honest.scenario.given({SolarCustomer::bill(bill_date)});
            corrected.scenario.today(bill_date);
            corrected.reads(on, wrong(drawn), wrong(returned));
            corrected.scenario.given({SolarCustomer::bill(bill_date)});
        }
        std::shuffle(truth.begin(), truth.end(), random);
        for (const auto& [on, drawn, returned] : truth) {
            corrected.reads(on, drawn, returned);
            if (random() % 2 == 0 && corrected.scenario.account("7").corrections_due > 0)
                corrected.scenario.when(CorrectBills{.account = AccountId{"7"}});
        }
        if (corrected.scenario.account("7").corrections_due > 0)
            corrected.scenario.when(CorrectBills{.account = AccountId{"7"}}).then_accepted();
        EXPECT_EQ(corrected.closings(), honest.closings()) << "run " << run;
        EXPECT_EQ(corrected.scenario.account("7").payoff(), honest.scenario.account("7").payoff()) << "run " << run;
    }
}

TEST_F(BankedAgreement, G21_ABillThatIsTakenBackLeavesTheBankAsItWas) {
    three_bills();
    scenario.when(ReverseInvoice{.account = AccountId{"7"}, .invoice = DocumentId{"7-I3"}, .rebill = false})
        .then_accepted();
    EXPECT_THAT(held(), ElementsAre("7-B1 0 > 200", "7-B2 200 > 150"));
    scenario.when(bill("2022-12-04")).then_accepted();
    EXPECT_THAT(held().back(), HasSubstr("150 > 0"));
}

TEST_F(BankedAgreement, G21_TheFinalBillPaysWhatIsLeft) {
    scenario.today("2022-10-03");
    reads("2022-09-30", "100", "300");
    scenario
        .given({StopService{.sa = ServiceAgreementId{"7-W"},
                            .stop_on = date("2022-09-30"),
                            .stop_reads = {{Code{"1"}, quantity("100")}, {Code{"OUT"}, quantity("300")}}}})
        .when(bill("2022-10-03"))
        .then_accepted();
    const auto frozen = scenario.made<BillSegmentFrozen>();
    ASSERT_EQ(frozen.size(), 1u);
    EXPECT_EQ(frozen[0].total, usd("-10.00"));
    const auto year = scenario.made<YearToDateFrozen>();
    ASSERT_EQ(year.size(), 1u);
    EXPECT_EQ(year[0].year.banks[0].settled_by, BankSettled::agreement_ended);
    // What is below zero is the account's credit.
    EXPECT_EQ(scenario.account("7").payoff(), usd("-10.00"));
}

// Publishing: each thing that contradicts, one at a time.
class SolarTariff : public testing::Test {
  protected:
    using T = PublishTariff;
    static T banked() {
        T made;
        made.tariff = TariffId{"SUN"};
        made.effective_from = date("2022-01-01");
        made.description = Plain{"Solar"};
        made.service = Code{"water"};
        made.components = {
            {.code = Code{"fixed"}, .kind = ComponentKind::fixed, .price = price("5")},
            {.code = Code{"energy"}, .kind = ComponentKind::usage, .price = price("0.2"), .unit = Code{"kWh"}},
            {.code = Code{"export"}, .kind = ComponentKind::usage, .price = price("0.05"), .unit = Code{"kWh"}},
            {.code = Code{"floor"}, .kind = ComponentKind::minimum, .price = price("60")}};
        made.net_metering = {NetRule::banked,        Code{"kWh"}, {Code{"OUT"}}, Netting::bill,
                             {{Code{"export"}, {}}}, {12, 31}};
        made.annual_minimums = {{Code{"floor"}, {12, 31}}};
        return made;
    }
    template <class Change>
    static void refused(Change&& change, const std::string& field) {
        T made = banked();
        change(made);
        Scenario scenario(standard_settings());
        scenario.when(made).then_rejected(Rejection::tariff_year_terms_invalid, field);
    }
};

TEST_F(SolarTariff, G21_IsPublishedWhole) {
    Scenario scenario(standard_settings());
    scenario.when(banked()).then_accepted();
    ASSERT_EQ(scenario.made<TariffYearTermsPublished>().size(), 1u);
    EXPECT_EQ(scenario.made<TariffYearTermsPublished>()[0].net_metering, banked().net_metering);
    scenario.when(banked()).then_rejected(Rejection::already_so);
    EXPECT_EQ(scenario.world().tariff(TariffId{"SUN"})->year_terms.size(), 1u);
}

TEST_F(SolarTariff, G21_WhatContradictsIsRefusedByItsField) {
    refused([](T& t) { t.net_metering.rule = NetRule::none; }, "net_metering.rule");
    refused([](T& t) { t.net_metering.unit = Code{"therm"}; }, "net_metering.unit");
    refused([](T& t) { t.net_metering.returned_channels.clear(); }, "net_metering.returned_channels");
    refused([](T& t) { t.net_metering.returned_channels.assign(21, Code{"A"}); }, "net_metering.returned_channels");
    refused([](T& t) { t.net_metering.returned_channels.assign(2, Code{"A"}); }, "net_metering.returned_channels[1]");
    refused([](T& t) { t.net_metering.netting = Netting::hour; }, "net_metering.netting");
    refused([](T& t) { t.net_metering.true_up = {}; }, "net_metering.true_up");
    refused([](T& t) { t.net_metering.rule = NetRule::other_price; }, "net_metering.true_up");
    refused(
        [](T& t) {
            t.net_metering.rule = NetRule::other_price;
            t.net_metering.true_up = {};
            t.net_metering.credits.clear();
        },
        "net_metering.credits");
    refused(
        [](T& t) {
            t.net_metering.rule = NetRule::same_price;
            t.net_metering.true_up = {};
        },
        "net_metering.credits");
    refused(
        [](T& t) {
            t.net_metering.rule = NetRule::other_price;
            t.net_metering.true_up = {};
            t.net_metering.netting = Netting::hour;
        },
        "net_metering.netting");
    const std::string credit = "net_metering.credits[0]";
    refused([](T& t) { t.net_metering.credits[0].component = Code{"fixed"}; }, credit + ".component");
    refused([](T& t) { t.components[2].price = price("-0.05"); }, credit + ".component");
    refused([](T& t) { t.net_metering.credits[0].banks_of = {Code{"export"}}; }, credit + ".banks_of[0]");
    refused([](T& t) { t.net_metering.credits.push_back(t.net_metering.credits[0]); },
            "net_metering.credits[1].component");
    refused([](T& t) { t.annual_minimums[0].component = Code{"energy"}; }, "annual_minimums[0].component");
    refused([](T& t) { t.annual_minimums[0].year_ends = {}; }, "annual_minimums[0].year_ends");
    refused([](T& t) { t.annual_minimums.push_back(t.annual_minimums[0]); }, "annual_minimums[1].component");
}

}  // namespace
}  // namespace tally::test
