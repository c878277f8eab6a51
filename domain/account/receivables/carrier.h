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
// by id. nullptr where the account has none: the fee is then an open item of the account itself [rule 28].
[[nodiscard]] const ServiceAgreement* fee_carrier(const AccountState&);
// When the account's next bill is due, seen from `today`: charges made between bills age from it [rules 8, 13]. The
// next bill is today's where its cycle's window is open and has not billed the account, or where no window is to come;
// else that of the first day of the next window.
[[nodiscard]] Decided<Date> next_due_date(const SettingsState&, const AccountState&, Date today);

// The number of the account's next special charge.
[[nodiscard]] DocumentId next_special_charge(const AccountState&);

}  // namespace tally::domain
