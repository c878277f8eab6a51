#include "consumers/processes/process_runs.h"
#include "consumers/processes/remittance_run/remittance_run.h"
#include "projections/render/counted.h"

namespace tally::consumers {

DivisionResult<ProcessRan> run_remittances_process(CommandPort& port, HeldDivision& held, const ProcessRequest& request,
                                                   const OnRunProgress& progress) {
    using projections::counted, projections::with_thousands;
    const auto report = run_remittances(port, held, request.run, progress);
    if (!report) return tl::unexpected(report.error());
    const domain::Currency currency = held.division().currency();
    return process_ran(held, *report,
                       "Remittances of " + domain::to_string(report->on) + ": " +
                           counted(report->looked_at, "escheat") + " looked at, " + with_thousands(report->due) +
                           " due, " + with_thousands(report->remitted) + " paid to states (" +
                           std::string{currency.str()} + " " + to_string(report->remitted_amount, currency.decimals) +
                           "), " + with_thousands(report->already_remitted) + " paid before, " +
                           with_thousands(report->errors_count) + " in error.");
}

}  // namespace tally::consumers
