// Lists as text.
#include "projections/lists/list_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {
void finish_list(const TextTable& table, std::string_view none, std::uint64_t position, std::string& out) {
    if (table.empty())
        out += std::string{none} + "\n";
    else
        table.write(out);
    out += '\n';
    Texts::position(position, {}, out);
}
}  // namespace

void render(const AccountsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.currency(out);
    TextTable table(
        {{"Account"}, {"Main customer"}, {"Class"}, {"Cycle"}, {"Payoff", Align::right}, {"Current", Align::right}});
    for (const auto& line : answer.accounts)
        table.row({line.heading.account.str(), texts.name(line.heading), line.customer_class.str(),
                   line.bill_cycle.str(), texts.money(line.payoff), texts.money(line.current)});
    finish_list(table, "There are no accounts.", answer.position, out);
}

void render(const PersonsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    TextTable table({{"Person"}, {"Kind"}, {"Name"}});
    for (const auto& line : answer.persons)
        table.row({line.person.str(), words(name_of(line.kind)), texts.clear(line.name)});
    finish_list(table, "There are no persons.", answer.position, out);
}

void render(const PremisesAnswer& answer, const RenderContext&, std::string& out) {
    TextTable table({{"Premise"}, {"Jurisdiction"}, {"Address"}});
    for (const auto& line : answer.premises)
        table.row({line.premise.str(), line.jurisdiction.str(), Texts::one_line(line.address)});
    finish_list(table, "There are no premises.", answer.position, out);
}

void render(const AdjustmentsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.currency(out);
    TextTable table({{"Account"}, {"Adjustment"}, {"Type"}, {"Amount", Align::right}, {"Day"}, {"By"}, {"Memo"}});
    for (const auto& line : answer.adjustments)
        table.row({line.heading.account.str(), line.adjustment.str(), line.adjustment_type.str(),
                   texts.money(line.amount), to_string(line.day), line.requested_by.str(), texts.clear(line.memo)});
    finish_list(table, "No adjustment waits for approval.", answer.position, out);
}

void render(const BillingErrorsAnswer& answer, const RenderContext&, std::string& out) {
    TextTable table({{"Account"}, {"Cycle"}, {"Bill date"}, {"Try", Align::right}, {"Agreement"}, {"What"}});
    for (const auto& account : answer.accounts)
        for (const auto& error : account.errors)
            table.row({account.heading.account.str(), account.bill_cycle.str(), to_string(error.bill_date),
                       std::to_string(error.attempt), error.sa.str(), error.explanation.str()});
    finish_list(table, "No bill is in error.", answer.position, out);
}

}  // namespace tally::projections
