// tally run arrangements.

#include <algorithm>
#include <optional>

#include "consumers/processes/arrangement_run/arrangement_run.h"
#include "eventstore/codec/json.h"
#include "tools/tally/run_process.h"

namespace tally::tools {

namespace {

void print_for_people(const consumers::ArrangementRunReport& report) {
    print("Payment arrangements of " + domain::to_string(report.on) + ": " + counted(report.looked_at, "account") +
          " looked at, " + std::to_string(report.due) + " with something to do, " + std::to_string(report.advanced) +
          " advanced (" + counted(report.instalments, "instalment") + " billed), " +
          std::to_string(report.already_advanced) + " advanced before, " + std::to_string(report.nothing_due) +
          " with nothing due, " + std::to_string(report.errors_count) + " in error.\n");
    for (const auto& error : report.errors)
        print("  " + error.account.str() + ": " + error.reason.str() + ": " + error.explanation.str() + "\n");
    if (report.errors_count > report.errors.size())
        print("  … and " + counted(report.errors_count - report.errors.size(), "more account") + " in error\n");
    if (report.interrupted) print("Interrupted: run it again, it goes on where it stopped.\n");
}

}  // namespace

consumers::DivisionResult<void> run_arrangements_process(Session& session, consumers::CommandPort& port,
                                                         consumers::HeldDivision& held, const ProcessRun& run) {
    std::optional<Progress> progress;
    const auto report = consumers::run_arrangements(port, held, {run.date, run.actor, run.received_at},
                                                    [&](const consumers::ArrangementRunProgress& now) {
                                                        if (!progress) progress.emplace("accounts", now.due);
                                                        progress->at(now.answered);
                                                        return !interrupted();
                                                    });
    progress.reset();
    if (!report) return tl::unexpected(report.error());
    if (session.json)
        print(eventstore::to_json(*report, {}) + "\n");
    else
        print_for_people(*report);
    if (report->errors_count > 0 || report->interrupted) session.exit_code = std::max(session.exit_code, exit_refused);
    return {};
}

}  // namespace tally::tools
