#pragma once
// The journal lines behind a sum of the trial balance.

#include "projections/division_sums/postings_answers.h"
#include "projections/page.h"
#include "projections/reader.h"

namespace tally::projections {

// Accounting dates, both included. Not set: no limit.
struct PostingDates {
    domain::Date from;
    domain::Date to;
};
// Read from the log between the first and the last event that the trial balance has of the account and these months. A
// page reads at most so many entries, and says where the next one goes on.
inline constexpr std::uint64_t posting_entries_max = 250'000;
// `effective` limits accounting dates here, as for the trial balance.
[[nodiscard]] Result<PostingsAnswer> postings(const Reader&, const domain::Code& gl_account, const PostingDates&,
                                              const AsOf& = {}, const Page& = {},
                                              std::uint64_t entries_max = posting_entries_max);

}  // namespace tally::projections
