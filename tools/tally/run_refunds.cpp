// tally run refunds.

#include <algorithm>
#include <optional>

#include "consumers/processes/refund_run/refund_run.h"
#include "eventstore/codec/json.h"
#include "tools/tally/run_process.h"

namespace tally::tools {

namespace {

void print_refunds_for_people(const consumers::RefundRunReport& report, std::uint8_t decimals) {
    print("Refunds of " + domain::to_string(report.on) + ": " + counted(report.looked_at, "account") + " looked at, " +
          std::to_string(report.with_credit) + " with credit left, " + to_string(report.credit, decimals) +
          " to be refunded, " + std::to_string(report.refunded) + " refunded, " +
          std::to_string(report.already_refunded) + " refunded before, " + std::to_string(report.skipped) +
          " skipped, " + std::to_string(report.errors_count) + " in error.\n");
    print_run_errors(report.errors, report.errors_count, "in error");
    print_run_errors(report.skips, report.skipped, "skipped");
    if (report.interrupted) print("Interrupted: run it again, it goes on where it stopped.\n");
}

}  // namespace

consumers::DivisionResult<void> run_refunds_process(Session& session, consumers::CommandPort& port,
                                                    consumers::HeldDivision& held, const ProcessRun& run) {
    std::optional<Progress> progress;
    const auto report = consumers::run_refunds(port, held, {run.date, run.actor, run.received_at},
                                               [&](const consumers::RunProgress& now) {
                                                   if (!progress) progress.emplace("accounts", now.due);
                                                   progress->at(now.answered);
                                                   return !interrupted();
                                               });
    progress.reset();
    if (!report) return tl::unexpected(report.error());
    const auto& division = held.division();
    if (session.json)
        print(eventstore::to_json(*report, division.json()) + "\n");
    else
        print_refunds_for_people(*report, division.currency().decimals);
    if (report->errors_count > 0 || report->interrupted) session.exit_code = std::max(session.exit_code, exit_refused);
    return {};
}

}  // namespace tally::tools
