#pragma once
// What a review of an account's deposits says: nothing is changed by it.

#include <string>
#include <vector>

#include "domain/account/receivables/deposits/state.h"
#include "domain/core/refusal.h"
#include "domain/world.h"

namespace tally::domain {

// The amount that a class recommends for an agreement, or for the whole account.
struct RecommendedDeposit {
    Money billed;  // By the bills of those months, less what was taken back.
    std::uint16_t months = 0;
    std::uint16_t bills = 0;
    Money amount;  // Rounded once; zero: the class recommends none, or nothing was billed.
};
[[nodiscard]] RecommendedDeposit recommended_deposit(World&, const AccountId&, const DepositClass&,
                                                     const ServiceAgreementId&, Date on);

struct ReviewedDeposit {
    DocumentId deposit;
    Date held_since;    // Unset: nothing is held.
    Date test_on;       // First day on which it may be refunded; unset: only at the end.
    Money not_counted;  // Interest of days that are not accrued yet.
    std::uint32_t late_bills = 0;
    std::uint32_t returned_tenders = 0;
    std::uint32_t delinquencies_allowed = 0;
    bool due_for_refund = false;
    std::string why;
    RecommendedDeposit recommended;
    Money in_place;  // Cash held and asked for, of all deposits of that class and agreement.
    Money ask_more;  // Where that is short by more than the tolerance.
};
[[nodiscard]] Decided<std::vector<ReviewedDeposit>> review_deposits(World&, const AccountId&, Date on);

}  // namespace tally::domain
