#include "consumers/processes/process_runs.h"
#include "consumers/processes/write_off_run/write_off_run.h"
#include "projections/render/counted.h"

namespace tally::consumers {

DivisionResult<ProcessRan> run_write_offs_process(CommandPort& port, HeldDivision& held, const ProcessRequest& request,
                                                  const OnRunProgress& progress) {
    using projections::counted, projections::with_thousands;
    const auto report = run_write_offs(port, held, request.run, request.days, progress);
    if (!report) return tl::unexpected(report.error());
    const auto decimals = held.division().currency().decimals;
    return process_ran(
        held, *report,
        "Write-offs of " + domain::to_string(report->on) + ": " + counted(report->looked_at, "account") +
            " looked at, " + counted(report->items, "item") + " overdue for more than " + counted(report->days, "day") +
            ", " + to_string(report->debt, decimals) + " to be written off, " + with_thousands(report->written_off) +
            " written off, " + with_thousands(report->already_written_off) + " written off before, " +
            with_thousands(report->errors_count) + " in error, " + counted(report->skipped, "account") + " skipped.");
}

}  // namespace tally::consumers
