#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

PublishTariff a_tariff(std::string_view effective_from) {
    return {.tariff = TariffId{"G-NEW"},
            .effective_from = date(effective_from),
            .description = Plain{"New"},
            .service = Code{"gas"},
            .components = {{.code = Code{"base"}, .price = price("10")},
                           {.code = Code{"use"},
                            .kind = ComponentKind::usage,
                            .unit = Code{"therm"},
                            .tiers = {{quantity("10"), price("0.5")}, {{}, price("0.4")}}},
                           {.code = Code{"rider"},
                            .kind = ComponentKind::percentage,
                            .rate = rate("0.02"),
                            .of_components = {Code{"base"}}}}};
}

TEST(Tariff, VersionsRiseByEffectiveDateAndAreFoundByDay) {
    Scenario scenario(standard_settings());
    scenario.given({a_tariff("2022-01-01")}).when(a_tariff("2022-01-01")).then_nothing_changed();
    PublishTariff next = a_tariff("2022-07-01");
    next.components[0].price = price("12");
    scenario.when(next).then_accepted();
    ASSERT_EQ(scenario.made<TariffPublished>().size(), 1u);
    EXPECT_EQ(scenario.made<TariffPublished>()[0].version, 2u);

    const TariffState& state = *scenario.world().tariff(TariffId{"G-NEW"});
    EXPECT_EQ(state.on(date("2021-12-31")), nullptr);
    EXPECT_EQ(state.on(date("2022-06-30"))->version, 1u);
    EXPECT_EQ(state.on(date("2022-07-01"))->version, 2u);

    next.components[0].price = price("13");
    scenario.when(next).then_rejected(Rejection::tariff_version_exists, "effective_from");
    scenario.today("2022-06-01");
    next.effective_from = date("2022-03-01");
    scenario.when(next).then_rejected(Rejection::date_out_of_order, "effective_from");
}

TEST(Tariff, AVersionThatNoBillCanHaveUsedIsWithdrawn) {
    Scenario scenario(standard_settings());
    scenario.today("2022-01-05").given({a_tariff("2022-01-01")});
    PublishTariff mistaken = a_tariff("2023-07-01");
    mistaken.components[0].price = price("12");
    PublishTariff meant = mistaken;
    meant.effective_from = date("2022-07-01");
    // One that is not in force holds up no other, before it or after it.
    scenario.given({mistaken}).when(meant).then_accepted();
    EXPECT_EQ(scenario.made<TariffPublished>()[0].version, 3u);
    const TariffId id{"G-NEW"};
    scenario.when(WithdrawTariffVersion{id, 2}).then({TariffVersionWithdrawn{id, 2, date("2023-07-01")}});
    const auto version_on = [&](std::string_view day) { return scenario.world().tariff(id)->on(date(day))->version; };
    EXPECT_EQ(version_on("2022-06-30"), 1u);
    EXPECT_EQ(version_on("2024-01-01"), 3u);
    scenario.when(WithdrawTariffVersion{id, 2}).then_rejected(Rejection::tariff_version_unknown, "version");
    scenario.when(WithdrawTariffVersion{id, 1}).then_rejected(Rejection::tariff_version_in_force, "version");
    scenario.when(WithdrawTariffVersion{TariffId{"?"}, 1}).then_rejected(Rejection::tariff_unknown, "tariff");
    // A bill may be made for a day to come.
    scenario.today("2022-06-01").when(WithdrawTariffVersion{id, 3}).then_rejected(Rejection::tariff_version_in_force);
    // A number is not used again.
    mistaken.effective_from = date("2023-01-01");
    scenario.when(mistaken).then_accepted();
    EXPECT_EQ(scenario.made<TariffPublished>()[0].version, 4u);
}

TEST(Tariff, TheOnlyVersionStays) {
    Scenario scenario(standard_settings());
    scenario.today("2022-01-05").given({a_tariff("2022-07-01")});
    scenario.when(WithdrawTariffVersion{TariffId{"G-NEW"}, 1})
        .then_rejected(Rejection::tariff_needs_a_version, "version");
    // Nor is the earliest of several: a service may start on a day that only it prices.
    scenario.given({a_tariff("2022-08-01")});
    scenario.when(WithdrawTariffVersion{TariffId{"G-NEW"}, 1})
        .then_rejected(Rejection::tariff_needs_a_version, "version");
    scenario.when(a_tariff("2205-01-01")).then_rejected(Rejection::date_out_of_order, "effective_from");
}

TEST(Tariff, ComponentsThatCannotBeComputedAreRefused) {
    Scenario scenario(standard_settings());
    const auto refused_with = [&](auto change, std::string_view field) {
        PublishTariff tariff = a_tariff("2022-01-01");
        change(tariff.components);
        scenario.when(tariff).then_rejected(Rejection::tariff_component_invalid, field);
    };
    refused_with([](auto& all) { all[1].tiers.back().up_to = quantity("20"); }, "components[1].tiers[1].up_to");
    refused_with(
        [](auto& all) {
            all[1].tiers.insert(all[1].tiers.begin(), Tier{quantity("10"), {}});
        },
        "components[1].tiers[1].up_to");
    refused_with([](auto& all) { all[1].unit = {}; }, "components[1].unit");
    refused_with([](auto& all) { all[1].code = Code{"base"}; }, "components[1].code");
    refused_with([](auto& all) { all[2].of_components = {Code{"later"}}; }, "components[2].of_components[0]");
    refused_with([](auto& all) { all[2].rate = {}; }, "components[2].rate");
    refused_with([](auto& all) { all[0].kind = ComponentKind::tax; }, "components[0].kind");
    refused_with([](auto& all) { all[0].kind = ComponentKind::special_charge; }, "components[0].kind");
    refused_with([](auto& all) { all[0].tiers = {{{}, price("1")}}; }, "components[0].tiers");
}

TEST(Tariff, ATariffPricesAKnownServiceForEver) {
    Scenario scenario(standard_settings());
    PublishTariff steam = a_tariff("2022-01-01");
    steam.service = Code{"steam"};
    scenario.when(steam).then_rejected(Rejection::code_unknown, "service");
    scenario.given({a_tariff("2022-01-01")});
    PublishTariff water = a_tariff("2022-02-01");
    water.service = Code{"water"};
    scenario.when(water).then_rejected(Rejection::field_invalid, "service");
}

PublishTariff by_the_hour() {
    PublishTariff tariff = a_tariff("2022-01-01");
    tariff.components = {
        {.code = Code{"peak"}, .kind = ComponentKind::usage, .price = price("0.3"), .unit = Code{"therm"}},
        {.code = Code{"off"}, .kind = ComponentKind::usage, .price = price("0.1"), .unit = Code{"therm"}},
        {.code = Code{"kw"}, .kind = ComponentKind::demand, .price = price("9"), .unit = Code{"kW"}}};
    TariffTimes& times = tariff.times;
    times.seasons = {{Code{"summer"}, {6, 1}, {9, 30}}, {Code{"winter"}, {10, 1}, {5, 31}}};
    times.day_types = {
        {Code{"working"}, {DayName::monday, DayName::tuesday, DayName::wednesday, DayName::thursday, DayName::friday}},
        {Code{"free"}, {DayName::saturday, DayName::sunday}}};
    times.hours = {{Code{"summer"}, Code{"working"}, Plain{"00:00"}, Plain{"14:00"}, Code{"off"}},
                   {Code{"summer"}, Code{"working"}, Plain{"14:00"}, Plain{"24:00"}, Code{"peak"}},
                   {Code{"summer"}, Code{"free"}, Plain{"00:00"}, Plain{"24:00"}, Code{"off"}},
                   {Code{"winter"}, {}, Plain{"00:00"}, Plain{"24:00"}, Code{"off"}}};
    times.components = {
        {Code{"peak"}, {Code{"peak"}}, 0, {}}, {Code{"off"}, {Code{"off"}}, 0, {}}, {Code{"kw"}, {}, 30, {}}};
    return tariff;
}

TEST(Tariff, HoursArePublishedWithTheVersionAndGoWithIt) {
    Scenario scenario(standard_settings());
    scenario.when(by_the_hour()).then_accepted();
    ASSERT_EQ(scenario.made<TariffPublished>().size(), 1u);
    ASSERT_EQ(scenario.made<TariffTimesPublished>().size(), 1u);
    EXPECT_EQ(scenario.made<TariffTimesPublished>()[0].times, by_the_hour().times);
    const TariffId id{"G-NEW"};
    const auto times_on = [&](std::string_view day) {
        const TariffState& state = *scenario.world().tariff(id);
        return state.times_of(*state.on(date(day)));
    };
    ASSERT_NE(times_on("2022-01-01"), nullptr);
    scenario.when(by_the_hour()).then_nothing_changed();
    // Other hours are another version.
    PublishTariff later = by_the_hour();
    later.times.hours[0].until = later.times.hours[1].from = Plain{"15:00"};
    scenario.when(later).then_rejected(Rejection::tariff_version_exists, "effective_from");
    later.effective_from = date("2023-07-01");
    scenario.when(later).then_accepted();
    EXPECT_EQ(times_on("2023-07-01")->hours[0].until.str(), "15:00");
    scenario.when(WithdrawTariffVersion{id, 2}).then_accepted();
    EXPECT_EQ(times_on("2023-07-01")->hours[0].until.str(), "14:00");
    EXPECT_EQ(scenario.world().tariff(id)->times.size(), 1u);
}

TEST(Tariff, HoursWithGapsOverlapsAndUnknownNamesAreRefused) {
    Scenario scenario(standard_settings());
    const auto refused_with = [&](auto change, std::string_view field, std::string_view value) {
        PublishTariff tariff = by_the_hour();
        change(tariff.times);
        scenario.when(tariff).then_rejected(Rejection::tariff_times_invalid, field);
        ASSERT_TRUE(scenario.refusal());
        EXPECT_EQ(scenario.refusal()->value, value);
    };
    using T = TariffTimes;
    refused_with([](T& t) { t.seasons[0].last = {9, 29}; }, "times.seasons", "09-30");
    refused_with([](T& t) { t.seasons[1].first = {9, 30}; }, "times.seasons[1].first", "09-30");
    refused_with([](T& t) { t.seasons[1].season = Code{"summer"}; }, "times.seasons[1].season", "summer");
    refused_with([](T& t) { t.day_types[1].days.pop_back(); }, "times.day_types", "sunday");
    refused_with([](T& t) { t.day_types[1].days.push_back(DayName::friday); }, "times.day_types[1].days[2]", "friday");
    refused_with([](T& t) { t.hours[0].until = Plain{"13:00"}; }, "times.hours", "summer working 13:00");
    refused_with([](T& t) { t.hours[0].until = Plain{"15:00"}; }, "times.hours[1].from", "14:00");
    refused_with([](T& t) { t.hours[0].until = Plain{"2pm"}; }, "times.hours[0].until", "2pm");
    refused_with([](T& t) { t.hours[0].from = Plain{"00:03"}; }, "times.hours[0].from", "00:03");
    refused_with([](T& t) { t.hours[3].season = Code{"spring"}; }, "times.hours[3].season", "spring");
    refused_with([](T& t) { t.hours[2].day_type = Code{"feast"}; }, "times.hours[2].day_type", "feast");
    refused_with([](T& t) { t.components[0].periods = {Code{"mid"}}; }, "times.components[0].periods[0]", "mid");
    refused_with([](T& t) { t.components[1].periods = {Code{"peak"}}; }, "times.hours[0].period", "off");
    refused_with([](T& t) { t.components[1].component = Code{"nothing"}; }, "times.components[1].component", "nothing");
    refused_with([](T& t) { t.components[1].component = Code{"peak"}; }, "times.components[1].component", "peak");
    refused_with([](T& t) { t.components[1].minimum = quantity("5"); }, "times.components[1].minimum", "5");
    refused_with([](T& t) { t.components.pop_back(); }, "times.components", "kw");
    refused_with([](T& t) { t.components[2].window_minutes = 20; }, "times.components[2].window_minutes", "20");
    refused_with([](T& t) { t.hours[0].until = t.hours[1].from = Plain{"14:15"}; },
                 "times.components[2].window_minutes", "30");
    PublishTariff unit = by_the_hour();
    unit.components[2].unit = Code{"horse"};
    scenario.when(unit).then_rejected(Rejection::tariff_component_invalid, "components[2].unit");
}

PublishTariff by_demand() {
    PublishTariff tariff = a_tariff("2022-01-01");
    tariff.components = {
        {.code = Code{"energy"},
         .kind = ComponentKind::usage,
         .unit = Code{"kWh"},
         .tiers = {{quantity("200"), price("0.12")}, {{}, price("0.09")}}},
        {.code = Code{"flat"}, .kind = ComponentKind::usage, .price = price("0.01"), .unit = Code{"kWh"}},
        {.code = Code{"kw"}, .kind = ComponentKind::demand, .price = price("9"), .unit = Code{"kW"}},
        {.code = Code{"kva"}, .kind = ComponentKind::demand, .price = price("2"), .unit = Code{"kVA"}}};
    tariff.times.components = {{Code{"kw"}, {}, 30, {}}, {Code{"kva"}, {}, 30, {}}};
    tariff.demand_terms.hours_use = {{Code{"energy"}, Code{"kw"}}};
    DemandRatchet ratchet;
    ratchet.component = Code{"kw"};
    ratchet.share = rate("0.8");
    ratchet.months_back = 11;
    ratchet.peak_months = {MonthName::june, MonthName::july};
    tariff.demand_terms.ratchets = {ratchet};
    return tariff;
}

TEST(Tariff, TermsOfDemandArePublishedWithTheVersionAndGoWithIt) {
    Scenario scenario(standard_settings());
    scenario.when(by_demand()).then_accepted();
    ASSERT_EQ(scenario.events().size(), 3u);
    ASSERT_EQ(scenario.made<TariffDemandTermsPublished>().size(), 1u);
    EXPECT_EQ(scenario.made<TariffDemandTermsPublished>()[0].terms, by_demand().demand_terms);
    scenario.when(by_demand()).then_nothing_changed();
    PublishTariff later = by_demand();
    later.demand_terms.ratchets[0].share = rate("0.75");
    scenario.when(later).then_rejected(Rejection::tariff_version_exists, "effective_from");
    later.effective_from = date("2023-07-01");
    scenario.when(later).then_accepted();
    const TariffId id{"G-NEW"};
    const auto share_on = [&](std::string_view day) {
        const TariffState& state = *scenario.world().tariff(id);
        return state.terms_of(*state.on(date(day)))->ratchets[0].share;
    };
    EXPECT_EQ(share_on("2023-07-01"), rate("0.75"));
    scenario.when(WithdrawTariffVersion{id, 2}).then_accepted();
    EXPECT_EQ(share_on("2023-07-01"), rate("0.8"));
    EXPECT_EQ(scenario.world().tariff(id)->demand_terms.size(), 1u);
}

TEST(Tariff, TermsOfDemandThatContradictTheVersionAreRefusedByName) {
    Scenario scenario(standard_settings());
    const auto refused_with = [&](auto change, std::string_view field, std::string_view value) {
        PublishTariff tariff = by_demand();
        change(tariff);
        scenario.when(tariff).then_rejected(Rejection::tariff_demand_invalid, field);
        ASSERT_TRUE(scenario.refusal());
        EXPECT_EQ(scenario.refusal()->value, value);
    };
    using T = PublishTariff;
    const std::string hours = "demand_terms.hours_use[0]", ratchet = "demand_terms.ratchets[0]";
    refused_with([](T& t) { t.demand_terms.hours_use[0].component = Code{"flat"}; }, hours + ".component", "flat");
    refused_with([](T& t) { t.demand_terms.hours_use[0].component = Code{"kw"}; }, hours + ".component", "kw");
    refused_with([](T& t) { t.demand_terms.hours_use[0].demand = Code{"energy"}; }, hours + ".demand", "energy");
    refused_with([](T& t) { t.demand_terms.hours_use[0].demand = Code{"kva"}; }, hours + ".component", "kWh");
    refused_with([](T& t) { t.demand_terms.hours_use.push_back(t.demand_terms.hours_use[0]); },
                 "demand_terms.hours_use[1].component", "energy");
    refused_with(
        [](T& t) {
            t.times.hours = {{{}, {}, Plain{"00:00"}, Plain{"24:00"}, Code{"all"}}};
            t.times.components[0].periods = {Code{"all"}};
        },
        hours + ".demand", "kw");
    refused_with([](T& t) { t.demand_terms.ratchets[0].component = Code{"energy"}; }, ratchet + ".component", "energy");
    refused_with([](T& t) { t.demand_terms.ratchets[0].share = {}; }, ratchet + ".share", "0");
    refused_with([](T& t) { t.demand_terms.ratchets[0].share = rate("1.00000001"); }, ratchet + ".share", "1.00000001");
    refused_with([](T& t) { t.demand_terms.ratchets[0].months_back = 0; }, ratchet + ".months_back", "0");
    refused_with([](T& t) { t.demand_terms.ratchets[0].months_back = 61; }, ratchet + ".months_back", "61");
    refused_with([](T& t) { t.demand_terms.ratchets[0].peak_months.push_back(MonthName::june); },
                 ratchet + ".peak_months[2]", "june");
    refused_with(
        [](T& t) {
            t.demand_terms.ratchets[0].bill_months = {MonthName::may, MonthName::may};
        },
        ratchet + ".bill_months[1]", "may");
    refused_with([](T& t) { t.demand_terms.ratchets[0].of_components = {Code{"kva"}}; }, ratchet + ".of_components[0]",
                 "kva");
    refused_with([](T& t) { t.demand_terms.ratchets[0].of_components = {Code{"nothing"}}; },
                 ratchet + ".of_components[0]", "nothing");
}

}  // namespace
}  // namespace tally::test
