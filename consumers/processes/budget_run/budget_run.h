#pragma once
// The yearly review of budget plans as a process manager: finds plans that were made or trued up last twelve months ago
// or longer, and sends budget.true_up for each, under command ids that make a second run of the day, or one that was
// cut off and started again, true up nothing twice. What is asked for then, and the new amount, the domain decides.

#include <cstdint>
#include <vector>

#include "consumers/processes/account_run.h"

namespace tally::consumers {

// Each plan is counted once: due is the sum of trued_up, already_trued_up and errors_count, where the run was not
// interrupted. Accounts that are skipped are counted apart.
struct BudgetRunReport {
    domain::Date on;
    std::uint64_t looked_at = 0;
    std::uint64_t due = 0;
    std::uint64_t trued_up = 0;
    std::uint64_t already_trued_up = 0;
    std::uint64_t skipped = 0;
    std::uint64_t errors_count = 0;
    bool interrupted = false;
    std::vector<RunError> errors;
    std::vector<RunError> skips;
    template <class T = BudgetRunReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"on", &T::on, "Business date."},
                         Field{"looked_at", &T::looked_at, "Accounts of the division."},
                         Field{"due", &T::due, "Plans whose twelve months are over."},
                         Field{"trued_up", &T::trued_up, "Trued up by this run."},
                         Field{"already_trued_up", &T::already_trued_up, "Trued up on that day by an earlier run."},
                         Field{"skipped", &T::skipped, "Plans not tried: something must be settled first."},
                         Field{"errors_count", &T::errors_count, "Plans refused, or in error."},
                         Field{"interrupted", &T::interrupted, "Some that were due were not tried."},
                         Field{"errors", &T::errors, "The first 1,000 errors."},
                         Field{"skips", &T::skips, "The first 1,000 plans that were skipped, by account, and why."}};
    }
    bool operator==(const BudgetRunReport&) const = default;
};

[[nodiscard]] DivisionResult<BudgetRunReport> run_budgets(CommandPort&, HeldDivision&, const RunRequest&,
                                                          const OnRunProgress& progress);

}  // namespace tally::consumers
