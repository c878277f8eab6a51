#pragma once
// The rules of accounts and of the persons on them that setting up a customer is made of.

#include <string>

#include "domain/draft.h"

namespace tally::domain {

// `path` is where the command stands within the one being decided, such as "account.".
[[nodiscard]] Decided<AccountId> record_account(Draft&, const OpenAccount&, const std::string& path);
[[nodiscard]] Decided<void> record_link(Draft&, const LinkPerson&, const std::string& path);

}  // namespace tally::domain
