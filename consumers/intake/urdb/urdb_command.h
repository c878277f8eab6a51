#pragma once
// A tariff of the file becomes the command that publishes it, or findings that name what the ledger cannot express.

#include <optional>
#include <vector>

#include "consumers/intake/urdb/urdb_tariff.h"
#include "domain/tariff/commands.h"

namespace tally::consumers {

// What the ledger must know and no file says.
struct UrdbTarget {
    domain::TariffId tariff;                           // Empty: the tariff's label.
    domain::Code service;                              // What it prices.
    domain::Date effective_from;                       // Not set: the file's start.
    std::optional<domain::TierUse> tier_use;           // How usage fills tiers where there are several periods.
    std::vector<domain::Code> returned_channels = {};  // That count what customers send back.
    domain::MonthDay year_ends{12, 31};                // Last day of the year of banks and of least charges of a year.
};

[[nodiscard]] domain::PublishTariff urdb_command(const UrdbTariff&, const UrdbTarget&, UrdbFindings&);

}  // namespace tally::consumers
