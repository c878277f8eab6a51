#pragma once
// What bills say beside figures, from the control table of messages and inserts.

#include <vector>

#include "domain/account/state.h"
#include "domain/settings/state.h"

namespace tally::domain {

// A bill has room for so many messages, and so many inserts weigh no more than a letter does.
inline constexpr std::size_t bill_messages_max = 5;
inline constexpr std::size_t bill_inserts_max = 3;

// Those in force for the account on the bill date, by priority, then by code; inserts after messages. Collection
// messages are for accounts with overdue debt. What the most urgent ones leave no room for is not on the bill.
[[nodiscard]] std::vector<Plain> bill_messages(const SettingsState&, const AccountState&, Date bill_date);

}  // namespace tally::domain
