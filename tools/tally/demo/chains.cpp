#include "tools/tally/demo/chains.h"

namespace tally::tools {

using namespace domain;

namespace {
constexpr std::size_t shops_max = 6;
constexpr std::size_t campus_accounts_max = 4;
constexpr std::size_t customers_min = 20;  // A smaller utility has no chain.
constexpr DemoActor key_accounts{"clerk:kay", "Key accounts"};
}  // namespace

void DemoChains::found(const std::vector<DemoCustomer>& customers) {
    if (!chain_.empty() || customers.size() < customers_min) return;
    const auto create = [&](std::string_view name, const MasterId& parent, MasterKind kind) {
        CreateMaster order;
        order.kind = kind;
        order.name = Plain{name};
        order.parent = parent;
        const auto made = sender_.offer(order, key_accounts);
        return made && !made->empty() ? MasterId{made->front().id} : MasterId{};
    };
    chain_ = create("Millstone Bakeries", {}, MasterKind::organizational);
    const MasterId east = create("Millstone Bakeries East", chain_, MasterKind::organizational);
    const MasterId campus = create("Hill College", {}, MasterKind::location);
    for (std::size_t i = 0; i < shops_max + campus_accounts_max; ++i) {
        const AccountId& account = customers[i].account;
        const bool shop = i < shops_max;
        const MasterId& master = !shop ? campus : i % 2 == 0 ? chain_ : east;
        if (sender_.offer(AssignAccount{account, master}, key_accounts) && shop) shops_.insert(account.str());
    }
    if (!shops_.empty())
        sender_.attempt(BeginCollective{.master = chain_, .payer = AccountId{*shops_.begin()}}, key_accounts);
}

// What is asked for of all shops; where they owe nothing, there is nothing to pay.
void DemoChains::pay() {
    sender_.flush();
    const auto reader = sender_.caught_up();
    Money owed;
    for (const auto& shop : shops_) {
        const auto account = sender_.account(reader, AccountId{shop});
        if (!account) return;
        for (const OpenItem& item : account->items)
            if (item.current_open > Money{}) owed += item.current_open;
    }
    if (owed.is_zero()) return;
    PayCollective payment;
    payment.master = chain_;
    payment.received_on = sender_.today();
    payment.tenders = {{.kind = TenderKind::transfer, .amount = owed, .reference = Plain{"MILLSTONE"}}};
    sender_.attempt(std::move(payment), {"bank:transfers", {}});
}

void DemoChains::run_day(const std::vector<DemoCustomer>& customers) {
    constexpr unsigned founding_day = 2, statement_day = 16, payment_day = 22;
    const unsigned day = ymd(sender_.today()).day;
    if (day == founding_day) sender_.timed("masters", [&] { found(customers); });
    if (shops_.empty()) return;
    if (day == statement_day) sender_.timed("collective bills", [&] { sender_.run_process("collective-bills"); });
    if (day == payment_day) sender_.timed("collective bills", [&] { pay(); });
}

}  // namespace tally::tools
