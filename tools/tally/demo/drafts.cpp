#include "tools/tally/demo/drafts.h"

#include <array>

#include "eventstore/division/state_rows.h"

namespace tally::tools {

using namespace domain;

void DemoDrafts::enrol(const std::vector<DemoCustomer>& customers) {
    sender_.flush();
    const std::size_t first = sender_.made().size();
    std::vector<std::string> asking;  // One for each command.
    for (const auto& customer : customers) {
        if (pays(customer.account) || !chance_.happens(10)) continue;
        EnrolInAutopay mandate;
        mandate.account = customer.account;
        mandate.routing_number = Plain{"021000021"};
        mandate.bank_account.bytes = std::to_string(100'000'000 + chance_.below(900'000'000));
        mandate.authorised_by = AuthorisationForm::web;
        mandate.authorised_on = sender_.today();
        if (chance_.below(4) == 0) mandate.limit = Money{25'000};
        sender_.attempt(std::move(mandate), {"web:customer", {}});
        asking.push_back(customer.account.str());
    }
    sender_.flush();
    if (sender_.failure()) return;
    for (std::size_t i = 0; i < asking.size(); ++i)
        if (sender_.made()[first + i]) enrolled_.insert(asking[i]);
}

void DemoDrafts::return_some() {
    constexpr std::array codes{ReturnCode::r01, ReturnCode::r01, ReturnCode::r09, ReturnCode::r02, ReturnCode::r10};
    const auto reader = sender_.caught_up();
    std::vector<std::string> left;
    for (const auto& account : enrolled_) {
        const auto autopay = sender_.part(reader, eventstore::read_autopay_of, AccountId{account});
        if (!autopay) return;
        if (!autopay->standing()) left.push_back(account);
        if (autopay->recent.empty() || autopay->recent.back().returned_on.is_set() || !chance_.happens(40)) continue;
        ReturnDraft back;
        back.account = AccountId{account};
        back.draft = autopay->recent.back().made.draft;
        back.return_code = codes[chance_.below(codes.size())];
        sender_.attempt(std::move(back), {"bank:returns", {}});
    }
    for (const auto& account : left) enrolled_.erase(account);
}

void DemoDrafts::run_day(const std::vector<DemoCustomer>& customers) {
    const unsigned day = ymd(sender_.today()).day;
    if (day == 3) sender_.timed("automatic payment", [&] { enrol(customers); });
    if (day % 7 == 5) sender_.timed("automatic payment", [&] { return_some(); });
    if (!enrolled_.empty()) sender_.timed("automatic payment", [&] { sender_.run_process("drafts"); });
}

}  // namespace tally::tools
