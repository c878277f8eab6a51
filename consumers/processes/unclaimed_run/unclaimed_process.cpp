#include "consumers/processes/process_runs.h"
#include "consumers/processes/unclaimed_run/unclaimed_run.h"
#include "projections/render/counted.h"

namespace tally::consumers {

DivisionResult<ProcessRan> run_unclaimed_process(CommandPort& port, HeldDivision& held, const ProcessRequest& request,
                                                 const OnRunProgress& progress) {
    using projections::counted, projections::with_thousands;
    const auto report = run_unclaimed(port, held, request.run, progress);
    if (!report) return tl::unexpected(report.error());
    const domain::Currency currency = held.division().currency();
    return process_ran(
        held, *report,
        "Unclaimed property of " + domain::to_string(report->on) + ": " + counted(report->looked_at, "ended account") +
            " looked at, " + with_thousands(report->dormant) + " with dormant property, " +
            with_thousands(report->noticed) + " noticed, " + with_thousands(report->escheated) + " escheated (" +
            std::string{currency.str()} + " " + to_string(report->escheated_amount, currency.decimals) + "), " +
            with_thousands(report->waiting) + " waiting for their owners, " + with_thousands(report->already_done) +
            " done before, " + with_thousands(report->skipped) + " left alone, " +
            with_thousands(report->errors_count) + " in error.");
}

}  // namespace tally::consumers
