#pragma once
// The write-off run as a process manager: finds what is long overdue of agreements that have ended, and sends
// debt.write_off for each document and agreement, under command ids that make a second run of the day, or one that was
// cut off and started again, write off nothing twice. Whether it may be written off the domain decides.

#include <cstdint>
#include <vector>

#include "consumers/processes/account_run.h"
#include "domain/core/money.h"

namespace tally::consumers {

// Each item is counted once: items is the sum of written_off, already_written_off and errors_count, where the run was
// not interrupted. Accounts that are skipped are counted apart.
struct WriteOffRunReport {
    domain::Date on;
    std::uint32_t days = 0;
    std::uint64_t looked_at = 0;
    std::uint64_t items = 0;
    std::uint64_t written_off = 0;
    std::uint64_t already_written_off = 0;
    std::uint64_t skipped = 0;
    std::uint64_t errors_count = 0;
    domain::Money debt;
    bool interrupted = false;
    std::vector<RunError> errors;
    std::vector<RunError> skips;
    template <class T = WriteOffRunReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"on", &T::on, "Business date."},
            Field{"days", &T::days, "Overdue for more days than these.", "days"},
            Field{"looked_at", &T::looked_at, "Accounts of the division."},
            Field{"items", &T::items, "Items of ended agreements that are overdue for longer."},
            Field{"written_off", &T::written_off, "Written off by this run."},
            Field{"already_written_off", &T::already_written_off, "Written off on that day by an earlier run."},
            Field{"skipped", &T::skipped, "Accounts not tried: something must be settled first."},
            Field{"errors_count", &T::errors_count, "Items refused, or in error."},
            Field{"debt", &T::debt, "What was open of the items when the run began."},
            Field{"interrupted", &T::interrupted, "Some that were due were not tried."},
            Field{"errors", &T::errors, "The first 1,000 errors."},
            Field{"skips", &T::skips, "The first 1,000 accounts that were skipped, and why."}};
    }
    bool operator==(const WriteOffRunReport&) const = default;
};

// `days`: an item is due that was overdue for more days than these on the day of the request.
[[nodiscard]] DivisionResult<WriteOffRunReport> run_write_offs(CommandPort&, HeldDivision&, const RunRequest&,
                                                               std::uint32_t days, const OnRunProgress& progress);

}  // namespace tally::consumers
