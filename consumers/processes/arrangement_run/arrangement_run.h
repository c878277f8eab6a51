#pragma once
// The arrangement run as a process manager: finds the accounts whose payment arrangements have something to do on the
// day and sends account.advance_arrangements for each, under command ids that make a second run of the day, or one that
// was cut off and started again, bill nothing twice. What is billed, broken or kept the domain decides.

#include <cstdint>
#include <vector>

#include "consumers/processes/account_run.h"

namespace tally::consumers {

using ArrangementRunRequest = RunRequest;
using ArrangementRunError = RunError;
using ArrangementRunProgress = RunProgress;

// Each account with something to do is counted once: `due` is the sum of the four counts behind it, where the run was
// not interrupted.
struct ArrangementRunReport {
    domain::Date on;
    std::uint64_t looked_at = 0;
    std::uint64_t due = 0;
    std::uint64_t advanced = 0;
    std::uint64_t already_advanced = 0;
    std::uint64_t nothing_due = 0;
    std::uint64_t errors_count = 0;
    std::uint64_t instalments = 0;
    bool interrupted = false;
    std::vector<ArrangementRunError> errors;
    template <class T = ArrangementRunReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"on", &T::on, "Business date."},
            Field{"looked_at", &T::looked_at, "Accounts that have or had an arrangement."},
            Field{"due", &T::due, "Accounts with an instalment that is near, may be overdue, or was the last one."},
            Field{"advanced", &T::advanced, "Of them, where this run billed, broke or found kept."},
            Field{"already_advanced", &T::already_advanced, "Done on that day by an earlier run."},
            Field{"nothing_due", &T::nothing_due, "Nothing to do: such as paid in time, or still within the grace."},
            Field{"errors_count", &T::errors_count, "Accounts in error."},
            Field{"instalments", &T::instalments, "Instalments that this run billed."},
            Field{"interrupted", &T::interrupted, "Some that were due were not tried."},
            Field{"errors", &T::errors, "The first 1,000 errors."}};
    }
    bool operator==(const ArrangementRunReport&) const = default;
};

// progress is called after each answer and may return false to stop; what was sent is finished first.
[[nodiscard]] DivisionResult<ArrangementRunReport> run_arrangements(CommandPort&, HeldDivision&,
                                                                    const ArrangementRunRequest&,
                                                                    const OnRunProgress& progress);

}  // namespace tally::consumers
