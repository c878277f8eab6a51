#pragma once
// The general ledger's part of an accounting period.

#include "projections/division_sums/gl_extract_answers.h"
#include "projections/reader.h"

namespace tally::projections {

// Of the period that begins on that day; where the division has no periods, of the month that does. Absent: none begins
// on it. Periods of whole months are read from the trial balance's view as of now; others fold the log, as the past
// does. `effective` limits accounting dates here, as for the trial balance.
[[nodiscard]] Answered<GlExtractAnswer> gl_extract(const Reader&, domain::Date first_day, const AsOf& = {});

}  // namespace tally::projections
