#pragma once
// Names of journal accounts that hledger, ledger and beancount all take: capital or digit first, then letters, digits
// and dashes, parts apart by colons.

#include <string>
#include <string_view>

#include "domain/settings/types.h"

namespace tally::consumers {

// One part. Different texts make different parts: what is not allowed becomes "--" and two hex digits, and a part that
// may not begin as it does begins with "X---". "A-1" stays "A-1".
[[nodiscard]] std::string account_part(std::string_view text);

// "Assets:AR:1100:A-1". What is owed by or to a customer is kept by customer account: AR, unapplied credit, deposits.
[[nodiscard]] std::string account_name(domain::GlRole role, std::string_view gl_account,
                                       std::string_view customer_account);

}  // namespace tally::consumers
