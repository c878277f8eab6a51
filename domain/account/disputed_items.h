#pragma once
// Which part of an account's open items is disputed.

#include "domain/account/overdue/state.h"
#include "domain/account/state.h"
#include "domain/world.h"

namespace tally::domain {

// The undisputed part of the item's open amount, which is all that a payment naming no document may pay.
[[nodiscard]] Money undisputed_amount(const OpenItem&, const AccountOverdue&);
// The account's disputes; none, without a look at the part, where the state says that none is open.
[[nodiscard]] const AccountOverdue& disputes_of(World&, const AccountState&);

// Due before the day, still open and not disputed, of all items together.
[[nodiscard]] Money undisputed_overdue(World&, const AccountState&, Date day);

}  // namespace tally::domain
