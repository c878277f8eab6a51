#pragma once
// Accounts that are due in a window of the day and lack a read or usage for a bill of it.

#include <functional>

#include "domain/account/billing/usage_selection.h"
#include "projections/reader.h"

namespace tally::projections {

struct MissingOfAccount {
    const domain::AccountState& account;
    const domain::ServiceAgreement& agreement;
    const domain::BillCycleWindow& window;
    domain::MissingRead missing;
    bool may_be_estimated = false;
};
// Cycle by cycle, in the order of their codes and of account ids; only cycles with a window around the day, and of
// those only accounts behind `after` that were not billed in it yet. `use` may return false to stop. Returns how many
// accounts were looked at.
struct AfterAccount {
    domain::Code cycle;
    domain::AccountId account;
};
[[nodiscard]] Result<std::uint64_t> each_missing_read(const Reader&, domain::Date on, const AfterAccount& after,
                                                      const std::function<bool(const MissingOfAccount&)>& use);

}  // namespace tally::projections
