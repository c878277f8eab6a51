#pragma once
// What an account's open disputes hold back of its open items.

#include "domain/account/overdue/state.h"
#include "domain/account/state.h"
#include "domain/world.h"

namespace tally::domain {

// What of the item's open amount no dispute holds back: what money that names no document may pay.
[[nodiscard]] Money undisputed_amount(const OpenItem&, const AccountOverdue&);
// The account's disputes; none, without a look at the part, where the state says that none is open.
[[nodiscard]] const AccountOverdue& disputes_of(World&, const AccountState&);

// Due before the day, still open and not disputed, of all items together.
[[nodiscard]] Money undisputed_overdue(World&, const AccountState&, Date day);

}  // namespace tally::domain
