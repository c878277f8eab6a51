#pragma once
// Which accounts a collection run has to look into.

#include <functional>

#include "domain/core/date.h"
#include "domain/core/text.h"
#include "projections/reader.h"

namespace tally::projections {

struct AccountToCollect {
    domain::AccountId account;
    bool open = false;        // Something of its collection is open; else one may have to be started.
    bool has_policy = false;  // Its collection's terms, or its class on the day, have steps.
};
// Accounts with a collection or severance that is open, but for those whose next step's day has not come; and those
// with something overdue for as long as the first step of their class says. In the order of their ids. Returns how many
// accounts were looked at.
[[nodiscard]] Result<std::uint64_t> each_account_to_collect(const Reader&, domain::Date on,
                                                            const std::function<void(const AccountToCollect&)>& use);

}  // namespace tally::projections
