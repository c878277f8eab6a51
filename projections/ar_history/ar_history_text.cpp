// Histories and lists of documents as text.
#include "projections/ar_history/ar_history_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

void render(const ArHistoryAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    texts.currency(out);
    out += '\n';
    bool differ = false;
    for (const auto& line : answer.lines) differ = differ || line.payoff_balance != line.current_balance;
    std::vector<TextTable::Column> columns{{"Entered"},
                                           {"Effective"},
                                           {"Accounted"},
                                           {"What"},
                                           {"Document"},
                                           {"Amount", Align::right},
                                           {"Balance", Align::right}};
    // Current has columns of its own only where it ever differs.
    if (differ) columns.insert(columns.end(), {{"Current", Align::right}, {"Asked for", Align::right}});
    TextTable table(std::move(columns));
    for (const auto& line : answer.lines) {
        std::vector<std::string> row{to_string(context.day_of(line.recorded_at)),
                                     to_string(line.effective_date),
                                     to_string(line.accounting_date),
                                     words(name_of(line.kind)),
                                     line.document.str(),
                                     texts.money(line.payoff),
                                     texts.money(line.payoff_balance)};
        if (differ) {
            row.push_back(texts.money(line.current));
            row.push_back(texts.money(line.current_balance));
        }
        table.row(std::move(row));
    }
    table.write(out);
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

void render(const DocumentsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    texts.currency(out);
    out += '\n';
    TextTable table({{"What"},
                     {"Document"},
                     {"Date"},
                     {"Due"},
                     {"Amount", Align::right},
                     {"Open", Align::right},
                     {"Position", Align::right}});
    for (const auto& line : answer.documents)
        table.row({words(name_of(line.kind)), line.document.str(), to_string(line.date), to_string(line.due_date),
                   texts.money(line.amount), line.open.is_zero() ? "" : texts.money(line.open),
                   std::to_string(line.position)});
    table.write(out);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
