#include <filesystem>

#include "consumers/intake/green_button/green_button.h"
#include "consumers/intake/green_button/usage_import.h"
#include "projections/documents/document_queries.h"
#include "tools/shared/kafka_exit.h"
#include "tools/tally/demo/demo_division.h"
#include "tools/tally/demo/real_customer.h"

namespace tally::tools {

namespace {

// Each month's usage as it arrived, then the month's bill. Nothing, with the error printed, where one failed.
std::optional<std::uint64_t> bill_each_month(RealCustomer& customer, const consumers::UsageImport& usage) {
    std::uint64_t bills = 0;
    auto next = usage.commands.begin();
    const domain::Date last = *domain::Date::parse("2024-06-01");
    for (domain::Date day = *domain::Date::parse("2021-07-05"); day < last; day = domain::add_months(day, 1, 5)) {
        std::vector<domain::Command> arrived;
        for (; next != usage.commands.end() && next->usage.until <= day; ++next) arrived.push_back(next->usage);
        if (!customer.send(std::move(arrived), day)) return std::nullopt;
        const auto billed = customer.bill(day);
        if (!billed) return std::nullopt;
        bills += *billed;
    }
    return bills;
}

void bill_gas_customer(Session& session, eventstore::Division& division, const consumers::GreenButtonFile& file,
                       const std::string& file_name) {
    const std::string service_point = "SP-1", channel = "1";
    RealCustomer customer(session, division);
    if (!customer.move_in({.moved_in = *domain::Date::parse("2021-05-26"),
                           .service = "gas",
                           .sa_type = "G-RES",
                           .service_point = service_point,
                           .meter = "M-1",
                           .registers = {{.channel = domain::Code{channel},
                                          .kind = domain::RegisterKind::consumptive,
                                          .unit = domain::Code{"therm"}}}},
                          37, true))
        return;
    const auto usage = consumers::usage_of(file, {.service_point = domain::ServicePointId{service_point},
                                                  .channel = domain::Code{channel},
                                                  .usage_point = "",
                                                  .unit = "",
                                                  .register_unit = "therm",
                                                  .currency = "USD",
                                                  .source = domain::Plain{file_name},
                                                  .time_zone = "America/New_York"});
    if (!usage) return session.fail(exit_refused, usage.error().message);
    const auto bills = bill_each_month(customer, *usage);
    if (!bills) return;
    if (auto caught_up = customer.held().catch_up(); !caught_up) return fail(session, caught_up.error());
    print(file_name + ": " + std::to_string(usage->readings) + " readings, " + domain::to_string(usage->usage_total) +
          " " + usage->unit.str() + "; " + std::to_string(*bills) + " bills made.\n\n");
    show_answer(session, division,
                projections::invoice(projections::reader_of(division), domain::DocumentId{"1001-I8"}));
    verify_demo(session, division);
    print("\nTry next:\n  tally show --store " + session.store + " usage SP-1\n  tally show --store " + session.store +
          " ar-history 1001\n");
}

}  // namespace

void run_real_gas_customer(Session& session, const std::string& path) {
    const auto file = consumers::read_green_button(path);
    if (!file) return session.fail(exit_usage, file.error().message);
    auto division = make_demo_division(session, {.origin = "demo.example/real-gas"});
    if (!division) return;
    bill_gas_customer(session, *division, *file, std::filesystem::path(path).filename().string());
    session.close(*division);
}

}  // namespace tally::tools
