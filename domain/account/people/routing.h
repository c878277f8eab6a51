#pragma once
// A person's place on an account as it may be stored: defaults filled in, locks applied, contradictions refused by name
// [rule 22].

#include <string>

#include "domain/draft.h"

namespace tally::domain {

// `held` is the place as it stands, nullptr for a new one. Whether the person is main is the account's to say, not the
// command's: see `main`.
[[nodiscard]] Decided<AccountPerson> checked_place(World&, const std::string& path, const AccountPerson& given,
                                                   bool main, const AccountPerson* held);
[[nodiscard]] bool same_place(World&, const AccountPerson& held, const AccountPerson& given);

}  // namespace tally::domain
