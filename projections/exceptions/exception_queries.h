#pragma once
// Questions about reads and usage in doubt, and about those that are missing, as they are now.

#include "projections/exceptions/exception_answers.h"
#include "projections/page.h"
#include "projections/reader.h"

namespace tally::projections {

// Of all service points, or of the one named. Nothing: there is no such service point. `today`: ages are counted on it.
[[nodiscard]] Answered<ExceptionsAnswer> exceptions(const Reader&, const domain::ServicePointId&, const AsOf&,
                                                    const Page&);
// Of accounts that are due in a window around the day, today where it is unset, and have no read for a bill of it.
[[nodiscard]] Result<MissingReadsAnswer> missing_reads_of(const Reader&, domain::Date on, const AsOf&, const Page&);

}  // namespace tally::projections
