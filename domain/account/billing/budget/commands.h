#pragma once
// What can be asked about budget plans. An agreement, amount or date left empty takes the default that its field names.

#include <string_view>

#include "domain/account/billing/budget/types.h"
#include "domain/core/type_list.h"

namespace tally::domain {

struct EnrolInBudget {
    static constexpr std::string_view type_name = "budget.enrol";
    AccountId account;
    ServiceAgreementId sa;
    Money amount;
    Plain amount_reason;
    Date on;
    template <class T = EnrolInBudget>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"sa", &T::sa, "Agreement whose bills ask for a plan's amount; empty where there is one."},
            Field{"amount", &T::amount,
                  "For each bill; zero: a month's mean of the last 12 months billed, rounded up."},
            Field{"amount_reason", &T::amount_reason,
                  "Why the amount is given, without personal data; only with an amount."},
            Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const EnrolInBudget&) const = default;
};

// Settles the plan: current becomes payoff, and the next bills ask for a new amount.
struct TrueUpBudget {
    static constexpr std::string_view type_name = "budget.true_up";
    AccountId account;
    ServiceAgreementId sa;
    Money amount;
    Plain amount_reason;
    Date on;
    template <class T = TrueUpBudget>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"sa", &T::sa, "Agreement in a budget plan; empty where there is one."},
                         Field{"amount", &T::amount,
                               "For each bill; zero: a month's mean of the last 12 months billed, rounded up."},
                         Field{"amount_reason", &T::amount_reason,
                               "Why the amount is given, without personal data; only with an amount."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const TrueUpBudget&) const = default;
};

// Ends the plan: current becomes payoff, and the next bills ask for what they charge.
struct LeaveBudget {
    static constexpr std::string_view type_name = "budget.leave";
    AccountId account;
    ServiceAgreementId sa;
    Plain leave_reason;
    Date on;
    template <class T = LeaveBudget>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"sa", &T::sa, "Agreement in a budget plan; empty where there is one."},
                         Field{"leave_reason", &T::leave_reason, "Why, without personal data."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const LeaveBudget&) const = default;
};

using BudgetCommand = TypeList<EnrolInBudget, TrueUpBudget, LeaveBudget>;

}  // namespace tally::domain
