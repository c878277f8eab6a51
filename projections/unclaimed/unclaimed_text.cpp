// Unclaimed property as text.
#include "projections/render/texts.h"
#include "projections/unclaimed/unclaimed_answers.h"

namespace tally::projections {

using namespace domain;

namespace {

std::string counted_from(const Dormancy& dormancy) {
    return to_string(dormancy.since) + ", " + words(name_of(dormancy.start)) +
           (dormancy.document.empty() ? "" : " " + dormancy.document.str());
}

void property_text(const PropertyState& property, const Texts& texts, std::string& out) {
    field(out, "Held",
          texts.amount(property.credit) + " of credit, " + texts.amount(property.deposits) + " of deposits");
    field(out, "State", words(property.state.str()));
    if (!property.why.empty()) field(out, "  because", property.explanation.str());
    if (property.dormancy.since.is_set()) {
        field(out, "Counted from", counted_from(property.dormancy));
        field(out, "Dormant on",
              to_string(property.dormancy.dormant_on) + ", by policy " + property.dormancy.policy.str());
    }
    if (!property.notice.empty())
        field(out, "Noticed",
              to_string(property.noticed_on) + " by " + property.notice.str() + ": escheats on " +
                  to_string(property.escheats_on));
}

std::string remark_of(const EscheatAnswer& one) {
    if (one.reclaimed_on.is_set()) return "reclaimed on " + to_string(one.reclaimed_on);
    if (one.remitted_on.is_set()) return "remitted on " + to_string(one.remitted_on) + ", " + one.reference.str();
    if (one.returned_on.is_set()) return "came back on " + to_string(one.returned_on);
    return "due on " + to_string(one.report_due_on);
}

}  // namespace

void render(const UnclaimedAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    out += '\n';
    property_text(answer.property, texts, out);
    TextTable notices({{"Notice"}, {"Sent"}, {"Escheats on"}, {"Amount", Align::right}, {"Letter"}, {"Remark"}});
    for (const auto& one : answer.notices)
        notices.row({one.notice.str(), to_string(one.noticed_on), to_string(one.escheats_on), texts.money(one.amount),
                     one.letter.str(),
                     one.cancelled_on.is_set()
                         ? "cancelled on " + to_string(one.cancelled_on) + ": " + one.cancel_reason.str()
                         : ""});
    if (!notices.empty()) {
        out += '\n';
        notices.write(out);
    }
    TextTable escheats({{"Escheat"}, {"On"}, {"Of"}, {"Report"}, {"Amount", Align::right}, {"State"}, {"Remark"}});
    for (const auto& one : answer.escheats)
        escheats.row({one.escheat.str(), to_string(one.escheated_on), words(name_of(one.kind)), one.report.str(),
                      texts.money(one.amount), words(one.state.str()), remark_of(one)});
    if (!escheats.empty()) {
        out += '\n';
        escheats.write(out);
    }
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

void render(const UnclaimedPropertyAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += "Unclaimed property on " + to_string(answer.on) + "\n\n";
    TextTable table({{"Account"},
                     {"State"},
                     {"Credit", Align::right},
                     {"Deposits", Align::right},
                     {"Counted from"},
                     {"Dormant on"},
                     {"Escheats on"},
                     {"Remark"}});
    for (const auto& one : answer.accounts) {
        const PropertyState& property = one.property;
        table.row({one.heading.account.str(), words(property.state.str()), texts.money(property.credit),
                   texts.money(property.deposits), to_string(property.dormancy.since),
                   to_string(property.dormancy.dormant_on), to_string(property.escheats_on),
                   words(property.why.str())});
    }
    if (table.empty())
        out += "None.\n";
    else
        table.write(out);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

void render(const EscheatsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += "Escheats" + (answer.report.empty() ? std::string{} : " of report " + answer.report.str()) + "\n\n";
    TextTable reports({{"Report"},
                       {"Due on"},
                       {"Escheats", Align::right},
                       {"Amount", Align::right},
                       {"Remitted", Align::right},
                       {"Reclaimed", Align::right},
                       {"Owed", Align::right}});
    for (const auto& one : answer.reports)
        reports.row({one.report.str(), to_string(one.due_on), std::to_string(one.count), texts.money(one.escheated),
                     texts.money(one.remitted), texts.money(one.reclaimed), texts.money(one.owed_to_state)});
    if (reports.empty()) {
        out += "None.\n";
    } else {
        reports.write(out);
        out += '\n';
        field(out, "Owed to states", texts.money(answer.owed_to_state));
        field(out, "General ledger", texts.money(answer.gl_escheat));
        out += '\n';
    }
    TextTable table({{"Account"}, {"Escheat"}, {"On"}, {"Of"}, {"Report"}, {"Amount", Align::right}, {"State"}});
    for (const auto& line : answer.escheats)
        table.row({line.heading.account.str(), line.escheat.escheat.str(), to_string(line.escheat.escheated_on),
                   words(name_of(line.escheat.kind)), line.escheat.report.str(), texts.money(line.escheat.amount),
                   words(line.escheat.state.str())});
    if (!table.empty()) table.write(out);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
