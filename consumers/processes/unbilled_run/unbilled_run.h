#pragma once
// Unbilled revenue of an accounting period as a process manager: sends unbilled.accrue for every account that may have
// days which are not billed, under command ids that name its latest event. So a second run, or one that was cut off and
// started again, posts nothing twice, and one after further bills or reads posts what they change. What is earned, the
// domain decides.

#include <cstdint>
#include <vector>

#include "consumers/processes/account_run.h"

namespace tally::consumers {

// due is the sum of accrued, already_accrued, nothing_unbilled and errors_count, where the run was not interrupted.
struct UnbilledRunReport {
    domain::Date on;
    domain::Date period_from;
    domain::Date period_until;
    std::uint64_t looked_at = 0;
    std::uint64_t due = 0;
    std::uint64_t accrued = 0;
    std::uint64_t already_accrued = 0;
    std::uint64_t nothing_unbilled = 0;
    std::uint64_t accounts = 0;
    domain::MoneySum amount;
    std::uint64_t skipped = 0;
    std::uint64_t errors_count = 0;
    bool interrupted = false;
    std::vector<RunError> errors;
    std::vector<RunError> skips;
    template <class T = UnbilledRunReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"on", &T::on, "Business date, within the period."},
            Field{"period_from", &T::period_from, "First day of the accounting period; absent: none holds the day."},
            Field{"period_until", &T::period_until, "First day after it."},
            Field{"looked_at", &T::looked_at, "Accounts of the division."},
            Field{"due", &T::due, "Accounts that may have days which are not billed."},
            Field{"accrued", &T::accrued, "By this run, for the first time or by a difference."},
            Field{"already_accrued", &T::already_accrued, "Before, and nothing has changed."},
            Field{"nothing_unbilled", &T::nothing_unbilled, "All of their days are billed, or earned nothing."},
            Field{"accounts", &T::accounts, "With unbilled revenue of the period, after the run."},
            Field{"amount", &T::amount, "Of all of them."},
            Field{"skipped", &T::skipped, "Accounts with agreements whose usage has no basis: only days are charged."},
            Field{"errors_count", &T::errors_count, "Accounts refused, or in error."},
            Field{"interrupted", &T::interrupted, "Some that were due were not tried."},
            Field{"errors", &T::errors, "The first 1,000 errors."},
            Field{"skips", &T::skips, "The first 1,000 accounts whose usage has no basis."}};
    }
    bool operator==(const UnbilledRunReport&) const = default;
};

[[nodiscard]] DivisionResult<UnbilledRunReport> run_unbilled(CommandPort&, HeldDivision&, const RunRequest&,
                                                             const OnRunProgress& progress);

}  // namespace tally::consumers
