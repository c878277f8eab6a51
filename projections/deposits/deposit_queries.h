#pragma once
// Asks about deposits.

#include "projections/answer_parts.h"
#include "projections/deposits/deposit_answers.h"
#include "projections/reader.h"

namespace tally::projections {

// A review counts up to the day that the answer is effective on; else up to that of the position.
[[nodiscard]] Answered<DepositsAnswer> deposits(const Reader&, const domain::AccountId&, const AsOf&);

}  // namespace tally::projections
