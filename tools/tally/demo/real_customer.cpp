#include "tools/tally/demo/real_customer.h"

#include "consumers/commands/receipt_text.h"
#include "tools/shared/kafka_exit.h"
#include "tools/tally/demo/sender.h"
#include "tools/tally/demo/settings.h"

namespace tally::tools {

namespace {

domain::SetUpCustomer set_up_of(const RealHousehold& household) {
    domain::SetUpCustomer customer;
    customer.new_person.name.full.bytes = "A household in the file";
    domain::PersonAddress home;
    home.address_id = domain::AddressId{"home"};
    home.address.country = domain::Code{"US"};
    home.address.address1.bytes = "1 Main St";
    home.address.city.bytes = "Anytown";
    customer.new_person.addresses.push_back(home);
    customer.account.account = domain::AccountId{RealCustomer::account};
    customer.account.opened_on = household.moved_in;
    customer.account.customer_class = domain::Code{"RES"};
    customer.account.bill_cycle = domain::Code{"M01"};
    customer.new_location.premise = domain::PremiseId{"L-1"};
    customer.new_location.address.country = domain::Code{"US"};
    customer.new_location.address.address1 = domain::Plain{"1 Main St"};
    domain::AddServicePoint service_point;
    service_point.service_point = domain::ServicePointId{household.service_point};
    service_point.service = domain::Code{household.service};
    domain::InstallMeter meter;
    meter.service_point = service_point.service_point;
    meter.meter = domain::MeterId{household.meter};
    meter.installed_on = household.moved_in;
    meter.registers = household.registers;
    domain::StartService start;
    start.sa_type = domain::Code{household.sa_type};
    start.service_point = service_point.service_point;
    start.start_on = household.moved_in;
    customer.new_service_points.push_back(std::move(service_point));
    customer.new_meters.push_back(std::move(meter));
    customer.services.push_back(std::move(start));
    return customer;
}

}  // namespace

bool RealCustomer::move_in(const RealHousehold& household, std::uint32_t months, bool plain) {
    const domain::Date day = household.moved_in;
    if (auto applied = apply_example_settings(port_, division_.currency(), noon(day), plain); !applied) {
        session_.fail(applied.error());
        return false;
    }
    return send(example_windows(domain::add_months(day, 1, 1), months, false), day) &&
           send({set_up_of(household)}, day);
}

bool RealCustomer::send(std::vector<domain::Command> commands, domain::Date on) {
    std::vector<eventstore::ParsedCommand> parsed(commands.size());
    for (std::size_t i = 0; i < commands.size(); ++i) {
        parsed[i].header.command_id = domain::CommandId{"real-" + std::to_string(++number_)};
        parsed[i].header.actor = domain::Plain{session_.actor};
        parsed[i].header.received_at = noon(on);
        parsed[i].command = std::move(commands[i]);
    }
    const auto receipts = consumers::send_all(port_, std::move(parsed));
    if (!receipts) {
        fail(session_, receipts.error());
        return false;
    }
    bool accepted = true;
    for (const auto& receipt : *receipts)
        if (receipt.status != eventstore::ReceiptStatus::accepted) {
            session_.fail(exit_failed, consumers::receipt_text(receipt));
            accepted = false;
        }
    return accepted;
}

std::optional<std::uint64_t> RealCustomer::bill(domain::Date bill_date) {
    const auto report = consumers::run_bills(
        port_, held_, {domain::Code{"M01"}, bill_date, domain::Plain{session_.actor}, noon(bill_date)},
        [](const consumers::BillRunProgress&) { return true; });
    if (report) return *report ? (*report)->billed : 0;
    fail(session_, report.error());
    return std::nullopt;
}

}  // namespace tally::tools
