#pragma once
// From what a register counted to what a tariff prices.

#include <optional>
#include <vector>

#include "domain/tariff/events.h"

namespace tally::domain::rating {

// units × multiplier × factors, exact as long as 128 bits hold it, rounded once to the register's decimals [rule 4].
// `units` are of 10^-6. nullopt: over the largest quantity.
[[nodiscard]] std::optional<Quantity> measured_quantity(Int128 units, Quantity multiplier,
                                                        const std::vector<UsageFactor>& factors, std::uint8_t decimals);

// A factor named as a unit that the tariff prices converts into it, such as therms a ccf.
[[nodiscard]] const Code& unit_after(const TariffPublished& version, const Code& unit);

}  // namespace tally::domain::rating
