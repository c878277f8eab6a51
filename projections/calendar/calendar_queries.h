#pragma once
// Questions about bill cycles, and what a bill run has to bill.

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "projections/calendar/calendar_answers.h"
#include "projections/page.h"
#include "projections/reader.h"

namespace tally::projections {

// All cycles; with a code that one and its accounts. Nothing: no such cycle. Only as of now.
[[nodiscard]] Answered<CalendarAnswer> calendar(const Reader&, const domain::Code& cycle = {}, const Page& = {});

// Whether a window of the cycle contains the date.
[[nodiscard]] Result<bool> in_window(const Reader&, const domain::Code& cycle, domain::Date bill_date);
// Accounts of the cycle in id order that were not billed in the window around this bill date yet: what a bill run
// bills. `use` may return false to stop.
struct DueAccount {
    domain::AccountId account;
    std::uint32_t error_attempts = 0;       // In this window.
    std::uint32_t cancelled_statement = 0;  // Sequence of a statement cancelled since the last bill; 0: none.
};
[[nodiscard]] Result<void> each_due_account(const Reader&, const domain::Code& cycle, domain::Date bill_date,
                                            const std::function<bool(const DueAccount&)>& use);
// The same from an answer about the cycle, whole. Nothing: none of its windows contains the date.
[[nodiscard]] std::optional<std::vector<DueAccount>> due_accounts(const CalendarCycle&, domain::Date bill_date);

}  // namespace tally::projections
