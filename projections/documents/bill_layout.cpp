#include "projections/documents/bill_layout.h"

#include <utility>

#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

// A rate of eight decimals in percent: two places to the left.
std::string percent(std::int64_t rate_units) {
    return fixed_to_string(rate_units, Rate::decimals - 2, 0);
}

// "100 therm × 0.8", "7.1% of 40.00", "30 days × 0.25": how the amount came about.
std::string arithmetic(const InvoiceLineAnswer& line, std::uint8_t currency_decimals) {
    std::string text;
    switch (line.component_kind) {
        case ComponentKind::percentage:
        case ComponentKind::tax: {
            text = percent(line.price.units) + "% of " +
                   fixed_to_string(line.quantity.units, Quantity::decimals, currency_decimals);
            break;
        }
        case ComponentKind::fixed:
        case ComponentKind::per_day:
        case ComponentKind::usage:
        case ComponentKind::demand:
            text = to_string(line.quantity) + (line.unit.empty() ? "" : " " + line.unit.str()) + " × " +
                   fixed_to_string(line.price.units, Price::decimals, currency_decimals);
            break;
        case ComponentKind::minimum:
        case ComponentKind::special_charge:
            return {};
    }
    if (line.fraction != Fraction{})
        text += " × " + std::to_string(line.fraction.numerator) +
                (line.fraction.denominator == 1 ? "" : "/" + std::to_string(line.fraction.denominator));
    return text;
}

std::string segment_title(const InvoiceSegmentAnswer& segment) {
    std::string title = segment.service.empty() ? std::string{} : segment.service.str() + ", ";
    title += segment.sa.str();
    if (!segment.charge.empty()) title += ", charge " + segment.charge.str();
    if (!segment.bill_period.start.is_set()) return title;
    return title + ", " + days_and_count(segment.bill_period.start, segment.bill_period.end);
}

std::string read_text(const UsedRead& read) {
    std::string text = "meter register " + read.channel.str() + ": ";
    if (read.start_value.is_zero() && read.stop_value.is_zero()) {
        text += days_text(read.from, read.until) + ", ";
    } else {
        text += to_string(read.start_value) + " to " + to_string(read.stop_value);
        if (read.multiplier != Quantity{1'000'000}) text += " × " + to_string(read.multiplier);
        text += " = ";
    }
    text += to_string(read.quantity) + " " + read.unit.str();
    if (read.quality != Quality::actual) text += " (" + std::string{name_of(read.quality)} + ")";
    return text;
}

// "billing demand highest: 10 kW measured, 40 kW charged; at least 80% of 50 kW (2022-07-01 to 2022-07-31)"
std::string demand_text(const BilledDemand& demand) {
    const std::string unit = " " + demand.unit.str();
    std::string text = "billing demand " + words(demand.component.str()) + ": " + to_string(demand.measured) + unit +
                       " measured, " + to_string(demand.billed) + unit + " charged";
    if (!demand.highest_of.empty())
        text += "; at least " + fixed_to_string(demand.share.units, Rate::decimals - 2, 0) + "% of " +
                to_string(demand.highest) + unit + " (" + days_text(demand.highest_from, demand.highest_until) + ")";
    return text;
}

// "bank energy: 120 kWh before, 30 kWh added, 0 kWh used, 150 kWh after"
std::string bank_text(const BankedEnergy& bank) {
    const std::string unit = " " + bank.unit.str();
    std::string text = "bank " + words(bank.component.str()) + ": " + to_string(bank.opening) + unit + " before, " +
                       to_string(bank.added) + unit + " added, " + to_string(bank.used) + unit + " used, ";
    if (bank.settled_by != BankSettled::not_settled)
        text += to_string(bank.settled) + unit + " taken out as the " +
                (bank.settled_by == BankSettled::true_up ? "bank's year" : "agreement") + " ended, ";
    return text + to_string(bank.closing) + unit + " after";
}
// "least charge of the year annual: 300.00 charged since 2022-01-01, at least 360.00"
std::string year_text(const YearMinimum& year, const Texts& texts) {
    return "least charge of the year, " + words(year.component.str()) + ": " +
           texts.money(year.charged_before + year.charged) + " charged since " + to_string(year.year_from) +
           (year.year_ended ? ", at least " + texts.money(year.minimum) : "");
}

void add_segment(const InvoiceSegmentAnswer& segment, const Texts& texts, std::vector<BillLayoutLine>& lines) {
    lines.push_back({1, segment_title(segment), {}, BillColumn::none, BillEmphasis::heading});
    const std::string address = Texts::one_line(segment.service_address);
    if (!address.empty()) lines.push_back(text_line("at " + segment.premise.str() + ", " + address, 1));
    for (const auto& read : segment.reads) lines.push_back(text_line(read_text(read), 2));
    for (const auto& demand : segment.demands) lines.push_back(text_line(demand_text(demand), 2));
    for (const auto& bank : segment.year.banks) lines.push_back(text_line(bank_text(bank), 2));
    for (const auto& year : segment.year.minimums) lines.push_back(text_line(year_text(year, texts), 2));
    for (const auto& line : segment.lines) {
        std::string text = line.description.empty() ? words(line.component.str()) : line.description.str();
        const std::string how = arithmetic(line, texts.context().currency.decimals);
        if (!how.empty()) text += ": " + how;
        lines.push_back(part_line(std::move(text), texts.money(line.line_amount), 2));
    }
    lines.push_back(part_line("Total " + segment.sa.str(), texts.money(segment.total)));
    if (!segment.cancelled_by.empty()) lines.push_back(text_line("cancelled by " + segment.cancelled_by.str(), 2));
}
// A block a segment, and the block that follows them, with this break before the first.
BillBlock& add_segments(const std::vector<InvoiceSegmentAnswer>& segments, BillBreak before, const Texts& texts,
                        BillLayout& layout) {
    for (const auto& segment : segments) {
        BillBlock block{std::exchange(before, BillBreak::space), {}};
        add_segment(segment, texts, block.lines);
        layout.blocks.push_back(std::move(block));
    }
    return layout.blocks.emplace_back(BillBlock{before, {}});
}

std::string activity_text(const StatementActivity& activity) {
    std::string text = words(name_of(activity.kind));
    if (!text.empty()) text.front() = static_cast<char>(text.front() - 'a' + 'A');
    text += " " + activity.document.str();
    if (!activity.code.empty()) text += " (" + activity.code.str() + ")";
    return text + ", " + to_string(activity.effective_date);
}

void add_head(const InvoiceAnswer& invoice, const Texts& texts, BillLayout& layout) {
    const bool credit_note = !invoice.credits_invoice.empty();
    layout.addressee = {texts.name(invoice.heading)};
    if (!invoice.heading.premise.empty()) {
        layout.addressee.push_back("Location " + invoice.heading.premise.str());
        layout.addressee.push_back(Texts::one_line(invoice.heading.service_address));
    }
    if (invoice.final_bill) layout.addressee.emplace_back("FINAL BILL");
    if (!invoice.printed && !credit_note) layout.addressee.emplace_back("Not printed: below the minimum");
    auto& facts = layout.facts;
    facts = {{credit_note ? "CREDIT NOTE" : "INVOICE", invoice.invoice.str()},
             {"Account", invoice.heading.account.str()},
             {"Billing date", to_string(invoice.billing_date)}};
    if (credit_note)
        facts.push_back({"Takes back", invoice.credits_invoice.str()});
    else
        facts.push_back({"Due date", to_string(invoice.due_date)});
    if (!invoice.legal_number.empty()) facts.push_back({"Number", invoice.legal_number.str()});
    if (!invoice.rebills.empty()) facts.push_back({"Replaces", invoice.rebills.str()});
    if (!invoice.rebilled_by.empty()) facts.push_back({"Replaced by", invoice.rebilled_by.str()});
    facts.push_back({"Amounts in", std::string{texts.context().currency.str()}});
}

void add_head(const StatementAnswer& statement, const Texts& texts, BillLayout& layout) {
    if (!statement.deliveries.empty()) {
        layout.addressee.push_back(texts.clear(statement.deliveries.front().printed_name));
        for (auto& line : lines_of(texts.clear(statement.deliveries.front().destination)))
            layout.addressee.push_back(std::move(line));
    } else {
        layout.addressee.push_back(texts.name(statement.heading));
    }
    auto& facts = layout.facts;
    facts = {{"STATEMENT", statement.statement.str()},
             {"Account", statement.heading.account.str()},
             {"Billing date", to_string(statement.billing_date)},
             {"Due date", to_string(statement.due_date)}};
    if (statement.cancelled_on.is_set()) facts.push_back({"CANCELLED ON", to_string(statement.cancelled_on)});
    if (!statement.invoice.empty()) facts.push_back({"Invoice", statement.invoice.str()});
    if (!statement.heading.premise.empty()) facts.push_back({"Location", statement.heading.premise.str()});
    facts.push_back({"Amounts in", std::string{texts.context().currency.str()}});
}

// What is asked for decides the figures; where what is truly owed differs it stands beneath.
void add_changes(const StatementAnswer& statement, const Texts& texts, std::vector<BillLayoutLine>& lines) {
    lines.push_back(sum_line("Previous balance", texts.money(statement.previous_current)));
    const auto part = [&](std::string title, Money amount, const auto& belongs) {
        bool any = false;
        for (const auto& activity : statement.activity) {
            if (!belongs(activity)) continue;
            lines.push_back(part_line(activity_text(activity), texts.money(activity.current)));
            any = true;
        }
        if (any || !amount.is_zero()) lines.push_back(sum_line(std::move(title), texts.money(amount)));
    };
    const auto in_section = [](StatementSection section) {
        return [section](const StatementActivity& activity) { return section_of(activity.kind) == section; };
    };
    part("Payments", statement.payments_current, in_section(StatementSection::payments));
    part("Adjustments", statement.adjustments_current, in_section(StatementSection::adjustments));
    part("Corrections", statement.corrections_current, [](const StatementActivity& a) { return a.correction; });
}

// Charges stand as they are owed; what is asked for in their place follows.
void add_budgets(const StatementAnswer& statement, const Texts& texts, std::vector<BillLayoutLine>& lines) {
    for (const auto& budget : statement.budgets) {
        lines.push_back(sum_line("Charged for " + budget.sa.str(), texts.money(budget.charged)));
        lines.push_back(sum_line("Asked for under its budget plan", texts.money(budget.asked)));
    }
}

std::string due_text(const StatementAnswer& statement) {
    if (statement.cancelled_on.is_set()) return "CANCELLED, do not pay";
    if (statement.amount_due > Money{}) return "AMOUNT DUE by " + to_string(statement.due_date);
    if (statement.amount_due < Money{}) return "CREDIT BALANCE, do not pay";
    return "AMOUNT DUE: nothing";
}

void add_due(const StatementAnswer& statement, const Texts& texts, std::vector<BillLayoutLine>& lines) {
    lines.push_back(sum_line(due_text(statement), texts.amount(statement.amount_due), BillEmphasis::strong));
    if (statement.out_balance != statement.amount_due)
        lines.push_back(sum_line("Payoff balance, what is truly owed", texts.amount(statement.out_balance)));
    if (!statement.deposits_asked.is_zero())
        lines.push_back(text_line("Of it deposit: " + texts.amount(statement.deposits_asked)));
    if (!statement.deposits_held.is_zero())
        lines.push_back(text_line("Deposit held for you, with interest: " + texts.amount(statement.deposits_held)));
    if (!statement.last_payment_amount.is_zero())
        lines.push_back(text_line("Last payment: " + texts.amount(statement.last_payment_amount) + " on " +
                                  to_string(statement.last_payment_date)));
    if (!statement.payment_plan_amount.is_zero())
        lines.push_back(text_line("Payment plan " + words(statement.payment_plan_type.str()) + ": " +
                                  texts.amount(statement.payment_plan_amount)));
    for (const auto& budget : statement.budgets)
        lines.push_back(text_line("Budget plan of " + budget.sa.str() + ": " +
                                  (budget.difference < Money{}
                                       ? texts.amount(-budget.difference) + " more asked for than charged to date"
                                       : texts.amount(budget.difference) + " less asked for than charged to date")));
    for (const auto& message : statement.messages) lines.push_back(text_line(message.str()));
}

std::string delivery_text(const BillDelivery& delivery, const Texts& texts) {
    std::string to;
    for (const auto& line : lines_of(texts.clear(delivery.destination))) to += (to.empty() ? "" : ", ") + line;
    return "Sent by " + delivery.route_type.str() + " to " + texts.clear(delivery.printed_name) + ": " + to +
           (delivery.copies > 1 ? ", " + std::to_string(delivery.copies) + " copies" : "");
}

}  // namespace

BillLayoutLine text_line(std::string text, std::uint8_t level) {
    return {level, std::move(text)};
}
BillLayoutLine part_line(std::string text, std::string amount, std::uint8_t level) {
    return {level, std::move(text), std::move(amount), BillColumn::part};
}
BillLayoutLine sum_line(std::string text, std::string amount, BillEmphasis emphasis) {
    return {0, std::move(text), std::move(amount), BillColumn::sum, emphasis};
}
std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (end > 0) lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}
std::string days_and_count(Date from, Date until) {
    const auto days = until - from;
    return days_text(from, until) + " (" + std::to_string(days) + (days == 1 ? " day)" : " days)");
}

BillLayout layout_of(const InvoiceAnswer& invoice, const RenderContext& context) {
    const Texts texts(context);
    const bool credit_note = !invoice.credits_invoice.empty();
    BillLayout layout;
    layout.position = invoice.position;
    add_head(invoice, texts, layout);
    BillBlock& charges = add_segments(invoice.segments, BillBreak::strong_rule, texts, layout);
    for (const auto& sa : invoice.left_out)
        charges.lines.push_back(text_line(sa.str() + " could not be billed; its next bill covers this period too", 1));
    charges.lines.push_back(sum_line("Charges", texts.money(invoice.charges_total)));
    for (const auto& tax : invoice.taxes)
        charges.lines.push_back(
            sum_line("Tax " + tax.tax_code.str() + ": " + percent(tax.rate.units) + "% of " + texts.money(tax.basis),
                     texts.money(tax.amount)));
    BillBlock& total = layout.blocks.emplace_back(BillBlock{BillBreak::rule, {}});
    total.lines.push_back(
        sum_line(credit_note ? "Credit" : "Invoice total", texts.amount(invoice.amount), BillEmphasis::strong));
    if (credit_note) return layout;
    const auto applied = [&](std::string text, Money amount) {
        total.lines.push_back({1, std::move(text), texts.money(amount), BillColumn::sum});
    };
    for (const auto& credit : invoice.credits)
        applied(words(name_of(credit.source.kind)) + " " + credit.source.document.str() + ", " +
                    to_string(credit.effective_date),
                -credit.amount);
    for (const auto& note : invoice.credit_notes)
        applied("credit note " + note.credit_note.str() + ", " + to_string(note.bill_date), note.total);
    total.lines.push_back(sum_line("Still open", texts.amount(invoice.open), BillEmphasis::strong));
    return layout;
}

BillLayout layout_of(const StatementAnswer& statement, const RenderContext& context) {
    const Texts texts(context);
    BillLayout layout;
    layout.position = statement.position;
    add_head(statement, texts, layout);
    add_changes(statement, texts, layout.blocks.emplace_back(BillBlock{BillBreak::strong_rule, {}}).lines);
    if (!statement.segments.empty() || !statement.charges_current.is_zero()) {
        auto& lines = add_segments(statement.segments, BillBreak::space, texts, layout).lines;
        add_budgets(statement, texts, lines);
        lines.push_back(sum_line(statement.budgets.empty() ? "New charges" : "New charges, as asked for",
                                 texts.money(statement.charges_current)));
    }
    add_due(statement, texts, layout.blocks.emplace_back(BillBlock{BillBreak::rule, {}}).lines);
    if (statement.deliveries.empty()) return layout;
    BillBlock& sent = layout.blocks.emplace_back(BillBlock{BillBreak::space, {}});
    for (const auto& delivery : statement.deliveries) sent.lines.push_back(text_line(delivery_text(delivery, texts)));
    return layout;
}

}  // namespace tally::projections
