// Totals as text.
#include "projections/division_sums/totals_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

void render(const TotalsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    field(out, "Accounts", std::to_string(answer.accounts));
    field(out, "Payoff balance", texts.amount(answer.payoff));
    field(out, "Current balance", texts.amount(answer.current));
    field(out, "Receivable",
          texts.amount(answer.receivable) + ", in the ledger " + texts.money(answer.ledger_receivable));
    field(out, "Unapplied credit",
          texts.amount(answer.unapplied) + ", in the ledger " + texts.money(answer.ledger_unapplied));
    age_table(answer.aged, answer.aged_on, texts, out);
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

}  // namespace tally::projections
