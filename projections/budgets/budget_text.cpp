// Budget plans as text.
#include "projections/budgets/budget_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

// Days are shown with the last one that counts.
std::string charge_days(Date from, Date until) {
    return to_string(from) + " to " + to_string(until - 1);
}

std::string basis_of(const BudgetTerms& terms, const Texts& texts) {
    if (terms.basis == BudgetBasis::given) return "given: " + terms.reason.str();
    return "the mean month of " + texts.amount(terms.billed) + " for " +
           charge_days(terms.computed_from, terms.computed_until);
}

void bill_table(const BudgetAnswer& plan, const Texts& texts, std::string& out) {
    TextTable table({{"Billed"},
                     {"Invoice"},
                     {"For"},
                     {"Charged", Align::right},
                     {"Asked for", Align::right},
                     {"Difference to date", Align::right}});
    for (const auto& one : plan.bills)
        table.row({to_string(one.billed_on), one.invoice.str(), charge_days(one.from, one.until),
                   texts.money(one.charged), texts.money(one.asked), texts.money(one.difference)});
    if (table.empty()) return;
    table.rule();
    table.row({"", "", "", texts.money(plan.charged), texts.money(plan.asked), texts.money(plan.difference)});
    table.write(out, 2);
}

void plan_text(const BudgetAnswer& plan, const Texts& texts, std::string& out) {
    out += '\n';
    field(out, "Budget plan",
          plan.sa.str() + " (" + plan.service.str() + ")  " + texts.amount(plan.terms.amount) + " a bill  " +
              words(plan.state.str()));
    field(out, "  amount", basis_of(plan.terms, texts));
    field(out, "  enrolled", to_string(plan.enrolled_on));
    if (plan.settled_on != plan.enrolled_on) field(out, "  trued up", to_string(plan.settled_on));
    if (plan.review_on.is_set()) field(out, "  next review", to_string(plan.review_on));
    if (plan.ended_on.is_set())
        field(out, "  ended",
              to_string(plan.ended_on) + ": " + words(plan.cause.str()) +
                  (plan.reason.empty() ? "" : " (" + plan.reason.str() + ")"));
    bill_table(plan, texts, out);
    for (const auto& one : plan.settlements)
        field(out, "  settlement",
              one.sync.str() + " of " + to_string(one.on) + ": " + words(name_of(one.cause)) + ", " +
                  texts.amount(one.amount) + " more asked for");
}

}  // namespace

void render(const BudgetsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    out += '\n';
    field(out, "Owed", texts.amount(answer.payoff));
    field(out, "Asked for now", texts.amount(answer.current));
    if (!answer.plan_type.empty())
        field(out, "Payment plan", words(answer.plan_type.str()) + ": " + texts.amount(answer.plan_amount) + " a bill");
    if (answer.budgets.empty()) out += "The account has no budget plan.\n";
    for (const auto& plan : answer.budgets) plan_text(plan, texts, out);
    for (const auto& one : answer.computed) {
        if (one.in_plan) continue;
        out += '\n';
        const bool none = one.amount.is_zero();
        field(out, "Could enrol",
              one.sa.str() + " (" + one.service.str() + ")  " +
                  (none ? "for an amount that is given" : texts.amount(one.amount) + " a bill"));
        field(out, "  amount",
              none ? "nothing was billed that one could be computed from"
                   : "the mean month of " + texts.amount(one.billed) + " for " +
                         charge_days(one.computed_from, one.computed_until));
    }
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

}  // namespace tally::projections
