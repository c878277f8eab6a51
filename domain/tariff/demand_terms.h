#pragma once
// What a tariff version may say of earlier demand, and of tiers per unit of demand.

#include <vector>

#include "domain/core/refusal.h"
#include "domain/tariff/events.h"

namespace tally::domain {

// So far back may be looked for earlier demand.
constexpr std::uint16_t ratchet_months_max = 60;

// Refuses what names a component that is not there or not of its kind, demand that has no hours in some season, shares
// beyond 0 to 1, and months twice. The times must have been checked.
[[nodiscard]] Decided<void> check_demand_terms(const DemandTerms&, const TariffTimes&,
                                               const std::vector<TariffComponent>&);

}  // namespace tally::domain
