#pragma once
// The control tables of a made-up utility.

#include <array>
#include <cstdint>
#include <vector>

#include "domain/commands.h"
#include "domain/core/date.h"
#include "eventstore/division/division.h"
#include "tools/tally/demo/sender.h"

namespace tally::tools {

struct BillCycle {
    const char* code;
    unsigned bill_day;  // The run's day of the month; reads are of the day before.
};
inline constexpr std::array<BillCycle, 3> bill_cycles{{{"M01", 5}, {"M02", 12}, {"M03", 19}}};

// What tools/examples defines: a gas and water utility; unless it is plain, its late charges, too, and a tariff of
// electricity by the hour.
[[nodiscard]] eventstore::Result<void> apply_example_settings(eventstore::Division&, domain::Instant received_at,
                                                              bool plain, const ShowCommand& sends = {});
// One window a month for each cycle.
[[nodiscard]] std::vector<domain::Command> example_windows(domain::Date first_month, std::uint32_t months);

}  // namespace tally::tools
