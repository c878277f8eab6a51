#pragma once
// Which accounts a late-charge run has to look into: those with something overdue, past the grace of their class.

#include <cstdint>
#include <functional>

#include "domain/core/date.h"
#include "domain/core/text.h"
#include "projections/reader.h"

namespace tally::projections {

struct OverdueAccount {
    domain::AccountId account;
    domain::Date oldest_due;
    bool has_policy = false;  // Its class has a late charge in force on the day.
};

// In the order of their ids; `use` may return false to stop. Returns how many accounts were looked at.
[[nodiscard]] Result<std::uint64_t> each_overdue_account(const Reader&, domain::Date on,
                                                         const std::function<bool(const OverdueAccount&)>& use);

}  // namespace tally::projections
