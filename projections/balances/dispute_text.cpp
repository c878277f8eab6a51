// Disputes and late charges as text.
#include "projections/balances/dispute_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {
void dispute_table(const DisputesAnswer& answer, const Texts& texts, std::string& out) {
    TextTable table({{"Dispute"},
                     {"Document"},
                     {"Agreement"},
                     {"Opened"},
                     {"Amount", Align::right},
                     {"Held back", Align::right},
                     {"State"},
                     {"Resolved"},
                     {"By"}});
    for (const auto& dispute : answer.disputes)
        table.row({dispute.dispute.str(), dispute.document.str(), dispute.sa.str(), to_string(dispute.opened_on),
                   texts.money(dispute.amount), texts.money(dispute.held_back), dispute.state.str(),
                   to_string(dispute.resolved_on), dispute.settled_by.str()});
    if (table.empty())
        out += "Nothing is disputed.\n";
    else
        table.write(out);
}
void late_charge_table(const DisputesAnswer& answer, const Texts& texts, std::string& out) {
    TextTable table({{"Late charge"},
                     {"On"},
                     {"Due"},
                     {"Charged"},
                     {"Days", Align::right},
                     {"Amount", Align::right},
                     {"Open", Align::right}});
    for (const auto& charge : answer.late_charges)
        table.row({charge.charge.str(), charge.overdue.str(), to_string(charge.due_date), to_string(charge.assessed_on),
                   std::to_string(charge.days), texts.money(charge.amount), texts.money(charge.open)});
    if (table.empty())
        out += "There is no late charge.\n";
    else
        table.write(out);
    // A line each: a column of a table would cut it off.
    if (!answer.late_charges.empty()) out += '\n';
    for (const auto& charge : answer.late_charges) {
        out += charge.charge.str() + ": " + charge.arithmetic.str();
        if (charge.cancelled_on.is_set())
            out += "; cancelled on " + to_string(charge.cancelled_on) + ": " + words(charge.cause.str()) +
                   (charge.caused_by.empty() ? "" : " " + charge.caused_by.str());
        out += '\n';
    }
}
}  // namespace

void render(const DisputesAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    texts.currency(out);
    out += '\n';
    dispute_table(answer, texts, out);
    out += '\n';
    late_charge_table(answer, texts, out);
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

}  // namespace tally::projections
