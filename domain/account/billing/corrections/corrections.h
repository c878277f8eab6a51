#pragma once
// Corrections of what is billed, as a step of a draft [rules 6, 11, 24].

#include "domain/core/refusal.h"
#include "domain/draft.h"

namespace tally::domain {

// Compares the bills for which a correction is due with what is recorded as measured, cancels those that differ and
// bills them again, oldest first. Refuses the whole correction where one of them cannot be measured or is disputed; the
// caller must then discard the draft. The account must have a correction due.
[[nodiscard]] Decided<void> correct_bills(Draft&, const CorrectBills&, Date on);

}  // namespace tally::domain
