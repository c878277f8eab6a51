// Batches of tenders, money in suspense and deposits at the bank as text.
#include "projections/cash/cash_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

void finish_cash(const TextTable& table, std::string_view none, std::uint64_t position, std::string& out) {
    if (table.empty())
        out += std::string{none} + "\n";
    else
        table.write(out);
    out += '\n';
    Texts::position(position, {}, out);
}
std::string day_text(Date day) {
    return day.is_set() ? to_string(day) : std::string{};
}
// What is known of who paid, else which account was meant.
std::string origin_text(const SuspenseLine& line, const Texts& texts) {
    if (!line.payor.empty()) return texts.clear(line.payor);
    if (!line.account_named.empty()) return "account " + line.account_named.str();
    return line.account.empty() ? std::string{} : "account " + line.account.str();
}
std::string subject_text(const BatchEntry& entry) {
    if (!entry.payment.empty()) return entry.payment.str();
    if (!entry.suspense.empty()) return entry.suspense.str();
    return entry.other_batch.str();
}
std::string listed_codes(const std::vector<Code>& codes) {
    std::string text;
    for (const Code& code : codes) text += (text.empty() ? "" : ", ") + code.str();
    return text;
}

}  // namespace

void render(const SuspenseAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.currency(out);
    field(out, "Ledger", texts.money(answer.ledger));
    out += '\n';
    TextTable table({{"Sum"},
                     {"Received"},
                     {"Days", Align::right},
                     {"Held", Align::right},
                     {"Came in", Align::right},
                     {"Kind"},
                     {"Reference"},
                     {"Source"},
                     {"Of"}});
    for (const auto& line : answer.sums)
        table.row({line.suspense.str(), day_text(line.received_on), std::to_string(line.age_days),
                   texts.money(line.held), texts.money(line.amount), words(name_of(line.kind)), line.reference.str(),
                   line.source.str(), origin_text(line, texts)});
    finish_cash(table, "No money is held in suspense.", answer.position, out);
}

void render(const SuspenseExplanation& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    const SuspenseLine& sum = answer.sum;
    field(out, "Sum", sum.suspense.str());
    field(out, "Held", texts.amount(sum.held) + " of " + texts.money(sum.amount));
    field(out, "Received", day_text(sum.received_on) + ", " + std::to_string(sum.age_days) + " days ago");
    field(out, "Tender", words(name_of(sum.kind)) + (sum.reference.empty() ? "" : " " + sum.reference.str()));
    if (!sum.batch.empty()) field(out, "Batch", sum.batch.str());
    if (const auto origin = origin_text(sum, texts); !origin.empty()) field(out, "Of", origin);
    if (!sum.payor.empty() && !sum.account_named.empty()) field(out, "Named", "account " + sum.account_named.str());
    if (!sum.payor_account.empty()) field(out, "Paid by", "account " + sum.payor_account.str());
    out += '\n';
    TextTable table({{"Day"},
                     {"What"},
                     {"Change", Align::right},
                     {"Held", Align::right},
                     {"Payment"},
                     {"Reason"},
                     {"By"},
                     {"Position", Align::right}});
    for (const auto& step : answer.steps)
        table.row({day_text(step.on), words(step.what.str()), texts.money(step.change), texts.money(step.held),
                   step.payment.str(), step.reason.str(), step.actor.str(), std::to_string(step.position)});
    if (!answer.agrees) out += "The steps do not add up to what is held: run tally verify.\n";
    finish_cash(table, "Nothing is known of it.", answer.position, out);
}

void render(const BatchesAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.currency(out);
    TextTable table({{"Batch"},
                     {"Status"},
                     {"Opened"},
                     {"Clerk"},
                     {"Tenders", Align::right},
                     {"Expected", Align::right},
                     {"Over/short", Align::right},
                     {"To deposit", Align::right},
                     {"Deposit"}});
    for (const auto& line : answer.batches)
        table.row({line.batch.str(), words(name_of(line.status)), day_text(line.opened_on), line.clerk.str(),
                   std::to_string(line.count), texts.money(line.expected), texts.money(line.over_short),
                   texts.money(line.to_deposit), line.bank_deposit.str()});
    finish_cash(table, "There are no batches.", answer.position, out);
}

void render(const BatchAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    const BatchLine& batch = answer.batch;
    texts.currency(out);
    field(out, "Batch", batch.batch.str() + ", " + words(name_of(batch.status)));
    field(out, "Source", batch.source.str() + " (" + words(name_of(batch.kind)) + ")");
    field(out, "Opened", day_text(batch.opened_on) + (batch.clerk.empty() ? "" : " by " + batch.clerk.str()));
    if (batch.closed_on.is_set()) field(out, "Closed", day_text(batch.closed_on));
    if (answer.declared_count > 0 || !answer.declared_total.is_zero())
        field(out, "Declared",
              std::to_string(answer.declared_count) + " tenders, " + texts.money(answer.declared_total));
    if (!answer.opening_float.is_zero()) field(out, "Float", texts.money(answer.opening_float));
    if (!answer.transferred.is_zero()) field(out, "Transferred", texts.money(answer.transferred));
    for (const auto& total : answer.totals)
        field(out, words(name_of(total.kind)), texts.money(total.amount) + " in " + std::to_string(total.count));
    field(out, "Expected", texts.money(batch.expected));
    if (!batch.over_short.is_zero()) field(out, "Over/short", texts.money(batch.over_short));
    field(out, "To deposit", texts.money(batch.to_deposit));
    if (!batch.bank_deposit.empty()) field(out, "Deposit", batch.bank_deposit.str());
    out += '\n';
    TextTable table({{"Day"}, {"What"}, {"Amount", Align::right}, {"Kind"}, {"Of"}, {"Reason"}, {"By"}});
    for (const auto& entry : answer.entries)
        table.row({day_text(entry.on), words(entry.what.str()), texts.money(entry.amount),
                   entry.kind == TenderKind::unspecified ? "" : words(name_of(entry.kind)), subject_text(entry),
                   entry.reason.str(), entry.actor.str()});
    finish_cash(table, "Nothing happened to it.", answer.position, out);
}

void render(const BankDepositsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.currency(out);
    TextTable table({{"Deposit"}, {"Day"}, {"Slip"}, {"Amount", Align::right}, {"Batch"}, {"Of it", Align::right}});
    for (const auto& line : answer.bank_deposits)
        for (const auto& batch : line.batches) {
            const bool first = &batch == &line.batches.front();
            table.row({first ? line.bank_deposit.str() : "", first ? day_text(line.on) : "",
                       first ? line.reference.str() : "", first ? texts.money(line.amount) : "", batch.batch.str(),
                       texts.money(batch.amount)});
        }
    finish_cash(table, "Nothing was deposited at the bank.", answer.position, out);
}

void render(const CashAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.currency(out);
    TextTable table({{"GL account"},
                     {"Of"},
                     {"Ledger", Align::right},
                     {"Open", Align::right},
                     {"Closed", Align::right},
                     {"Rest", Align::right},
                     {"Agrees"}});
    for (const auto& line : answer.accounts)
        table.row(
            {line.gl_account.str(),
             (line.bank ? "bank" + std::string{line.sources.empty() ? "" : ", "} : "") + listed_codes(line.sources),
             texts.money(line.ledger), texts.money(line.open), texts.money(line.closed), texts.money(line.rest),
             line.agrees ? "yes" : "NO"});
    finish_cash(table, "No cash was posted.", answer.position, out);
}

}  // namespace tally::projections
