#pragma once
// What was likely used on days of which nothing was measured, and from what that follows. Measured is what was read or
// reported: estimates rest on no estimates.

#include <optional>
#include <vector>

#include "domain/core/civil_day.h"
#include "domain/premise/state.h"
#include "domain/world.h"

namespace tally::domain {

// Register and days to estimate. `served_from`: first day of the customer who pays for these days; usage of earlier
// customers is not used for the estimate.
struct ToEstimate {
    const ServicePointState& service_point;
    const MeterRegister& measured_by;
    Period days;
    Date served_from;
};

// Days of an average that an estimate may rest on, at least.
inline constexpr std::uint16_t estimate_days_min = 14;

// nullopt: the method has nothing to rest on. automatic: the first of the others that has.
[[nodiscard]] std::optional<ReadEstimated> estimated_use(World&, const ToEstimate&, EstimateMethod);

// The same for the values of one day of an interval meter: of the same weekday, 52 weeks before or in the four weeks
// before, each value by what the clock shows; else the day's estimate in equal parts.
struct EstimatedDay {
    ReadEstimated how;
    std::vector<Quantity> values;
};
[[nodiscard]] std::optional<EstimatedDay> estimated_day(World&, const ToEstimate&, EstimateMethod,
                                                        std::uint16_t interval_minutes, const CivilDay& civil);

}  // namespace tally::domain
