#include "consumers/processes/late_charges/late_charges.h"
#include "consumers/processes/process_runs.h"
#include "projections/render/counted.h"

namespace tally::consumers {

DivisionResult<ProcessRan> run_late_charges_process(CommandPort& port, HeldDivision& held,
                                                    const ProcessRequest& request, const OnRunProgress& progress) {
    using projections::counted, projections::with_thousands;
    const auto report = run_late_charges(port, held, request.run, progress);
    if (!report) return tl::unexpected(report.error());
    return process_ran(held, *report,
                       "Late charges of " + domain::to_string(report->on) + ": " +
                           counted(report->looked_at, "account") + " looked at, " + with_thousands(report->overdue) +
                           " overdue, " + with_thousands(report->charged) + " charged (" +
                           counted(report->charges, "late charge") + "), " + with_thousands(report->already_charged) +
                           " charged before, " + with_thousands(report->nothing_due) + " with nothing to charge, " +
                           with_thousands(report->without_policy) + " without a policy, " +
                           with_thousands(report->errors_count) + " in error.");
}

}  // namespace tally::consumers
