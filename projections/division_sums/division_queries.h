#pragma once
// Questions about the sums of the whole division.

#include "projections/division_sums/totals_answers.h"
#include "projections/reader.h"
#include "projections/trial_balance/trial_balance_answers.h"

namespace tally::projections {

// Sums by accounting date: `effective` limits accounting dates here.
[[nodiscard]] Result<TrialBalanceAnswer> trial_balance(const Reader&, const AsOf& = {});
// Control totals and aging of the whole division.
[[nodiscard]] Result<TotalsAnswer> totals(const Reader&, const AsOf& = {});

}  // namespace tally::projections
