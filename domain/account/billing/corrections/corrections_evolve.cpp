// Folds what of an account's bills is to be corrected.

#include <algorithm>

#include "domain/account/evolving.h"
#include "domain/evolve_on.h"

namespace tally::domain {

void evolve_on(MutableWorld& world, const Envelope& envelope, const CorrectionDue& event) {
    auto& due = world.corrections_part(event.account).due;
    const auto held =
        std::find_if(due.begin(), due.end(), [&](const DueCorrection& one) { return one.sa == event.sa; });
    if (held == due.end())
        due.push_back({event.sa, event.service_point, event.from, event.noted_on, envelope.position});
    else
        *held = {event.sa, event.service_point, std::min(held->from, event.from), held->noted_on, envelope.position};
    evolving(world, envelope, event.account).corrections_due = static_cast<std::uint32_t>(due.size());
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const BillsCorrected& event) {
    world.corrections_part(event.account).due.clear();
    AccountState& state = evolving(world, envelope, event.account);
    state.correction_count = event.sequence;
    state.corrections_due = 0;
}

}  // namespace tally::domain
