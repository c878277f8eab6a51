// tally run write-offs.

#include <algorithm>
#include <optional>

#include "consumers/processes/write_off_run/write_off_run.h"
#include "eventstore/codec/json.h"
#include "tools/tally/run_process.h"

namespace tally::tools {

namespace {

void print_write_offs_for_people(const consumers::WriteOffRunReport& report, std::uint8_t decimals) {
    print("Write-offs of " + domain::to_string(report.on) + ": " + counted(report.looked_at, "account") +
          " looked at, " + counted(report.items, "item") + " overdue for more than " + counted(report.days, "day") +
          ", " + to_string(report.debt, decimals) + " to be written off, " + std::to_string(report.written_off) +
          " written off, " + std::to_string(report.already_written_off) + " written off before, " +
          std::to_string(report.errors_count) + " in error, " + counted(report.skipped, "account") + " skipped.\n");
    print_run_errors(report.errors, report.errors_count, "in error");
    print_run_errors(report.skips, report.skipped, "skipped");
    if (report.interrupted) print("Interrupted: run it again, it goes on where it stopped.\n");
}

}  // namespace

consumers::DivisionResult<void> run_write_offs_process(Session& session, consumers::CommandPort& port,
                                                       consumers::HeldDivision& held, const ProcessRun& run) {
    std::optional<Progress> progress;
    const auto report = consumers::run_write_offs(port, held, {run.date, run.actor, run.received_at}, run.days,
                                                  [&](const consumers::RunProgress& now) {
                                                      if (!progress) progress.emplace("items", now.due);
                                                      progress->at(now.answered);
                                                      return !interrupted();
                                                  });
    progress.reset();
    if (!report) return tl::unexpected(report.error());
    const auto& division = held.division();
    if (session.json)
        print(eventstore::to_json(*report, division.json()) + "\n");
    else
        print_write_offs_for_people(*report, division.currency().decimals);
    if (report->errors_count > 0 || report->interrupted) session.exit_code = std::max(session.exit_code, exit_refused);
    return {};
}

}  // namespace tally::tools
