// Folds budget plans into their agreements and items.

#include "domain/account/evolving.h"
#include "domain/evolve_on.h"

namespace tally::domain {

namespace {

template <class Event>
ServiceAgreement* evolving_budget(MutableWorld& world, const Envelope& envelope, const Event& event) {
    ServiceAgreement* agreement = evolving(world, envelope, event.account).agreement(event.sa);
    if (agreement) agreement->budget_position = envelope.position;
    return agreement;
}

}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const BudgetEnrolled& event) {
    ServiceAgreement* agreement = evolving_budget(world, envelope, event);
    if (!agreement) return;
    agreement->budget_amount = event.terms.amount;
    agreement->budget_since = event.enrolled_on;
    agreement->budget_settled_on = event.enrolled_on;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const BudgetTruedUp& event) {
    ServiceAgreement* agreement = evolving_budget(world, envelope, event);
    if (!agreement) return;
    agreement->budget_amount = event.terms.amount;
    agreement->budget_settled_on = event.trued_up_on;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const BudgetLeft& event) {
    ServiceAgreement* agreement = evolving_budget(world, envelope, event);
    if (!agreement) return;
    agreement->budget_amount = {};
    agreement->budget_since = {};
    agreement->budget_settled_on = {};
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CurrentSynced& event) {
    auto& state = evolving_money(world, envelope, event);
    ++state.sync_count;
    for (const SyncedItem& item : event.items) {
        change_item(state, {item.document, item.sa, Money{}, item.amount, item.due_on, item.item_position});
        change_due_date(state, item.document, item.sa, item.due_on);
    }
}

}  // namespace tally::domain
