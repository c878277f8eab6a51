#pragma once
// Deposits as a process manager: interest of all that are held, and refunds of those that passed their test. It looks
// only at accounts that have deposits. Command ids are made of the date and what is moved, so that a run that was cut
// off, or is run again, does nothing twice.

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "consumers/commands/command_port.h"
#include "consumers/commands/held_division.h"
#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"

namespace tally::consumers {

enum class DepositRunKind : std::uint8_t { interest, review };
constexpr auto enum_names(DepositRunKind) {
    return std::to_array<std::string_view>({"interest", "review"});
}

struct DepositRunRequest {
    DepositRunKind kind = DepositRunKind::interest;
    domain::Date date;  // Last day of the interest; day of the review and of its refunds.
    domain::Plain actor;
    domain::Instant received_at;  // Of every command, where the division has simulated time.
    // Shown every command before it is sent.
    std::function<void(const eventstore::ParsedCommand&)> sends = {};
};

// `what` of a line that recommends more.
inline constexpr std::string_view deposit_ask_more = "ask_more";

// A deposit that was not settled by the run, and why; of a review also what is to be asked for.
struct DepositRunLine {
    domain::AccountId account;
    domain::DocumentId deposit;
    domain::Code what;
    domain::Money amount;
    domain::Plain explanation;
    template <class T = DepositRunLine>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"deposit", &T::deposit, "The deposit; empty: all of the account."},
                         Field{"what", &T::what, "`ask_more`, or name of the rejection."},
                         Field{"amount", &T::amount, "How much more is recommended."},
                         Field{"explanation", &T::explanation, "Why, or what to do."}};
    }
    bool operator==(const DepositRunLine&) const = default;
};

// What `tally run deposit-interest --json` and `deposit-review --json` print.
struct DepositRunReport {
    DepositRunKind kind = DepositRunKind::interest;
    domain::Date date;
    std::uint64_t looked_at = 0;
    std::uint64_t commands = 0;
    std::uint64_t done = 0;
    std::uint64_t done_before = 0;
    std::uint64_t nothing = 0;
    std::uint64_t refused = 0;
    bool interrupted = false;
    std::vector<DepositRunLine> lines;
    template <class T = DepositRunReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"kind", &T::kind, "What was run."},
                         Field{"date", &T::date, "For which day."},
                         Field{"looked_at", &T::looked_at, "Accounts that have, or had, deposits."},
                         Field{"commands", &T::commands, "Commands that were sent."},
                         Field{"done", &T::done, "Of them: interest accrued, or deposits refunded, by this run."},
                         Field{"done_before", &T::done_before, "By an earlier run for the same day."},
                         Field{"nothing", &T::nothing, "Interest that rounds to zero, and waits for a later day."},
                         Field{"refused", &T::refused, "Refused for another reason."},
                         Field{"interrupted", &T::interrupted, "Some were not tried."},
                         Field{"lines", &T::lines, "The first 1,000 that people must look at."}};
    }
    bool operator==(const DepositRunReport&) const = default;
};
inline constexpr std::size_t deposit_run_lines_kept_max = 1'000;

// go_on is called after each answer and may return false to stop; what was sent is finished first.
[[nodiscard]] DivisionResult<DepositRunReport> run_deposits(CommandPort&, HeldDivision&, const DepositRunRequest&,
                                                            const std::function<bool()>& go_on);

}  // namespace tally::consumers
