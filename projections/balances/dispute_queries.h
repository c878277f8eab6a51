#pragma once
// Disputes and late charges of an account, open and ended.

#include "projections/balances/dispute_answers.h"
#include "projections/reader.h"

namespace tally::projections {

// From the account's events: they are few, and asked for seldom.
[[nodiscard]] Answered<DisputesAnswer> disputes(const Reader&, const domain::AccountId&, const AsOf&);

}  // namespace tally::projections
