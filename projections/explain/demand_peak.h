#pragma once
// When the highest demand was that a line charges.

#include <string>
#include <vector>

#include "domain/books/bill_line.h"
#include "domain/rating/timed_use.h"

namespace tally::projections {

// What the days of a bill measured, and its holidays.
struct MeasuredHours {
    std::vector<domain::rating::MeasuredIntervals> intervals;
    std::vector<domain::Date> holidays;  // Rising.
};

// "2022-07-14 from 17:00 to 17:30: 1.25 kWh": the first window with the highest average in the hours of the component,
// on the days of the line. Empty: none of its hours was measured, or nothing was used in them.
[[nodiscard]] std::string demand_peak_text(const MeasuredHours&, const domain::TariffPublished&,
                                           const domain::TariffTimes&, const domain::TimedComponent&,
                                           const domain::BillLine&);

}  // namespace tally::projections
