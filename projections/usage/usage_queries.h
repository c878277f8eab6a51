#pragma once
// Questions about reads and consumption.

#include "projections/page.h"
#include "projections/reader.h"
#include "projections/usage/usage_answers.h"

namespace tally::projections {

struct UsageRange {
    domain::Code channel;  // Empty: all.
    domain::Date from;     // Absent: from the first.
    domain::Date until;    // Absent: to the last.
    bool intervals = false;
    Page page = {};
};
[[nodiscard]] Answered<UsageAnswer> usage(const Reader&, const domain::ServicePointId&, const UsageRange& = {},
                                          const AsOf& = {});

}  // namespace tally::projections
