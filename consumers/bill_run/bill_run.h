#pragma once
// The bill run as a process manager: sends bill.account for every account of a cycle that is due, under command ids
// that make a second run, or one that was cut off and started again, bill each account once.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "domain/core/date.h"
#include "domain/core/text.h"
#include "eventstore/division/division.h"
#include "eventstore/result.h"

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
    domain::ServiceAgreementId sa;  // Empty: the account itself.
    std::string reason;             // Name of the rejection.
    std::string explanation;
};

struct BillRunProgress {
    std::uint64_t due = 0;
    std::uint64_t answered = 0;
};

// Each account that was due is counted once: due = the five counts below it, where the run was not interrupted.
struct BillRunReport {
    bool window_found = true;  // False: no window of the cycle contains the date, and nothing was tried.
    std::uint64_t due = 0;
    std::uint64_t billed = 0;          // Of this run: their bills were written now.
    std::uint64_t already_billed = 0;  // Since the list of those due was made, or by an earlier run.
    std::uint64_t nothing_to_bill = 0;
    std::uint64_t without_agreement = 0;  // An account without a service agreement is charged nothing.
    std::uint64_t errors_count = 0;       // Accounts; each may have several errors.
    std::vector<BillRunError> errors;     // The first errors_kept_max.
    std::vector<domain::AccountId> accounts_without_agreement;  // As many at most.
    bool interrupted = false;
};
inline constexpr std::size_t bill_run_errors_kept_max = 1'000;
inline constexpr std::size_t bill_run_batch_accounts = 512;  // Two batches are under way at a time.

// progress is called after each batch and may return false to stop; what was sent is finished first.
// Errors: those of the store, and of a command that failed with one.
[[nodiscard]] eventstore::Result<BillRunReport> run_bills(eventstore::Division&, const BillRunRequest&,
                                                          const std::function<bool(const BillRunProgress&)>& progress);

}  // namespace tally::consumers
