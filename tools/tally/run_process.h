#pragma once
// The processes that `tally run` knows: each is run for a day, on a division that this program holds. To add one, write
// its file, declare it here and add it to the table in run.cpp.

#include <string_view>

#include "consumers/commands/command_port.h"
#include "consumers/commands/held_division.h"
#include "domain/core/date.h"
#include "domain/core/text.h"
#include "tools/tally/session.h"

namespace tally::tools {

struct ProcessRun {
    domain::Date date;
    domain::Plain actor;
    domain::Instant received_at;  // Unset but with simulated time.
};

struct Process {
    std::string_view name;
    std::string_view about;
    // Sends its commands, prints its report and sets the exit code. Errors: the division failed.
    consumers::DivisionResult<void> (*run)(Session&, consumers::CommandPort&, consumers::HeldDivision&,
                                           const ProcessRun&);
};

[[nodiscard]] consumers::DivisionResult<void> run_arrangements_process(Session&, consumers::CommandPort&,
                                                                       consumers::HeldDivision&, const ProcessRun&);
[[nodiscard]] consumers::DivisionResult<void> run_deposit_interest_process(Session&, consumers::CommandPort&,
                                                                           consumers::HeldDivision&, const ProcessRun&);
[[nodiscard]] consumers::DivisionResult<void> run_deposit_review_process(Session&, consumers::CommandPort&,
                                                                         consumers::HeldDivision&, const ProcessRun&);
[[nodiscard]] consumers::DivisionResult<void> run_late_charges_process(Session&, consumers::CommandPort&,
                                                                       consumers::HeldDivision&, const ProcessRun&);

}  // namespace tally::tools
