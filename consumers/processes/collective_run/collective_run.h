#pragma once
// Collective billing as a process manager: sends collective.issue_statement for every master whose accounts are billed
// together, under command ids of the day, so that a second run, or one that was cut off and started again, issues none
// twice. What a statement lists, the domain decides.

#include <cstdint>
#include <vector>

#include "consumers/processes/account_run.h"

namespace tally::consumers {

// due is the sum of issued, already_issued, nothing_to_bill and errors_count, where the run was not interrupted.
struct CollectiveRunReport {
    domain::Date on;
    std::uint64_t due = 0;
    std::uint64_t issued = 0;
    std::uint64_t already_issued = 0;
    std::uint64_t nothing_to_bill = 0;
    std::uint64_t errors_count = 0;
    bool interrupted = false;
    std::vector<RunError> errors;
    template <class T = CollectiveRunReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"on", &T::on, "Bill date."},
                         Field{"due", &T::due, "Masters with collective billing."},
                         Field{"issued", &T::issued, "Statements of this run."},
                         Field{"already_issued", &T::already_issued, "Statements of the day from before."},
                         Field{"nothing_to_bill", &T::nothing_to_bill,
                               "Masters of which no account owes, is owed, or was billed since."},
                         Field{"errors_count", &T::errors_count, "Masters refused, or in error."},
                         Field{"interrupted", &T::interrupted, "Some that were due were not tried."},
                         Field{"errors", &T::errors, "The first 1,000 errors, by the account of the payer."}};
    }
    bool operator==(const CollectiveRunReport&) const = default;
};

[[nodiscard]] DivisionResult<CollectiveRunReport> run_collectives(CommandPort&, HeldDivision&, const RunRequest&,
                                                                  const OnRunProgress& progress);

}  // namespace tally::consumers
