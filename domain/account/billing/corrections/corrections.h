#pragma once
// Corrections of what is billed, as a step of a draft [rules 6, 11, 24].

#include "domain/core/refusal.h"
#include "domain/draft.h"

namespace tally::domain {

// Looks at the bills that a correction is due of, cancels those that differ from what is held to have been measured,
// and makes them again, oldest first. Refused as a whole, with nothing to be kept of the draft, where one of them
// cannot be measured or is disputed. The account must have a correction due.
[[nodiscard]] Decided<void> correct_bills(Draft&, const CorrectBills&, Date on);

}  // namespace tally::domain
