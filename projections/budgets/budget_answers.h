#pragma once
// Budget plans of an account, those that stand and those that ended: what was charged and what was asked for.

#include <cstdint>
#include <vector>

#include "domain/account/billing/budget/types.h"
#include "projections/answer_parts.h"

namespace tally::projections {

// A bill of the plan.
struct BudgetBillAnswer {
    domain::DocumentId invoice;
    domain::Date billed_on;
    domain::Date from;
    domain::Date until;
    domain::Money charged;
    domain::Money asked;
    domain::Money difference;
    template <class T = BudgetBillAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"invoice", &T::invoice, "The invoice."},
            Field{"billed_on", &T::billed_on, "Bill date."},
            Field{"from", &T::from, "First charge day."},
            Field{"until", &T::until, "First day after the charge days."},
            Field{"charged", &T::charged, "What was charged for them: owed."},
            Field{"asked", &T::asked, "What was asked for in its place."},
            Field{"difference", &T::difference, "Charged less asked, of this bill and those of the plan before it."}};
    }
    bool operator==(const BudgetBillAnswer&) const = default;
};

// When what was asked for became what is owed.
struct BudgetSettlementAnswer {
    domain::DocumentId sync;
    domain::Date on;
    domain::SyncCause cause = domain::SyncCause::budget_left;
    domain::Money amount;
    std::uint64_t position = 0;
    template <class T = BudgetSettlementAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"sync", &T::sync, "Its number."}, Field{"on", &T::on, "Business date."},
                         Field{"cause", &T::cause, "Why."},
                         Field{"amount", &T::amount, "How much more was asked for; below zero: less."},
                         Field{"position", &T::position, "Position of its event."}};
    }
    bool operator==(const BudgetSettlementAnswer&) const = default;
};

struct BudgetAnswer {
    domain::ServiceAgreementId sa;
    domain::Code service;
    domain::Code state;
    domain::BudgetTerms terms;
    domain::Date enrolled_on;
    domain::Date settled_on;
    domain::Date review_on;
    domain::Money charged;
    domain::Money asked;
    domain::Money difference;
    std::vector<BudgetBillAnswer> bills;
    std::vector<BudgetSettlementAnswer> settlements;
    domain::Date ended_on;
    domain::Code cause;
    domain::Plain reason;
    std::uint64_t position = 0;
    template <class T = BudgetAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"sa", &T::sa, "The agreement."},
            Field{"service", &T::service, "What is supplied."},
            Field{"state", &T::state, "standing, ended."},
            Field{"terms", &T::terms, "The amount of each bill, and where it is from."},
            Field{"enrolled_on", &T::enrolled_on, "Business date."},
            Field{"settled_on", &T::settled_on, "When it was trued up last; never: when it was made."},
            Field{"review_on", &T::review_on, "Twelve months later: when it is to be trued up; absent: it ended."},
            Field{"charged", &T::charged, "By its bills since then."},
            Field{"asked", &T::asked, "By its bills since then."},
            Field{"difference", &T::difference,
                  "Charged less asked, to date: what a settlement would ask for; below zero: give back."},
            Field{"bills", &T::bills, "Those that stand and are not settled yet, oldest first."},
            Field{"settlements", &T::settlements, "Oldest first."},
            Field{"ended_on", &T::ended_on, "Business date; absent: it stands."},
            Field{"cause", &T::cause, "Whether a user ended it, or the service's end."},
            Field{"reason", &T::reason, "Why a user ended it."},
            Field{"position", &T::position, "Position of the event that made it."}};
    }
    bool operator==(const BudgetAnswer&) const = default;
};

// What an enrolment or a true-up would compute today.
struct ComputedBudgetAnswer {
    domain::ServiceAgreementId sa;
    domain::Code service;
    bool in_plan = false;
    domain::Money amount;
    domain::Money billed;
    domain::Date computed_from;
    domain::Date computed_until;
    template <class T = ComputedBudgetAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"sa", &T::sa, "An agreement that is supplied."},
            Field{"service", &T::service, "What is supplied."},
            Field{"in_plan", &T::in_plan, "Whether it is in a budget plan."},
            Field{"amount", &T::amount, "For each bill; zero: nothing was billed that it could be computed from."},
            Field{"billed", &T::billed, "For the days from which it is computed."},
            Field{"computed_from", &T::computed_from, "First of those charge days."},
            Field{"computed_until", &T::computed_until, "First day after them."}};
    }
    bool operator==(const ComputedBudgetAnswer&) const = default;
};

struct BudgetsAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Date aged_on;
    AccountHeading heading;
    domain::Code plan_type;
    domain::Money plan_amount;
    domain::Money payoff;
    domain::Money current;
    std::vector<BudgetAnswer> budgets;
    std::vector<ComputedBudgetAnswer> computed;
    domain::Code currency;
    template <class T = BudgetsAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
                         Field{"aged_on", &T::aged_on, "Day on which amounts were computed."},
                         Field{"heading", &T::heading, "Account, main customer, location."},
                         Field{"pymtPlanType", &T::plan_type, "budget; empty: no agreement is in a plan."},
                         Field{"pymtPlanAmt", &T::plan_amount, "What the next bill asks for by its budget plans."},
                         Field{"payoff", &T::payoff, "What the account truly owes."},
                         Field{"current", &T::current, "What it is asked for now."},
                         Field{"budgets", &T::budgets, "In the order in which they were made."},
                         Field{"computed", &T::computed, "Amounts that could be had, by agreement."},
                         Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const BudgetsAnswer&) const = default;
};

void render(const BudgetsAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
