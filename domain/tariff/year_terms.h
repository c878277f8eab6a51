#pragma once
// What a tariff version may settle by the year: energy that customers send back, and least charges of a year.

#include <optional>
#include <vector>

#include "domain/core/refusal.h"
#include "domain/tariff/events.h"

namespace tally::domain {

// The last of the days on which a year ends that ends on that day each year; nullopt: on none of them.
[[nodiscard]] std::optional<Date> year_end_in(Period days, MonthDay last_day);

// Refuses a rule that lacks what it needs or names what is not there, and prices by the hour that cannot be told apart.
// The components and times must have been checked.
[[nodiscard]] Decided<void> check_net_metering(const NetMetering&, const TariffTimes&,
                                               const std::vector<TariffComponent>&);
[[nodiscard]] Decided<void> check_annual_minimums(const std::vector<AnnualMinimum>&,
                                                  const std::vector<TariffComponent>&);

}  // namespace tally::domain
