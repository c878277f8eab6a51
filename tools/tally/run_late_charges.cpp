// tally run late-charges.

#include "consumers/processes/late_charges/late_charges.h"
#include "tools/tally/run_process.h"

namespace tally::tools {

namespace {

void print_late_charges_for_people(const consumers::LateChargeReport& report, std::uint8_t) {
    print("Late charges of " + domain::to_string(report.on) + ": " + counted(report.looked_at, "account") +
          " looked at, " + std::to_string(report.overdue) + " overdue, " + std::to_string(report.charged) +
          " charged (" + counted(report.charges, "late charge") + "), " + std::to_string(report.already_charged) +
          " charged before, " + std::to_string(report.nothing_due) + " with nothing to charge, " +
          std::to_string(report.without_policy) + " without a policy, " + std::to_string(report.errors_count) +
          " in error.\n");
    print_run_errors(report.errors, report.errors_count, "in error");
}

}  // namespace

consumers::DivisionResult<void> run_late_charges_process(Session& session, consumers::CommandPort& port,
                                                         consumers::HeldDivision& held, const ProcessRun& run) {
    const consumers::RunRequest request{run.date, run.actor, run.received_at};
    return show_run(
        session, held, "accounts",
        [&](const consumers::OnRunProgress& progress) {
            return consumers::run_late_charges(port, held, request, progress);
        },
        print_late_charges_for_people);
}

}  // namespace tally::tools
