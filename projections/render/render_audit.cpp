// Replays, rebuilds, verifications.
#include "eventstore/merkle/hash.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

void render(const ReplayAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    if (!answer.accounts.empty()) {
        TextTable table({{"Account"},
                         {"Payoff", Align::right},
                         {"Current", Align::right},
                         {"Receivable", Align::right},
                         {"Unapplied", Align::right}});
        for (const auto& account : answer.accounts)
            table.row({account.account.str(), texts.money(account.payoff), texts.money(account.current),
                       texts.money(account.receivable), texts.money(account.unapplied)});
        table.rule();
        table.row({std::to_string(answer.account_count) + (answer.account_count == 1 ? " account" : " accounts"),
                   texts.money(answer.payoff), texts.money(answer.current), texts.money(answer.receivable),
                   texts.money(answer.unapplied)});
        table.write(out);
        out += '\n';
    } else {
        field(out, "Accounts", std::to_string(answer.account_count));
        field(out, "Payoff balance", texts.money(answer.payoff));
        field(out, "Current balance", texts.money(answer.current));
        field(out, "Receivable", texts.money(answer.receivable));
        field(out, "Unapplied credit", texts.money(answer.unapplied));
    }
    field(out, "Financial events",
          std::to_string(answer.financial_events) + " of " + std::to_string(answer.entries) + " entries");
    Texts::position(answer.position, answer.effective_on, out);
    out += "Root " + eventstore::to_hex(answer.root) + "\n";
}

void render(const RebuildAnswer& answer, const RenderContext&, std::string& out) {
    out += "View " + answer.view.str() + ": " + std::to_string(answer.rows) + " rows built from " +
           std::to_string(answer.position) + " entries, ";
    if (answer.difference_count == 0)
        out += "the same as the live ones";
    else
        out += std::to_string(answer.difference_count) + " differ";
    out += answer.switched ? "; switched in\n" : "; the live view is kept\n";
    out += "Digest " + eventstore::to_hex(answer.digest) + "\n";
    if (answer.differences.empty()) return;
    TextTable table({{"Row"}, {"Live"}, {"Built"}});
    for (const auto& difference : answer.differences)
        table.row({difference.key.str(), difference.live.str(), difference.built.str()});
    table.write(out);
}

void render(const VerifyAnswer& answer, const RenderContext&, std::string& out) {
    TextTable table({{"Check"}, {"Checked", Align::right}, {"Findings", Align::right}});
    for (const auto& check : answer.checks)
        table.row({words(check.check.str()), std::to_string(check.checked), std::to_string(check.findings)});
    table.write(out);
    out += '\n';
    for (const auto& finding : answer.findings)
        // Not cut: what is wrong is said whole.
        out += words(finding.check.str()) + ", " + finding.place.str() +
               (finding.position == 0 ? "" : ", position " + std::to_string(finding.position)) + ": " +
               finding.problem.str() + "\n";
    out += answer.well() ? "All is well" : "There are findings";
    out += ", position " + std::to_string(answer.position);
    if (answer.checkpoint_size != 0) out += ", last checkpoint signed at " + std::to_string(answer.checkpoint_size);
    out += "\nRoot " + eventstore::to_hex(answer.root) + "\n";
}

}  // namespace tally::projections
