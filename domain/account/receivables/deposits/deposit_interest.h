#pragma once
// Interest of a deposit: simple, on cash held, at the rates of its class, by days [rules 17, 26].

#include <vector>

#include "domain/account/receivables/deposits/state.h"
#include "domain/core/refusal.h"
#include "domain/settings/state.h"

namespace tally::domain {

struct CountedInterest {
    Date through;
    std::vector<InterestLine> lines;
    Money amount;  // Exact sum of the lines, rounded once; may be zero.
};

// Interest for the days not counted yet, up to and including `through`; the day of receipt bears none. Empty: every day
// is counted already. Several elements where one entry cannot hold all lines.
[[nodiscard]] Decided<std::vector<CountedInterest>> interest_of(const SettingsState&, const HeldDeposit&, Date through);

}  // namespace tally::domain
