#pragma once
// Where a made-up utility supplies, and who pays there.

#include <cstddef>
#include <cstdint>

#include "domain/core/date.h"
#include "domain/core/text.h"

namespace tally::tools {

// Pays for one agreement.
struct DemoCustomer {
    domain::AccountId account;
    domain::ServiceAgreementId sa;
};

struct DemoPlace {
    domain::PremiseId premise;
    domain::ServicePointId service_point;
    domain::PersonId person;    // Main customer of the account, unless it is the landlord's.
    domain::AccountId account;  // Who pays now.
    domain::ServiceAgreementId sa;
    std::size_t cycle = 0;
    bool commercial = false;
    bool water = false;
    bool landlord = false;       // Has one, who pays while no tenant is there.
    bool landlord_pays = false;  // Now.
    std::int64_t reading = 0;
    std::uint32_t size = 100;  // Percent of the usual consumption.
    std::uint32_t tenants = 1;
    std::uint32_t meters = 1;
    // The latest read of its route; absent: none since the meter or the tenant changed.
    domain::Date read_on;
    std::int64_t read_value = 0;
};

}  // namespace tally::tools
