#include "tools/tally/demo/plans.h"

#include "eventstore/division/state_rows.h"

namespace tally::tools {

using namespace domain;

void DemoPlans::change_budgets(const std::vector<DemoCustomer>& customers) {
    sender_.flush();
    const std::size_t first = sender_.made().size();
    std::vector<ServiceAgreementId> changed;  // One for each command.
    for (const auto& customer : customers) {
        const bool is_on = on_budget_.contains(customer.sa.str());
        if (!chance_.happens(is_on ? 30 : 8)) continue;
        if (is_on) {
            LeaveBudget leave;
            leave.account = customer.account;
            leave.sa = customer.sa;
            leave.leave_reason = Plain{"Wants to pay each bill as it is"};
            sender_.attempt(std::move(leave), {"csr:ines", "Asked for by telephone"});
        } else {
            EnrolInBudget enrol;
            enrol.account = customer.account;
            enrol.sa = customer.sa;
            sender_.attempt(std::move(enrol), {"csr:ines", "Asked for by telephone"});
        }
        changed.push_back(customer.sa);
    }
    sender_.flush();
    if (sender_.failure()) return;
    for (std::size_t i = 0; i < changed.size(); ++i)
        if (on_budget_.erase(changed[i].str()) == 0 && sender_.made()[first + i]) on_budget_.insert(changed[i].str());
}

void DemoPlans::arrange(const std::vector<DemoCustomer>& customers) {
    constexpr Money worth_it{8'000};
    constexpr std::int32_t days_to_first = 12;
    const auto reader = sender_.caught_up();
    std::vector<AccountId> asking;
    for (const auto& customer : customers) {
        if (!chance_.happens(120)) continue;
        const auto state = sender_.account(reader, customer.account);
        if (!state) return;
        if (state->open_arrangements > 0 || state->current() < worth_it) continue;
        RequestArrangement request;
        request.account = customer.account;
        request.number_of_instalments = static_cast<std::uint16_t>(2 + chance_.below(4));
        request.first_due_on = sender_.today() + days_to_first;
        request.memo.bytes = "Cannot pay the winter's bills at once.";
        sender_.attempt(std::move(request), {"csr:noor", "The customer asks for instalments"});
        asking.push_back(customer.account);
    }
    decide(asking);
}

// Another person decides on those that wait for it.
void DemoPlans::decide(const std::vector<AccountId>& asking) {
    const auto reader = sender_.caught_up();
    for (const auto& account : asking) {
        const auto arrangements = sender_.part(reader, eventstore::read_arrangements_of, account);
        if (!arrangements) return;
        for (const auto& pending : arrangements->pending) {
            const auto& arrangement = pending.request.arrangement;
            if (chance_.below(4) == 0)
                sender_.attempt(RejectArrangement{account, arrangement}, {"sup:lea", "Broke the one before"});
            else
                sender_.attempt(ApproveArrangement{account, arrangement}, {"sup:lea", "Has paid well before"});
        }
    }
}

void DemoPlans::end_some_arrangements(const std::vector<DemoCustomer>& customers) {
    const auto reader = sender_.caught_up();
    for (const auto& customer : customers) {
        if (!chance_.happens(10)) continue;
        const auto arrangements = sender_.part(reader, eventstore::read_arrangements_of, customer.account);
        if (!arrangements) return;
        if (arrangements->standing.empty()) continue;
        BreakArrangement end;
        end.account = customer.account;
        end.arrangement = arrangements->standing.front().arrangement;
        end.break_reason = Code{"PAYS-AT-ONCE"};
        end.by_agreement = true;
        sender_.attempt(std::move(end), {"csr:noor", "Wants to pay the rest at once"});
    }
}

void DemoPlans::run_day(const std::vector<DemoCustomer>& customers) {
    const auto [year, month, day] = ymd(sender_.today());
    if (day == 8) sender_.timed("budget plans", [&] { change_budgets(customers); });
    if (day == 9) sender_.timed("budget plans", [&] { sender_.run_process("budgets"); });
    if (day == 15) sender_.timed("payment arrangements", [&] { arrange(customers); });
    if (day == 16) sender_.timed("payment arrangements", [&] { end_some_arrangements(customers); });
    if (day % 5 == 3) sender_.timed("payment arrangements", [&] { sender_.run_process("arrangements"); });
}

}  // namespace tally::tools
