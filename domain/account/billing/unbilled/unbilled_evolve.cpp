// Folds accruals of unbilled revenue. They are no customer's money: no balance and no statement changes.

#include <algorithm>

#include "domain/account/evolving.h"
#include "domain/evolve_on.h"

namespace tally::domain {

void evolve_on(MutableWorld& world, const Envelope& envelope, const UnbilledAccrued& event) {
    AccountState& state = evolving(world, envelope, event.account);
    count_volume(state, event.financial);
    state.accrual.sequence = event.sequence;
    state.accrual.period_until = event.period_until;
    state.accrual.revenue = event.revenue;
    state.accrual.amount = event.amount;
    state.accrual.without_basis = static_cast<std::uint32_t>(
        std::count_if(event.agreements.begin(), event.agreements.end(),
                      [](const UnbilledAgreement& agreement) { return !agreement.no_basis.empty(); }));
    state.accrual.position = envelope.position;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const UnbilledReversed& event) {
    count_volume(evolving(world, envelope, event.account), event.financial);
}

}  // namespace tally::domain
