#pragma once
// By the rules of which customer class an account is treated: its customer type may name another one than its own.

#include "domain/account/state.h"
#include "domain/settings/state.h"

namespace tally::domain {

// The class whose days to pay, fees, late charges, arrangements, drafts and collection hold for the account on the day.
// `since`: see SettingsState::rules_class().
[[nodiscard]] inline const Code& rules_class_of(const SettingsState& settings, const AccountState& account, Date on,
                                                Date* since = nullptr) {
    return settings.rules_class(account.customer_class, account.customer_type, on, since);
}

}  // namespace tally::domain
