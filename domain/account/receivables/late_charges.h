#pragma once
// Charges for what is overdue, and what makes them fall [rule 18].

#include "domain/account/receivables/item_history.h"
#include "domain/account/receivables/state.h"
#include "domain/core/refusal.h"
#include "domain/draft.h"

namespace tally::domain {

// The amount of a late charge with these terms: its steps' amounts by days, rounded once. nullopt: too large.
[[nodiscard]] std::optional<Money> late_charge_amount(const LateChargeTerms&, const std::vector<LateChargeStep>&);

// Why late charges may fall: what happened, and the document that says so.
struct LateChargeDoubt {
    LateChargeCause cause = LateChargeCause::waived;
    DocumentId by;
};
// Cancels every standing late charge that would be smaller if it were computed from the account's events now, and the
// late charges on it, as of `on` or the day of assessment, whichever is later. Credit that had paid them becomes
// unapplied and pays the oldest items.
[[nodiscard]] Decided<void> cancel_disproved(Draft&, const AccountId&, Date on, const LateChargeDoubt&);
// The same where money or a credit effective on that day may disprove one; else does nothing, without a look.
[[nodiscard]] Decided<void> cancel_disproved_by_credit(Draft&, const AccountId&, Date effective_on,
                                                       const DocumentId& by);

}  // namespace tally::domain
