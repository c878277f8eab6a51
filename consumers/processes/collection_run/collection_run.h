#pragma once
// Collections of a day as a process manager: finds accounts whose collection may have something to do, or may have to
// be started, and sends collection.advance for each, under command ids that make a second run of the day, or one that
// was cut off and started again, do nothing twice. What is done, and whether it may be, the domain decides; what a
// protection or a moratorium forbids is left alone and listed.

#include <cstdint>
#include <vector>

#include "consumers/processes/account_run.h"

namespace tally::consumers {

// Each account that is tried is counted once: due is the sum of advanced, already_advanced, nothing_due, skipped and
// errors_count, where the run was not interrupted.
struct CollectionRunReport {
    domain::Date on;
    std::uint64_t looked_at = 0;
    std::uint64_t due = 0;
    std::uint64_t advanced = 0;
    std::uint64_t started = 0;
    std::uint64_t severances = 0;
    std::uint64_t letters = 0;
    std::uint64_t already_advanced = 0;
    std::uint64_t nothing_due = 0;
    std::uint64_t without_policy = 0;
    std::uint64_t skipped = 0;
    std::uint64_t errors_count = 0;
    bool interrupted = false;
    std::vector<RunError> errors;
    std::vector<RunError> skips;
    template <class T = CollectionRunReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"on", &T::on, "Business date."},
            Field{"looked_at", &T::looked_at, "Accounts of the division."},
            Field{"due", &T::due, "Accounts with a collection that may go on, or with debt that may be collected."},
            Field{"advanced", &T::advanced, "Of them those of which this run took a step, or ended something."},
            Field{"started", &T::started, "Collections that it started."},
            Field{"severances", &T::severances, "Severances that it started."},
            Field{"letters", &T::letters, "Letters that it sent."},
            Field{"already_advanced", &T::already_advanced, "Done on that day by an earlier run."},
            Field{"nothing_due", &T::nothing_due, "Nothing may be collected, or the next step's day has not come."},
            Field{"without_policy", &T::without_policy, "Overdue accounts of classes that are not collected from."},
            Field{"skipped", &T::skipped, "Left alone: a protection or a moratorium forbids the step."},
            Field{"errors_count", &T::errors_count, "Accounts refused, or in error."},
            Field{"interrupted", &T::interrupted, "Some that were due were not tried."},
            Field{"errors", &T::errors, "The first 1,000 errors."},
            Field{"skips", &T::skips, "The first 1,000 accounts left alone, and why."}};
    }
    bool operator==(const CollectionRunReport&) const = default;
};

[[nodiscard]] DivisionResult<CollectionRunReport> run_collections(CommandPort&, HeldDivision&, const RunRequest&,
                                                                  const OnRunProgress& progress);

}  // namespace tally::consumers
