#include <algorithm>

#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

TEST(Settings, DivisionComesBeforeAllElse) {
    Scenario scenario;
    scenario.when(Define<BillCycle>{{}, {Code{"M01"}, Plain{"Monthly"}}})
        .then_rejected(Rejection::division_not_created);
    const CreateDivision create{Plain{"ledger.example/gas"}, Code{"USD"}, Plain{"America/New_York"}, false};
    scenario.when(create)
        .then({DivisionCreated{Plain{"ledger.example/gas"}, Code{"USD"}, Plain{"America/New_York"}, false}})
        .when(create)
        .then_nothing_changed();
    CreateDivision other = create;
    other.currency = Code{"EUR"};
    scenario.when(other).then_rejected(Rejection::division_already_created);
}

TEST(Settings, DivisionIsRefusedWithABadOriginCurrencyOrZone) {
    Scenario scenario;
    scenario.when(CreateDivision{Plain{"https://x"}, Code{"USD"}, Plain{"UTC"}})
        .then_rejected(Rejection::field_invalid, "origin")
        .when(CreateDivision{Plain{"x"}, Code{"XXQ"}, Plain{"UTC"}})
        .then_rejected(Rejection::field_invalid, "currency")
        .when(CreateDivision{Plain{"x"}, Code{"USD"}, Plain{""}})
        .then_rejected(Rejection::field_invalid, "time_zone");
}

TEST(Settings, TheStandardUtilityIsAccepted) {
    Scenario scenario(standard_settings());
    const SettingsState& settings = scenario.world().settings();
    ASSERT_NE(settings.customer_class(Code{"RES"}), nullptr);
    EXPECT_EQ(settings.customer_class(Code{"RES"})->due_days, 20);
    EXPECT_EQ(settings.customer_class(Code{"NONE"}), nullptr);
    EXPECT_EQ(settings.installation().default_relationship_type, Code{"CUST"});
    ASSERT_NE(settings.gl_account(GlRole::revenue, Code{"gas"}), nullptr);
    EXPECT_EQ(*settings.gl_account(GlRole::revenue, Code{"gas"}), Code{"gl:revenue:gas"});
    ASSERT_NE(settings.gl_account(GlRole::revenue, Code{"steam"}), nullptr);
    EXPECT_EQ(*settings.gl_account(GlRole::revenue, Code{"steam"}), Code{"gl:revenue"});
    EXPECT_EQ(settings.aging_days(), (std::vector<std::uint16_t>{30, 60, 90}));
}

TEST(Settings, ATaxRateIsAShareOfItsBasis) {
    Scenario scenario(standard_settings());
    scenario.when(Define<TaxCode>{{}, {.code = Code{"T"}, .rate = rate("19")}})
        .then_rejected(Rejection::field_invalid, "row.rate")
        .when(Define<TaxCode>{{}, {.code = Code{"T"}, .rate = rate("1")}})
        .then_accepted();
}

TEST(Settings, ATaxThatIsInForceChangesFromADayOn) {
    Scenario scenario(standard_settings());
    TaxCode state = *scenario.world().settings().tax_code(Code{"STATE"}, date("2022-01-05"));
    state.description = Plain{"Sales tax of the state"};
    scenario.when(Define<TaxCode>{{}, state}).then_accepted();
    state.rate = rate("0.5");
    scenario.when(Define<TaxCode>{{}, state}).then_rejected(Rejection::field_missing, "effective_from");
    scenario.when(Define<TaxCode>{date("2022-02-01"), state}).then_accepted();
    EXPECT_NE(scenario.world().settings().tax_code(Code{"STATE"}, date("2022-01-31"))->rate, rate("0.5"));
    EXPECT_EQ(scenario.world().settings().tax_code(Code{"STATE"}, date("2022-02-01"))->rate, rate("0.5"));
}

TEST(Settings, OptionsSayAllThatIsMissingAtOnce) {
    Scenario scenario(standard_settings());
    scenario
        .when(Define<InstallationOptions>{{},
                                          {.default_relationship_type = Code{"X"},
                                           .default_bill_route_type = Code{"POST"},
                                           .default_bill_format = Code{"Y"}}})
        .then_rejected(Rejection::code_unknown, "row.default_relationship_type");
    EXPECT_EQ(scenario.refusal()->cure,
              "Send settings.define_relationship_type first. Also row.default_bill_format \"Y\": Send "
              "settings.define_bill_format first.");
}

TEST(Settings, A4_UnknownCodesAreRefusedByName) {
    Scenario scenario(standard_settings());
    scenario
        .when(Define<BillCycleWindow>{
            {}, {.cycle = Code{"M99"}, .window_start = date("2022-01-03"), .window_end = date("2022-01-09")}})
        .then_rejected(Rejection::code_unknown, "row.cycle")
        .when(Define<ServiceAgreementType>{{}, {.code = Code{"STEAM"}, .service = Code{"steam"}}})
        .then_rejected(Rejection::code_unknown, "row.service")
        .when(Define<ServiceAgreementType>{
            {}, {.code = Code{"G2"}, .service = Code{"gas"}, .tax_codes = {Code{"STATE"}, Code{"COUNTY"}}}})
        .then_rejected(Rejection::code_unknown, "row.tax_codes[1]")
        .when(Define<ServiceAgreementType>{
            {}, {.code = Code{"G2"}, .service = Code{"gas"}, .default_tariff = TariffId{"NONE"}}})
        .then_rejected(Rejection::tariff_unknown, "row.default_tariff")
        .when(Define<ServiceAgreementType>{
            {}, {.code = Code{"G2"}, .service = Code{"gas"}, .default_tariff = TariffId{"W-RES"}}})
        .then_rejected(Rejection::field_invalid, "row.default_tariff")
        .when(Define<InstallationOptions>{{}, {.default_bill_format = Code{"BRAILLE"}}})
        .then_rejected(Rejection::code_unknown, "row.default_bill_format")
        .when(Define<Country>{{}, {.code = Code{"FR"}, .address_fields = {{Code{"cedex"}, Plain{"Cedex"}}}}})
        .then_rejected(Rejection::code_unknown, "row.address_fields[0].field");
}

TEST(Settings, CodesAndAmountsAreChecked) {
    Scenario scenario(standard_settings());
    scenario.when(Define<BillFormat>{{}, {Code{""}, Plain{"None"}}})
        .then_rejected(Rejection::field_missing, "row.code")
        .when(Define<BillFormat>{{}, {Code{"two words"}, Plain{"None"}}})
        .then_rejected(Rejection::id_invalid, "row.code")
        .when(Define<CustomerClass>{{}, {.code = Code{"X"}, .nsf_fee = usd("-1")}})
        .then_rejected(Rejection::field_invalid, "row.nsf_fee")
        .when(Define<AgingBuckets>{{}, {{30, 30}}})
        .then_rejected(Rejection::field_invalid, "row.last_days[1]")
        .when(Define<TaxCode>{{}, {.code = Code{"T"}, .rate = rate("-0.01")}})
        .then_rejected(Rejection::field_invalid, "row.rate");
}

TEST(Settings, A4_ARowReplacesAnotherFromItsDateOn) {
    Scenario scenario(standard_settings());
    CustomerClass stricter = *scenario.world().settings().customer_class(Code{"RES"});
    scenario.when(Define<CustomerClass>{date("2022-06-01"), stricter}).then_nothing_changed();
    stricter.due_days = 15;
    scenario.when(Define<CustomerClass>{date("2022-06-01"), stricter})
        .then({Defined<CustomerClass>{date("2022-06-01"), stricter}})
        .when(Define<CustomerClass>{date("2022-06-01"), stricter})
        .then_nothing_changed();
    const SettingsState& settings = scenario.world().settings();
    EXPECT_EQ(settings.customer_class(Code{"RES"}, date("2022-05-31"))->due_days, 20);
    EXPECT_EQ(settings.customer_class(Code{"RES"}, date("2022-06-01"))->due_days, 15);
    EXPECT_EQ(settings.customer_class(Code{"RES"})->due_days, 15);
}

TEST(Settings, TaxesOnTaxesNeverGoRoundInACircle) {
    Scenario scenario(standard_settings());
    scenario.given({Define<TaxCode>{
        {}, {.code = Code{"TOP"}, .jurisdiction = Code{"NY"}, .rate = rate("0.01"), .on_taxes = {Code{"STATE"}}}}});
    scenario
        .when(Define<TaxCode>{
            {}, {.code = Code{"STATE"}, .jurisdiction = Code{"NY"}, .rate = rate("0.04"), .on_taxes = {Code{"TOP"}}}})
        .then_rejected(Rejection::field_invalid, "row.on_taxes[0]");
}

TEST(Settings, WindowsOfACycleDoNotOverlapAndAreFoundByDay) {
    Scenario scenario(standard_settings());
    scenario
        .when(Define<BillCycleWindow>{
            {}, {.cycle = Code{"M01"}, .window_start = date("2022-01-08"), .window_end = date("2022-01-12")}})
        .then_rejected(Rejection::date_out_of_order, "row.window_start")
        .when(Define<BillCycleWindow>{
            {}, {.cycle = Code{"M01"}, .window_start = date("2022-01-12"), .window_end = date("2022-01-11")}})
        .then_rejected(Rejection::date_out_of_order, "row.window_end");
    const SettingsState& settings = scenario.world().settings();
    ASSERT_NE(settings.window(Code{"M01"}, date("2022-03-05")), nullptr);
    EXPECT_EQ(settings.window(Code{"M01"}, date("2022-03-05"))->window_start, date("2022-03-03"));
    EXPECT_EQ(settings.window(Code{"M01"}, date("2022-03-02")), nullptr);
}

TEST(Settings, WorkingDaysAreNeitherWeekendsNorHolidays) {
    Scenario scenario(standard_settings());
    const SettingsState& settings = scenario.world().settings();
    EXPECT_TRUE(settings.is_working_day(date("2022-01-14")));
    EXPECT_FALSE(settings.is_working_day(date("2022-01-15")));
    EXPECT_FALSE(settings.is_working_day(date("2022-01-16")));
    EXPECT_FALSE(settings.is_working_day(date("2022-01-17")));
    EXPECT_TRUE(settings.is_working_day(date("2022-01-18")));
}

TEST(Settings, G16_PeriodsDoNotOverlapAndAreClosedOnce) {
    Scenario scenario(standard_settings());
    const OpenPeriod january{date("2022-01-01"), date("2022-02-01")};
    scenario.when(january)
        .then({PeriodOpened{date("2022-01-01"), date("2022-02-01")}})
        .when(january)
        .then_nothing_changed()
        .when(OpenPeriod{date("2022-01-31"), date("2022-03-01")})
        .then_rejected(Rejection::date_out_of_order, "first_day")
        .when(OpenPeriod{date("2022-03-01"), date("2022-03-01")})
        .then_rejected(Rejection::date_out_of_order, "until")
        .when(ClosePeriod{date("2022-03-01")})
        .then_rejected(Rejection::code_unknown, "first_day")
        .when(ClosePeriod{date("2022-01-01")})
        .then({PeriodClosed{date("2022-01-01")}})
        .when(ClosePeriod{date("2022-01-01")})
        .then_nothing_changed()
        .when(january)
        .then_rejected(Rejection::period_closed);
}

// What is closed stays closed: a slip would leave no day to post on.
TEST(Settings, APeriodFarOffIsNotOpenedAndOneThatIsNotOverIsNotClosed) {
    Scenario scenario(standard_settings());
    scenario.today("2022-01-05");
    scenario.when(OpenPeriod{date("2202-01-01"), date("2202-02-01")})
        .then_rejected(Rejection::date_out_of_order, "first_day")
        .when(OpenPeriod{date("2022-01-01"), date("2202-02-01")})
        .then_rejected(Rejection::date_out_of_order, "until")
        .when(OpenPeriod{date("2022-01-01"), date("2023-01-01")})
        .then_accepted()
        .when(ClosePeriod{date("2022-01-01")})
        .then_rejected(Rejection::date_out_of_order, "first_day");
    scenario.today("2023-01-02").when(ClosePeriod{date("2022-01-01")}).then_accepted();
}

TEST(Settings, G16_APostingNeverLandsInAClosedPeriod) {
    Scenario scenario(standard_settings());
    const auto on = [&](std::string_view day) { return scenario.world().settings().accounting_date(date(day)); };
    EXPECT_EQ(on("2022-01-10"), date("2022-01-10"));
    scenario.given({OpenPeriod{date("2022-01-01"), date("2022-02-01")},
                    OpenPeriod{date("2022-02-01"), date("2022-03-01")}, ClosePeriod{date("2022-01-01")}});
    EXPECT_EQ(on("2022-01-10"), date("2022-02-01"));
    EXPECT_EQ(on("2021-12-10"), date("2022-02-01"));
    EXPECT_EQ(on("2022-02-10"), date("2022-02-10"));
    EXPECT_EQ(on("2022-04-10"), date("2022-04-10"));
    scenario.today("2022-03-01").given({ClosePeriod{date("2022-02-01")}});
    EXPECT_EQ(on("2022-01-10"), std::nullopt);
}

TEST(Settings, ControlTotalsAreKeptAsTheyWereReported) {
    Scenario scenario(standard_settings());
    const ReportControlTotals report{Code{"ERP"}, date("2022-01-05"), 1, 4, usd("120.00"), Plain{std::string(64, 'a')}};
    const auto with = [&](auto change) {
        auto other = report;
        change(other);
        return other;
    };
    scenario.when(report)
        .then({ControlTotalsReported{report.system, report.day, report.position, report.count, report.debit,
                                     report.digest}})
        .when(with([](auto& to) { to.system = Code{}; }))
        .then_rejected(Rejection::field_missing, "system")
        .when(with([](auto& to) { to.day = Date{}; }))
        .then_rejected(Rejection::field_missing, "day")
        .when(with([](auto& to) { to.position = 1'000'000; }))
        .then_rejected(Rejection::field_invalid, "position")
        .when(with([](auto& to) { to.debit = usd("-0.01"); }))
        .then_rejected(Rejection::field_invalid, "debit")
        .when(with([](auto& to) { to.digest = Plain{std::string(64, 'A')}; }))
        .then_rejected(Rejection::field_invalid, "digest")
        .when(with([](auto& to) { to.digest = Plain{"ab"}; }))
        .then_rejected(Rejection::field_invalid, "digest");
}

TEST(Settings, ARowInForceFromAFarDayIsASlip) {
    Scenario scenario(standard_settings());
    scenario.when(Define<Service>{date("2202-01-01"), {.code = Code{"steam"}, .description = Plain{"Steam"}}})
        .then_rejected(Rejection::date_out_of_order, "effective_from")
        .when(Define<Service>{date("2024-12-31"), {.code = Code{"steam"}, .description = Plain{"Steam"}}})
        .then_accepted();
}

}  // namespace
}  // namespace tally::test
