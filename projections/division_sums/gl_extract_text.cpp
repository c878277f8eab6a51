// The general ledger's part of a period as text.
#include "projections/division_sums/gl_extract_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

void render(const GlExtractAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += "General ledger from " + to_string(answer.first_day) + " to " + to_string(answer.last_day) + ", " +
           answer.currency.str() + "\n" +
           (answer.closed ? "The period is closed: these sums stay.\n\n"
                          : "The period is open: these sums may still change.\n\n");
    TextTable table({{"GL account"},
                     {"Role"},
                     {"Opening", Align::right},
                     {"Debit", Align::right},
                     {"Credit", Align::right},
                     {"Closing", Align::right}});
    for (const auto& line : answer.lines)
        table.row({line.gl_account.str(), words(name_of(line.role)), texts.money(line.opening), texts.money(line.debit),
                   texts.money(line.credit), texts.money(line.closing)});
    table.rule();
    table.row({"", "", "", texts.money(answer.debit), texts.money(answer.credit), ""});
    table.write(out);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
