#pragma once
// What an account holds of its owner.

#include "domain/account/state.h"

namespace tally::domain {

// Credit that is not on hold, and deposits with interest so far.
struct HeldProperty {
    Money credit;
    Money deposits;
    [[nodiscard]] Money total() const { return credit + deposits; }
};
[[nodiscard]] inline HeldProperty held_property(const AccountState& account) {
    HeldProperty held;
    for (const UnappliedCredit& credit : account.unapplied)
        if (!credit.on_hold) held.credit += credit.amount;
    held.deposits = account.deposits_held;
    return held;
}

}  // namespace tally::domain
