#pragma once
// How each process is run by its name, and what its report is in words.

#include "consumers/processes/process.h"
#include "eventstore/codec/json.h"

namespace tally::consumers {

[[nodiscard]] DivisionResult<ProcessRan> run_arrangements_process(CommandPort&, HeldDivision&, const ProcessRequest&,
                                                                  const OnRunProgress&);
[[nodiscard]] DivisionResult<ProcessRan> run_budgets_process(CommandPort&, HeldDivision&, const ProcessRequest&,
                                                             const OnRunProgress&);
[[nodiscard]] DivisionResult<ProcessRan> run_collections_process(CommandPort&, HeldDivision&, const ProcessRequest&,
                                                                 const OnRunProgress&);
[[nodiscard]] DivisionResult<ProcessRan> run_collective_bills_process(CommandPort&, HeldDivision&,
                                                                      const ProcessRequest&, const OnRunProgress&);
[[nodiscard]] DivisionResult<ProcessRan> run_corrections_process(CommandPort&, HeldDivision&, const ProcessRequest&,
                                                                 const OnRunProgress&);
[[nodiscard]] DivisionResult<ProcessRan> run_deposit_interest_process(CommandPort&, HeldDivision&,
                                                                      const ProcessRequest&, const OnRunProgress&);
[[nodiscard]] DivisionResult<ProcessRan> run_deposit_review_process(CommandPort&, HeldDivision&, const ProcessRequest&,
                                                                    const OnRunProgress&);
[[nodiscard]] DivisionResult<ProcessRan> run_drafts_process(CommandPort&, HeldDivision&, const ProcessRequest&,
                                                            const OnRunProgress&);
[[nodiscard]] DivisionResult<ProcessRan> run_estimates_process(CommandPort&, HeldDivision&, const ProcessRequest&,
                                                               const OnRunProgress&);
[[nodiscard]] DivisionResult<ProcessRan> run_late_charges_process(CommandPort&, HeldDivision&, const ProcessRequest&,
                                                                  const OnRunProgress&);
[[nodiscard]] DivisionResult<ProcessRan> run_refunds_process(CommandPort&, HeldDivision&, const ProcessRequest&,
                                                             const OnRunProgress&);
[[nodiscard]] DivisionResult<ProcessRan> run_remittances_process(CommandPort&, HeldDivision&, const ProcessRequest&,
                                                                 const OnRunProgress&);
[[nodiscard]] DivisionResult<ProcessRan> run_unclaimed_process(CommandPort&, HeldDivision&, const ProcessRequest&,
                                                               const OnRunProgress&);
[[nodiscard]] DivisionResult<ProcessRan> run_unbilled_process(CommandPort&, HeldDivision&, const ProcessRequest&,
                                                              const OnRunProgress&);
[[nodiscard]] DivisionResult<ProcessRan> run_write_offs_process(CommandPort&, HeldDivision&, const ProcessRequest&,
                                                                const OnRunProgress&);

// Of a report with errors; text: its sentence.
template <class Report>
[[nodiscard]] ProcessRan process_ran(HeldDivision& held, const Report& report, std::string text) {
    ProcessRan ran;
    ran.outcome.text = domain::Plain{std::move(text)};
    ran.outcome.errors_count = report.errors_count;
    ran.outcome.errors = report.errors;
    ran.outcome.interrupted = report.interrupted;
    if constexpr (requires { report.skips; }) {
        ran.outcome.notes_count = report.skipped;
        ran.outcome.notes = report.skips;
    }
    ran.json = eventstore::to_json(report, held.division().json());
    return ran;
}

}  // namespace tally::consumers
