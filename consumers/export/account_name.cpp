#include "consumers/export/account_name.h"

#include <array>
#include <cstdint>

#include "domain/core/assert.h"

namespace tally::consumers {

namespace {

// In the order of GlRole; beancount knows only these five roots.
constexpr auto role_names = std::to_array<std::string_view>({
    "Assets:AR",
    "Assets:Cash",
    "Income:Revenue",
    "Liabilities:Tax",
    "Liabilities:Unapplied",
    "Liabilities:Deposits",
    "Expenses:Deposit-Interest",
    "Income:Fees",
    "Expenses:Bad-Debt",
    "Assets:Allowance",
    "Assets:Clearing",
    "Liabilities:Payables",
    "Expenses:Concessions",
    "Liabilities:Suspense",
    "Assets:Unbilled",
    "Liabilities:Escheat",
    "Expenses:Cash-Over-Short",
});
static_assert(role_names.size() == enum_names(domain::GlRole{}).size());

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_plain(char c) {
    return is_digit(c) || is_capital(c) || (c >= 'a' && c <= 'z');
}

}  // namespace

std::string account_part(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string part;
    // Two dashes always begin an escape or, as three, the prefix; so nothing else may make two in a row.
    if (text.empty() || !(is_digit(text.front()) || is_capital(text.front()))) part = "X---";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool single_dash = c == '-' && i > 0 && i + 1 < text.size() && is_plain(text[i + 1]);
        if (is_plain(c) || single_dash) {
            part += c;
            continue;
        }
        const auto byte = static_cast<std::uint8_t>(c);
        part += "--";
        part += hex[byte >> 4];
        part += hex[byte & 15];
    }
    return part;
}

std::string account_name(domain::GlRole role, std::string_view gl_account, std::string_view customer_account) {
    const auto index = static_cast<std::size_t>(role);
    TALLY_ASSERT(index < role_names.size(), "every general ledger role has a journal account");
    std::string name{role_names[index]};
    name += ':';
    name += account_part(gl_account);
    if (role == domain::GlRole::ar || role == domain::GlRole::unapplied || role == domain::GlRole::deposit) {
        name += ':';
        name += account_part(customer_account);
    }
    return name;
}

}  // namespace tally::consumers
