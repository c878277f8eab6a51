// Market transactions as text.
#include "projections/market/market_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

std::string market_day(Date day) {
    return day.is_set() ? to_string(day) : std::string{};
}
// "waits since 2022-01-07": what people must look at beside where it is.
std::string standing_text(const MarketLine& line) {
    std::string text = words(name_of(line.status));
    if (line.unpaired) text += ", unpaired";
    if (line.days_late > 0)
        text += ", " + std::to_string(line.days_late) + (line.days_late == 1 ? " day late" : " days late");
    return text;
}
std::string amount_text(const MarketLine& line, const Texts& texts) {
    return line.amount.is_zero() ? std::string{} : texts.money(line.amount);
}
void lines_table(const std::vector<MarketLine>& lines, const Texts& texts, std::string_view none, std::string& out) {
    TextTable table({{"Number"},
                     {"Day"},
                     {"Set"},
                     {"With"},
                     {"Reference"},
                     {"Standing"},
                     {"Due"},
                     {"Amount", Align::right},
                     {"Account"}});
    for (const MarketLine& line : lines)
        table.row({line.market_transaction.str(), market_day(line.dated_on), line.code.str(),
                   (line.received ? "from " : "to ") + line.party.str(), line.reference.str(), standing_text(line),
                   line.awaited ? market_day(line.due_on) : "", amount_text(line, texts), line.account.str()});
    if (table.empty())
        out += std::string{none} + "\n";
    else
        table.write(out);
    out += '\n';
}

}  // namespace

void render(const MarketTransactionsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.currency(out);
    lines_table(answer.transactions, texts, "There are no such market transactions.", out);
    Texts::position(answer.position, {}, out);
}

void render(const MarketTransactionAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    const MarketLine& line = answer.line;
    const MarketTransaction& told = answer.transaction;
    field(out, "Transaction", line.market_transaction.str() + ", " + line.code.str() + " " + words(name_of(line.kind)));
    field(out, line.received ? "Received" : "Sent",
          market_day(told.dated_on) + " from " + told.sender.str() + " to " + told.receiver.str() + ", reference " +
              told.reference.str());
    field(out, "Standing", standing_text(line));
    if (line.awaited && line.due_on.is_set()) field(out, "Answer due", market_day(line.due_on));
    field(out, "About",
          line.service_point.str() + (line.market_id.empty() ? "" : " (" + line.market_id.str() + ")") +
              (line.account.empty() ? "" : ", account " + line.account.str()) +
              (line.sa.empty() ? "" : ", agreement " + line.sa.str()));
    if (!told.original.empty())
        field(out, "Answers", told.original.str() + (line.answers.empty() ? "" : " (" + line.answers.str() + ")"));
    if (told.outcome != MarketOutcome::none) field(out, "Says", words(name_of(told.outcome)));
    for (const MarketReason& reason : told.reasons)
        field(out, "Because", reason.code.str() + (reason.text.empty() ? "" : ": " + reason.text.str()));
    if (!told.purpose.empty()) field(out, "Purpose", told.purpose.str());
    if (told.effective_on.is_set()) field(out, "Effective", market_day(told.effective_on));
    if (told.from.is_set()) field(out, "Period", days_text(told.from, told.until));
    if (!told.unit.empty()) field(out, "Quantity", to_string(told.quantity) + " " + told.unit.str());
    if (!told.amount.is_zero()) field(out, "Amount", texts.amount(told.amount));
    for (const MarketDocument& document : told.documents)
        field(out, "Invoice", document.document.str() + ", " + texts.amount(document.amount));
    if (!line.payment_event.empty()) field(out, "Payment", line.payment_event.str());
    out += '\n';
    lines_table(answer.chain, texts, "It belongs to nothing.", out);
    for (const MarketStep& step : answer.steps)
        out += market_day(step.on) + " " + step.what.str() + (step.by.empty() ? "" : " " + step.by.str()) +
               (step.reason.empty() ? "" : ", reason " + step.reason.str()) +
               (step.actor.empty() ? "" : " by " + step.actor.str()) + "\n";
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
