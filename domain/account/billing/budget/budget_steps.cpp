#include "domain/account/billing/budget/budget_steps.h"

#include <algorithm>
#include <vector>

#include "domain/account/made_ids.h"
#include "domain/account/receivables/arrangements/arrangement_steps.h"
#include "domain/account/receivables/credit.h"
#include "domain/account/receivables/due_date.h"
#include "domain/account/rules_class.h"
#include "domain/core/check.h"

namespace tally::domain {

namespace {

// Its instalments ask for what is owed: asked for here too, it would be asked for twice.
bool is_arranged(const OpenItem& item, const AccountArrangements& arrangements) {
    return arrangements.of_instalment(item.document) || arrangements.holding(item.document);
}

// Of a bill of that day: the days to pay that a customer has for what is asked for only now.
Decided<Date> due_as_billed(const SettingsState& settings, const AccountState& account, Date on) {
    const CustomerClass* customer_class = settings.customer_class(rules_class_of(settings, account, on), on);
    if (!customer_class)
        return refuse(Rejection::code_unknown, "customer_class", account.customer_class.str(),
                      "Define the account's customer class from " + to_string(on) + " or before.");
    return due_date(settings, *customer_class, account.requested_due_day, on).date;
}

Decided<void> record_sync(Draft& draft, CurrentSynced event, journal::Dates dates) {
    if (event.items.empty()) return {};
    const AccountState& account = *draft.account(event.account);
    event.sync = numbered_id<DocumentId>(event.account, sync_mark, account.sync_count + std::uint64_t{1});
    for (const SyncedItem& item : event.items) event.amount += item.amount;
    if (!fits_balance(account, event.amount))
        return refuse(Rejection::amount_too_large, "account", event.account.str(),
                      "The account's balance would be too large to be kept.");
    dates.ages_from = event.items.front().due_on;
    auto financial = journal::only_current(draft.settings(), dates, event.amount, CurrentBy::plus_amount);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    const AccountId id = event.account;
    draft.record(id, std::move(event));
    return {};
}

CurrentSynced synced(const AccountId& account, const ServiceAgreementId& sa, SyncCause cause) {
    CurrentSynced event;
    event.account = account;
    event.sa = sa;
    event.cause = cause;
    return event;
}

// Of an item of which something is asked for already, the rest keeps its age: only what comes in addition is due later.
SyncedItem synced_item(const OpenItem& item, Date due) {
    const Money more = item.payoff_open - item.current_open;
    SyncedItem one{item.document, item.sa, more, item.ages_from, item.position, item.ages_from, {}};
    if (more < Money{}) return one;
    one.more_due_on = std::max(item.ages_from, due);
    if (item.current_open <= Money{}) one.due_on = one.more_due_on;
    return one;
}

}  // namespace

bool is_settled(World& world, const AccountState& account, const ServiceAgreementId& sa) {
    const AccountArrangements& arrangements = standing_arrangements(world, account);
    return std::all_of(account.items.begin(), account.items.end(), [&](const OpenItem& item) {
        return item.sa != sa || item.payoff_open == item.current_open || is_arranged(item, arrangements);
    });
}

Decided<void> sync_current(Draft& draft, const AccountId& id, const ServiceAgreementId& sa, SyncCause cause,
                           const journal::Dates& dates) {
    const AccountState& account = *draft.account(id);
    const AccountArrangements& arrangements = standing_arrangements(draft, account);
    CurrentSynced event = synced(id, sa, cause);
    const auto due = due_as_billed(draft.settings(), account, dates.effective_date);
    TALLY_TRY(due);
    for (const OpenItem& item : account.items) {
        if (item.sa != sa || item.payoff_open == item.current_open || is_arranged(item, arrangements)) continue;
        event.items.push_back(synced_item(item, *due));
    }
    TALLY_TRY(record_sync(draft, std::move(event), dates));
    TALLY_TRY(release_below_zero(draft, id, dates));
    return {};
}

Decided<void> end_budgets_of_ended(Draft& draft, const AccountId& id, const journal::Dates& dates) {
    std::vector<ServiceAgreementId> ended;
    for (const ServiceAgreement& agreement : draft.account(id)->agreements)
        if (!agreement.budget_amount.is_zero() && agreement.final_billed) ended.push_back(agreement.sa);
    for (const ServiceAgreementId& sa : ended) {
        draft.record(id, BudgetLeft{id, sa, SyncCause::service_ended, {}, dates.effective_date});
        TALLY_TRY(sync_current(draft, id, sa, SyncCause::service_ended, dates));
    }
    return {};
}

Decided<void> undo_sync_of(Draft& draft, const AccountId& id, const DocumentId& invoice, Date on) {
    std::vector<CurrentSynced> undone;
    draft.history(stream_of(id), [&](const RecordedEvent& recorded) {
        const auto* event = get_if<CurrentSynced>(&recorded.event);
        if (!event) return;
        for (const SyncedItem& item : event->items) {
            if (item.document != invoice) continue;
            auto one = std::find_if(undone.begin(), undone.end(),
                                    [&](const CurrentSynced& each) { return each.sa == item.sa; });
            if (one == undone.end()) {
                one = undone.insert(undone.end(), synced(id, item.sa, SyncCause::invoice_taken_back));
                one->items.push_back(item);
                one->items.front().amount = Money{};
            }
            one->items.front().ages_from = one->items.front().due_on = item.due_on;
            one->items.front().more_due_on = Date{};
            one->items.front().amount -= item.amount;
        }
    });
    for (CurrentSynced& event : undone)
        if (!event.items.front().amount.is_zero()) TALLY_TRY(record_sync(draft, std::move(event), {on, {}, {}}));
    return {};
}

}  // namespace tally::domain
