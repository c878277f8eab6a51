#include "consumers/processes/process_runs.h"
#include "consumers/processes/refund_run/refund_run.h"
#include "projections/render/counted.h"

namespace tally::consumers {

DivisionResult<ProcessRan> run_refunds_process(CommandPort& port, HeldDivision& held, const ProcessRequest& request,
                                               const OnRunProgress& progress) {
    using projections::counted, projections::with_thousands;
    const auto report = run_refunds(port, held, request.run, progress);
    if (!report) return tl::unexpected(report.error());
    const auto decimals = held.division().currency().decimals;
    return process_ran(held, *report,
                       "Refunds of " + domain::to_string(report->on) + ": " + counted(report->looked_at, "account") +
                           " looked at, " + with_thousands(report->with_credit) + " with credit left, " +
                           to_string(report->credit, decimals) + " to be refunded, " +
                           with_thousands(report->refunded) + " refunded, " + with_thousands(report->already_refunded) +
                           " refunded before, " + with_thousands(report->skipped) + " skipped, " +
                           with_thousands(report->errors_count) + " in error.");
}

}  // namespace tally::consumers
