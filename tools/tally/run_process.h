#pragma once
// The processes that `tally run` knows: each is run for a day, on a division that this program holds. To add one, write
// its file, declare it here and add it to the table in run.cpp.

#include <string_view>
#include <vector>

#include "consumers/commands/command_port.h"
#include "consumers/commands/held_division.h"
#include "consumers/processes/account_run.h"
#include "domain/core/date.h"
#include "domain/core/text.h"
#include "tools/tally/session.h"

namespace tally::tools {

struct ProcessRun {
    domain::Date date;
    domain::Plain actor;
    domain::Instant received_at;  // Unset but with simulated time.
    std::uint32_t days = 0;       // Only of a process that takes them.
};

struct Process {
    std::string_view name;
    std::string_view about;
    // Sends its commands, prints its report and sets the exit code. Errors: the division failed.
    consumers::DivisionResult<void> (*run)(Session&, consumers::CommandPort&, consumers::HeldDivision&,
                                           const ProcessRun&);
    std::string_view days = {};  // What --days says; empty: the process takes none.
};

// What a run did not do, account by account; `all` counts those that are not in the list, too.
void print_run_errors(const std::vector<consumers::RunError>& errors, std::uint64_t all, std::string_view what);

[[nodiscard]] consumers::DivisionResult<void> run_arrangements_process(Session&, consumers::CommandPort&,
                                                                       consumers::HeldDivision&, const ProcessRun&);
[[nodiscard]] consumers::DivisionResult<void> run_deposit_interest_process(Session&, consumers::CommandPort&,
                                                                           consumers::HeldDivision&, const ProcessRun&);
[[nodiscard]] consumers::DivisionResult<void> run_deposit_review_process(Session&, consumers::CommandPort&,
                                                                         consumers::HeldDivision&, const ProcessRun&);
[[nodiscard]] consumers::DivisionResult<void> run_late_charges_process(Session&, consumers::CommandPort&,
                                                                       consumers::HeldDivision&, const ProcessRun&);
[[nodiscard]] consumers::DivisionResult<void> run_refunds_process(Session&, consumers::CommandPort&,
                                                                  consumers::HeldDivision&, const ProcessRun&);
[[nodiscard]] consumers::DivisionResult<void> run_write_offs_process(Session&, consumers::CommandPort&,
                                                                     consumers::HeldDivision&, const ProcessRun&);

}  // namespace tally::tools
