#include "consumers/processes/arrangement_run/arrangement_run.h"
#include "consumers/processes/process_runs.h"
#include "projections/render/counted.h"

namespace tally::consumers {

DivisionResult<ProcessRan> run_arrangements_process(CommandPort& port, HeldDivision& held,
                                                    const ProcessRequest& request, const OnRunProgress& progress) {
    using projections::counted, projections::with_thousands;
    const auto report = run_arrangements(port, held, request.run, progress);
    if (!report) return tl::unexpected(report.error());
    return process_ran(held, *report,
                       "Payment arrangements of " + domain::to_string(report->on) + ": " +
                           counted(report->looked_at, "account") + " looked at, " + with_thousands(report->due) +
                           " with something to do, " + with_thousands(report->advanced) + " advanced (" +
                           counted(report->instalments, "instalment") + " billed), " +
                           with_thousands(report->already_advanced) + " advanced before, " +
                           with_thousands(report->nothing_due) + " with nothing due, " +
                           with_thousands(report->errors_count) + " in error.");
}

}  // namespace tally::consumers
