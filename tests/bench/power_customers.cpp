#include "tests/bench/power_customers.h"

#include <array>
#include <fmt/format.h>
#include <utility>

#include "tests/support/standard_utility.h"

namespace tally::bench {

using namespace domain;
using eventstore::ParsedCommand;

namespace {

constexpr std::uint64_t accounts_per_person = 100;  // As landlords have; a person's key costs a sync.
constexpr std::uint64_t kinds = 4;

// SplitMix64.
std::uint64_t mixed(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ value >> 27) * 0x94d049bb133111ebULL;
    return value ^ value >> 31;
}

void fill_header(std::string_view series, std::uint64_t index, ParsedCommand& parsed) {
    parsed.header.command_id = CommandId{fmt::format("{}-{:09}", series, index)};
    parsed.header.actor = Plain{"bench"};
}
void send(BenchUtility& utility, std::string_view series, const std::vector<Command>& commands) {
    send_in_bulk(utility.division(), commands.size(), [&](std::uint64_t i, ParsedCommand& parsed) {
        fill_header(series, i, parsed);
        parsed.command = commands[i];
    });
}

InstallMeter a_power_meter(const std::string& service_point, const std::string& meter, std::string_view installed_on,
                           std::string_view channel) {
    auto made = test::a_meter(service_point, meter, installed_on, "0", "kWh");
    made.registers.front().channel = Code{channel};
    made.registers.front().kind = RegisterKind::consumptive;
    made.registers.front().decimals = 3;
    made.reads.clear();
    return made;
}

TariffComponent energy(std::string_view code, std::string_view each) {
    return {.code = Code{code},
            .kind = ComponentKind::usage,
            .description = Plain{code},
            .price = test::price(each),
            .unit = Code{"kWh"}};
}
PublishTariff a_power_tariff(std::string_view id) {
    PublishTariff made{.tariff = TariffId{id},
                       .effective_from = test::date("2020-01-01"),
                       .description = Plain{id},
                       .service = Code{"power"},
                       .normal_days = 30,
                       .min_offset_days = 4,
                       .max_offset_days = 5};
    made.components = {{.code = Code{"customer"},
                        .kind = ComponentKind::fixed,
                        .description = Plain{"Customer charge"},
                        .price = test::price("12")}};
    return made;
}
PublishTariff time_of_use() {
    auto made = a_power_tariff("E-TOU");
    made.components.push_back(energy("peak", "0.31"));
    made.components.push_back(energy("off", "0.11"));
    using enum DayName;
    made.times.day_types = {{Code{"work"}, {monday, tuesday, wednesday, thursday, friday}},
                            {Code{"rest"}, {saturday, sunday, holiday}}};
    made.times.hours = {{{}, Code{"work"}, Plain{"00:00"}, Plain{"14:00"}, Code{"off"}},
                        {{}, Code{"work"}, Plain{"14:00"}, Plain{"19:00"}, Code{"peak"}},
                        {{}, Code{"work"}, Plain{"19:00"}, Plain{"24:00"}, Code{"off"}},
                        {{}, Code{"rest"}, Plain{"00:00"}, Plain{"24:00"}, Code{"off"}}};
    made.times.components = {{.component = Code{"peak"}, .periods = {Code{"peak"}}},
                             {.component = Code{"off"}, .periods = {Code{"off"}}}};
    return made;
}
PublishTariff with_demand() {
    auto made = a_power_tariff("E-DEM");
    made.components.push_back(energy("energy", "0.09"));
    made.components.push_back({.code = Code{"demand"},
                               .kind = ComponentKind::demand,
                               .description = Plain{"Highest demand"},
                               .price = test::price("8.5"),
                               .unit = Code{"kW"}});
    made.times.components = {{.component = Code{"demand"}, .window_minutes = 15}};
    return made;
}

std::vector<Command> power_settings() {
    std::vector<Command> commands{
        Define<Service>{{}, {Code{"power"}, Plain{"Electricity"}}}, time_of_use(), with_demand(),
        Define<GlAccount>{
            {}, {.role = GlRole::revenue, .qualifier = Code{"power"}, .gl_account = Code{"gl:revenue:power"}}}};
    for (const auto& [type, tariff] : {std::pair{"TOU", "E-TOU"}, std::pair{"DEM", "E-DEM"}})
        commands.emplace_back(Define<ServiceAgreementType>{{},
                                                           {.code = Code{type},
                                                            .description = Plain{type},
                                                            .service = Code{"power"},
                                                            .default_tariff = TariffId{tariff},
                                                            .pay_priority = 10}});
    return commands;
}

SetUpCustomer a_mixed_customer(std::uint64_t account) {
    static constexpr std::array<std::string_view, kinds> types{"TRASH", "GAS", "TOU", "DEM"};
    const std::string_view type = types[account % kinds];
    const std::string id = account_id(account).str();
    const std::string service_point = type == "TRASH" ? "" : "S" + id;
    SetUpCustomer customer;
    customer.existing_person = PersonId{fmt::format("P{}", account / accounts_per_person)};
    customer.account = test::an_account(id, "");
    customer.services = {test::a_service("", "", type, service_point, "2022-01-05")};
    if (type == "TRASH") return customer;
    customer.new_location = get<AddLocation>(test::a_location("L" + id).front());
    AddServicePoint added;
    added.service_point = ServicePointId{service_point};
    added.service = Code{type == "GAS" ? "gas" : "power"};
    customer.new_service_points = {std::move(added)};
    customer.new_meters = {type == "GAS" ? test::a_meter(service_point, "M" + id, "2022-01-04")
                                         : a_power_meter(service_point, "M" + id, "2022-01-04", "1")};
    return customer;
}

void fill_day(std::uint64_t account, Date day, std::uint64_t index, ParsedCommand& parsed) {
    fill_header("day", index, parsed);
    auto* values = get_if<RecordIntervalDay>(&parsed.command);
    if (!values) values = &parsed.command.emplace<RecordIntervalDay>();
    values->service_point = ServicePointId{"S" + account_id(account).str()};
    values->date = day;
    values->interval_minutes = 15;
    values->unit = Code{"kWh"};
    values->values.clear();
    for (int quarter = 0; quarter < quarters_a_day; ++quarter)
        values->values.push_back(Quantity{household_watt_hours(account, day.days, quarter) * 1'000});
}

}  // namespace

std::int64_t household_watt_hours(std::uint64_t meter, std::int32_t day, int quarter) {
    const std::uint64_t of_meter = mixed(meter);
    const std::uint64_t of_day = mixed(of_meter ^ static_cast<std::uint64_t>(day));
    const std::uint64_t chance = mixed(of_day ^ static_cast<std::uint64_t>(quarter) << 32);
    const int morning = 24 + static_cast<int>(of_day % 8), evening = 68 + static_cast<int>(of_day >> 8 & 7);
    std::int64_t watt_hours = 35 + static_cast<std::int64_t>(of_meter % 40);
    const auto hump = [&](int from, int quarters, std::int64_t height) {
        if (quarter < from || quarter >= from + quarters) return;
        const std::int64_t at = quarter - from;
        watt_hours += height * 4 * at * (quarters - at) / (std::int64_t{quarters} * quarters);
    };
    hump(morning, 12, 90 + static_cast<std::int64_t>(of_day >> 16 & 63));
    hump(evening, 22, 160 + static_cast<std::int64_t>(of_day >> 24 & 127));
    watt_hours += watt_hours * static_cast<std::int64_t>(chance & 31) / 128;  // Up to a quarter more.
    if ((chance >> 8 & 31) == 0) watt_hours += static_cast<std::int64_t>(chance >> 16 & 511);
    return watt_hours;
}

std::string household_nmi(std::uint64_t meter) {
    return fmt::format("NMI{:07}", meter);
}

void prepare_households(BenchUtility& utility, std::uint64_t meters, Date installed_on) {
    send(utility, "service", {Define<Service>{{}, {Code{"power"}, Plain{"Electricity"}}}});
    send_in_bulk(utility.division(), meters * 3, [&](std::uint64_t i, ParsedCommand& parsed) {
        fill_header("household", i, parsed);
        const std::string id = std::to_string(i / 3);
        if (i % 3 == 0) {
            parsed.command = test::a_location("L" + id).front();
        } else if (i % 3 == 1) {
            AddServicePoint point;
            point.premise = PremiseId{"L" + id};
            point.service_point = ServicePointId{"S" + id};
            point.service = Code{"power"};
            point.market_id = Plain{household_nmi(i / 3)};
            parsed.command = std::move(point);
        } else {
            parsed.command = a_power_meter("S" + id, "M" + id, to_string(installed_on), "E1");
        }
    });
    utility.catch_up();
}

void prepare_mixed_customers(BenchUtility& utility, std::uint64_t accounts) {
    utility.set_today(test::date("2022-01-05"));
    send(utility, "power", power_settings());
    auto& division = utility.division();
    send_in_bulk(division, accounts / accounts_per_person + 1, [&](std::uint64_t i, ParsedCommand& parsed) {
        fill_header("person", i, parsed);
        parsed.command = test::a_person(fmt::format("P{}", i), fmt::format("Customer {}", i));
    });
    send_in_bulk(division, accounts, [&](std::uint64_t i, ParsedCommand& parsed) {
        fill_header("customer", i, parsed);
        parsed.command = a_mixed_customer(i);
    });
    utility.set_today(test::date("2022-02-03"));
    // Account 4n + 1 is the nth with a gas meter.
    send_in_bulk(division, (accounts + 2) / kinds, [&](std::uint64_t i, ParsedCommand& parsed) {
        fill_header("read", i, parsed);
        parsed.command = test::a_read("S" + account_id(i * kinds + 1).str(), "2022-02-02", std::to_string(20 + i % 80));
    });
    const Date first = test::date("2022-01-05");
    const auto days = static_cast<std::uint64_t>(test::date("2022-02-03") - first);
    const std::uint64_t with_quarters = accounts / kinds * 2;
    send_in_bulk(division, with_quarters * days, [&](std::uint64_t i, ParsedCommand& parsed) {
        const std::uint64_t meter = i / days;
        fill_day(meter / 2 * kinds + 2 + meter % 2, first + static_cast<std::int32_t>(i % days), i, parsed);
    });
    utility.catch_up();
}

}  // namespace tally::bench
