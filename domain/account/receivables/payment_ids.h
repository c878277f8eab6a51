#pragma once
// Ids that the ledger makes for payments from the account's own counters, so that the most frequent command needs no
// look-up of ids taken and no row in the directory.

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/account/made_ids.h"

namespace tally::domain {

[[nodiscard]] inline PaymentId payment_id(const AccountId& account, std::uint64_t number) {
    return numbered_id<PaymentId>(account, payment_mark, number);
}
// Of the first account paid, where the command names none.
[[nodiscard]] inline PaymentEventId payment_event_id(const AccountId& account, std::uint64_t number) {
    return numbered_id<PaymentEventId>(account, payment_event_mark, number);
}
// The account such an id was made from; nullopt for an id that was given. Given ids may not look like this.
[[nodiscard]] inline std::optional<std::string_view> account_in(const PaymentEventId& id) {
    const std::string_view text = id.str();
    const auto digits = text.find_last_not_of("0123456789");
    if (digits == std::string_view::npos || digits + 1 == text.size() || digits < 3) return std::nullopt;
    if (text.substr(digits - 2, 3) != "-PE") return std::nullopt;
    return text.substr(0, digits - 2);
}

}  // namespace tally::domain
