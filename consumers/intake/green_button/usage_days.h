#pragma once
// What a planned command of a meter file is sent as: usage of a period, or, where it has every value of a civil day in
// intervals that a day can be priced by, an interval day.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "consumers/intake/green_button/usage_import.h"
#include "eventstore/division/civil_time.h"

namespace tally::consumers {

using UsageToSend = std::variant<domain::RecordUsage, domain::RecordIntervalDay, DayLeftOut>;

// A day of 5, 15, 30 or 60 minutes is an interval day where it is whole, and left out where the file has a part of it.
// One with a value below zero, or with other intervals, stays usage of the day, for an interval day cannot hold it.
[[nodiscard]] UsageToSend to_send(UsageImportCommand, const eventstore::CivilTime&);

}  // namespace tally::consumers
