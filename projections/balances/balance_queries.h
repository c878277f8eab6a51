#pragma once
// Questions about what an account owes, answered from its state.

#include "projections/balances/balance_answers.h"
#include "projections/page.h"
#include "projections/reader.h"

namespace tally::projections {

[[nodiscard]] Answered<BalanceAnswer> balance(const Reader&, const domain::AccountId&, const AsOf& = {});
[[nodiscard]] Answered<OpenItemsAnswer> open_items(const Reader&, const domain::AccountId&, const AsOf& = {},
                                                   const Page& = {});

}  // namespace tally::projections
