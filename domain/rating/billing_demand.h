#pragma once
// What is charged of a demand that was measured: at least the tariff's minimum, and at least a share of the highest
// demand of earlier months.

#include <span>

#include "domain/books/billed_demand.h"
#include "domain/tariff/events.h"

namespace tally::domain::rating {

// The month that most of the days lie in: that of the middle one.
[[nodiscard]] MonthName month_of(Period days);
// Months from that of the earlier days to that of the later ones.
[[nodiscard]] int months_between(Period earlier, Period later);

// Given the component, days and measured demand in `demand`, sets its minimum, its billed demand and the earlier demand
// that the ratchets rest on. `past` may hold any components and days; entries that end after the first day are ignored.
void apply_ratchets(std::span<const DemandRatchet> ratchets, Quantity minimum, std::span<const BilledDemand> past,
                    BilledDemand& demand);

// Upper bound of a tier in 10^-6 of the unit: what the tariff says, times the demand where it is per unit of that,
// times the share of a period.
[[nodiscard]] Int128 tier_bound(const Tier&, Fraction factor, const Quantity* demand);

}  // namespace tally::domain::rating
