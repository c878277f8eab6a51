#pragma once
// The processes that `tally run` knows: each is run for a day, on a division that this program holds. To add one, write
// its file, declare it here and add it to the table in run.cpp.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/commands/command_port.h"
#include "consumers/commands/held_division.h"
#include "consumers/processes/account_run.h"
#include "domain/core/date.h"
#include "domain/core/text.h"
#include "eventstore/codec/json.h"
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

// Runs with a progress of `things`, prints the report and sets the exit code. `run` is given what to call after each
// answer; `print_for_people` the report and the currency's decimals.
template <class Run, class PrintForPeople>
[[nodiscard]] consumers::DivisionResult<void> show_run(Session& session, consumers::HeldDivision& held,
                                                       std::string_view things, const Run& run,
                                                       const PrintForPeople& print_for_people) {
    std::optional<Progress> progress;
    const auto report = run([&](const consumers::RunProgress& now) {
        if (!progress) progress.emplace(std::string{things}, now.due);
        progress->at(now.answered);
        return !interrupted();
    });
    progress.reset();
    if (!report) return tl::unexpected(report.error());
    const auto& division = held.division();
    if (session.json) {
        print(eventstore::to_json(*report, division.json()) + "\n");
    } else {
        print_for_people(*report, division.currency().decimals);
        if (report->interrupted) print("Interrupted: run it again, it goes on where it stopped.\n");
    }
    if (report->errors_count > 0 || report->interrupted) session.exit_code = std::max(session.exit_code, exit_refused);
    return {};
}

[[nodiscard]] consumers::DivisionResult<void> run_arrangements_process(Session&, consumers::CommandPort&,
                                                                       consumers::HeldDivision&, const ProcessRun&);
[[nodiscard]] consumers::DivisionResult<void> run_budgets_process(Session&, consumers::CommandPort&,
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
