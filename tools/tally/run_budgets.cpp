// tally run budgets.

#include "consumers/processes/budget_run/budget_run.h"
#include "tools/tally/run_process.h"

namespace tally::tools {

namespace {

void print_budgets_for_people(const consumers::BudgetRunReport& report, std::uint8_t) {
    print("Budget plans of " + domain::to_string(report.on) + ": " + counted(report.looked_at, "account") +
          " looked at, " + counted(report.due, "plan") + " with twelve months over, " +
          std::to_string(report.trued_up) + " trued up, " + std::to_string(report.already_trued_up) +
          " trued up before, " + std::to_string(report.errors_count) + " in error, " + std::to_string(report.skipped) +
          " skipped.\n");
    print_run_errors(report.errors, report.errors_count, "in error");
    print_run_errors(report.skips, report.skipped, "skipped");
}

}  // namespace

consumers::DivisionResult<void> run_budgets_process(Session& session, consumers::CommandPort& port,
                                                    consumers::HeldDivision& held, const ProcessRun& run) {
    const consumers::RunRequest request{run.date, run.actor, run.received_at};
    return show_run(
        session, held, "plans",
        [&](const consumers::OnRunProgress& progress) { return consumers::run_budgets(port, held, request, progress); },
        print_budgets_for_people);
}

}  // namespace tally::tools
