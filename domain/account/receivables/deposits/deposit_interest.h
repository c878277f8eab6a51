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

// What is not counted yet of the days up to `through`, which is counted itself: the day of receipt is not. Empty: every
// day is counted already. Several where one entry would not hold all lines.
[[nodiscard]] Decided<std::vector<CountedInterest>> interest_of(const SettingsState&, const HeldDeposit&, Date through);

}  // namespace tally::domain
