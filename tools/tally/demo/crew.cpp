#include "tools/tally/demo/crew.h"

#include "eventstore/division/state_rows.h"

namespace tally::tools {

using namespace domain;

void DemoCrew::protect(const DemoCustomer& customer) {
    constexpr std::int32_t days = 25;
    RecordProtection record;
    record.account = customer.account;
    record.protection_type = Code{"MEDICAL"};
    record.until = sender_.today() + days;
    record.evidence.bytes = "Certificate of Dr. Young";
    sender_.attempt(std::move(record), {"csr:noor", "A certificate came by mail"});
}

void DemoCrew::work(const std::vector<DemoCustomer>& customers) {
    const auto reader = sender_.caught_up();
    for (const auto& customer : customers) {
        const auto state = sender_.account(reader, customer.account);
        if (!state) return;
        if (state->open_collections == 0) continue;
        const auto collections = sender_.part(reader, eventstore::read_collections_of, customer.account);
        if (!collections) return;
        if (!collections->open.empty() && chance_.happens(40)) protect(customer);
        for (const auto& severance : collections->severances) {
            if (severance.disconnected_on.is_set())
                sender_.attempt(ReconnectService{customer.account, severance.severance, {}, {}, {}},
                                {"field:crew-2", "Asked for by the customer"});
            else if (severance.ordered_on.is_set())
                sender_.attempt(DisconnectService{customer.account, severance.severance, {}},
                                {"field:crew-2", "As ordered"});
        }
    }
}

void DemoCrew::run_day(const std::vector<DemoCustomer>& customers) {
    const auto [year, month, day] = ymd(sender_.today());
    if (day % 7 == 6) sender_.timed("field work and protections", [&] { work(customers); });
}

}  // namespace tally::tools
