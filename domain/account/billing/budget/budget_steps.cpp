#include "domain/account/billing/budget/budget_steps.h"

#include <algorithm>
#include <vector>

#include "domain/account/receivables/arrangements/arrangement_steps.h"
#include "domain/account/receivables/credit.h"
#include "domain/account/receivables/late_charges.h"
#include "domain/core/check.h"

namespace tally::domain {

namespace {

bool is_held(const OpenItem& item, const AccountOverdue& overdue, const AccountArrangements& arrangements) {
    if (arrangements.of_instalment(item.document) || arrangements.holding(item.document)) return true;
    return std::any_of(overdue.disputes.begin(), overdue.disputes.end(),
                       [&](const DisputedItem& one) { return one.document == item.document && one.sa == item.sa; });
}

Decided<void> record_sync(Draft& draft, CurrentSynced event, journal::Dates dates) {
    if (event.items.empty()) return {};
    for (const SyncedItem& item : event.items) event.amount += item.amount;
    if (!fits_balance(*draft.account(event.account), event.amount))
        return refuse(Rejection::amount_too_large, "account", event.account.str(),
                      "The account's balance would be too large to be kept.");
    dates.ages_from = event.items.front().ages_from;
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

}  // namespace

Decided<void> sync_current(Draft& draft, const AccountId& id, const ServiceAgreementId& sa, SyncCause cause,
                           const journal::Dates& dates) {
    const AccountState& account = *draft.account(id);
    const AccountOverdue& overdue = disputes_of(draft, account);
    const AccountArrangements& arrangements = standing_arrangements(draft, account);
    CurrentSynced event = synced(id, sa, cause);
    for (const OpenItem& item : account.items)
        if (item.sa == sa && item.payoff_open != item.current_open && !is_held(item, overdue, arrangements))
            event.items.push_back(
                {item.document, item.sa, item.payoff_open - item.current_open, item.ages_from, item.position});
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
            one->items.front().amount -= item.amount;
        }
    });
    for (CurrentSynced& event : undone)
        if (!event.items.front().amount.is_zero()) TALLY_TRY(record_sync(draft, std::move(event), {on, {}, {}}));
    return {};
}

}  // namespace tally::domain
