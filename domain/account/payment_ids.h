#pragma once
// Ids that the ledger makes for payments from the account's own counters, so that the most frequent command needs no
// look-up of ids taken and no row in the directory.

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/text.h"

namespace tally::domain {

// <account><mark><number>: two of these are made for each payment.
template <class Id>
[[nodiscard]] Id numbered_id(const AccountId& account, std::string_view mark, std::uint64_t number) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    std::string id = account.str();
    id.append(mark).append(digits.data(), end);
    return Id{std::move(id)};
}
[[nodiscard]] inline PaymentId payment_id(const AccountId& account, std::uint64_t number) {
    return numbered_id<PaymentId>(account, "-P", number);
}
// Of the first account paid, where the command names none.
[[nodiscard]] inline PaymentEventId payment_event_id(const AccountId& account, std::uint64_t number) {
    return numbered_id<PaymentEventId>(account, "-PE", number);
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
