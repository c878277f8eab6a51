// tally run arrangements.

#include "consumers/processes/arrangement_run/arrangement_run.h"
#include "tools/tally/run_process.h"

namespace tally::tools {

namespace {

void print_arrangements_for_people(const consumers::ArrangementRunReport& report, std::uint8_t) {
    print("Payment arrangements of " + domain::to_string(report.on) + ": " + counted(report.looked_at, "account") +
          " looked at, " + std::to_string(report.due) + " with something to do, " + std::to_string(report.advanced) +
          " advanced (" + counted(report.instalments, "instalment") + " billed), " +
          std::to_string(report.already_advanced) + " advanced before, " + std::to_string(report.nothing_due) +
          " with nothing due, " + std::to_string(report.errors_count) + " in error.\n");
    print_run_errors(report.errors, report.errors_count, "in error");
}

}  // namespace

consumers::DivisionResult<void> run_arrangements_process(Session& session, consumers::CommandPort& port,
                                                         consumers::HeldDivision& held, const ProcessRun& run) {
    const consumers::RunRequest request{run.date, run.actor, run.received_at};
    return show_run(
        session, held, "accounts",
        [&](const consumers::OnRunProgress& progress) {
            return consumers::run_arrangements(port, held, request, progress);
        },
        print_arrangements_for_people);
}

}  // namespace tally::tools
