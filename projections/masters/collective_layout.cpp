// A collective statement on paper: a section an account, in the layout of every bill.
#include <utility>

#include "projections/masters/collective_statement.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

std::string charge_title(const CollectiveCharge& charged) {
    std::string title = charged.service.empty() ? std::string{} : charged.service.str() + ", ";
    title += charged.sa.str();
    if (!charged.charge.empty()) title += (title.empty() ? "charge " : ", charge ") + charged.charge.str();
    return charged.from.is_set() ? title + ", " + days_and_count(charged.from, charged.until) : title;
}

std::string section_title(const CollectiveSection& section, const Texts& texts) {
    std::string title = "Account " + section.heading.account.str() + ", " + texts.name(section.heading);
    if (section.statement.empty()) return title;
    return title + ", statement " + section.statement.str() + " of " + to_string(section.billing_date);
}

// What is zero is left out, but for what was asked for before.
void add_changes(const CollectiveSection& section, const Texts& texts, std::vector<BillLayoutLine>& lines) {
    lines.push_back(part_line("Previous balance", texts.money(section.previous)));
    const auto change = [&](const char* what, Money amount) {
        if (!amount.is_zero()) lines.push_back(part_line(what, texts.money(amount)));
    };
    change("Payments", section.payments);
    change("Adjustments", section.adjustments);
    change("Corrections", section.corrections);
    Money charged;
    for (const CollectiveCharge& each : section.charged) {
        lines.push_back(part_line(charge_title(each), texts.money(each.total)));
        charged += each.total;
    }
    change("Difference under budget plans", section.charges - charged);
    change("Since that statement", section.since);
}

void add_section(const CollectiveSection& section, const Texts& texts, std::vector<BillLayoutLine>& lines) {
    BillLayoutLine title = text_line(section_title(section, texts));
    title.emphasis = BillEmphasis::heading;
    lines.push_back(std::move(title));
    const std::string address = Texts::one_line(section.heading.service_address);
    if (!address.empty()) lines.push_back(text_line("at " + section.heading.premise.str() + ", " + address, 1));
    if (section.is_new)
        add_changes(section, texts, lines);
    else
        lines.push_back(part_line("Balance, without a new statement", texts.money(section.since)));
    std::string total = "Account " + section.heading.account.str();
    if (section.due_date.is_set() && section.asked > Money{}) total += ", due " + to_string(section.due_date);
    if (!section.overdue.is_zero()) total += ", of it overdue " + texts.money(section.overdue);
    lines.push_back(sum_line(std::move(total), texts.money(section.asked)));
}

std::string collective_due_text(const CollectiveSheetAnswer& answer) {
    if (answer.asked > Money{}) return "AMOUNT DUE by " + to_string(answer.due_date);
    if (answer.asked < Money{}) return "CREDIT BALANCE, do not pay";
    return "AMOUNT DUE: nothing";
}

}  // namespace

BillLayout layout_of(const CollectiveSheetAnswer& answer, const RenderContext& context) {
    const Texts texts(context);
    BillLayout layout;
    layout.position = answer.position;
    if (answer.deliveries.empty()) {
        layout.addressee = {texts.name(answer.heading)};
    } else {
        layout.addressee = {texts.clear(answer.deliveries.front().printed_name)};
        for (auto& line : lines_of(texts.clear(answer.deliveries.front().destination)))
            layout.addressee.push_back(std::move(line));
    }
    layout.facts = {{"STATEMENT", answer.collective_statement.str()},
                    {"Of", answer.name.str()},
                    {"Accounts", std::to_string(answer.sections.size())},
                    {"Paid by", "account " + answer.heading.account.str()},
                    {"Billing date", to_string(answer.bill_date)},
                    {"Due date", to_string(answer.due_date)},
                    {"Amounts in", std::string{texts.context().currency.str()}}};
    BillBreak before = BillBreak::strong_rule;
    for (const CollectiveSection& section : answer.sections) {
        BillBlock block{std::exchange(before, BillBreak::space), {}};
        add_section(section, texts, block.lines);
        layout.blocks.push_back(std::move(block));
    }
    auto& due = layout.blocks.emplace_back(BillBlock{BillBreak::rule, {}}).lines;
    due.push_back(sum_line(collective_due_text(answer), texts.amount(answer.asked), BillEmphasis::strong));
    if (!answer.overdue.is_zero()) due.push_back(text_line("Of it overdue: " + texts.amount(answer.overdue)));
    if (answer.owed != answer.asked)
        due.push_back(sum_line("Payoff balance, what is truly owed", texts.amount(answer.owed)));
    return layout;
}

void render(const CollectiveSheetAnswer& answer, const RenderContext& context, std::string& out) {
    draw_bill(layout_of(answer, context), out);
}

}  // namespace tally::projections
