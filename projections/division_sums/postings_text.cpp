// Journal lines as text.
#include "projections/division_sums/postings_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

void render(const PostingsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += "Postings to " + answer.gl_account.str();
    if (answer.from.is_set()) out += " from " + to_string(answer.from);
    if (answer.to.is_set()) out += " to " + to_string(answer.to);
    out += ", " + answer.currency.str() + "\n\n";
    TextTable table({{"Position", Align::right},
                     {"Date"},
                     {"Account"},
                     {"Event"},
                     {"Document"},
                     {"Role"},
                     {"Debit", Align::right},
                     {"Credit", Align::right}});
    for (const auto& line : answer.lines)
        table.row({std::to_string(line.position), to_string(line.accounting_date), line.account.str(), line.type.str(),
                   line.document.str(), words(name_of(line.role)), line.debit.is_zero() ? "" : texts.money(line.debit),
                   line.credit.is_zero() ? "" : texts.money(line.credit)});
    table.rule();
    table.row({"", "", "", "", "", "", texts.money(answer.debit), texts.money(answer.credit)});
    table.write(out);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
