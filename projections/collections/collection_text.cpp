// Collections, severances and protections as text.
#include "projections/collections/collection_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

std::string days_of(Date from, Date until) {
    return "from " + to_string(from) + (until.is_set() ? " until " + to_string(until) : "");
}

void next_text(const NextStepAnswer& next, const Texts& texts, std::string& out) {
    std::string text = next.step.str() + " (" + words(name_of(next.kind)) + "), " + words(next.state.str());
    if (next.state == Code{"waits"})
        text += " from " + to_string(next.not_before) +
                (next.threshold.is_zero() ? "" : ", while less than " + texts.amount(next.threshold) + " is due");
    if (!next.blocked_by.empty())
        text += " by " + next.blocked_by.str() + (next.protection.empty() ? "" : " (" + next.protection.str() + ")") +
                (next.blocked_until.is_set() ? " until " + to_string(next.blocked_until) : "");
    field(out, "Next step", text);
}

void steps_table(const CollectionAnswer& one, const Texts& texts, std::string& out) {
    if (one.steps.empty()) return;
    TextTable table({{"No.", Align::right},
                     {"Taken"},
                     {"Step"},
                     {"Kind"},
                     {"Days", Align::right},
                     {"Debt", Align::right},
                     {"Letters", Align::right},
                     {"Taken back"}});
    for (const auto& step : one.steps)
        table.row({std::to_string(step.number), to_string(step.taken_on), step.step.str(), words(name_of(step.kind)),
                   std::to_string(step.days_overdue), texts.money(step.debt), std::to_string(step.letters.size()),
                   step.cancelled_on.is_set() ? to_string(step.cancelled_on) : ""});
    table.write(out, 2);
}

void collection_text(const CollectionAnswer& one, const Texts& texts, std::string& out) {
    out += '\n';
    field(out, "Collection",
          one.collection.str() + "  " + texts.amount(one.debt) + ", oldest due " + to_string(one.oldest_due));
    field(out, "  started",
          to_string(one.started_on) + (one.resumes.empty() ? "" : ", goes on from " + one.resumes.str()));
    if (one.ended_on.is_set())
        field(out, "  ended",
              to_string(one.ended_on) + ": " + words(one.cause.str()) +
                  (one.cancel_reason.empty() ? "" : " (" + one.cancel_reason.str() + ")") + ", " +
                  texts.amount(one.debt_left) + " left" +
                  (one.not_before.is_set() ? ", none before " + to_string(one.not_before) : ""));
    steps_table(one, texts, out);
}

void severances_table(const CollectionsAnswer& answer, const Texts& texts, std::string& out) {
    if (answer.severances.empty()) return;
    out += "\nSeverances\n";
    TextTable table({{"Severance"},
                     {"Agreement"},
                     {"State"},
                     {"Debt", Align::right},
                     {"Started"},
                     {"Ordered"},
                     {"Disconnected"},
                     {"Ended"}});
    const auto day = [](Date date) { return date.is_set() ? to_string(date) : std::string{}; };
    for (const auto& one : answer.severances)
        table.row({one.severance.str(), one.sa.str(), words(one.state.str()), texts.money(one.debt),
                   day(one.started_on), day(one.ordered_on), day(one.disconnected_on), day(one.ended_on)});
    table.write(out, 2);
}

// A line each: a column of a table would cut texts off.
void protections_text(const CollectionsAnswer& answer, const Texts& texts, std::string& out) {
    if (answer.protections.empty()) return;
    out += "\nProtections\n";
    for (const auto& one : answer.protections) {
        std::string blocks;
        for (const CollectionStepKind kind : one.blocks) blocks += (blocks.empty() ? "" : ", ") + words(name_of(kind));
        if (one.debt_before) blocks += std::string{blocks.empty() ? "" : ", "} + "debt from before it";
        out += "  " + one.protection.str() + "  " + one.protection_type.str() + "  " + days_of(one.from, one.until) +
               ", " + words(one.state.str()) + (one.sa.empty() ? "" : ", of " + one.sa.str()) + "\n";
        out += "    protects from: " + blocks + "\n";
        out += "    " + texts.clear(one.evidence) + "\n";
    }
}

}  // namespace

void render(const CollectionsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    out += '\n';
    if (!answer.collected_from)
        out += "Nothing is collected: its class has no policy (settings.define_collection_policy).\n";
    field(
        out, "To be collected",
        texts.amount(answer.debt) + (answer.oldest_due.is_set() ? ", oldest due " + to_string(answer.oldest_due) : ""));
    if (answer.some_protected) out += "Debt from before a protection is left out.\n";
    for (const auto& next : answer.next) next_text(next, texts, out);
    protections_text(answer, texts, out);
    severances_table(answer, texts, out);
    if (answer.collections.empty()) out += "\nThe account had no collection.\n";
    for (const auto& one : answer.collections) collection_text(one, texts, out);
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

void render(const InCollectionAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    TextTable table({{"Account"},
                     {"Name"},
                     {"Debt", Align::right},
                     {"Oldest due"},
                     {"Last step"},
                     {"Next step"},
                     {"State"},
                     {"From"},
                     {"Service"}});
    const auto day = [](Date date) { return date.is_set() ? to_string(date) : std::string{}; };
    for (const auto& one : answer.accounts)
        table.row({one.heading.account.str(), texts.name(one.heading), texts.money(one.debt), day(one.oldest_due),
                   one.last_step.str(), one.next_step.str(),
                   words(one.next_state.str()) + (one.blocked_by.empty() ? "" : " by " + one.blocked_by.str()),
                   day(one.next_not_before),
                   one.disconnected > 0 ? "disconnected"
                   : one.ordered > 0    ? "ordered"
                                        : ""});
    table.write(out, 0);
    if (answer.accounts.empty()) out += "No account is in collection.\n";
    out += '\n';
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
