#include "consumers/processes/budget_run/budget_run.h"
#include "consumers/processes/process_runs.h"
#include "projections/render/counted.h"

namespace tally::consumers {

DivisionResult<ProcessRan> run_budgets_process(CommandPort& port, HeldDivision& held, const ProcessRequest& request,
                                               const OnRunProgress& progress) {
    using projections::counted, projections::with_thousands;
    const auto report = run_budgets(port, held, request.run, progress);
    if (!report) return tl::unexpected(report.error());
    return process_ran(held, *report,
                       "Budget plans of " + domain::to_string(report->on) + ": " +
                           counted(report->looked_at, "account") + " looked at, " + counted(report->due, "plan") +
                           " with twelve months over, " + with_thousands(report->trued_up) + " trued up, " +
                           with_thousands(report->already_trued_up) + " trued up before, " +
                           with_thousands(report->errors_count) + " in error, " + counted(report->skipped, "plan") +
                           " skipped.");
}

}  // namespace tally::consumers
