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

}  // namespace
}  // namespace tally::test
