#pragma once
// The control tables of a made-up utility.

#include <array>
#include <cstdint>
#include <vector>

#include "consumers/commands/command_port.h"
#include "domain/commands.h"
#include "domain/core/date.h"
#include "eventstore/result.h"

namespace tally::tools {

struct BillCycle {
    const char* code;
    unsigned bill_day;  // The run's day of the month; reads are of the day before.
};
inline constexpr std::array<BillCycle, 3> bill_cycles{{{"M01", 5}, {"M02", 12}, {"M03", 19}}};

// Where the example's tariff with solar expects what is sent back.
inline constexpr const char* sent_back_channel = "OUT";

// What tools/examples defines: a gas and water utility; unless it is plain, all else that is there, too, from late
// charges to tills, and a tariff of electricity by the hour.
[[nodiscard]] eventstore::Result<void> apply_example_settings(consumers::CommandPort&, domain::Currency,
                                                              domain::Instant received_at, bool plain);
// One window a month for each cycle; with estimates, from its third day on what was not read may be estimated.
[[nodiscard]] std::vector<domain::Command> example_windows(domain::Date first_month, std::uint32_t months,
                                                           bool estimates);

}  // namespace tally::tools
