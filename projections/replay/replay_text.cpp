// A replay as text.
#include "eventstore/hex.h"
#include "eventstore/merkle/hash.h"
#include "projections/render/texts.h"
#include "projections/replay/replay.h"

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

}  // namespace tally::projections
