#pragma once
// Revenue that was earned in a period and not billed in its books, and its reversal in the next. No customer owes more
// or less by them. Names and field order are on disk: add, never edit.

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/about.h"
#include "domain/account/billing/unbilled/types.h"
#include "domain/books/posting.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// One that replaces another of its period posts the difference.
struct UnbilledAccrued {
    static constexpr std::string_view type_name = "account.unbilled_accrued";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::unbilled;
    AccountId account;
    DocumentId accrual;
    std::uint32_t sequence = 0;
    Date period_from;
    Date period_until;
    Date accrued_on;
    DocumentId replaces;
    std::vector<UnbilledAgreement> agreements;
    std::vector<UnbilledRevenue> revenue;
    Money amount;
    Money previous_amount;
    Financial financial;
    static constexpr std::tuple makes{NamedId{"accrual", &UnbilledAccrued::accrual}};
    template <class T = UnbilledAccrued>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"accrual", &T::accrual, "The accrual: account and sequence."},
            Field{"sequence", &T::sequence, "1, 2, … within the account."},
            Field{"period_from", &T::period_from, "First day of the accounting period."},
            Field{"period_until", &T::period_until, "First day after it: of the next one."},
            Field{"accrued_on", &T::accrued_on, "Business date."},
            Field{"replaces", &T::replaces, "The accrual of this period before it; empty: it is the first."},
            Field{"agreements", &T::agreements, "Those with days that are not billed; none: all was billed since."},
            Field{"revenue", &T::revenue, "By account of the general ledger."},
            Field{"amount", &T::amount, "Sum of the revenue."},
            Field{"previous_amount", &T::previous_amount, "Of the accrual that it replaces."},
            Field{"financial", &T::financial,
                  "UNBILLED / REV by the difference, on the period's last day; payoff and current are zero."}};
    }
    bool operator==(const UnbilledAccrued&) const = default;
};

// In the same commit, for the next period: its bills have the revenue.
struct UnbilledReversed {
    static constexpr std::string_view type_name = "account.unbilled_reversed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::unbilled;
    AccountId account;
    DocumentId accrual;
    Money amount;
    Financial financial;
    template <class T = UnbilledReversed>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"accrual", &T::accrual, "The accrual."},
                         Field{"amount", &T::amount, "What the accrual posted."},
                         Field{"financial", &T::financial, "The exact negation, on the next period's first day."}};
    }
    bool operator==(const UnbilledReversed&) const = default;
};

using UnbilledEvent = TypeList<UnbilledAccrued, UnbilledReversed>;

}  // namespace tally::domain
