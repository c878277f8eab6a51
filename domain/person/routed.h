#pragma once
// Whether an account's routing uses an address, e-mail or phone that is to be removed from a person: bills must not
// become undeliverable unnoticed.

#include "domain/core/refusal.h"
#include "domain/world.h"

namespace tally::domain {

// Each refuses where a routing that gets copies would no longer reach the person without it, and names the account.
[[nodiscard]] Decided<void> address_may_go(World&, const PersonState&, const AddressId&);
[[nodiscard]] Decided<void> email_may_go(World&, const PersonState&);
[[nodiscard]] Decided<void> phone_may_go(World&, const PersonState&, const Code& phone_type);

}  // namespace tally::domain
