#pragma once
// Budget plans of an account, and those of the division that are to be trued up.

#include <functional>

#include "projections/budgets/budget_answers.h"
#include "projections/reader.h"

namespace tally::projections {

// From the account's events: plans are few, and asked for seldom.
[[nodiscard]] Answered<BudgetsAnswer> budgets(const Reader&, const domain::AccountId&, const AsOf&);

struct PlanToReview {
    domain::AccountId account;
    domain::ServiceAgreementId sa;
    domain::Date settled_on;
    domain::DocumentId disputed;  // Of the agreement, which must be resolved first; empty: nothing is.
};
// Plans of agreements that are supplied, made or trued up last twelve months before that day or longer ago. In the
// order of the accounts' ids. Returns how many accounts were looked at.
[[nodiscard]] Result<std::uint64_t> each_plan_to_review(const Reader&, domain::Date on,
                                                        const std::function<void(const PlanToReview&)>& use);

// Twelve months after.
[[nodiscard]] domain::Date budget_review_day(domain::Date settled_on);

}  // namespace tally::projections
