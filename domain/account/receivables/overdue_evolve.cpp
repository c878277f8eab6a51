// Folds late charges and disputes into the account's state and the part beside it.

#include <algorithm>

#include "domain/account/evolving.h"
#include "domain/evolve_on.h"

namespace tally::domain {

void evolve_on(MutableWorld& world, const Envelope& envelope, const LateChargeAssessed& event) {
    auto& state = evolving_money(world, envelope, event);
    ++state.late_charge_count;
    state.late_charged_on = std::max(state.late_charged_on, event.assessed_on);
    world.overdue_part(event.account)
        .charged.push_back({event.charge, event.overdue, event.sa, event.period_from, event.period_until,
                            event.assessed_on, false, envelope.position});
}

// Days that were given up stay charged for; of what falls with its cause they may be charged for again.
void evolve_on(MutableWorld& world, const Envelope& envelope, const LateChargeCancelled& event) {
    evolving_money(world, envelope, event);
    auto& charged = world.overdue_part(event.account).charged;
    const auto found = std::find_if(charged.begin(), charged.end(),
                                    [&](const ChargedDays& days) { return days.charge == event.charge; });
    if (found == charged.end()) return;
    if (event.cause == LateChargeCause::waived)
        found->waived = true;
    else
        charged.erase(found);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const DisputeOpened& event) {
    auto& state = evolving(world, envelope, event.account);
    ++state.dispute_count;
    ++state.open_disputes;
    world.overdue_part(event.account)
        .disputes.push_back({event.dispute, event.document, event.sa, event.amount, event.dispute_reason,
                             event.opened_on, envelope.position});
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const DisputeResolved& event) {
    auto& state = evolving(world, envelope, event.account);
    if (state.open_disputes > 0) --state.open_disputes;
    std::erase_if(world.overdue_part(event.account).disputes,
                  [&](const DisputedItem& one) { return one.dispute == event.dispute; });
}

}  // namespace tally::domain
