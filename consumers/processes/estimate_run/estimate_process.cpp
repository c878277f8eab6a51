#include "consumers/processes/estimate_run/estimate_run.h"
#include "consumers/processes/process_runs.h"
#include "projections/render/counted.h"

namespace tally::consumers {

DivisionResult<ProcessRan> run_estimates_process(CommandPort& port, HeldDivision& held, const ProcessRequest& request,
                                                 const OnRunProgress& progress) {
    using projections::counted, projections::with_thousands;
    const auto report = run_estimates(port, held, request.run, progress);
    if (!report) return tl::unexpected(report.error());
    return process_ran(held, *report,
                       "Estimates of " + domain::to_string(report->on) + ": " + counted(report->looked_at, "account") +
                           " due for a bill looked at, " + counted(report->due, "channel") + " to estimate, " +
                           with_thousands(report->estimated) + " estimated, " +
                           with_thousands(report->already_estimated) + " estimated before, " +
                           with_thousands(report->errors_count) + " in error, " + with_thousands(report->skipped) +
                           " in doubt, " + with_thousands(report->not_allowed) + " missing without leave to estimate.");
}

}  // namespace tally::consumers
