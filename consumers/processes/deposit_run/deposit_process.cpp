#include "consumers/processes/deposit_run/deposit_run.h"
#include "consumers/processes/process_runs.h"
#include "projections/render/counted.h"

namespace tally::consumers {

namespace {

std::string sentence_of(const DepositRunReport& report) {
    using projections::with_thousands;
    return "Deposits on " + domain::to_string(report.date) + ": " + projections::counted(report.looked_at, "account") +
           " looked at, " + with_thousands(report.done) +
           (report.kind == DepositRunKind::interest ? " with interest accrued" : " refunded") +
           (report.done_before == 0 ? "" : ", " + with_thousands(report.done_before) + " done before") +
           (report.nothing == 0 ? "" : ", " + with_thousands(report.nothing) + " with interest that rounds to zero") +
           (report.refused == 0 ? "" : ", " + with_thousands(report.refused) + " refused") + ".";
}

// A deposit whose review recommends more is no error.
RunError looked_at(const DepositRunLine& line, std::uint8_t decimals) {
    std::string explanation;
    if (!line.deposit.empty()) explanation = line.deposit.str() + ": ";
    if (!line.amount.is_zero()) explanation += to_string(line.amount, decimals) + ": ";
    return {line.account, line.what, domain::Plain{explanation + line.explanation.str()}};
}

DivisionResult<ProcessRan> run_deposits_process(CommandPort& port, HeldDivision& held, const ProcessRequest& request,
                                                DepositRunKind kind, const OnRunProgress& progress) {
    const auto& run = request.run;
    const auto report =
        run_deposits(port, held, {kind, run.on, run.actor, run.received_at, run.sends}, [&] { return progress({}); });
    if (!report) return tl::unexpected(report.error());
    ProcessRan ran;
    ran.outcome.text = domain::Plain{sentence_of(*report)};
    ran.outcome.errors_count = report->refused;
    ran.outcome.interrupted = report->interrupted;
    for (const auto& line : report->lines) {
        const bool note = line.what == domain::Code{deposit_ask_more};
        (note ? ran.outcome.notes : ran.outcome.errors).push_back(looked_at(line, held.division().currency().decimals));
        if (note) ++ran.outcome.notes_count;
    }
    ran.json = eventstore::to_json(*report, held.division().json());
    return ran;
}

}  // namespace

DivisionResult<ProcessRan> run_deposit_interest_process(CommandPort& port, HeldDivision& held,
                                                        const ProcessRequest& request, const OnRunProgress& progress) {
    return run_deposits_process(port, held, request, DepositRunKind::interest, progress);
}
DivisionResult<ProcessRan> run_deposit_review_process(CommandPort& port, HeldDivision& held,
                                                      const ProcessRequest& request, const OnRunProgress& progress) {
    return run_deposits_process(port, held, request, DepositRunKind::review, progress);
}

}  // namespace tally::consumers
