// Balances and open items as text.
#include "projections/balances/balance_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

void render(const BalanceAnswer& balance, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(balance.heading, out);
    out += '\n';
    field(out, "Payoff balance", texts.amount(balance.payoff));
    field(out, "Current balance", texts.amount(balance.current));
    field(out, "Open items", texts.amount(balance.receivable));
    field(out, "Unapplied credit", texts.amount(balance.unapplied));
    if (!balance.unapplied_on_hold.is_zero()) field(out, "  on hold", texts.amount(balance.unapplied_on_hold));
    if (!balance.disputed.is_zero()) field(out, "Disputed", texts.amount(balance.disputed));
    if (!balance.deposits_held.is_zero()) field(out, "Deposits held", texts.amount(balance.deposits_held));
    if (!balance.deposits_asked.is_zero()) field(out, "Deposits asked for", texts.amount(balance.deposits_asked));
    if (!balance.agreements.empty()) {
        out += '\n';
        TextTable table({{"Agreement"},
                         {"Service"},
                         {"Status"},
                         {"Location"},
                         {"Payoff", Align::right},
                         {"Current", Align::right}});
        for (const auto& agreement : balance.agreements)
            table.row({agreement.sa.str(), agreement.service.str(), words(name_of(agreement.status)),
                       agreement.premise.str(), texts.money(agreement.payoff), texts.money(agreement.current)});
        table.write(out);
    }
    for (const auto& agreement : balance.agreements) {
        if (agreement.budget_amount.is_zero()) continue;
        const bool more = agreement.budget_difference < Money{};
        field(out, "Budget plan",
              agreement.sa.str() + "  " + texts.amount(agreement.budget_amount) + " a bill; " +
                  texts.amount(more ? -agreement.budget_difference : agreement.budget_difference) +
                  (more ? " asked for and not owed, to date" : " owed and not asked for, to date"));
    }
    age_table(balance.aged, balance.aged_on, texts, out);
    out += '\n';
    Texts::position(balance.position, balance.effective_on, out);
}

void render(const OpenItemsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    texts.currency(out);
    out += '\n';
    TextTable table({{"Document"},
                     {"Agreement"},
                     {"Due"},
                     {"Days", Align::right},
                     {"Age"},
                     {"Payoff open", Align::right},
                     {"Current open", Align::right},
                     {"Position", Align::right}});
    for (const auto& item : answer.items)
        table.row({item.document.str(), item.sa.str(), to_string(item.ages_from), std::to_string(item.days_overdue),
                   item.bucket.str() + (item.dispute.empty() ? "" : ", " + texts.money(item.disputed) + " disputed"),
                   texts.money(item.payoff_open), texts.money(item.current_open), std::to_string(item.position)});
    for (const auto& credit : answer.unapplied)
        table.row({credit.source.document.str(), "", "", "", credit.on_hold ? "credit, on hold" : "credit",
                   texts.money(-credit.amount), texts.money(-credit.amount), ""});
    if (!answer.deposits_held.is_zero())
        table.row({"", "", "", "", "deposits held", texts.money(-answer.deposits_held), "", ""});
    if (!answer.deposits_asked.is_zero())
        table.row({"", "", "", "", "deposits asked for", "", texts.money(answer.deposits_asked), ""});
    if (table.empty()) {
        out += "Nothing is open.\n";
    } else {
        table.rule();
        table.row({"", "", "", "", "", texts.money(answer.payoff), texts.money(answer.current), ""});
        table.write(out);
    }
    out += "\nAges on " + to_string(answer.aged_on) + "\n";
    Texts::position(answer.position, answer.effective_on, out);
}

}  // namespace tally::projections
