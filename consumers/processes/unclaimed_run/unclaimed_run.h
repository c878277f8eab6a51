#pragma once
// Unclaimed property as a process manager: finds accounts whose property is dormant, sends credit.send_unclaimed_notice
// where the owner is to be written to, and credit.escheat where the owner had time since, under command ids that make a
// second run of the day, or one that was cut off and started again, do nothing twice. What is dormant, and what comes
// first, the domain decides; accounts of which no service ended early enough are not looked at.

#include <cstdint>
#include <vector>

#include "consumers/processes/account_run.h"
#include "domain/core/money.h"

namespace tally::consumers {

// Each account with dormant property is counted once: dormant is the sum of noticed, escheated, waiting, already_done,
// skipped and errors_count, where the run was not interrupted.
struct UnclaimedRunReport {
    domain::Date on;
    std::uint64_t looked_at = 0;
    std::uint64_t dormant = 0;
    std::uint64_t noticed = 0;
    std::uint64_t escheated = 0;
    domain::MoneySum escheated_amount;
    std::uint64_t waiting = 0;
    std::uint64_t already_done = 0;
    std::uint64_t skipped = 0;
    std::uint64_t errors_count = 0;
    bool interrupted = false;
    std::vector<RunError> errors;
    std::vector<RunError> skips;
    template <class T = UnclaimedRunReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"on", &T::on, "Business date."},
                         Field{"looked_at", &T::looked_at, "Accounts whose services ended early enough."},
                         Field{"dormant", &T::dormant, "Of them those with dormant property."},
                         Field{"noticed", &T::noticed, "Owners written to by this run."},
                         Field{"escheated", &T::escheated, "Accounts whose property this run gave to the state."},
                         Field{"escheated_amount", &T::escheated_amount, "How much, before interest of that day."},
                         Field{"waiting", &T::waiting, "Noticed before; their owners still have time."},
                         Field{"already_done", &T::already_done, "By an earlier run of the day."},
                         Field{"skipped", &T::skipped, "Left alone: something comes first, or no policy is in force."},
                         Field{"errors_count", &T::errors_count, "Accounts refused, or in error."},
                         Field{"interrupted", &T::interrupted, "Some that were due were not tried."},
                         Field{"errors", &T::errors, "The first 1,000 errors."},
                         Field{"skips", &T::skips, "The first 1,000 left alone, and why."}};
    }
    bool operator==(const UnclaimedRunReport&) const = default;
};

[[nodiscard]] DivisionResult<UnclaimedRunReport> run_unclaimed(CommandPort&, HeldDivision&, const RunRequest&,
                                                               const OnRunProgress& progress);

}  // namespace tally::consumers
