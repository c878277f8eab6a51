// The trial balance as text.
#include "projections/render/texts.h"
#include "projections/trial_balance/trial_balance_answers.h"

namespace tally::projections {

using namespace domain;

void render(const TrialBalanceAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += "Trial balance, " + answer.currency.str() + "\n\n";
    TextTable table({{"Period"},
                     {"GL account"},
                     {"Role"},
                     {"Debit", Align::right},
                     {"Credit", Align::right},
                     {"Balance", Align::right}});
    const auto add = [&](const TrialBalanceRow& row) {
        table.row({row.period.is_set() ? to_string(row.period).substr(0, 7) : "all", row.gl_account.str(),
                   words(name_of(row.role)), texts.money(row.debit), texts.money(row.credit),
                   texts.money(row.balance)});
    };
    Date period;
    for (const auto& row : answer.rows) {
        if (period.is_set() && row.period != period) table.rule();
        period = row.period;
        add(row);
    }
    table.rule();
    for (const auto& row : answer.totals) add(row);
    table.rule();
    table.row(
        {"", "", "", texts.money(answer.debit), texts.money(answer.credit), texts.money(answer.debit - answer.credit)});
    table.write(out);
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

}  // namespace tally::projections
