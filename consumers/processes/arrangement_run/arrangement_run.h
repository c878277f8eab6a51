#pragma once
// The arrangement run as a process manager: finds the accounts whose payment arrangements have something to do on the
// day and sends account.advance_arrangements for each, under command ids that make a second run of the day, or one that
// was cut off and started again, bill nothing twice. What is billed, broken or kept the domain decides.

#include <cstdint>
#include <functional>
#include <vector>

#include "consumers/commands/command_port.h"
#include "consumers/commands/held_division.h"
#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"

namespace tally::consumers {

struct ArrangementRunRequest {
    domain::Date on;
    domain::Plain actor;
    domain::Instant received_at;  // Of every command, where the division has simulated time.
};

struct ArrangementRunError {
    domain::AccountId account;
    domain::Code reason;
    domain::Plain explanation;
    template <class T = ArrangementRunError>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"reason", &T::reason, "Name of the rejection."},
                         Field{"explanation", &T::explanation, "What to do."}};
    }
    bool operator==(const ArrangementRunError&) const = default;
};

struct ArrangementRunProgress {
    std::uint64_t accounts = 0;
    std::uint64_t answered = 0;
};

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
inline constexpr std::size_t arrangement_errors_kept_max = 1'000;

// progress is called after each answer and may return false to stop; what was sent is finished first.
[[nodiscard]] DivisionResult<ArrangementRunReport> run_arrangements(
    CommandPort&, HeldDivision&, const ArrangementRunRequest&,
    const std::function<bool(const ArrangementRunProgress&)>& progress);

}  // namespace tally::consumers
