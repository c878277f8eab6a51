// The communication log and letters as text.
#include "projections/communications/communication_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

std::string how_text(const CommunicationAnswer& one) {
    std::string text{words(name_of(one.channel))};
    if (one.direction != CommunicationDirection::unstated) text += " " + std::string{name_of(one.direction)};
    if (!one.letter_template.empty()) text += " (" + one.letter_template.str() + ")";
    if (!one.first_letter.empty()) text += ", sent again: first " + one.first_letter.str();
    return text;
}

// A line each: a column of a table would cut texts off.
void entry_text(const CommunicationAnswer& one, const Texts& texts, std::string& out) {
    out += "\n" + to_string(one.happened_on) + "  " + one.entry.str() + "  " + how_text(one) + "  " +
           texts.clear(one.person_name) + "  by " + one.by.str() + "\n";
    out += "  " + texts.clear(one.subject) + "\n";
    if (!one.text.empty()) out += "  " + texts.clear(one.text) + "\n";
    if (!one.follow_up.empty())
        out += "  Follow-up on " + to_string(one.follow_up_on) + ": " + one.follow_up.str() + "\n";
    for (const MemoAnswer& memo : one.memos)
        out += "    " + to_string(memo.added_on) + "  " + memo.memo.str() + "  by " + memo.by.str() + ": " +
               texts.clear(memo.text) + "\n";
}

}  // namespace

void render(const CommunicationsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    if (answer.entries.empty()) out += "\nThe log has no entry.\n";
    for (const CommunicationAnswer& one : answer.entries) entry_text(one, texts, out);
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

void render(const LetterAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += texts.clear(answer.delivery.printed_name) + "\n" + texts.clear(answer.delivery.destination) + "\n\n";
    field(out, "Letter", answer.letter.str());
    field(out, "Account", answer.heading.account.str());
    field(out, "Sent", to_string(answer.sent_on) + " by " + answer.delivery.route_type.str());
    if (!answer.first_letter.empty()) field(out, "First sent as", answer.first_letter.str());
    for (const DocumentId& again : answer.sent_again) field(out, "Sent again as", again.str());
    out += "\n" + texts.clear(answer.subject) + "\n\n" + texts.clear(answer.text) + "\n\n";
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
