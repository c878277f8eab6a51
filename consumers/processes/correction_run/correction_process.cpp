#include "consumers/processes/correction_run/correction_run.h"
#include "consumers/processes/process_runs.h"
#include "projections/render/counted.h"

namespace tally::consumers {

DivisionResult<ProcessRan> run_corrections_process(CommandPort& port, HeldDivision& held, const ProcessRequest& request,
                                                   const OnRunProgress& progress) {
    using projections::counted, projections::with_thousands;
    const auto report = run_corrections(port, held, request.run, progress);
    if (!report) return tl::unexpected(report.error());
    return process_ran(held, *report,
                       "Corrections of " + domain::to_string(report->on) + ": " + counted(report->due, "account") +
                           " with bills to correct, " + with_thousands(report->corrected) + " corrected, " +
                           with_thousands(report->already_corrected) + " corrected before, " +
                           with_thousands(report->errors_count) + " in error.");
}

}  // namespace tally::consumers
