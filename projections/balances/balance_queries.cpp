// Answers about what an account owes, from its state: open items, ages, and the sums over agreements.
#include "projections/balances/balance_queries.h"

#include <functional>

#include "domain/account/budget_items.h"
#include "projections/aging.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {
// What both answers rest on.
struct Basis {
    const AccountState* account;
    const SettingsState* settings;
    Date aged_on;
    AccountHeading heading;
    const AccountOverdue* overdue;
};
const DisputedItem* dispute_on(const AccountOverdue& overdue, const OpenItem& item) {
    for (const DisputedItem& one : overdue.disputes)
        if (one.document == item.document && one.sa == item.sa) return &one;
    return nullptr;
}
Answered<Basis> basis_of(StatesAsOf& states, const AccountId& id) {
    auto account = states.account(id);
    if (!account) return tl::unexpected(std::move(account.error()));
    if (!*account) return std::optional<Basis>{};
    auto settings = states.settings();
    if (!settings) return tl::unexpected(std::move(settings.error()));
    auto aged_on = states.aged_on();
    if (!aged_on) return tl::unexpected(std::move(aged_on.error()));
    auto heading = states.heading(**account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    auto overdue = states.overdue_of(id);
    if (!overdue) return tl::unexpected(std::move(overdue.error()));
    return std::optional(Basis{*account, *settings, *aged_on, std::move(*heading), *overdue});
}
}  // namespace

Answered<BalanceAnswer> balance(const Reader& reader, const AccountId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto basis = basis_of(*states, id);
    if (!basis) return tl::unexpected(std::move(basis.error()));
    if (!*basis) return std::optional<BalanceAnswer>{};
    const AccountState& state = *(*basis)->account;

    BalanceAnswer answer;
    answer.position = states->position();
    answer.currency = reader.currency_code();
    answer.effective_on = as_of.effective;
    answer.aged_on = (*basis)->aged_on;
    answer.heading = std::move((*basis)->heading);
    answer.payoff = state.payoff();
    answer.current = state.current();
    answer.deposits_held = state.deposits_held;
    answer.deposits_asked = state.deposits_asked;
    for (const auto& credit : state.unapplied) {
        answer.unapplied += credit.amount;
        if (credit.on_hold) answer.unapplied_on_hold += credit.amount;
    }
    for (const auto& agreement : state.agreements)
        answer.agreements.push_back({agreement.sa, agreement.service, agreement.status, agreement.premise, Money{},
                                     Money{}, agreement.budget_amount, budget_difference(state, agreement.sa)});
    Aging aging(*(*basis)->settings, (*basis)->aged_on);
    for (const auto& item : state.items) {
        answer.receivable += item.payoff_open;
        const Money disputed = disputed_of(*(*basis)->overdue, item);
        answer.disputed += disputed;
        aging.add(item, disputed);
        for (auto& agreement : answer.agreements) {
            if (agreement.sa != item.sa) continue;
            agreement.payoff += item.payoff_open;
            agreement.current += item.current_open;
        }
    }
    answer.aged = aging.buckets();
    return std::optional{std::move(answer)};
}

namespace {
// In FIFO order as text. Before 1970 and without a due date a day is below zero.
std::string key_of_item(const OpenItem& item) {
    constexpr std::int64_t days_below_zero = std::int64_t{1} << 31;
    return ordered_number(static_cast<std::uint64_t>(item.ages_from.days + days_below_zero)) +
           ordered_number(item.pay_priority) + ordered_number(item.position) + item.sa.str() + ' ' +
           item.document.str();
}
}  // namespace

Answered<OpenItemsAnswer> open_items(const Reader& reader, const AccountId& id, const AsOf& as_of, const Page& page) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto basis = basis_of(*states, id);
    if (!basis) return tl::unexpected(std::move(basis.error()));
    if (!*basis) return std::optional<OpenItemsAnswer>{};
    const AccountState& state = *(*basis)->account;

    OpenItemsAnswer answer;
    answer.position = states->position();
    answer.currency = reader.currency_code();
    answer.effective_on = as_of.effective;
    answer.aged_on = (*basis)->aged_on;
    answer.heading = std::move((*basis)->heading);
    const Aging aging(*(*basis)->settings, (*basis)->aged_on);
    auto items = state.items;
    keep_page(items, page, answer.next, key_of_item, std::less<std::string_view>{});
    for (const auto& item : items) {
        const DisputedItem* dispute = dispute_on(*(*basis)->overdue, item);
        answer.items.push_back({item.document, item.sa, item.ages_from, aging.days_overdue(item),
                                aging.bucket_name(item), item.payoff_open, item.current_open, item.position,
                                disputed_of(*(*basis)->overdue, item), dispute ? dispute->dispute : DocumentId{}});
    }
    answer.unapplied = state.unapplied;
    answer.deposits_held = state.deposits_held;
    answer.deposits_asked = state.deposits_asked;
    answer.payoff = state.payoff();
    answer.current = state.current();
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
