#pragma once
// Questions about what a division has, a page at a time. The time that a page takes depends on its length alone.

#include "projections/lists/list_answers.h"
#include "projections/page.h"
#include "projections/reader.h"

namespace tally::projections {

[[nodiscard]] Result<AccountsAnswer> accounts(const Reader&, const AsOf&, const Page&);
[[nodiscard]] Result<PersonsAnswer> persons(const Reader&, const AsOf&, const Page&);
[[nodiscard]] Result<PremisesAnswer> premises(const Reader&, const AsOf&, const Page&);
// As they are now.
[[nodiscard]] Result<AdjustmentsAnswer> waiting_adjustments(const Reader&, const Page&);
[[nodiscard]] Result<BillingErrorsAnswer> billing_errors(const Reader&, const Page&);

}  // namespace tally::projections
