#pragma once
// The general ledger's part of an accounting period as CSV, for a system that books one sum an account.

#include <string>

#include "domain/core/money.h"
#include "projections/division_sums/gl_extract_answers.h"

namespace tally::consumers {

// A heading that names the columns, then a line for each account and role. Amounts have the currency's decimals; closed
// is yes or no. Lines end as RFC 4180 says.
[[nodiscard]] std::string gl_extract_csv(const projections::GlExtractAnswer&, std::uint8_t decimals);

}  // namespace tally::consumers
