#include "consumers/processes/process_runs.h"
#include "consumers/processes/unbilled_run/unbilled_run.h"
#include "projections/reader.h"
#include "projections/render/counted.h"

namespace tally::consumers {

DivisionResult<ProcessRan> run_unbilled_process(CommandPort& port, HeldDivision& held, const ProcessRequest& request,
                                                const OnRunProgress& progress) {
    using projections::counted, projections::with_thousands;
    const auto report = run_unbilled(port, held, request.run, progress);
    if (!report) return tl::unexpected(report.error());
    const projections::Reader reader = projections::reader_of(held.division());
    std::string text = "Unbilled revenue of " + domain::to_string(report->on);
    if (report->period_until.is_set())
        text += ", accounting period " + domain::to_string(report->period_from) + " to " +
                domain::to_string(report->period_until - 1);
    text += ": " + counted(report->due, "account") + " looked into, " + with_thousands(report->accrued) + " accrued, " +
            with_thousands(report->already_accrued) + " as before, " + with_thousands(report->nothing_unbilled) +
            " with nothing unbilled, " + with_thousands(report->errors_count) + " in error; " +
            std::string{reader.currency_code().str()} + " " +
            domain::to_string(report->amount, reader.currency.decimals) + " accrued on " +
            counted(report->accounts, "account") + ", " + with_thousands(report->skipped) + " without all usage.";
    return process_ran(held, *report, std::move(text));
}

}  // namespace tally::consumers
