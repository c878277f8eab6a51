#pragma once
// Which service agreement carries a charge made between bills, and from which day it ages.

#include <string>

#include "domain/account/state.h"
#include "domain/core/refusal.h"
#include "domain/settings/state.h"

namespace tally::domain {

// The agreement a command names in `field`; where it names none, the only one that could be meant. Closed ones can
// carry money, and are reactivated by it; cancelled ones cannot. The pointer lives as long as the state.
[[nodiscard]] Decided<const ServiceAgreement*> named_or_only_agreement(const AccountState&, const ServiceAgreementId&,
                                                                       std::string field);
// The agreement for a fee that concerns none by itself: live before stopped before closed, then by pay priority, then
// by id. nullptr where the account has none.
[[nodiscard]] const ServiceAgreement* fee_carrier(const AccountState&);
// The due date of a bill of that day: charges made then age from it [rules 8, 13].
[[nodiscard]] Decided<Date> next_due_date(const SettingsState&, const AccountState&, Date on);

}  // namespace tally::domain
