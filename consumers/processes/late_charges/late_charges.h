#pragma once
// The late-charge run as a process manager: finds the accounts with something overdue and sends
// account.assess_late_charges for each, under command ids that make a second run of the day, or one that was cut off
// and started again, charge nothing twice. What is charged the domain decides.

#include <cstdint>
#include <vector>

#include "consumers/processes/account_run.h"

namespace tally::consumers {

using LateChargeRequest = RunRequest;
using LateChargeError = RunError;
using LateChargeProgress = RunProgress;

// Each account that was overdue is counted once: overdue is the sum of the five counts behind it, where the run was not
// interrupted.
struct LateChargeReport {
    domain::Date on;
    std::uint64_t looked_at = 0;
    std::uint64_t overdue = 0;
    std::uint64_t charged = 0;
    std::uint64_t already_charged = 0;
    std::uint64_t nothing_due = 0;
    std::uint64_t without_policy = 0;
    std::uint64_t errors_count = 0;
    std::uint64_t charges = 0;
    bool interrupted = false;
    std::vector<LateChargeError> errors;
    template <class T = LateChargeReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"on", &T::on, "Business date."},
            Field{"looked_at", &T::looked_at, "Accounts of the division."},
            Field{"overdue", &T::overdue, "Accounts with something overdue, past the grace of their class."},
            Field{"charged", &T::charged, "Charged by this run."},
            Field{"already_charged", &T::already_charged, "Charged on that day by an earlier run."},
            Field{"nothing_due", &T::nothing_due, "Overdue, but disputed, below the floor or charged for already."},
            Field{"without_policy", &T::without_policy, "Of a class without a late charge in force."},
            Field{"errors_count", &T::errors_count, "Accounts in error."},
            Field{"charges", &T::charges, "Late charges that this run made."},
            Field{"interrupted", &T::interrupted, "Some that were overdue were not tried."},
            Field{"errors", &T::errors, "The first 1,000 errors."}};
    }
    bool operator==(const LateChargeReport&) const = default;
};

// progress is called after each answer and may return false to stop; what was sent is finished first.
[[nodiscard]] DivisionResult<LateChargeReport> run_late_charges(CommandPort&, HeldDivision&, const LateChargeRequest&,
                                                                const OnRunProgress& progress);

}  // namespace tally::consumers
