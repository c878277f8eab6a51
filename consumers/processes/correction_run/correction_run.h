#pragma once
// Corrections of bills as a process manager: finds accounts whose bills may differ from what was measured, and sends
// bill.correct for each, under command ids that name what made the correction due. So a second run, or one that was cut
// off and started again, corrects nothing twice, and one after further facts of the same day corrects those. Which
// bills differ, and what they charge instead, the domain decides.

#include <cstdint>
#include <vector>

#include "consumers/processes/account_run.h"

namespace tally::consumers {

// due is the sum of corrected, already_corrected and errors_count, where the run was not interrupted.
struct CorrectionRunReport {
    domain::Date on;
    std::uint64_t looked_at = 0;
    std::uint64_t due = 0;
    std::uint64_t corrected = 0;
    std::uint64_t already_corrected = 0;
    std::uint64_t errors_count = 0;
    bool interrupted = false;
    std::vector<RunError> errors;
    template <class T = CorrectionRunReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"on", &T::on, "Business date."},
                         Field{"looked_at", &T::looked_at, "Accounts of which a correction was ever due."},
                         Field{"due", &T::due, "Accounts of which one is due."},
                         Field{"corrected", &T::corrected, "Looked at and corrected by this run."},
                         Field{"already_corrected", &T::already_corrected, "Corrected meanwhile."},
                         Field{"errors_count", &T::errors_count, "Accounts refused, or in error: they stay due."},
                         Field{"interrupted", &T::interrupted, "Some that were due were not tried."},
                         Field{"errors", &T::errors, "The first 1,000 errors."}};
    }
    bool operator==(const CorrectionRunReport&) const = default;
};

[[nodiscard]] DivisionResult<CorrectionRunReport> run_corrections(CommandPort&, HeldDivision&, const RunRequest&,
                                                                  const OnRunProgress& progress);

}  // namespace tally::consumers
