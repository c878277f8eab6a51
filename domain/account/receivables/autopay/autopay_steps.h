#pragma once
// What bills and answers have to know of automatic payment.

#include <vector>

#include "domain/account/billing/events.h"
#include "domain/account/receivables/autopay/state.h"
#include "domain/account/state.h"
#include "domain/core/refusal.h"
#include "domain/draft.h"

namespace tally::domain {

// Where a mandate stands: the invoice will be drafted, on a day that its class's policy says.
void announce_draft(Draft&, const InvoiceIssued&);

// What a statement of that bill date says of drafts to come.
[[nodiscard]] std::vector<Plain> draft_messages(World&, const AccountState&, Date bill_date);

// What is open of the bill and not disputed.
[[nodiscard]] Money undisputed_of(World&, const AccountState&, const DocumentId& bill);

// What would be drafted of an announced bill on the day, or why nothing may be. That its day has come is not asked.
[[nodiscard]] Decided<Money> amount_to_draft(World&, const AccountState&, const DocumentId& bill, Date on);

// Whether the day is one on which it is drafted.
[[nodiscard]] inline bool draft_is_due(const AnnouncedDraft& one, Date on) {
    return one.draft_on <= on && on <= one.draft_on + draft_days_late_max;
}

}  // namespace tally::domain
