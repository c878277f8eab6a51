#pragma once
// Corrections of an account's bills, one of them with all its lines, and the accounts of which one is due.

#include <functional>

#include "projections/corrections/correction_answers.h"
#include "projections/page.h"
#include "projections/states_as_of.h"

namespace tally::projections {

[[nodiscard]] Answered<CorrectionsAnswer> corrections(const Reader&, const domain::AccountId&, const AsOf&);
// The account is the part of its id before the mark.
[[nodiscard]] Answered<CorrectionAnswer> correction(const Reader&, const domain::DocumentId&, const AsOf&);

// The corrections that took the invoice back or made it, or that the credit note is of, oldest first, each with its
// lines.
[[nodiscard]] Result<std::vector<CorrectedInvoiceAnswer>> corrections_of_invoice(StatesAsOf&, const domain::AccountId&,
                                                                                 const domain::DocumentId& invoice);

[[nodiscard]] Result<CorrectionsDueAnswer> corrections_due(const Reader&, const Page&);
// An account of which a correction is due, and the position of what noted it last.
struct AccountDueForCorrection {
    domain::AccountId account;
    std::uint64_t noted_at = 0;
};
// Each of them, in the order of ids. Returns how many accounts ever had one due.
[[nodiscard]] Result<std::uint64_t> each_account_to_correct(
    const Reader&, const std::function<void(const AccountDueForCorrection&)>& use);

}  // namespace tally::projections
