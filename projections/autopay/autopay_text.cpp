// Automatic payment as text.
#include "projections/autopay/autopay_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

void mandate_text(const MandateAnswer& one, const Texts& texts, std::string& out) {
    out += '\n';
    field(out, "Mandate", one.mandate.str() + "  " + words(one.state.str()));
    field(out, "  bank account",
          one.routing_number.str() + ", " + words(name_of(one.account_type)) +
              (one.account_ending.empty() ? "" : " ending in " + one.account_ending.str()));
    field(out, "  authorised",
          to_string(one.authorised_on) + ", " + words(name_of(one.authorised_by)) + " (" +
              std::string{name_of(one.entry_class)} + ")");
    field(out, "  limit", one.limit.is_zero() ? std::string{"none"} : texts.amount(one.limit) + " a draft");
    field(out, "  enrolled", to_string(one.enrolled_on));
    if (one.ended_on.is_set())
        field(out, "  ended",
              to_string(one.ended_on) + ": " + words(one.cause.str()) +
                  (one.end_reason.empty() ? "" : " (" + one.end_reason.str() + ")"));
}

std::string said_of(const DraftAnswer& one) {
    if (!one.return_code.empty())
        return one.return_code.str() + ", " + one.return_text.str() +
               (one.redraft_on.is_set() ? "; again on " + to_string(one.redraft_on) : "");
    return words(one.why.str());
}

void draft_table(const std::vector<DraftAnswer>& drafts, const Texts& texts, std::string& out) {
    TextTable table(
        {{"Bill"}, {"Due"}, {"Draft on"}, {"State"}, {"Amount", Align::right}, {"Draft"}, {"Payment"}, {"Remark"}});
    for (const auto& one : drafts)
        table.row({one.bill.str(), to_string(one.due_on), to_string(one.draft_on), words(one.state.str()),
                   texts.money(one.amount), one.draft.str(), one.payment_event.str(), said_of(one)});
    if (table.empty()) return;
    out += '\n';
    table.write(out);
}

}  // namespace

void render(const AutopayAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    out += '\n';
    field(out, "Automatic payment", answer.mandate.empty() ? "off" : "on, mandate " + answer.mandate.str());
    if (answer.next_draft_on.is_set())
        field(out, "Next draft",
              texts.amount(answer.next_draft_amount) + " of " + answer.next_bill.str() + " on " +
                  to_string(answer.next_draft_on));
    if (!answer.may_be_enrolled)
        out += "It cannot be enrolled: its class has no policy (settings.define_autopay_policy).\n";
    for (const auto& one : answer.mandates) mandate_text(one, texts, out);
    draft_table(answer.drafts, texts, out);
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

void render(const DraftExplanation& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    out += '\n';
    field(out, "Bill", answer.bill.str() + " of " + to_string(answer.billed_on) + ", due " + to_string(answer.due_on));
    field(out, "Charged", texts.amount(answer.total));
    field(out, "Open", texts.amount(answer.open));
    if (!answer.disputed.is_zero()) field(out, "  disputed", texts.amount(answer.disputed));
    for (const auto& reason : answer.reasons) out += reason.str() + "\n";
    draft_table(answer.drafts, texts, out);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

void render(const DraftsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += "Drafts of " + to_string(answer.on) + "\n\n";
    TextTable table({{"Account"},
                     {"Bill"},
                     {"Due"},
                     {"State"},
                     {"Amount", Align::right},
                     {"Draft"},
                     {"Class"},
                     {"Bank"},
                     {"Remark"}});
    for (const auto& one : answer.drafts)
        table.row({one.heading.account.str(), one.bill.str(), to_string(one.due_on), words(one.state.str()),
                   texts.money(one.amount), one.draft.str(), std::string{name_of(one.entry_class)},
                   one.routing_number.str() + (one.account_ending.empty() ? "" : " …" + one.account_ending.str()),
                   one.return_code.empty() ? words(one.why.str()) : one.return_code.str()});
    if (table.empty())
        out += "None.\n";
    else
        table.write(out);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
