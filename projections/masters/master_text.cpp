// Masters and collectives as text.
#include "projections/masters/master_answers.h"
#include "projections/render/counted.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

std::string use_text(const std::vector<MasterUse>& uses) {
    std::string text;
    for (const MasterUse& use : uses)
        text += (text.empty() ? "" : ", ") + to_string(use.quantity) + (use.unit.empty() ? "" : " " + use.unit.str());
    return text;
}

void totals_text(const MasterTotals& totals, const Texts& texts, std::string& out) {
    field(out, "Accounts", std::to_string(totals.accounts));
    field(out, "Payoff balance", texts.amount(totals.payoff));
    field(out, "Current balance", texts.amount(totals.current));
    field(out, "Open items", texts.amount(totals.receivable));
    field(out, "Overdue", texts.amount(totals.overdue));
    field(out, "Unapplied credit", texts.amount(totals.unapplied));
    field(out, "Deposits held", texts.amount(totals.deposits_held));
    if (!totals.used_last_year.empty()) field(out, "Used in the last year", use_text(totals.used_last_year));
}

}  // namespace

void render(const MasterAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += answer.master.str() + "  " + answer.name.str() + "  (" + words(name_of(answer.kind)) + " master)\n\n";
    for (const MasterStep& step : answer.above) field(out, "Under", step.master.str() + "  " + step.name.str());
    field(out, "Created on", to_string(answer.created_on));
    if (answer.closed_on.is_set()) field(out, "Closed on", to_string(answer.closed_on));
    if (!answer.payer.empty()) field(out, "Billed together", "account " + answer.payer.str() + " pays");
    totals_text(answer.totals, texts, out);
    TextTable parts({{"Part"},
                     {"Name"},
                     {"Accounts", Align::right},
                     {"Payoff", Align::right},
                     {"Current", Align::right},
                     {"Overdue", Align::right}});
    for (const MasterPart& part : answer.parts)
        parts.row({part.master.str(), part.name.str(), std::to_string(part.totals.accounts),
                   texts.money(part.totals.payoff), texts.money(part.totals.current),
                   texts.money(part.totals.overdue)});
    TextTable accounts({{"Account"},
                        {"Name"},
                        {"Payoff", Align::right},
                        {"Current", Align::right},
                        {"Overdue", Align::right},
                        {"Credit", Align::right},
                        {"Deposits", Align::right}});
    for (const MasterAccount& one : answer.accounts)
        accounts.row({one.heading.account.str(), texts.name(one.heading), texts.money(one.payoff),
                      texts.money(one.current), texts.money(one.overdue), texts.money(one.unapplied),
                      texts.money(one.deposits_held)});
    for (const TextTable* table : {&parts, &accounts}) {
        if (table->empty()) continue;
        out += '\n';
        table->write(out);
    }
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

void render(const MastersAnswer& answer, const RenderContext&, std::string& out) {
    if (answer.masters.empty()) out += "There is no master.\n";
    TextTable table({{"Master"},
                     {"Name"},
                     {"Kind"},
                     {"Under"},
                     {"Masters", Align::right},
                     {"Accounts", Align::right},
                     {"Payer"},
                     {"Status"}});
    for (const MasterLine& one : answer.masters)
        table.row({one.master.str(), one.name.str(), words(name_of(one.kind)), one.parent.str(),
                   std::to_string(one.parts), std::to_string(one.accounts), one.payer.str(),
                   words(name_of(one.status))});
    if (!table.empty()) table.write(out);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

void render(const MasterExplanation& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += answer.master.str() + "  " + answer.name.str() + "\n\n";
    TextTable table({{"Account"},
                     {"Under"},
                     {"Payoff", Align::right},
                     {"Current", Align::right},
                     {"Payoff of its history", Align::right},
                     {"Agrees"}});
    for (const ExplainedMember& one : answer.members)
        table.row({one.account.str(), one.master.str(), texts.money(one.payoff), texts.money(one.current),
                   texts.money(one.history_payoff), one.agrees ? "yes" : "NO"});
    if (!table.empty()) {
        table.rule();
        table.row({"", "", texts.money(answer.payoff), texts.money(answer.current), "", ""});
        table.write(out);
        out += '\n';
    }
    field(out, "Total payoff", texts.amount(answer.total_payoff));
    field(out, "Total current", texts.amount(answer.total_current));
    field(out, "Agrees", answer.agrees ? "yes" : "NO");
    for (const Plain& difference : answer.differences) out += "  " + difference.str() + "\n";
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

namespace {

void statements_text(const CollectiveAnswer& answer, const Texts& texts, std::string& out) {
    for (const CollectiveStatementAnswer& statement : answer.statements) {
        out += "\nCollective statement " + statement.collective_statement.str() + " of " +
               to_string(statement.bill_date) + ", due on " + to_string(statement.due_date) + "\n";
        TextTable table(
            {{"Account"}, {"Statement"}, {"Due on"}, {"Overdue", Align::right}, {"Asked for", Align::right}});
        for (const CollectiveLine& line : statement.lines)
            table.row({line.account.str(), line.statement.str(), to_string(line.due_date), texts.money(line.overdue),
                       texts.money(line.asked)});
        table.rule();
        table.row({"", "", "", texts.money(statement.overdue), texts.money(statement.asked)});
        table.write(out, 2);
    }
}

void payments_text(const CollectiveAnswer& answer, const Texts& texts, std::string& out) {
    for (const CollectivePaymentAnswer& paid : answer.payments) {
        out += "\nPayment " + paid.payment_event.str() + " of " + to_string(paid.received_on) + ": " +
               texts.amount(paid.amount) +
               (paid.cancelled.is_zero() ? "" : ", " + texts.money(paid.cancelled) + " taken back") + "\n";
        TextTable table({{"Account"}, {"Paid", Align::right}});
        for (const CollectiveShare& share : paid.shares) table.row({share.account.str(), texts.money(share.amount)});
        table.write(out, 2);
        if (!paid.credit.is_zero())
            out += "  Of it " + texts.money(paid.credit) + " is credit of " + paid.payer.str() + ".\n";
    }
}

}  // namespace

void render(const CollectiveAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += answer.master.str() + "  " + answer.name.str() + "\n\n";
    field(out, "Payer", answer.payer.empty() ? "none: each account is billed alone" : answer.payer.str());
    field(out, "Accounts", std::to_string(answer.members.size()));
    field(out, "Asked for now", texts.amount(answer.asked));
    field(out, "Overdue", texts.amount(answer.overdue));
    field(out, "Truly owed", texts.amount(answer.owed));
    TextTable members({{"Account"},
                       {"Name"},
                       {"Statement"},
                       {"Overdue", Align::right},
                       {"Asked for", Align::right},
                       {"Owed", Align::right}});
    for (const CollectiveMember& one : answer.members)
        members.row({one.heading.account.str(), texts.name(one.heading), one.statement.str(), texts.money(one.overdue),
                     texts.money(one.asked), texts.money(one.owed)});
    if (!members.empty()) {
        out += '\n';
        members.write(out);
    }
    statements_text(answer, texts, out);
    payments_text(answer, texts, out);
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

}  // namespace tally::projections
