#pragma once
// The steps of a budget plan that bills and reversals share: what is asked for becomes what is owed.

#include "domain/account/billing/budget/types.h"
#include "domain/books/journal.h"
#include "domain/core/refusal.h"
#include "domain/draft.h"

namespace tally::domain {

// Items of the agreement, but those under an arrangement, are asked for as they are owed; what that leaves below zero
// becomes unapplied credit [rule 23]. Nothing is recorded where they are the same.
[[nodiscard]] Decided<void> sync_current(Draft&, const AccountId&, const ServiceAgreementId&, SyncCause,
                                         const journal::Dates&);

// Whether the agreement's items, but those under an arrangement, are asked for as they are owed.
[[nodiscard]] bool is_settled(World&, const AccountState&, const ServiceAgreementId&);

// Ends the plans of agreements whose final bill was made.
[[nodiscard]] Decided<void> end_budgets_of_ended(Draft&, const AccountId&, const journal::Dates&);

// What was synced of an invoice that is about to be taken back, so that its exact negation leaves nothing.
[[nodiscard]] Decided<void> undo_sync_of(Draft&, const AccountId&, const DocumentId& invoice, Date on);

}  // namespace tally::domain
