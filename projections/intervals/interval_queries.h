#pragma once
// Questions about the values of a channel's days.

#include "projections/intervals/interval_answers.h"
#include "projections/reader.h"

namespace tally::projections {

// More days than these are answered by month.
inline constexpr int interval_days_by_day = 62;

struct IntervalRange {
    domain::Code channel;  // Empty: the only one with values, or the first of them.
    domain::Date from;     // First day. Absent: twelve months back from the last.
    domain::Date to;       // Last day. Absent: the last with values.
};
// The channel of the answer is empty where the service point has none of that name with values.
[[nodiscard]] Answered<IntervalsAnswer> intervals(const Reader&, const domain::ServicePointId&,
                                                  const IntervalRange& = {}, const AsOf& = {});

}  // namespace tally::projections
