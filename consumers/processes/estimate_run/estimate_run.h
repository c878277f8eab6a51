#pragma once
// Estimates as a process manager: finds reads and usage that are missing for bills of the day, of accounts that are due
// in a window whose estimate date has come, and sends premise.estimate_read for each, under command ids that make a
// second run of the day, or one that was cut off and started again, estimate nothing twice. What an estimate rests on,
// and whether it is allowed, the domain decides. What is in doubt is left to a person, and listed.

#include <cstdint>
#include <vector>

#include "consumers/processes/account_run.h"

namespace tally::consumers {

// Each channel is counted once: due is the sum of estimated, already_estimated and errors_count, where the run was not
// interrupted. Those that are skipped are counted apart.
struct EstimateRunReport {
    domain::Date on;
    std::uint64_t looked_at = 0;
    std::uint64_t due = 0;
    std::uint64_t estimated = 0;
    std::uint64_t already_estimated = 0;
    std::uint64_t not_allowed = 0;
    std::uint64_t skipped = 0;
    std::uint64_t errors_count = 0;
    bool interrupted = false;
    std::vector<RunError> errors;
    std::vector<RunError> skips;
    template <class T = EstimateRunReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"on", &T::on, "Business date."},
                         Field{"looked_at", &T::looked_at, "Accounts that are due in a window of that day."},
                         Field{"due", &T::due, "Channels without a read or usage that may be estimated."},
                         Field{"estimated", &T::estimated, "Estimated by this run."},
                         Field{"already_estimated", &T::already_estimated, "On that day by an earlier run."},
                         Field{"not_allowed", &T::not_allowed,
                               "Channels without a read or usage that may not be estimated, or not yet."},
                         Field{"skipped", &T::skipped, "Not tried: what was reported is in doubt."},
                         Field{"errors_count", &T::errors_count, "Refused, or in error."},
                         Field{"interrupted", &T::interrupted, "Some that were due were not tried."},
                         Field{"errors", &T::errors, "The first 1,000 errors."},
                         Field{"skips", &T::skips, "The first 1,000 that were skipped, by account, and why."}};
    }
    bool operator==(const EstimateRunReport&) const = default;
};

[[nodiscard]] DivisionResult<EstimateRunReport> run_estimates(CommandPort&, HeldDivision&, const RunRequest&,
                                                              const OnRunProgress& progress);

}  // namespace tally::consumers
