#pragma once
// The refund run as a process manager: finds credit that is left on accounts to which nothing is supplied and for which
// no bill is to come, and sends credit.refund for each, under command ids that make a second run of the day, or one
// that was cut off and started again, refund nothing twice. How much may leave the account the domain decides.

#include <cstdint>
#include <vector>

#include "consumers/processes/account_run.h"
#include "domain/core/money.h"

namespace tally::consumers {

// Each account with credit left is counted once: with_credit is the sum of the four counts behind it, where the run was
// not interrupted.
struct RefundRunReport {
    domain::Date on;
    std::uint64_t looked_at = 0;
    std::uint64_t with_credit = 0;
    std::uint64_t refunded = 0;
    std::uint64_t already_refunded = 0;
    std::uint64_t skipped = 0;
    std::uint64_t errors_count = 0;
    domain::Money credit;
    bool interrupted = false;
    std::vector<RunError> errors;
    std::vector<RunError> skips;
    template <class T = RefundRunReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"on", &T::on, "Business date."},
            Field{"looked_at", &T::looked_at, "Accounts of the division."},
            Field{"with_credit", &T::with_credit, "Accounts with credit left after their last bill."},
            Field{"refunded", &T::refunded, "Refunded by this run."},
            Field{"already_refunded", &T::already_refunded, "Refunded on that day by an earlier run."},
            Field{"skipped", &T::skipped, "Not tried: something must be settled first."},
            Field{"errors_count", &T::errors_count, "Refused, or in error."},
            Field{"credit", &T::credit, "What was to be refunded when the run began, without the skipped."},
            Field{"interrupted", &T::interrupted, "Some that were due were not tried."},
            Field{"errors", &T::errors, "The first 1,000 errors."},
            Field{"skips", &T::skips, "The first 1,000 that were skipped, and why."}};
    }
    bool operator==(const RefundRunReport&) const = default;
};

[[nodiscard]] DivisionResult<RefundRunReport> run_refunds(CommandPort&, HeldDivision&, const RunRequest&,
                                                          const OnRunProgress& progress);

}  // namespace tally::consumers
