// tally run write-offs.

#include "consumers/processes/write_off_run/write_off_run.h"
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
}

}  // namespace

consumers::DivisionResult<void> run_write_offs_process(Session& session, consumers::CommandPort& port,
                                                       consumers::HeldDivision& held, const ProcessRun& run) {
    const consumers::RunRequest request{run.date, run.actor, run.received_at};
    return show_run(
        session, held, "items",
        [&](const consumers::OnRunProgress& progress) {
            return consumers::run_write_offs(port, held, request, run.days, progress);
        },
        print_write_offs_for_people);
}

}  // namespace tally::tools
