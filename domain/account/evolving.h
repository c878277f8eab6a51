#pragma once
// What every fold of an account's event does first.

#include "domain/envelope.h"
#include "domain/world.h"

namespace tally::domain {

// The account's state to be changed, with the event's place in the stream and in the log noted.
inline AccountState& evolving(MutableWorld& world, const Envelope& envelope, const AccountId& id) {
    AccountState& account = world.account_part(id);
    account.version = envelope.version + 1;
    account.last_position = envelope.position;
    return account;
}

}  // namespace tally::domain
