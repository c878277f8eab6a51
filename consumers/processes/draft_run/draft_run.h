#pragma once
// Drafts of a day as a process manager: finds bills that said that they would be drafted by the day, and sends
// autopay.draft for each, under command ids that make a second run of the day, or one that was cut off and started
// again, draft nothing twice. What may not be drafted is listed and not sent: such as what is above a customer's limit,
// or stayed by a bankruptcy.

#include <cstdint>
#include <vector>

#include "consumers/processes/account_run.h"

namespace tally::consumers {

// Each draft that is due is counted once: due is the sum of drafted, already_drafted, nothing_left, skipped and
// errors_count, where the run was not interrupted.
struct DraftRunReport {
    domain::Date on;
    std::uint64_t looked_at = 0;
    std::uint64_t due = 0;
    domain::MoneySum due_amount;
    std::uint64_t drafted = 0;
    domain::MoneySum drafted_amount;
    std::uint64_t already_drafted = 0;
    std::uint64_t nothing_left = 0;
    std::uint64_t skipped = 0;
    std::uint64_t errors_count = 0;
    bool interrupted = false;
    std::vector<RunError> errors;
    std::vector<RunError> skips;
    template <class T = DraftRunReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"on", &T::on, "Business date."},
            Field{"looked_at", &T::looked_at, "Accounts that have or had a mandate."},
            Field{"due", &T::due, "Bills whose draft was announced for the day, or for one shortly before it."},
            Field{"due_amount", &T::due_amount, "What may be drafted of them."},
            Field{"drafted", &T::drafted, "Of them those that this run drafted."},
            Field{"drafted_amount", &T::drafted_amount, "Their sum."},
            Field{"already_drafted", &T::already_drafted, "Drafted on that day by an earlier run."},
            Field{"nothing_left", &T::nothing_left, "Paid otherwise, disputed or asked for in instalments."},
            Field{"skipped", &T::skipped, "Left alone: above the customer's limit, or stayed."},
            Field{"errors_count", &T::errors_count, "Drafts refused, or in error."},
            Field{"interrupted", &T::interrupted, "Some that were due were not tried."},
            Field{"errors", &T::errors, "The first 1,000 errors."},
            Field{"skips", &T::skips, "The first 1,000 left alone, and why."}};
    }
    bool operator==(const DraftRunReport&) const = default;
};

[[nodiscard]] DivisionResult<DraftRunReport> run_drafts(CommandPort&, HeldDivision&, const RunRequest&,
                                                        const OnRunProgress& progress);

}  // namespace tally::consumers
