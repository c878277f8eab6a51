#pragma once
// Questions about batches of tenders, money in suspense and deposits at the bank, as they are now.

#include "projections/cash/cash_answers.h"
#include "projections/page.h"
#include "projections/reader.h"

namespace tally::projections {

// Which sums in suspense are wanted.
struct SuspenseChoice {
    domain::Code source;  // Empty: of all, and those that came in no batch.
    domain::Date from;    // First day of receipt; unset: no limit.
    domain::Date to;
};
[[nodiscard]] Result<SuspenseAnswer> suspense(const Reader&, const SuspenseChoice&, const Page&);
[[nodiscard]] Answered<SuspenseExplanation> explain_suspense(const Reader&, const domain::SuspenseId&);
[[nodiscard]] Result<BatchesAnswer> batches(const Reader&, const Page&);
[[nodiscard]] Answered<BatchAnswer> batch(const Reader&, const domain::BatchId&, const Page&);
[[nodiscard]] Result<BankDepositsAnswer> bank_deposits(const Reader&, const Page&);
// Cash of the general ledger beside the batches that are not at the bank.
[[nodiscard]] Result<CashAnswer> cash(const Reader&);

}  // namespace tally::projections
