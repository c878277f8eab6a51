#pragma once
// What happened to an account.

#include "projections/activity/activity_answers.h"
#include "projections/page.h"
#include "projections/reader.h"

namespace tally::projections {

// Found by the index of streams; the log is not scanned. The next page is named by its key, not by a cursor yet.
[[nodiscard]] Answered<ActivityAnswer> activity(const Reader&, const domain::AccountId&, const AsOf&, const Page&);

}  // namespace tally::projections
