#pragma once
// What the hours of a tariff version must say.

#include <cstddef>
#include <optional>
#include <vector>

#include "domain/core/refusal.h"
#include "domain/tariff/events.h"

namespace tally::domain {

// Hours begin and end on steps of this length.
constexpr int clock_step_minutes = 5;
constexpr int clock_steps = 24 * 60 / clock_step_minutes;
// So many periods of use, seasons and day types can be told apart.
constexpr std::size_t periods_of_use_max = 64;
constexpr std::size_t seasons_max = 32;
constexpr std::size_t day_types_max = 8;

// "14:30" as minutes after midnight, "24:00" as 1,440; nullopt for what is no time of day on a step.
[[nodiscard]] std::optional<int> clock_minutes(const Plain& text);

// The unit of use that a unit of demand is an hour's average of: kWh of kW. nullptr: no unit of demand.
[[nodiscard]] const Code* use_of_demand(const Code& demand_unit);

// Refuses gaps and overlaps of seasons, day types and hours, names that nothing has, demand whose hours are not given,
// and periods of use that no component prices.
[[nodiscard]] Decided<void> check_times(const TariffTimes&, const std::vector<TariffComponent>&,
                                        const std::vector<UsageFactor>&);

}  // namespace tally::domain
