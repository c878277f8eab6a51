#pragma once
// Remittances to states as a process manager: finds escheats whose report is due by the day and sends
// credit.remit_escheated for each, under its report's name and command ids that make a second run, or one that was cut
// off and started again, pay nothing twice. What came back from a state is left to people.

#include <cstdint>
#include <vector>

#include "consumers/processes/account_run.h"
#include "domain/core/money.h"

namespace tally::consumers {

// due is the sum of remitted, already_remitted and errors_count, where the run was not interrupted.
struct RemittanceRunReport {
    domain::Date on;
    std::uint64_t looked_at = 0;
    std::uint64_t due = 0;
    std::uint64_t remitted = 0;
    domain::MoneySum remitted_amount;
    std::uint64_t already_remitted = 0;
    std::uint64_t errors_count = 0;
    bool interrupted = false;
    std::vector<RunError> errors;
    template <class T = RemittanceRunReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"on", &T::on, "Business date."},
                         Field{"looked_at", &T::looked_at, "Escheats of the division."},
                         Field{"due", &T::due, "Whose report is due by the day, and which no one has."},
                         Field{"remitted", &T::remitted, "Of them those that this run paid to the state."},
                         Field{"remitted_amount", &T::remitted_amount, "Their sum."},
                         Field{"already_remitted", &T::already_remitted, "Paid by an earlier run of the day."},
                         Field{"errors_count", &T::errors_count, "Escheats refused, or in error."},
                         Field{"interrupted", &T::interrupted, "Some that were due were not tried."},
                         Field{"errors", &T::errors, "The first 1,000 errors."}};
    }
    bool operator==(const RemittanceRunReport&) const = default;
};

[[nodiscard]] DivisionResult<RemittanceRunReport> run_remittances(CommandPort&, HeldDivision&, const RunRequest&,
                                                                  const OnRunProgress& progress);

}  // namespace tally::consumers
