// Files of tariffs: which become commands, and which findings the others have, each with its place.

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "consumers/intake/urdb/urdb_number.h"
#include "consumers/intake/urdb/urdb_plan.h"
#include "domain/tariff/times.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/text.h"

namespace tally::consumers {
namespace {

using domain::ComponentKind;
using domain::DayName;
using test::price;
using test::quantity;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using Texts = std::vector<std::string>;

// 12 × 24 times the same, but for what `other` says of a month and hour.
template <class Other>
std::string schedule(Other&& other) {
    std::string text = "[";
    for (int month = 0; month < 12; ++month) {
        text += month == 0 ? "[" : ",[";
        for (int hour = 0; hour < 24; ++hour) text += (hour == 0 ? "" : ",") + std::to_string(other(month, hour));
        text += "]";
    }
    return text + "]";
}
std::string all(int period) {
    return schedule([=](int, int) { return period; });
}

class Urdb : public testing::Test {
  protected:
    Urdb() {
        request_.target.tariff = domain::TariffId{"T"};
        request_.target.service = domain::Code{"power"};
        request_.target.effective_from = test::date("2024-01-01");
    }
    // Its commands, or "path | value | why" of each finding.
    Texts findings(const std::string& json) {
        plan_ = {};
        const auto document = urdb_json_of("t.json", json);
        if (!document) return {document.error().message};
        plan_ = plan_urdb(*document, request_);
        Texts found;
        for (const auto& one : plan_.findings.kept) {
            EXPECT_FALSE(one.cure.empty()) << one.path.str();
            found.push_back(one.path.str() + " | " + one.value.str() + " | " + one.why.str());
        }
        return found;
    }
    // Of a tariff that is published.
    domain::PublishTariff command(const std::string& json) {
        for (const auto& one : findings(json)) ADD_FAILURE() << one;
        EXPECT_EQ(plan_.commands.size(), 1u);
        return plan_.commands.empty() ? domain::PublishTariff{} : plan_.commands.front();
    }
    // With one price of energy beside the members given.
    static std::string with(const std::string& members) {
        return R"({"energyratestructure":[[{"rate":0.1}]])" + (members.empty() ? "" : "," + members) + "}";
    }

    UrdbRequest request_;
    UrdbPlan plan_;
};

TEST_F(Urdb, NumbersAreExactOrAFinding) {
    const auto parsed = [](std::string_view text) {
        UrdbNumber number;
        EXPECT_EQ(parse_urdb_number(text, number), UrdbNumberError::none) << text;
        return number;
    };
    EXPECT_EQ(urdb_price(parsed("0.12345678"), {}), price("0.12345678"));
    EXPECT_EQ(urdb_price(parsed("1.5e-3"), {}), price("0.0015"));
    EXPECT_EQ(urdb_price(parsed("-12E1"), {}), price("-120"));
    EXPECT_EQ(urdb_price(parsed("0.1000000000000000000"), {}), price("0.1"));
    EXPECT_EQ(urdb_price(parsed("0e999999999999"), {}), price("0"));
    EXPECT_EQ(urdb_price(parsed("0.07076899707317352"), {}), std::nullopt);
    EXPECT_EQ(urdb_price(parsed("0.07076899707317352"), 8), price("0.07076900"));
    EXPECT_EQ(urdb_price(parsed("0.07076899707317352"), 6), price("0.070769"));
    EXPECT_EQ(urdb_price(parsed("-0.5"), 0), price("-1"));
    EXPECT_EQ(urdb_price(parsed("99999999999"), {}), std::nullopt);
    EXPECT_EQ(urdb_quantity(parsed("300.5")), quantity("300.5"));
    EXPECT_EQ(urdb_quantity(parsed("0.0000001")), std::nullopt);
    EXPECT_EQ(urdb_whole(parsed("1.0"), 5), 1u);
    for (const auto* none : {"1.5", "-1", "6"}) EXPECT_EQ(urdb_whole(parsed(none), 5), std::nullopt) << none;
    EXPECT_TRUE(urdb_reaches(parsed("1e12"), 12));
    EXPECT_FALSE(urdb_reaches(parsed("999999999999.9"), 12));
    UrdbNumber number;
    for (const auto* large : {"1e+38", "9.9999996802856925e+37", "-1e99999999999999999999", "10000000000000000"})
        EXPECT_EQ(parse_urdb_number(large, number), UrdbNumberError::too_large) << large;
    for (const auto* fine : {"1e-25", "0.1234567890123456789012345", "5E-9999"})
        EXPECT_EQ(parse_urdb_number(fine, number), UrdbNumberError::too_many_decimals) << fine;
    for (const auto* none : {"", "-", "NaN", "1e", "1e+", "0x1", "1.2.3"})
        EXPECT_EQ(parse_urdb_number(none, number), UrdbNumberError::not_a_number) << none;
}

TEST_F(Urdb, BothVocabulariesOfChargesAreRead) {
    const auto old = command(with(R"("fixedmonthlycharge":35.28,"minmonthlycharge":40,"annualmincharge":0)"));
    ASSERT_THAT(old.components, SizeIs(3));
    EXPECT_EQ(old.components[0].kind, ComponentKind::fixed);
    EXPECT_EQ(old.components[0].price, price("35.28"));
    EXPECT_EQ(old.components[1].kind, ComponentKind::usage);
    EXPECT_EQ(old.components[1].unit, domain::Code{"kWh"});
    EXPECT_EQ(old.components[2].kind, ComponentKind::minimum);
    EXPECT_EQ(old.components[2].price, price("40"));
    EXPECT_EQ(old.times, domain::TariffTimes{});
    EXPECT_EQ(old.normal_days, 30);
    const auto now = command(with(R"("fixedchargefirstmeter":35.28,"fixedchargeunits":"$/month","mincharge":40,
        "minchargeunits":"$/month")"));
    EXPECT_EQ(now.components, old.components);
    // The same said twice is one charge, another is not.
    EXPECT_THAT(command(with(R"("fixedmonthlycharge":9,"fixedchargefirstmeter":9.0)")).components, SizeIs(2));
    EXPECT_THAT(findings(with(R"("fixedmonthlycharge":9,"fixedchargefirstmeter":9.01)")),
                ElementsAre("fixedmonthlycharge | 9 | the file says another charge in fixedchargefirstmeter"));
    EXPECT_EQ(command(with(R"("fixedchargefirstmeter":0.3,"fixedchargeunits":"$/day")")).components[0].kind,
              ComponentKind::per_day);
    EXPECT_EQ(command(with(R"("fixedchargefirstmeter":120,"fixedchargeunits":"$/year")")).components[0].price,
              price("10"));
    EXPECT_THAT(command(with(R"("fixedchargefirstmeter":0,"fixedchargeunits":"$/moon","mincharge":null)")).components,
                SizeIs(1));
    EXPECT_THAT(findings(with(R"("fixedchargefirstmeter":100,"fixedchargeunits":"$/year")")),
                ElementsAre("fixedchargefirstmeter | 100 | a year's charge is billed in twelfths, and its twelfth has "
                            "more than eight decimals"));
    EXPECT_THAT(findings(with(R"("fixedchargefirstmeter":1,"fixedchargeunits":"$/moon")")),
                ElementsAre("fixedchargeunits | $/moon | it is no unit of a charge"));
    EXPECT_THAT(findings(with(R"("mincharge":1,"minchargeunits":"$/year","fixedmonthlycharge":"9")")),
                ElementsAre("fixedmonthlycharge | 9 | it is not a number"));
    EXPECT_THAT(findings(with(R"("mincharge":-1)")), ElementsAre("mincharge | -1 | a least charge is above zero"));
}

TEST_F(Urdb, TiersHaveTheirAdjustmentsAndAnOpenEnd) {
    const auto made = command(R"({"energyratestructure":[[{"max":500,"rate":0.12345678,"adj":-0.02345678,"unit":"kWh"},
        {"max":1e+38,"rate":0.2,"sell":0,"unit":"kWh"}]]})");
    ASSERT_THAT(made.components, SizeIs(1));
    EXPECT_THAT(made.components[0].tiers,
                ElementsAre(domain::Tier{quantity("500"), price("0.1")}, domain::Tier{{}, price("0.2")}));
    EXPECT_EQ(command(R"({"energyratestructure":[[{"rate":-0.01}]]})").components[0].price, price("-0.01"));
    EXPECT_EQ(command(R"({"energyratestructure":[[{"adj":0.01}]]})").components[0].price, price("0.01"));
    const auto tiers = [&](const std::string& text) { return findings("{\"energyratestructure\":[[" + text + "]]}"); };
    const std::string at = "energyratestructure[0]";
    EXPECT_THAT(tiers(""), ElementsAre(at + " | a list of 0 | the period has no prices"));
    EXPECT_THAT(tiers("{}"), ElementsAre(at + "[0] | an object of 0 | the tier has no price"));
    EXPECT_THAT(tiers("7"), ElementsAre(at + "[0] | 7 | it is not a tier"));
    EXPECT_THAT(tiers(R"({"rate":"NaN"})"), ElementsAre(at + "[0].rate | NaN | it is not a number"));
    EXPECT_THAT(tiers(R"({"rate":0.123456789})"),
                ElementsAre(at + "[0].rate | 0.123456789 | it has more than eight decimals, which a price of the "
                                 "ledger has at most"));
    EXPECT_THAT(tiers(R"({"rate":1e12})"), ElementsAre(at + "[0].rate | 1e12 | it is too large"));
    EXPECT_THAT(tiers(R"({"rate":1,"max":500})"),
                ElementsAre(at + "[0].max | 500 | what is used above it would have no price"));
    EXPECT_THAT(tiers(R"({"rate":1},{"rate":2})"),
                ElementsAre(at + "[0] | an object of 1 | only the last tier may be without a bound"));
    EXPECT_THAT(tiers(R"({"rate":1,"max":1e38},{"rate":2})"),
                ElementsAre(at + "[0].max | 1e38 | tiers come after this one, which has no bound"));
    for (const auto* bound : {"-5", "0", "100"})
        EXPECT_THAT(tiers(R"({"rate":1,"max":100},{"rate":2,"max":)" + std::string{bound} + R"(},{"rate":3})"),
                    ElementsAre(at + "[1].max | " + bound + " | it is not above the bound before it"));
    EXPECT_THAT(tiers(R"({"rate":1,"max":0.1234567},{"rate":2})"),
                ElementsAre(at + "[0].max | 0.1234567 | it has more than six decimals"));
    EXPECT_THAT(tiers(R"({"rate":1,"max":9,"unit":"kWh/kW"},{"rate":2,"unit":"hp"})"),
                ElementsAre(at + "[1].unit | hp | it is no unit of tiers of energy"));
    EXPECT_THAT(tiers(R"({"rate":1,"max":9,"unit":"kWh/hp"},{"rate":2,"unit":"kWh/hp"})"),
                ElementsAre(at + "[0].unit | kWh/hp | it is no unit of tiers of energy",
                            at + "[1].unit | kWh/hp | it is no unit of tiers of energy"));
    EXPECT_THAT(tiers(R"({"rate":1,"max":9,"unit":"kWh/kW"},{"rate":2,"unit":"kWh"})"),
                ElementsAre(at + "[1].unit | kWh | the tier at " + at + "[0].unit has another unit"));
    EXPECT_THAT(tiers(R"({"rate":1,"max":9,"unit":"kWh"},{"rate":2,"unit":"kWh daily"})"),
                ElementsAre(at + "[1].unit | kWh daily | the tier at " + at + "[0].unit has another unit"));
    EXPECT_THAT(tiers(R"({"rate":1,"sell":0.05,"cap":3,"rate":1})"),
                ElementsAre(at + "[0].cap | 3 | it is not known, and may change the bill",
                            at + "[0].rate | 1 | it stands in the tier twice",
                            at + "[0].sell |  | energy that is sent back has a price, and the file does not say when "
                                 "it is paid"));
}

TEST_F(Urdb, MonthsAndHoursBecomeFewSeasonsAndRows) {
    request_.target.tier_use = domain::TierUse::by_period;
    const auto peak = schedule([](int month, int hour) { return month >= 5 && month <= 7 && hour >= 11 && hour < 20; });
    const auto made = command(R"({"energyratestructure":[[{"rate":0.1}],[{"rate":0.3}]],"energyweekdayschedule":)" +
                              peak + R"(,"energyweekendschedule":)" + all(0) + "}");
    const domain::TariffTimes& times = made.times;
    EXPECT_THAT(times.seasons, ElementsAre(domain::TariffSeason{domain::Code{"jun-aug"}, {6, 1}, {8, 31}},
                                           domain::TariffSeason{domain::Code{"sep-may"}, {9, 1}, {5, 31}}));
    ASSERT_THAT(times.day_types, SizeIs(2));
    EXPECT_THAT(times.day_types[1].days, ElementsAre(DayName::saturday, DayName::sunday));
    Texts rows;
    for (const auto& row : times.hours)
        rows.push_back(row.season.str() + " " + row.day_type.str() + " " + row.from.str() + "-" + row.until.str() +
                       " " + row.period.str());
    EXPECT_THAT(rows, ElementsAre("jun-aug weekday 00:00-11:00 e0", "jun-aug weekday 11:00-20:00 e1",
                                  "jun-aug weekday 20:00-24:00 e0", "jun-aug weekend 00:00-24:00 e0",
                                  "sep-may  00:00-24:00 e0"));
    EXPECT_THAT(times.components,
                ElementsAre(domain::TimedComponent{domain::Code{"energy-0"}, {domain::Code{"e0"}}, 0, {}},
                            domain::TimedComponent{domain::Code{"energy-1"}, {domain::Code{"e1"}}, 0, {}}));
    EXPECT_TRUE(domain::check_times(times, made.components, {}).has_value());
    // Twelve months that differ, and a season of February in all years.
    const auto monthly = schedule([](int month, int) { return month; });
    std::string prices;
    for (int i = 0; i < 12; ++i)
        prices += std::string(i == 0 ? "" : ",") + "[{\"rate\":0." + std::to_string(i + 1) + "}]";
    const auto twelve = command("{\"energyratestructure\":[" + prices + R"(],"energyweekdayschedule":)" + monthly +
                                R"(,"energyweekendschedule":)" + monthly + "}");
    EXPECT_THAT(twelve.times.seasons, SizeIs(12));
    EXPECT_EQ(twelve.times.seasons[1], (domain::TariffSeason{domain::Code{"feb"}, {2, 1}, {2, 29}}));
    EXPECT_THAT(twelve.times.day_types, IsEmpty());
    EXPECT_TRUE(domain::check_times(twelve.times, twelve.components, {}).has_value());
    // A period that has no hour is not published.
    EXPECT_THAT(command(R"({"energyratestructure":[[{"rate":0.1}],[{"rate":0.3}]],"energyweekdayschedule":)" + all(1) +
                        R"(,"energyweekendschedule":)" + all(1) + "}")
                    .components,
                ElementsAre(testing::Field(&domain::TariffComponent::price, price("0.3"))));
}

TEST_F(Urdb, EnergyAndDemandShareTheLedgersPeriods) {
    const auto noon = schedule([](int, int hour) { return hour >= 12; });
    const auto made =
        command(R"({"energyratestructure":[[{"rate":0.1}],[{"rate":0.3}]],"energyweekdayschedule":)" + noon +
                R"(,"energyweekendschedule":)" + noon +
                R"(,"demandratestructure":[[{"rate":0}],[{"max":100,"rate":5,"unit":"kW"},{"rate":4}]],
        "demandrateunit":"kW","demandwindow":15,"demandweekdayschedule":)" +
                schedule([](int, int hour) { return hour >= 16; }) + R"(,"demandweekendschedule":)" + all(0) +
                R"(,"flatdemandstructure":[[{"rate":7}]],"flatdemandmonths":[0,0,0,0,0,0,0,0,0,0,0,0]})");
    const auto c = [](const char* text) { return domain::Code{text}; };
    EXPECT_THAT(made.times.components, ElementsAre(domain::TimedComponent{c("energy-0"), {c("e0")}, 0, {}},
                                                   domain::TimedComponent{c("energy-1"), {c("e1"), c("e1-d1")}, 0, {}},
                                                   domain::TimedComponent{c("demand-1"), {c("e1-d1")}, 15, {}},
                                                   domain::TimedComponent{c("flat-demand"), {}, 15, {}}));
    EXPECT_TRUE(domain::check_times(made.times, made.components, {}).has_value());
    EXPECT_THAT(made.components[2].tiers,
                ElementsAre(domain::Tier{quantity("100"), price("5")}, domain::Tier{{}, price("4")}));
    // Demand alone by the hour: energy counts at all hours.
    const auto demand = command(with(R"("demandratestructure":[[{"rate":2}],[{"rate":3}]],"demandweekdayschedule":)" +
                                     noon + R"(,"demandweekendschedule":)" + noon));
    EXPECT_THAT(demand.times.components, SizeIs(2));
    EXPECT_TRUE(domain::check_times(demand.times, demand.components, {}).has_value());
    EXPECT_THAT(findings(with(R"("demandratestructure":[[{"rate":2}]],"demandrateunit":"hp","demandwindow":20)")),
                ElementsAre("demandrateunit | hp | demand is measured in kW or kVA, as the highest average of a bill's "
                            "days",
                            "demandwindow | 20 | demand is averaged over 5, 15, 30 or 60 minutes"));
    EXPECT_THAT(findings(with(R"("flatdemandstructure":[[{"rate":2,"unit":"kVA"}]],"flatdemandunit":"kW daily")")),
                ElementsAre("flatdemandunit | kW daily | demand is measured in kW or kVA, as the highest average of a "
                            "bill's days",
                            "flatdemandstructure[0][0].unit | kVA | the tariff's demand is in kW daily"));
}

TEST_F(Urdb, MonthsOfOnePriceAreOnePeriod) {
    const std::string prices =
        R"("flatdemandstructure":[[{"rate":6}],[{"rate":6,"max":1e38}],[{"rate":9}],[{"rate":1}]],)";
    const auto one = command(with(prices + R"("flatdemandmonths":[0,1,1,0,0,0,0,0,0,0,0,0])"));
    EXPECT_THAT(one.times.hours, IsEmpty());
    EXPECT_THAT(one.times.components, ElementsAre(domain::TimedComponent{domain::Code{"flat-demand"}, {}, 0, {}}));
    const auto two = command(with(prices + R"("flatdemandmonths":[0,1,1,0,2,2,2,2,1,0,0,0])"));
    EXPECT_THAT(two.times.seasons, SizeIs(2));
    EXPECT_TRUE(domain::check_times(two.times, two.components, {}).has_value());
}

TEST_F(Urdb, SchedulesAreWholeAndNamePeriodsThatAreThere) {
    const std::string two = R"({"energyratestructure":[[{"rate":0.1}],[{"rate":0.3}]])";
    EXPECT_THAT(findings(two + "}"),
                ElementsAre("energyweekdayschedule |  | which hours belong to which period is not said",
                            "energyweekendschedule |  | which hours belong to which period is not said"));
    EXPECT_THAT(findings(two + R"(,"energyweekdayschedule":[[0]],"energyweekendschedule":7})"),
                ElementsAre("energyweekdayschedule | a list of 1 | it is not a list of 12 months",
                            "energyweekendschedule | 7 | it is not a list of 12 months"));
    auto short_month = all(0);
    short_month.erase(short_month.find("0,"), 2);
    auto wrong = all(0);
    wrong.replace(wrong.find("0"), 1, "2");
    wrong.replace(wrong.rfind("0"), 1, "0.5");
    EXPECT_THAT(
        findings(two + R"(,"energyweekdayschedule":)" + short_month + R"(,"energyweekendschedule":)" + wrong + "}"),
        ElementsAre("energyweekdayschedule[0] | a list of 23 | it is not a list of 24 hours",
                    "energyweekendschedule[0][0] | 2 | it is no period: the tariff has 2, the first is 0",
                    "energyweekendschedule[11][23] | 0.5 | it is no period: the tariff has 2, the first is 0"));
    EXPECT_THAT(findings(R"({"fixedmonthlycharge":1,"energyweekdayschedule":)" + all(1) + "}"),
                ElementsAre("energyweekdayschedule | a list of 12 | it names periods, and the file has no "
                            "energyratestructure"));
    EXPECT_THAT(findings(with(R"("flatdemandmonths":[0,0,0,0,0,1,1,1,0,0,0,0])")),
                ElementsAre("flatdemandmonths | a list of 12 | it names periods, and the file has no "
                            "flatdemandstructure"));
    // As the API writes it where there is no demand.
    command(with(R"("demandrateunit":"kW","demandweekdayschedule":)" + all(0) + R"(,"flatdemandmonths":[0,0,0])"));
    EXPECT_THAT(findings(with(R"("flatdemandstructure":[[{"rate":1}],[{"rate":2}]])")),
                ElementsAre("flatdemandmonths |  | which months belong to which period is not said"));
    EXPECT_THAT(findings(with(R"("flatdemandstructure":[[{"rate":1}],[{"rate":2}]],"flatdemandmonths":[0,1,2])")),
                ElementsAre("flatdemandmonths | a list of 3 | it is not a list of 12 months"));
    EXPECT_THAT(findings(with(R"("flatdemandstructure":[[{"rate":1}],[{"rate":2}]],
        "flatdemandmonths":[0,1,2,0,0,0,0,0,0,0,0,0])")),
                ElementsAre("flatdemandmonths[2] | 2 | it is no period: the tariff has 2, the first is 0"));
}

TEST_F(Urdb, TiersOfSeveralPeriodsNeedAReading) {
    const auto noon = schedule([](int, int hour) { return hour >= 12; });
    const auto json = R"({"energyratestructure":[[{"max":100,"rate":0.1},{"rate":0.2}],[{"rate":0.3}]],
        "energyweekdayschedule":)" +
                      noon + R"(,"energyweekendschedule":)" + noon + "}";
    EXPECT_THAT(findings(json),
                ElementsAre("energyratestructure | 2 periods with tiers | it is not said how usage of several periods "
                            "fills tiers"));
    EXPECT_THAT(plan_.findings.kept[0].cure.str(), HasSubstr("--tiers by_period"));
    request_.target.tier_use = domain::TierUse::by_share;
    const auto made = command(json);
    EXPECT_EQ(made.times.tier_use, domain::TierUse::by_share);
    // What is used at one price fills the tiers, too.
    EXPECT_THAT(made.components[1].tiers,
                ElementsAre(domain::Tier{quantity("100"), price("0.3")}, domain::Tier{{}, price("0.3")}));
    request_.target.tier_use = domain::TierUse::by_period;
    EXPECT_THAT(command(json).components[1].tiers, IsEmpty());
}

TEST_F(Urdb, G21_NetMeteringIsABankOfAYear) {
    request_.target.returned_channels = {domain::Code{"2.8.0"}};
    request_.target.year_ends = {3, 31};
    const auto banked = command(with(R"("dgrules":"Net Metering")"));
    EXPECT_EQ(banked.net_metering.rule, domain::NetRule::banked);
    EXPECT_EQ(banked.net_metering.unit, domain::Code{"kWh"});
    EXPECT_THAT(banked.net_metering.returned_channels, ElementsAre(domain::Code{"2.8.0"}));
    EXPECT_EQ(banked.net_metering.true_up, (domain::MonthDay{3, 31}));
    EXPECT_EQ(command(with(R"("usenetmetering":true)")).net_metering, banked.net_metering);
    EXPECT_EQ(command(with(R"("usenetmetering":false)")).net_metering, domain::NetMetering{});
    request_.target.returned_channels.clear();
    EXPECT_THAT(findings(with(R"("dgrules":"Net Metering")")),
                ElementsAre(HasSubstr("dgrules |  | it is not said which channels")));
    EXPECT_THAT(findings(with(R"("dgrules":"Net Something")")),
                ElementsAre(HasSubstr("it is no rule for energy that customers send back")));
}

TEST_F(Urdb, G21_NetBillingPaysTheSellPriceOfEachPeriod) {
    request_.target.returned_channels = {domain::Code{"OUT"}};
    const std::string two = R"("energyratestructure":[[{"rate":0.1,"sell":0.03}],[{"rate":0.2,"sell":0.05}]],)"
                            R"("energyweekdayschedule":)" +
                            schedule([](int, int hour) { return hour < 12 ? 0 : 1; }) + R"(,"energyweekendschedule":)" +
                            all(0) + R"(,"dgrules":)";
    const auto hourly = command("{" + two + R"("Net Billing Hourly"})");
    EXPECT_EQ(hourly.net_metering.rule, domain::NetRule::other_price);
    EXPECT_EQ(hourly.net_metering.netting, domain::Netting::hour);
    ASSERT_THAT(hourly.components, SizeIs(4));
    EXPECT_EQ(hourly.components[2].code, domain::Code{"sell-0"});
    EXPECT_EQ(hourly.components[3].price, price("0.05"));
    ASSERT_THAT(hourly.times.components, SizeIs(4));
    EXPECT_EQ(hourly.times.components[3].periods, hourly.times.components[1].periods);
    EXPECT_EQ(command("{" + two + R"("Net Billing Instantaneous"})").net_metering.netting, domain::Netting::as_counted);
    EXPECT_EQ(command("{" + two + R"("Buy All Sell All"})").net_metering.netting, domain::Netting::as_counted);
    // One price at all hours still needs the values of each hour.
    const auto one = command(R"({"energyratestructure":[[{"rate":0.1,"sell":0.03}]],"dgrules":"Net Billing Hourly"})");
    ASSERT_THAT(one.times.components, SizeIs(2));
    ASSERT_THAT(one.times.hours, SizeIs(1));
    for (const auto& timed : one.times.components)
        EXPECT_THAT(timed.periods, ElementsAre(one.times.hours.front().period)) << timed.component.str();
    EXPECT_THAT(findings(R"({"energyratestructure":[[{"rate":0.1,"sell":0.03}]]})"),
                ElementsAre(HasSubstr("the file does not say when it is paid")));
    EXPECT_THAT(findings(R"({"energyratestructure":[[{"rate":0.1,"sell":0.03}]],"dgrules":"Net Metering"})"),
                ElementsAre(HasSubstr("energyratestructure[0][0].sell |  | under Net Metering")));
    EXPECT_THAT(findings(R"({"energyratestructure":[[{"max":9,"rate":0.1,"sell":0.03},{"rate":0.2}]],)"
                         R"("dgrules":"Net Billing Instantaneous"})"),
                ElementsAre(HasSubstr("tiers of one period pay different prices")));
    request_.reading.ignored = {"sell"};
    EXPECT_EQ(command("{" + two + R"("Buy All Sell All"})").components[3].price, price("0"));
}

TEST_F(Urdb, ALeastChargeOfAYearIsComparedOnTheYearsLastBill) {
    const auto annual = command(with(R"("minmonthlycharge":5,"annualmincharge":120)"));
    ASSERT_THAT(annual.components, SizeIs(3));
    EXPECT_EQ(annual.components[2].kind, ComponentKind::minimum);
    EXPECT_EQ(annual.components[2].price, price("120"));
    EXPECT_THAT(annual.annual_minimums,
                ElementsAre(domain::AnnualMinimum{domain::Code{"annual-minimum"}, domain::MonthDay{12, 31}}));
    const auto version_8 = command(with(R"("mincharge":120,"minchargeunits":"$/year")"));
    EXPECT_THAT(version_8.annual_minimums, SizeIs(1));
    EXPECT_THAT(findings(with(R"("mincharge":120,"minchargeunits":"$/year","annualmincharge":12)")),
                ElementsAre(HasSubstr("another least charge of a year")));
}

TEST_F(Urdb, WhatChangesABillAndCannotBeExpressedIsNamedAllAtOnce) {
    const auto refused = with(
        R"("demandreactivepowercharge":0.2,"coincidentratestructure":[[{"rate":3,"unit":"kW"}]],"dgrules":"Net Metering",
        "meteringoption":2,"fueladjustmentsmonthly":[0.01],"fixedchargeeaaddl":5,
        "energyattrs":[{"Fuel":"varies"}],"enddate":1700000000,"surcharge":0)");
    Texts paths;
    findings(refused);
    for (const auto& one : plan_.findings.kept) {
        paths.push_back(one.path.str());
        EXPECT_THAT(one.cure.str(), HasSubstr("--ignore " + one.path.str()));
        request_.reading.ignored.insert(one.path.str());
    }
    EXPECT_THAT(paths, UnorderedElementsAre("demandreactivepowercharge", "coincidentratestructure", "dgrules",
                                            "meteringoption", "fueladjustmentsmonthly", "fixedchargeeaaddl",
                                            "energyattrs", "enddate", "surcharge"));
    EXPECT_THAT(plan_.commands, IsEmpty());
    EXPECT_THAT(findings(refused), IsEmpty());
    request_.reading.ignored.clear();
    // None of it says anything.
    command(with(R"("annualmincharge":0,"demandratchetpercentage":[0,0.0,0],"dgrules":"","usenetmetering":false,
        "coincidentratestructure":[[{"rate":0,"max":5,"unit":"kW"}]],"enddate":null,"fixedattrs":[],"surcharge":null,
        "lookbackMonths":[1,1,0],"name":"A","uri":"b","approved":true,"sector":"Residential","eiaid":7,
        "revisions":[1,2],"peakkwcapacitymax":50,"voltagecategory":"Primary")"));
    EXPECT_EQ(plan_.commands[0].description, domain::Plain{"A"});
    command(with(R"("description":"Minimum charge of $1000.00.")"));
    EXPECT_THAT(plan_.remarks, ElementsAre("description: Minimum charge of $1000.00."));
}

TEST_F(Urdb, TiersPerKwRestOnADemandOfAllHours) {
    const std::string energy = R"("energyratestructure":[[{"rate":0.2,"max":200,"unit":"kWh/kW"},
        {"rate":0.1,"unit":"kWh/kW"}]])";
    const auto alone = command("{" + energy + R"(,"demandwindow":30})");
    ASSERT_THAT(alone.components, SizeIs(2));
    EXPECT_EQ(alone.components[1].code, domain::Code{"billing-demand"});
    EXPECT_EQ(alone.components[1].kind, ComponentKind::demand);
    EXPECT_EQ(alone.components[1].price, price("0"));
    EXPECT_THAT(alone.demand_terms.hours_use,
                ElementsAre(domain::HoursUse{domain::Code{"energy"}, domain::Code{"billing-demand"}}));
    EXPECT_EQ(alone.times.components[0].window_minutes, 30);
    // A demand that is charged at all hours is that demand.
    const auto charged = command("{" + energy + R"(,"flatdemandstructure":[[{"rate":5}]]})");
    ASSERT_THAT(charged.components, SizeIs(2));
    EXPECT_THAT(charged.demand_terms.hours_use,
                ElementsAre(domain::HoursUse{domain::Code{"energy"}, domain::Code{"flat-demand"}}));
    const auto other_unit = command("{" + energy + R"(,"flatdemandstructure":[[{"rate":5}]],"flatdemandunit":"kVA"})");
    EXPECT_EQ(other_unit.demand_terms.hours_use[0].demand, domain::Code{"billing-demand"});
    // Each period of use has tiers of its own, and one demand.
    request_.target.tier_use = domain::TierUse::in_order_of_time;
    const auto hours = schedule([](int, int hour) { return hour < 12 ? 0 : 1; });
    const auto timed = command(R"({"energyratestructure":[[{"rate":0.2,"max":200,"unit":"kWh/kW"},{"rate":0.1}],
        [{"rate":0.3}]],"energyweekdayschedule":)" +
                               hours + R"(,"energyweekendschedule":)" + hours + "}");
    EXPECT_THAT(timed.demand_terms.hours_use,
                ElementsAre(domain::HoursUse{domain::Code{"energy-0"}, domain::Code{"billing-demand"}},
                            domain::HoursUse{domain::Code{"energy-1"}, domain::Code{"billing-demand"}}));
}

TEST_F(Urdb, RatchetsLookBackOnTheMonthsThatTheFileSays) {
    using domain::MonthName;
    const std::string flat = R"("flatdemandstructure":[[{"rate":5}]],)";
    const auto range = command(with(flat + R"("lookbackPercent":0.8,"lookbackRange":11)")).demand_terms.ratchets;
    ASSERT_THAT(range, SizeIs(1));
    EXPECT_EQ(range[0].component, domain::Code{"flat-demand"});
    EXPECT_EQ(range[0].share, test::rate("0.8"));
    EXPECT_EQ(range[0].months_back, 11);
    EXPECT_EQ(range[0].basis, domain::RatchetBasis::measured);
    EXPECT_THAT(range[0].peak_months, IsEmpty());
    EXPECT_THAT(range[0].of_components, IsEmpty());
    // Months of the year; either spelling; numbers or truths.
    const auto months = command(with(flat + R"("lookbackpercent":0.75,"lookbackMonths":[1,0,0,true,0,0,0,0,0,0,0,false],
        "lookbackRange":0)"))
                            .demand_terms.ratchets;
    ASSERT_THAT(months, SizeIs(1));
    EXPECT_EQ(months[0].months_back, 11);
    EXPECT_THAT(months[0].peak_months, ElementsAre(MonthName::january, MonthName::april));
    // Seasons of one demand look back on each other, and on months that cost nothing.
    const auto seasons = command(with(R"("flatdemandstructure":[[{"rate":5}],[{"rate":0}]],
        "flatdemandmonths":[0,0,0,0,0,1,1,1,0,0,0,0],"lookbackPercent":0.5,"lookbackRange":12)"));
    ASSERT_THAT(seasons.demand_terms.ratchets, SizeIs(2));
    EXPECT_THAT(seasons.demand_terms.ratchets[0].of_components,
                ElementsAre(domain::Code{"flat-demand-0"}, domain::Code{"flat-demand-1"}));
    // Shares by month need a reading.
    const std::string by_month =
        flat + R"("demandratchetpercentage":[0.6,0.6,0.6,0.6,0.6,0.8,0.8,0.8,0.8,0.6,0.6,0.6])";
    EXPECT_THAT(
        findings(with(by_month)),
        ElementsAre("demandratchetpercentage | a list of 12 | whether a share is of the month that is billed or of "
                    "that of the earlier demand is not said",
                    "demandratchetpercentage | a list of 12 | how many months are looked back is not said"));
    request_.reading.ratchet_months = 11;
    request_.reading.ratchet_by = UrdbRatchetBy::bill_month;
    const auto of_bill = command(with(by_month)).demand_terms.ratchets;
    ASSERT_THAT(of_bill, SizeIs(2));
    EXPECT_THAT(of_bill[1].bill_months,
                ElementsAre(MonthName::june, MonthName::july, MonthName::august, MonthName::september));
    EXPECT_THAT(of_bill[1].peak_months, IsEmpty());
    request_.reading.ratchet_by = UrdbRatchetBy::peak_month;
    EXPECT_THAT(command(with(by_month)).demand_terms.ratchets[1].peak_months, SizeIs(4));
}

TEST_F(Urdb, RatchetsThatAreNotClearAreFindings) {
    const std::string flat = R"("flatdemandstructure":[[{"rate":5}]],)";
    EXPECT_THAT(findings(with(flat + R"("lookbackPercent":80,"lookbackRange":11)")),
                ElementsAre("lookbackPercent | 80 | it is no share of 0 to 1 with at most eight decimals"));
    EXPECT_THAT(findings(with(flat + R"("lookbackPercent":0.8)")),
                ElementsAre("lookbackPercent | 0.8 | how many months are looked back is not said"));
    EXPECT_THAT(findings(with(flat + R"("lookbackPercent":0.8,"lookbackRange":61)")),
                ElementsAre("lookbackRange | 61 | it is no number of months"));
    EXPECT_THAT(findings(with(flat + R"("lookbackPercent":0.8,"lookbackMonths":[1])")),
                ElementsAre("lookbackMonths | a list of 1 | it is not a list of 12 months"));
    EXPECT_THAT(
        findings(with(flat + R"("lookbackPercent":0.8,"lookbackRange":3,"lookbackMonths":[1,0,0,0,0,0,0,0,0,0,0,0])")),
        ElementsAre("lookbackMonths | a list of 12 | the file says other months in lookbackRange"));
    EXPECT_THAT(findings(with(flat + R"("lookbackPercent":0.8,"lookbackRange":3,
        "demandratchetpercentage":[1,1,1,1,1,1,1,1,1,1,1,1])")),
                ElementsAre("demandratchetpercentage | a list of 12 | the file says another share of earlier demand in "
                            "lookbackPercent"));
    const auto hours = schedule([](int, int hour) { return hour < 12 ? 0 : 1; });
    EXPECT_THAT(
        findings(with(R"("demandratestructure":[[{"rate":0}],[{"rate":9}]],"demandweekdayschedule":)" + hours +
                      R"(,"demandweekendschedule":)" + hours + R"(,"lookbackPercent":0.8,"lookbackRange":11)")),
        ElementsAre("lookbackPercent | 2 periods of demand | demand is priced by the hour, and the file does not "
                    "say in which hours earlier demand counts"));
    // Without a price of demand it changes nothing.
    EXPECT_THAT(command(with(R"("lookbackPercent":0.8,"lookbackRange":11)")).demand_terms.ratchets, IsEmpty());
}

TEST_F(Urdb, BoundsOfADayStandBesideNoPriceOfAMonth) {
    const auto tiers = std::string{R"({"energyratestructure":[[{"max":9,"rate":1,"unit":"kWh daily"},{"rate":2}]])"};
    const auto made = command(tiers + R"(,"fixedchargefirstmeter":0.3,"fixedchargeunits":"$/day"})");
    EXPECT_EQ(made.normal_days, 1);
    EXPECT_THAT(findings(tiers + R"(,"fixedmonthlycharge":9})"),
                ElementsAre("energyratestructure[0][0].unit | kWh daily | bounds of a day cannot stand beside a fixed "
                            "charge of a month in one tariff: both follow its full period"));
    EXPECT_THAT(findings(with(R"("mincharge":0.3,"minchargeunits":"$/day","flatdemandstructure":[[{"rate":2}]])")),
                ElementsAre("mincharge | 0.3 $/day | a least charge of a day cannot stand beside a price of a month's "
                            "demand in one tariff: both follow its full period"));
}

TEST_F(Urdb, ATariffHasAnIdAndAFirstDay) {
    request_.target.tariff = {};
    request_.target.effective_from = {};
    const auto made = command(with(R"("label":"539f6a23","startdate":1335880800)"));
    EXPECT_EQ(made.tariff, domain::TariffId{"539f6a23"});
    EXPECT_EQ(made.effective_from, test::date("2012-05-01"));
    EXPECT_EQ(command(with(R"("label":"a","startdate":"2024-06-01 00:00:00")")).effective_from,
              test::date("2024-06-01"));
    EXPECT_THAT(findings(with("")), ElementsAre("label |  | the tariff has no id"));
    EXPECT_THAT(findings(with(R"("label":"a")")),
                ElementsAre("startdate |  | the file does not say from when its prices hold"));
    for (const auto* wrong : {"1.5", "-5", "true", "1e30", "\"yesterday\"", "99999999999"})
        EXPECT_THAT(findings(with(R"("label":"a","startdate":)" + std::string{wrong})),
                    ElementsAre(HasSubstr("startdate | ")))
            << wrong;
    EXPECT_THAT(findings(with(R"("label":"a b","startdate":0)")), ElementsAre("label | a b | it is no id of a tariff"));
    std::string name;
    for (int i = 0; i < 150; ++i) name += "é";
    EXPECT_EQ(command(with(R"("label":"a","startdate":0,"name":")" + name + "\"")).description.str(),
              name.substr(0, 200));
}

TEST_F(Urdb, AnAnswerOfTheApiHasSeveralTariffs) {
    const auto two = R"({"items":[{"label":"b","energyratestructure":[[{"rate":1}]],"startdate":86400},
        {"label":"a","energyratestructure":[[{"rate":1}]],"startdate":0}],"errors":[]})";
    EXPECT_THAT(findings(two),
                ElementsAre("items[1] | 2 tariffs | --tariff names one tariff, and the file has several"));
    request_.target.tariff = {};
    request_.target.effective_from = {};
    EXPECT_THAT(findings(two), IsEmpty());
    ASSERT_THAT(plan_.commands, SizeIs(2));
    // By their first days.
    EXPECT_EQ(plan_.commands[0].tariff, domain::TariffId{"a"});
    EXPECT_THAT(findings(R"([{"label":"a","energyratestructure":[[{"rate":1}]],"startdate":0}])"), IsEmpty());
    EXPECT_THAT(
        findings(R"({"items":[7,{"label":"a","energyratestructure":[[{"rate":1,"sell":1}]],"startdate":0}]})"),
        ElementsAre("items[0] | 7 | it is not a tariff",
                    "items[1].energyratestructure[0][0].sell |  | energy that is sent back has a price, and the "
                    "file does not say when it is paid"));
    EXPECT_THAT(findings(R"({"items":[]})"), ElementsAre("items[0] |  | the list has no tariff"));
    EXPECT_THAT(findings(R"({"items":{},"error":{"code":"OVER_RATE_LIMIT"}})"),
                ElementsAre("error | an object of 1 | it stands beside the list of tariffs, and is not known",
                            "items | an object of 0 | it is not a list of tariffs"));
    const auto one = R"({"label":"a","energyratestructure":[[{"rate":1}]],"startdate":0})";
    EXPECT_THAT(findings("[" + std::string{one} + "," + one + "]"),
                ElementsAre("[1].label | a | the file has this tariff twice, from 1970-01-01"));
    EXPECT_THAT(findings("{}"),
                testing::Contains("energyratestructure |  | the file has no charge that could be billed"));
}

TEST_F(Urdb, AFieldGivenTwiceIsAFinding) {
    EXPECT_THAT(findings(with(R"("fixedmonthlycharge":1,"fixedmonthlycharge":2)")),
                ElementsAre("fixedmonthlycharge | 2 | the field stands in the tariff twice"));
}

TEST_F(Urdb, WhatIsNoJsonIsRefusedWithItsPlace) {
    EXPECT_THAT(findings("{\n  \"rate\": NaN}"),
                ElementsAre(HasSubstr("t.json, line 2, column 11: it is not JSON: a value")));
    EXPECT_THAT(findings(""), ElementsAre(HasSubstr("line 1, column 1: it is not JSON")));
    EXPECT_THAT(findings(with("").substr(0, 20)), ElementsAre(HasSubstr("it is not JSON")));
    EXPECT_THAT(findings("7"), ElementsAre(HasSubstr("it is a single value")));
    EXPECT_THAT(findings(R"("{\"a\": }")"),
                ElementsAre(HasSubstr("t.json, the JSON within its text, line 1, column 7: ")));
    EXPECT_THAT(findings(R"("\"{}\"")"), ElementsAre(HasSubstr("it is a single value")));
    EXPECT_THAT(findings("\xef\xbb\xbf" + with("")), IsEmpty());
    EXPECT_THAT(findings(R"("{\"energyratestructure\":[[{\"rate\":1}]]}")"), IsEmpty());
    EXPECT_THAT(findings("{\"a\":\"\xff\"}"), ElementsAre(HasSubstr("it is not JSON")));
    EXPECT_THAT(findings(std::string(100'000, '[')), ElementsAre(HasSubstr("it is not JSON")));
}

TEST_F(Urdb, LimitsHaveNames) {
    EXPECT_THAT(findings(with("\"x\":" + std::string(40, '[') + std::string(40, ']'))),
                ElementsAre("t.json: its lists and objects are nested deeper than 32"));
    EXPECT_THAT(findings(std::string(2'000, '[') + std::string(2'000, ']')),
                ElementsAre("t.json: its lists and objects are nested deeper than 32"));
    std::string many = "{\"x\":[0";
    for (int i = 0; i < 1'000'001; ++i) many += ",0";
    EXPECT_THAT(findings(many + "]}"), ElementsAre("t.json: it has more than 1000000 values"));
    const tests::TemporaryDirectory directory;
    const auto path = directory.path() / "huge.json";
    std::ofstream{path} << "{\"x\":\"" << std::string(urdb_bytes_max, 'x') << "\"}";
    const auto huge = read_urdb_json(path);
    ASSERT_FALSE(huge.has_value());
    EXPECT_EQ(huge.error().kind, IntakeErrorKind::limit_exceeded);
    EXPECT_EQ(huge.error().message,
              "huge.json: the file has more than 16777216 bytes: ask the API for fewer tariffs at once");
    EXPECT_EQ(read_urdb_json("/nonexistent.json").error().kind, IntakeErrorKind::cannot_read);
    EXPECT_EQ(read_urdb_json(directory.path()).error().kind, IntakeErrorKind::cannot_read);
    // Findings of a file are counted, and the first kept.
    std::string fields;
    for (int i = 0; i < 1'000; ++i) fields += ",\"f" + std::to_string(i) + "\":1";
    EXPECT_THAT(findings("{\"energyratestructure\":[[{\"rate\":1}]]" + fields + "}"), SizeIs(urdb_findings_kept_max));
    EXPECT_EQ(plan_.findings.count, 1'000u);
}

// Whatever stands in the place of any value, the answer is a plan or findings.
TEST_F(Urdb, NoInputEndsTheProgram) {
    const auto noon = schedule([](int, int hour) { return hour >= 12; });
    const std::string whole =
        R"({"label":"x","startdate":0,"fixedchargefirstmeter":1,"fixedchargeunits":"$/day","mincharge":1,
        "minchargeunits":"$/month","demandwindow":15,"flatdemandmonths":[0,0,0,0,0,0,0,0,0,0,0,0],"flatdemandunit":"kW",
        "flatdemandstructure":[[{"rate":1}]],"demandratestructure":[[{"rate":1}]],"energyratestructure":[[{"rate":1,
        "adj":0.1,"max":5,"unit":"kWh","sell":0},{"rate":2}],[{"rate":3}]],"energyweekdayschedule":)" +
        noon + R"(,"energyweekendschedule":)" + noon + "}";
    request_.target.tier_use = domain::TierUse::in_order_of_time;
    request_.target.tariff = {};
    EXPECT_THAT(findings(whole), IsEmpty());
    // Its schedules, from there on, are alike.
    const auto schedules = whole.find("\"energyweekdayschedule");
    for (std::size_t at = 0; at < whole.size(); at += at < schedules ? 1 : 7) {
        for (const auto* other : {"", "9", "-", "null", "[", "{}", "\"", "1e400", "[]", ",0"}) {
            auto changed = whole;
            changed.replace(at, 1, other);
            findings(changed);
        }
    }
}

TEST_F(Urdb, TheSameTariffMakesTheSameCommand) {
    const auto made = command(with(""));
    const auto sent = sent_of(made, request_, 1);
    EXPECT_EQ(sent.header.command_id, sent_of(made, request_, 1).header.command_id);
    EXPECT_THAT(sent.header.command_id.str(), testing::MatchesRegex("urdb-[0-9a-f]{32}"));
    EXPECT_NE(sent.header.command_id, sent_of(made, request_, 2).header.command_id);
    EXPECT_NE(sent.header.command_id,
              sent_of(command(with(R"("fixedmonthlycharge":1)")), request_, 1).header.command_id);
}

}  // namespace
}  // namespace tally::consumers
