#pragma once
// What an account's state says of its budget plans: which open items their bills made, and what they ask for.

#include "domain/account/state.h"

namespace tally::domain {

// Whether a bill under the agreement's present plan made the item, and no true-up settled it since.
[[nodiscard]] inline bool billed_on_plan(const AccountState& account, const OpenItem& item) {
    const ServiceAgreement* agreement = account.agreement(item.sa);
    return agreement && !agreement->budget_amount.is_zero() && item.position > agreement->budget_position;
}

// What the account's budget plans ask for on each bill, together.
[[nodiscard]] inline Money budget_of(const AccountState& account) {
    Money amount;
    for (const ServiceAgreement& agreement : account.agreements)
        if (!agreement.final_billed && agreement.status != SaStatus::cancelled) amount += agreement.budget_amount;
    return amount;
}

// Charged less asked for by the bills of the agreement's plan that are not settled: what a settlement would ask for.
// Payments take as much from what is owed of an item as from what is asked for.
[[nodiscard]] inline Money budget_difference(const AccountState& account, const ServiceAgreementId& sa) {
    Money difference;
    for (const OpenItem& item : account.items)
        if (item.sa == sa && billed_on_plan(account, item)) difference += item.payoff_open - item.current_open;
    return difference;
}

}  // namespace tally::domain
