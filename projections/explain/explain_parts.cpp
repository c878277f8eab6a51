#include "projections/explain/explain_parts.h"

#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

EventCause cause_of(const Envelope& envelope) {
    return {envelope.position, envelope.event_type, envelope.recorded_at,
            envelope.actor,    envelope.reason,     envelope.command_id};
}

std::vector<ExplainedPosting> postings_of(const Financial& financial) {
    std::vector<ExplainedPosting> postings;
    for (const Posting& posting : financial.postings) {
        const bool debit = posting.amount > Money{};
        postings.push_back(
            {posting.role, posting.gl_account, debit ? posting.amount : Money{}, debit ? Money{} : -posting.amount});
    }
    return postings;
}

std::string cause_text(const EventCause& cause, const RenderContext& context) {
    std::string text = "entered " + to_string(context.day_of(cause.recorded_at));
    if (!cause.actor.empty()) text += " by " + cause.actor.str();
    if (!cause.reason.empty()) text += " (" + cause.reason.str() + ")";
    return text + ", event " + std::to_string(cause.position);
}

void postings_text(const std::vector<ExplainedPosting>& postings, const RenderContext& context, std::size_t indent,
                   std::string& out) {
    if (postings.empty()) return;
    const Texts texts(context);
    TextTable table({{"Posted to"}, {"Role"}, {"Debit", Align::right}, {"Credit", Align::right}});
    for (const auto& posting : postings)
        table.row({posting.gl_account.str(), words(name_of(posting.role)),
                   posting.debit.is_zero() ? "" : texts.money(posting.debit),
                   posting.credit.is_zero() ? "" : texts.money(posting.credit)});
    table.write(out, indent);
}

void wrapped(std::string_view text, std::size_t indent, std::string& out) {
    if (text.empty()) return;
    out.append(indent, ' ');
    write_wrapped(text, indent, indent + 2, out);
}

}  // namespace tally::projections
