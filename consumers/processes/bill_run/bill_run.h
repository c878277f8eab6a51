#pragma once
// The bill run as a process manager: reads which accounts of a cycle are due and sends bill.account for each, under
// command ids that make a second run, or one that was cut off and started again, bill each account once. It knows a
// port and a source only, so it runs against a store of its own, against a division on Kafka and against a server
// alike.

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "consumers/commands/command_port.h"
#include "consumers/commands/held_division.h"
#include "consumers/processes/bill_run/bill_source.h"
#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"

namespace tally::consumers {

struct BillRunRequest {
    domain::Code cycle;
    domain::Date bill_date;
    domain::Plain actor;
    domain::Instant received_at;  // Of every command, where the division has simulated time.
    // Shown every command before it is sent.
    std::function<void(const eventstore::ParsedCommand&)> sends = {};
};

// An account without a bill, and why. The next run within the window tries it again.
struct BillRunError {
    domain::AccountId account;
    domain::ServiceAgreementId sa;
    domain::Code reason;
    domain::Plain explanation;
    template <class T = BillRunError>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"sa", &T::sa, "Its service agreement; empty: the account itself."},
                         Field{"reason", &T::reason, "Name of the rejection."},
                         Field{"explanation", &T::explanation, "What to do."}};
    }
    bool operator==(const BillRunError&) const = default;
};

struct BillRunProgress {
    std::uint64_t due = 0;
    std::uint64_t answered = 0;
};

// What `tally bill --json` prints. Each account that was due is counted once: due is the sum of the five counts behind
// it, where the run was not interrupted.
struct BillRunReport {
    domain::Code cycle;
    domain::Date bill_date;
    std::uint64_t due = 0;
    std::uint64_t billed = 0;
    std::uint64_t already_billed = 0;
    std::uint64_t nothing_to_bill = 0;
    std::uint64_t without_agreement = 0;
    std::uint64_t errors_count = 0;
    bool interrupted = false;
    std::vector<BillRunError> errors;
    std::vector<domain::AccountId> accounts_without_agreement;
    template <class T = BillRunReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"cycle", &T::cycle, "The bill cycle."},
            Field{"bill_date", &T::bill_date, "Bill date, and the cut-off for reads."},
            Field{"due", &T::due, "Accounts that were due when the run began."},
            Field{"billed", &T::billed, "Their bills were written by this run."},
            Field{"already_billed", &T::already_billed, "Billed since the run began, or by an earlier run."},
            Field{"nothing_to_bill", &T::nothing_to_bill, "Nothing to bill on that date."},
            Field{"without_agreement", &T::without_agreement, "Without a service agreement: charged nothing."},
            Field{"errors_count", &T::errors_count, "Accounts in error; each may have several errors."},
            Field{"interrupted", &T::interrupted, "Some that were due were not tried."},
            Field{"errors", &T::errors, "The first 1,000 errors."},
            Field{"accounts_without_agreement", &T::accounts_without_agreement, "The first 1,000 of them."}};
    }
    bool operator==(const BillRunReport&) const = default;
};
inline constexpr std::size_t bill_run_errors_kept_max = 1'000;

// progress is called after each answer and may return false to stop; what was sent is finished first.
// Nothing: no window of the cycle contains the date, and nothing was tried.
// Errors: those of port and reader, and of a command that failed with one.
[[nodiscard]] DivisionResult<std::optional<BillRunReport>> run_bills(
    CommandPort&, BillSource&, const BillRunRequest&, const std::function<bool(const BillRunProgress&)>& progress);
// Of a division that this program holds.
[[nodiscard]] DivisionResult<std::optional<BillRunReport>> run_bills(
    CommandPort&, HeldDivision&, const BillRunRequest&, const std::function<bool(const BillRunProgress&)>& progress);

}  // namespace tally::consumers
