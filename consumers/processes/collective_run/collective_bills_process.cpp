#include "consumers/processes/collective_run/collective_run.h"
#include "consumers/processes/process_runs.h"
#include "projections/render/counted.h"

namespace tally::consumers {

DivisionResult<ProcessRan> run_collective_bills_process(CommandPort& port, HeldDivision& held,
                                                        const ProcessRequest& request, const OnRunProgress& progress) {
    using projections::counted, projections::with_thousands;
    const auto report = run_collectives(port, held, request.run, progress);
    if (!report) return tl::unexpected(report.error());
    std::string text = "Collective statements of " + domain::to_string(report->on) + ": " +
                       counted(report->due, "collective") + ", " + with_thousands(report->issued) + " issued, " +
                       with_thousands(report->already_issued) + " issued before, " +
                       with_thousands(report->nothing_to_bill) + " with nothing to bill, " +
                       with_thousands(report->errors_count) + " in error.";
    return process_ran(held, *report, std::move(text));
}

}  // namespace tally::consumers
