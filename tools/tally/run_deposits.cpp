// tally run deposit-interest, tally run deposit-review.

#include <algorithm>

#include "consumers/processes/deposit_run/deposit_run.h"
#include "eventstore/codec/json.h"
#include "tools/tally/run_process.h"

namespace tally::tools {

namespace {

void print_deposit_run(const consumers::DepositRunReport& report, std::uint8_t decimals) {
    const bool interest = report.kind == consumers::DepositRunKind::interest;
    print("Deposits on " + domain::to_string(report.date) + ": " + counted(report.looked_at, "account") +
          " looked at, " + std::to_string(report.done) + (interest ? " with interest accrued" : " refunded") +
          (report.done_before == 0 ? "" : ", " + std::to_string(report.done_before) + " done before") +
          (report.nothing == 0 ? "" : ", " + std::to_string(report.nothing) + " with interest that rounds to zero") +
          (report.refused == 0 ? "" : ", " + std::to_string(report.refused) + " refused") + ".\n");
    for (const auto& line : report.lines)
        print("  " + line.account.str() + (line.deposit.empty() ? "" : " " + line.deposit.str()) + ": " +
              line.what.str() + (line.amount.is_zero() ? "" : " " + to_string(line.amount, decimals)) + ": " +
              line.explanation.str() + "\n");
    if (report.interrupted) print("Interrupted: run it again, it goes on where it stopped.\n");
}

consumers::DivisionResult<void> run_deposits_in(Session& session, consumers::CommandPort& port,
                                                consumers::HeldDivision& held, const ProcessRun& run,
                                                consumers::DepositRunKind kind) {
    const auto report = consumers::run_deposits(port, held, {kind, run.date, run.actor, run.received_at},
                                                [] { return !interrupted(); });
    if (!report) return tl::unexpected(report.error());
    const auto& division = held.division();
    if (session.json)
        print(eventstore::to_json(*report, division.json()) + "\n");
    else
        print_deposit_run(*report, division.currency().decimals);
    if (report->refused > 0 || report->interrupted) session.exit_code = std::max(session.exit_code, exit_refused);
    return {};
}

}  // namespace

consumers::DivisionResult<void> run_deposit_interest_process(Session& session, consumers::CommandPort& port,
                                                             consumers::HeldDivision& held, const ProcessRun& run) {
    return run_deposits_in(session, port, held, run, consumers::DepositRunKind::interest);
}
consumers::DivisionResult<void> run_deposit_review_process(Session& session, consumers::CommandPort& port,
                                                           consumers::HeldDivision& held, const ProcessRun& run) {
    return run_deposits_in(session, port, held, run, consumers::DepositRunKind::review);
}

}  // namespace tally::tools
