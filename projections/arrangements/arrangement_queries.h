#pragma once
// Payment arrangements of an account, those that stand and those that ended.

#include "projections/arrangements/arrangement_answers.h"
#include "projections/reader.h"

namespace tally::projections {

// From the account's events: they are few, and asked for seldom.
[[nodiscard]] Answered<ArrangementsAnswer> arrangements(const Reader&, const domain::AccountId&, const AsOf&);

}  // namespace tally::projections
