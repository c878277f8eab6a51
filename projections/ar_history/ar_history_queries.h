#pragma once
// Questions about an account's history.

#include "projections/ar_history/ar_history_answers.h"
#include "projections/page.h"
#include "projections/reader.h"

namespace tally::projections {

[[nodiscard]] Answered<ArHistoryAnswer> ar_history(const Reader&, const domain::AccountId&, const AsOf& = {},
                                                   const Page& = {});
[[nodiscard]] Answered<DocumentsAnswer> documents(const Reader&, const domain::AccountId&, const AsOf& = {},
                                                  const Page& = {});

}  // namespace tally::projections
