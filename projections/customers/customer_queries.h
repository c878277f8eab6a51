#pragma once
// Questions about persons, accounts and premises.

#include "projections/customers/customer_answers.h"
#include "projections/reader.h"

namespace tally::projections {

[[nodiscard]] Answered<PersonAnswer> person(const Reader&, const domain::PersonId&, const AsOf& = {});
[[nodiscard]] Answered<AccountAnswer> account(const Reader&, const domain::AccountId&, const AsOf& = {});
[[nodiscard]] Answered<PremiseAnswer> premise(const Reader&, const domain::PremiseId&, const AsOf& = {});

}  // namespace tally::projections
