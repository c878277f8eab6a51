#pragma once
// Automatic payment of an account, why one of its bills is or is not drafted, and the drafts of a day.

#include <functional>
#include <optional>

#include "projections/autopay/autopay_answers.h"
#include "projections/page.h"
#include "projections/reader.h"

namespace tally::projections {

[[nodiscard]] Answered<AutopayAnswer> autopay(const Reader&, const domain::AccountId&, const AsOf&, const Page&);
// The account is the part of the invoice's id before the mark.
[[nodiscard]] Answered<DraftExplanation> explain_draft(const Reader&, const domain::DocumentId& invoice, const AsOf&);
// Of all accounts; a day that is not set is today.
[[nodiscard]] Result<DraftsAnswer> drafts(const Reader&, domain::Date on, const Page&);

// A draft that is due on a day and not made: what it would be of, or why it may not be made.
struct DueDraft {
    domain::AccountId account;
    domain::AnnouncedDraft announced;
    domain::Money amount;  // Zero: it may not be made.
    domain::Code why;
    domain::Plain explanation;
};
// In the order of the accounts' ids. Returns how many accounts have or had a mandate.
[[nodiscard]] Result<std::uint64_t> each_due_draft(const Reader&, domain::Date on,
                                                   const std::function<void(const DueDraft&)>& use);

}  // namespace tally::projections
