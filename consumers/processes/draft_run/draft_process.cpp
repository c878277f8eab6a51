#include "consumers/processes/draft_run/draft_run.h"
#include "consumers/processes/process_runs.h"
#include "projections/render/counted.h"

namespace tally::consumers {

DivisionResult<ProcessRan> run_drafts_process(CommandPort& port, HeldDivision& held, const ProcessRequest& request,
                                              const OnRunProgress& progress) {
    using projections::counted, projections::with_thousands;
    const auto report = run_drafts(port, held, request.run, progress);
    if (!report) return tl::unexpected(report.error());
    const domain::Currency currency = held.division().currency();
    const auto amount = [&](const domain::MoneySum& sum) {
        return std::string{currency.str()} + " " + to_string(sum, currency.decimals);
    };
    return process_ran(
        held, *report,
        "Drafts of " + domain::to_string(report->on) + ": " + counted(report->looked_at, "mandated account") +
            " looked at, " + counted(report->due, "bill") + " due of which " + amount(report->due_amount) +
            " may be drafted, " + with_thousands(report->drafted) + " drafted (" + amount(report->drafted_amount) +
            "), " + with_thousands(report->already_drafted) + " drafted before, " +
            with_thousands(report->nothing_left) + " with nothing left, " + with_thousands(report->skipped) +
            " left alone, " + with_thousands(report->errors_count) + " in error.");
}

}  // namespace tally::consumers
