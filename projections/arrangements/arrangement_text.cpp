// Payment arrangements as text.
#include "projections/arrangements/arrangement_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

void covered_table(const ArrangementAnswer& one, const Texts& texts, std::string& out) {
    TextTable table({{"Debt of"}, {"Agreement"}, {"Was due"}, {"Amount", Align::right}});
    for (const auto& part : one.covered)
        table.row({part.document.str(), part.sa.str(), to_string(part.ages_from), texts.money(part.amount)});
    table.write(out, 2);
}

void instalment_table(const ArrangementAnswer& one, const Texts& texts, std::string& out) {
    TextTable table(
        {{"No.", Align::right}, {"Due"}, {"Amount", Align::right}, {"Open", Align::right}, {"State"}, {"Document"}});
    for (const auto& each : one.instalments)
        table.row({std::to_string(each.number), to_string(each.due_on), texts.money(each.amount),
                   texts.money(each.open), words(each.state.str()), each.instalment.str()});
    table.write(out, 2);
}

void arrangement_text(const ArrangementAnswer& one, const Texts& texts, std::string& out) {
    out += '\n';
    field(out, "Arrangement", one.arrangement.str() + "  " + texts.amount(one.amount) + "  " + words(one.state.str()));
    field(out, "  requested", to_string(one.requested_on) + " by " + one.requested_by.str());
    if (one.granted_on.is_set()) {
        field(out, "  granted",
              to_string(one.granted_on) + (one.approved_by.empty() ? "" : ", approved by " + one.approved_by.str()));
        field(out, "  paid", texts.amount(one.paid));
        field(out, "  asked for", texts.amount(one.asked));
        field(out, "  to come", texts.amount(one.to_come));
        field(out, "  days of grace", std::to_string(one.grace_days));
    }
    if (one.ended_on.is_set())
        field(out, "  ended",
              to_string(one.ended_on) + (one.cause.empty() ? "" : ": " + words(one.cause.str())) +
                  (one.caused_by.empty() ? "" : ", " + one.caused_by.str()) +
                  (one.break_reason.empty() ? "" : " (" + one.break_reason.str() + ")"));
    if (!one.asked_again.is_zero()) field(out, "  asked again", texts.amount(one.asked_again));
    covered_table(one, texts, out);
    instalment_table(one, texts, out);
}

}  // namespace

void render(const ArrangementsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    out += '\n';
    if (!answer.plan_type.empty())
        field(out, "Payment plan", words(answer.plan_type.str()) + ": " + texts.amount(answer.plan_amount));
    if (!answer.may_be_granted)
        out += "No arrangement can be granted: its class has no policy (settings.define_arrangement_policy).\n";
    if (answer.arrangements.empty()) out += "The account has no arrangement.\n";
    for (const auto& one : answer.arrangements) arrangement_text(one, texts, out);
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

}  // namespace tally::projections
