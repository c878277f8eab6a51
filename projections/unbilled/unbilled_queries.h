#pragma once
// What was accrued of an account's unbilled revenue, and which accounts may have some.

#include <functional>

#include "projections/reader.h"
#include "projections/unbilled/unbilled_answers.h"

namespace tally::projections {

// From the account's events: one is a month's.
[[nodiscard]] Answered<UnbilledAnswer> unbilled(const Reader&, const domain::AccountId&, const AsOf&);

struct AccountToAccrue {
    domain::AccountId account;
    std::uint64_t last_position = 0;  // Of its latest event: what is accrued again after others has an id of its own.
};
// Accounts with an agreement that was supplied before the period's end, and those accrued in it: whether something is
// unbilled, the domain decides. In the order of the accounts' ids. Returns how many accounts were looked at.
[[nodiscard]] Result<std::uint64_t> each_account_to_accrue(const Reader&, domain::Date period_until,
                                                           const std::function<void(const AccountToAccrue&)>& use);

// What is accrued of a period, over all accounts.
struct AccruedOfPeriod {
    std::uint64_t accounts = 0;
    domain::MoneySum amount;
};
struct WithoutBasis {
    domain::AccountId account;
    std::uint32_t agreements = 0;
};
[[nodiscard]] Result<AccruedOfPeriod> accrued_of_period(const Reader&, domain::Date period_until,
                                                        const std::function<void(const WithoutBasis&)>& use);

}  // namespace tally::projections
