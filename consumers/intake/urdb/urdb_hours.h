#pragma once
// Months × hours of weekdays and weekends become the seasons, day types and hours of a tariff: equal months and equal
// hours side by side become one row. Energy, demand by the hour and demand by the month have schedules of their own in
// the file, and the ledger has one: its periods of use are the combinations that occur.

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "consumers/intake/urdb/urdb_tariff.h"
#include "domain/tariff/events.h"

namespace tally::consumers {

// A schedule of the file that takes part.
struct UrdbSchedule {
    char letter = 'e';  // Names its periods: e0, e1, …
    const UrdbRates* rates = nullptr;
    std::set<std::uint16_t> told_apart;  // Its periods that have a component; all others are one.
};

struct UrdbPeriods {
    std::vector<domain::TariffSeason> seasons;
    std::vector<domain::TariffDayType> day_types;
    std::vector<domain::TariffHours> hours;  // Empty: all hours are alike.
    // By letter and number, the periods of use in which its hours lie.
    std::map<std::pair<char, std::uint16_t>, std::vector<domain::Code>> of;
};

[[nodiscard]] UrdbPeriods urdb_periods(const std::vector<UrdbSchedule>&);

}  // namespace tally::consumers
