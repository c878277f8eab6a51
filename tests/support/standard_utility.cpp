#include "tests/support/standard_utility.h"

#include <iterator>

namespace tally::test {

using namespace domain;

namespace {
template <class Row>
Command defined(Row row, std::string_view effective_from = {}) {
    return Define<Row>{effective_from.empty() ? Date{} : date(effective_from), std::move(row)};
}
template <class Row>
Command named(std::string_view code, std::string_view description) {
    return defined(Row{Code{code}, Plain{description}});
}

void add_windows(std::vector<Command>& commands, std::string_view cycle, unsigned first, unsigned last) {
    for (int year = 2021; year <= 2024; ++year)
        for (unsigned month = 1; month <= 12; ++month)
            commands.push_back(defined(BillCycleWindow{.cycle = Code{cycle},
                                                       .window_start = day_of_month(year, month, first),
                                                       .window_end = day_of_month(year, month, last)}));
}

TariffComponent fixed(std::string_view code, std::string_view amount) {
    return {.code = Code{code}, .kind = ComponentKind::fixed, .description = Plain{code}, .price = price(amount)};
}

PublishTariff gas_tariff(std::string_view effective_from, std::string_view customer_charge,
                         std::string_view supply_price) {
    PublishTariff tariff{.tariff = TariffId{"G-RES"},
                         .effective_from = date(effective_from),
                         .description = Plain{"Residential gas"},
                         .service = Code{"gas"},
                         .normal_days = 30,
                         .min_offset_days = 4,
                         .max_offset_days = 5};
    tariff.components = {
        fixed("customer", customer_charge),
        {.code = Code{"delivery"},
         .kind = ComponentKind::usage,
         .description = Plain{"Delivery"},
         .unit = Code{"therm"},
         .tiers = {{quantity("3"), price("0")}, {quantity("50"), price("0.75")}, {{}, price("0.55")}}},
        {.code = Code{"supply"},
         .kind = ComponentKind::usage,
         .description = Plain{"Gas supply"},
         .price = price(supply_price),
         .unit = Code{"therm"}},
        {.code = Code{"surcharge"},
         .kind = ComponentKind::percentage,
         .description = Plain{"Delivery surcharge"},
         .rate = rate("0.02"),
         .of_components = {Code{"customer"}, Code{"delivery"}}},
    };
    return tariff;
}
}  // namespace

std::vector<Command> standard_settings() {
    std::vector<Command> commands{
        CreateDivision{Plain{"ledger.test/gas"}, Code{"USD"}, Plain{"America/New_York"}, false},
        named<RelationshipType>("CUST", "Customer"),
        named<RelationshipType>("COSIGN", "Cosigner"),
        named<RelationshipType>("ACCT", "Accountant"),
        named<CustomerType>("SENIOR", "Senior citizen"),
        named<BillFormat>("DETAILED", "Detailed"),
        named<BillFormat>("SUMMARY", "Summary"),
        defined(PhoneType{Code{"HOME"}, Plain{"Home"}, false}),
        defined(PhoneType{Code{"FAX"}, Plain{"Fax"}, true}),
        named<IdentifierType>("TAXNO", "Tax number"),
        defined(BillRouteType{Code{"POST"}, Plain{"Postal"}, RouteMethod::postal}),
        defined(BillRouteType{Code{"EMAIL"}, Plain{"E-mail"}, RouteMethod::email}),
        defined(BillRouteType{Code{"FAX"}, Plain{"Fax"}, RouteMethod::fax}),
        defined(Country{.code = Code{"US"}, .name = Plain{"United States"}}),
        defined(Country{.code = Code{"CA"},
                        .name = Plain{"Canada"},
                        .address_fields = {{Code{"address1"}, Plain{"Street"}, true},
                                           {Code{"city"}, Plain{"City"}, true},
                                           {Code{"state"}, Plain{"Province"}, true},
                                           {Code{"postal"}, Plain{"Postal code"}, true}},
                        .states = {Code{"ON"}, Code{"QC"}}}),
        defined(InstallationOptions{.default_relationship_type = Code{"CUST"},
                                    .default_bill_route_type = Code{"POST"},
                                    .default_bill_format = Code{"DETAILED"},
                                    .default_quote_route_type = Code{"POST"},
                                    .default_country = Code{"US"}}),
        defined(CustomerClass{.code = Code{"RES"},
                              .description = Plain{"Residential"},
                              .due_days = 20,
                              .regulatory_due_days = 20,
                              .backbill_limit_months = 24,
                              .minimum_printed_bill = usd("1.00"),
                              .nsf_fee = usd("20.00")}),
        defined(CustomerClass{.code = Code{"COM"}, .description = Plain{"Commercial"}, .due_working_days = 15}),
        named<BillCycle>("M01", "Monthly, first week"),
        named<BillCycle>("M02", "Monthly, second week"),
        named<Service>("gas", "Gas"),
        named<Service>("water", "Water"),
        named<Service>("trash", "Trash"),
        defined(TaxCode{.code = Code{"STATE"},
                        .description = Plain{"State sales tax"},
                        .jurisdiction = Code{"NY"},
                        .rate = rate("0.04")}),
        defined(TaxCode{.code = Code{"CITY"},
                        .description = Plain{"City sales tax"},
                        .jurisdiction = Code{"NY-ALBANY"},
                        .rate = rate("0.03")}),
        gas_tariff("2020-01-01", "16.50", "0.62"),
        gas_tariff("2022-07-01", "18.00", "0.71"),
        PublishTariff{.tariff = TariffId{"W-RES"},
                      .effective_from = date("2020-01-01"),
                      .description = Plain{"Residential water"},
                      .service = Code{"water"},
                      .normal_days = 30,
                      .min_offset_days = 4,
                      .max_offset_days = 5,
                      .components = {{.code = Code{"day"},
                                      .kind = ComponentKind::per_day,
                                      .description = Plain{"Daily charge"},
                                      .price = price("0.25")},
                                     {.code = Code{"use"},
                                      .kind = ComponentKind::usage,
                                      .description = Plain{"Water"},
                                      .price = price("1.35"),
                                      .unit = Code{"m3"}},
                                     {.code = Code{"minimum"},
                                      .kind = ComponentKind::minimum,
                                      .description = Plain{"Minimum charge"},
                                      .price = price("12"),
                                      .of_components = {Code{"day"}, Code{"use"}}}}},
        PublishTariff{.tariff = TariffId{"T-FLAT"},
                      .effective_from = date("2020-01-01"),
                      .description = Plain{"Trash, one bin"},
                      .service = Code{"trash"},
                      .normal_days = 30,
                      .min_offset_days = 4,
                      .max_offset_days = 5,
                      .components = {fixed("bin", "12.00")}},
        defined(ServiceAgreementType{.code = Code{"GAS"},
                                     .description = Plain{"Gas, residential"},
                                     .service = Code{"gas"},
                                     .default_tariff = TariffId{"G-RES"},
                                     .pay_priority = 10,
                                     .tax_codes = {Code{"STATE"}, Code{"CITY"}}}),
        defined(ServiceAgreementType{.code = Code{"WATER"},
                                     .description = Plain{"Water, residential"},
                                     .service = Code{"water"},
                                     .default_tariff = TariffId{"W-RES"},
                                     .pay_priority = 20,
                                     .tax_codes = {Code{"CITY"}}}),
        defined(ServiceAgreementType{.code = Code{"TRASH"},
                                     .description = Plain{"Trash"},
                                     .service = Code{"trash"},
                                     .default_tariff = TariffId{"T-FLAT"},
                                     .pay_priority = 30}),
        defined(AdjustmentType{.code = Code{"FEE"}, .description = Plain{"Fee"}}),
        defined(AdjustmentType{.code = Code{"GOODWILL"}, .description = Plain{"Goodwill credit"}, .credit = true}),
        defined(AdjustmentType{.code = Code{"BIGCREDIT"},
                               .description = Plain{"Credit that somebody else approves"},
                               .credit = true,
                               .approval_above = usd("50.00")}),
        defined(SpecialChargeType{
            .code = Code{"VISIT"}, .description = Plain{"Service visit"}, .tax_codes = {Code{"STATE"}, Code{"CITY"}}}),
        defined(SpecialChargeType{.code = Code{"COPY"}, .description = Plain{"Copy of a bill"}}),
        defined(DepositClass{.code = Code{"RESDEP"},
                             .description = Plain{"Residential deposit"},
                             .interest_rate = rate("0.0365"),
                             .refund_months = 12,
                             .delinquencies_allowed = 1,
                             .recommended_bills = 2,
                             .recommended_months = 12,
                             .tolerance = rate("0.1")}),
        defined(DepositClass{.code = Code{"RESDEP"},
                             .description = Plain{"Residential deposit"},
                             .interest_rate = rate("0.073"),
                             .refund_months = 12,
                             .delinquencies_allowed = 1,
                             .recommended_bills = 2,
                             .recommended_months = 12,
                             .tolerance = rate("0.1")},
                "2022-04-01"),
        defined(DepositClass{.code = Code{"KEEP"},
                             .description = Plain{"Kept until the service ends"},
                             .days_in_year = DaysInYear::days_360}),
        defined(Holiday{date("2022-01-17"), Plain{"Martin Luther King Day"}}),
        defined(Holiday{date("2022-07-04"), Plain{"Independence Day"}}),
    };
    const auto gl_names = enum_names(GlRole{});
    for (std::size_t i = 0; i < gl_names.size(); ++i)
        commands.push_back(
            defined(GlAccount{.role = static_cast<GlRole>(i), .gl_account = Code{"gl:" + std::string{gl_names[i]}}}));
    for (const auto service : {"gas", "water", "trash"})
        commands.push_back(defined(GlAccount{.role = GlRole::revenue,
                                             .qualifier = Code{service},
                                             .gl_account = Code{"gl:revenue:" + std::string{service}}}));
    add_windows(commands, "M01", 3, 9);
    add_windows(commands, "M02", 10, 16);
    return commands;
}

PersonAddress a_mailing_address(std::string_view address_id, std::string_view city) {
    PersonAddress address{.address_id = AddressId{address_id}, .kind = AddressKind::mailing};
    address.address.country = Code{"US"};
    address.address.address1 = clear("12 Mill Lane");
    address.address.city = clear(city);
    address.address.state = Code{"NY"};
    address.address.postal = clear("12207");
    return address;
}

RegisterPerson a_person(std::string_view id, std::string_view name) {
    RegisterPerson person{.person = PersonId{id}};
    person.name.full = clear(name);
    person.addresses = {a_mailing_address("A1")};
    return person;
}

OpenAccount an_account(std::string_view id, std::string_view person, std::string_view opened_on) {
    return {.account = AccountId{id},
            .person = PersonId{person},
            .opened_on = date(opened_on),
            .customer_class = Code{"RES"},
            .bill_cycle = Code{"M01"}};
}

std::vector<Command> a_location(std::string_view premise) {
    const std::string id{premise};
    AddLocation location{.premise = PremiseId{id}};
    location.address.country = Code{"US"};
    location.address.address1 = Plain{"1 Quay Street"};
    location.address.city = Plain{"Albany"};
    location.address.state = Code{"NY"};
    return {location, AddServicePoint{PremiseId{id}, ServicePointId{id + "-G"}, Code{"gas"}, {}},
            AddServicePoint{PremiseId{id}, ServicePointId{id + "-W"}, Code{"water"}, {}}};
}

InstallMeter a_meter(std::string_view service_point, std::string_view meter, std::string_view installed_on,
                     std::string_view first_value, std::string_view unit) {
    return {.service_point = ServicePointId{service_point},
            .meter = MeterId{meter},
            .installed_on = date(installed_on),
            .registers = {{.channel = Code{"1"}, .unit = Code{unit}}},
            .reads = {{Code{"1"}, quantity(first_value)}}};
}

StartService a_service(std::string_view account, std::string_view sa, std::string_view sa_type,
                       std::string_view service_point, std::string_view start_on) {
    return {.account = AccountId{account},
            .sa = ServiceAgreementId{sa},
            .sa_type = Code{sa_type},
            .service_point = ServicePointId{service_point},
            .start_on = date(start_on)};
}

RecordRead a_read(std::string_view service_point, std::string_view read_on, std::string_view value) {
    return {.service_point = ServicePointId{service_point}, .read_on = date(read_on), .value = quantity(value)};
}

std::vector<Command> a_gas_customer(std::string_view number, std::string_view start_on, std::string_view first_read) {
    const std::string id{number};
    const std::string day_before = to_string(date(start_on) - 1);
    return together({{a_person("P" + id, "Customer " + id), an_account(id, "P" + id, start_on)},
                     a_location("L" + id),
                     {a_meter("L" + id + "-G", "GM" + id, day_before, first_read),
                      a_service(id, id + "-GAS", "GAS", "L" + id + "-G", start_on)}});
}

std::vector<Command> together(std::vector<std::vector<Command>> lists) {
    std::vector<Command> all;
    for (auto& list : lists) std::move(list.begin(), list.end(), std::back_inserter(all));
    return all;
}

}  // namespace tally::test
