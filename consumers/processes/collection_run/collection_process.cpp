#include "consumers/processes/collection_run/collection_run.h"
#include "consumers/processes/process_runs.h"
#include "projections/render/counted.h"

namespace tally::consumers {

DivisionResult<ProcessRan> run_collections_process(CommandPort& port, HeldDivision& held, const ProcessRequest& request,
                                                   const OnRunProgress& progress) {
    using projections::counted, projections::with_thousands;
    const auto report = run_collections(port, held, request.run, progress);
    if (!report) return tl::unexpected(report.error());
    return process_ran(
        held, *report,
        "Collections of " + domain::to_string(report->on) + ": " + counted(report->looked_at, "account") +
            " looked at, " + with_thousands(report->due) + " due, " + with_thousands(report->advanced) + " advanced (" +
            counted(report->started, "collection") + " and " + counted(report->severances, "severance") + " started, " +
            counted(report->letters, "letter") + " sent), " + with_thousands(report->already_advanced) +
            " done before, " + with_thousands(report->nothing_due) + " with nothing due yet, " +
            with_thousands(report->without_policy) + " without a policy, " + with_thousands(report->skipped) +
            " left alone, " + with_thousands(report->errors_count) + " in error.");
}

}  // namespace tally::consumers
