// tally run refunds.

#include "consumers/processes/refund_run/refund_run.h"
#include "tools/tally/run_process.h"

namespace tally::tools {

namespace {

void print_refunds_for_people(const consumers::RefundRunReport& report, std::uint8_t decimals) {
    print("Refunds of " + domain::to_string(report.on) + ": " + counted(report.looked_at, "account") + " looked at, " +
          std::to_string(report.with_credit) + " with credit left, " + to_string(report.credit, decimals) +
          " to be refunded, " + std::to_string(report.refunded) + " refunded, " +
          std::to_string(report.already_refunded) + " refunded before, " + std::to_string(report.skipped) +
          " skipped, " + std::to_string(report.errors_count) + " in error.\n");
    print_run_errors(report.errors, report.errors_count, "in error");
    print_run_errors(report.skips, report.skipped, "skipped");
}

}  // namespace

consumers::DivisionResult<void> run_refunds_process(Session& session, consumers::CommandPort& port,
                                                    consumers::HeldDivision& held, const ProcessRun& run) {
    const consumers::RunRequest request{run.date, run.actor, run.received_at};
    return show_run(
        session, held, "accounts",
        [&](const consumers::OnRunProgress& progress) { return consumers::run_refunds(port, held, request, progress); },
        print_refunds_for_people);
}

}  // namespace tally::tools
