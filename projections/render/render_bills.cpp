// Invoices and statements as a customer reads them.
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

constexpr std::size_t bill_width = 90;
constexpr std::size_t amount_width = 14;
constexpr std::size_t left_width = 52;

// Text to the left, its amount in a column at the right edge.
void amount_line(std::string& out, std::string_view text, const std::string& amount) {
    out += pad_right(cut_to(text, bill_width - amount_width), bill_width - amount_width);
    out += pad_left(amount, amount_width);
    out += '\n';
}
// A part of what an amount_line() sums up: indented, its amount in a column of its own.
void part_line(std::string& out, std::string_view text, const std::string& amount, std::size_t indent = 2) {
    const std::size_t width = bill_width - 2 * amount_width;
    out += pad_right(cut_to(std::string(indent, ' ') + std::string{text}, width), width);
    out += pad_left(amount, amount_width);
    out += '\n';
}
void text_line(std::string& out, std::string_view text, std::size_t indent = 0) {
    out += cut_to(std::string(indent, ' ') + std::string{text}, bill_width);
    out += '\n';
}
void rule(std::string& out, char c) {
    out.append(bill_width, c);
    out += '\n';
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

// The letter's head: who and where to the left, what and when to the right.
void bill_head(std::string& out, const std::vector<std::string>& left, const std::vector<std::string>& right) {
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
        std::string line = pad_right(cut_to(i < left.size() ? left[i] : "", left_width - 2), left_width);
        if (i < right.size()) line += right[i];
        while (!line.empty() && line.back() == ' ') line.pop_back();
        text_line(out, line);
    }
}

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
            text = to_string(line.quantity) + (line.unit.empty() ? "" : " " + line.unit.str()) + " × " +
                   fixed_to_string(line.price.units, Price::decimals, currency_decimals);
            break;
        case ComponentKind::minimum:
        case ComponentKind::special_charge:
            return {};
    }
    if (line.fraction != Fraction{})
        text += " × " + std::to_string(line.fraction.numerator) + "/" + std::to_string(line.fraction.denominator);
    return text;
}

void segment_lines(std::string& out, const InvoiceSegmentAnswer& segment, const Texts& texts) {
    std::string title = segment.service.empty() ? std::string{} : segment.service.str() + ", ";
    title += segment.sa.str();
    if (!segment.charge.empty()) title += ", charge " + segment.charge.str();
    if (segment.bill_period.start.is_set()) {
        title += ", " + days_text(segment.bill_period.start, segment.bill_period.end);
        const auto days = segment.bill_period.end - segment.bill_period.start;
        title += " (" + std::to_string(days) + (days == 1 ? " day)" : " days)");
    }
    text_line(out, title, 2);
    const std::string address = Texts::one_line(segment.service_address);
    if (!address.empty()) text_line(out, "at " + segment.premise.str() + ", " + address, 2);
    for (const auto& read : segment.reads) {
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
        text_line(out, text, 4);
    }
    for (const auto& line : segment.lines) {
        std::string text = line.description.empty() ? words(line.component.str()) : line.description.str();
        const std::string how = arithmetic(line, texts.context().currency.decimals);
        if (!how.empty()) text += ": " + how;
        part_line(out, text, texts.money(line.line_amount), 4);
    }
    part_line(out, "Total " + segment.sa.str(), texts.money(segment.total));
    if (!segment.cancelled_by.empty()) text_line(out, "cancelled by " + segment.cancelled_by.str(), 4);
}

std::string activity_text(const StatementActivity& activity) {
    std::string text = words(name_of(activity.kind));
    if (!text.empty()) text.front() = static_cast<char>(text.front() - 'a' + 'A');
    text += " " + activity.document.str();
    if (!activity.code.empty()) text += " (" + activity.code.str() + ")";
    return text + ", " + to_string(activity.effective_date);
}

}  // namespace

void render(const InvoiceAnswer& invoice, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    const bool credit_note = !invoice.credits_invoice.empty();
    std::vector<std::string> right{(credit_note ? "CREDIT NOTE   " : "INVOICE       ") + invoice.invoice.str(),
                                   "Account       " + invoice.heading.account.str(),
                                   "Billing date  " + to_string(invoice.billing_date)};
    if (credit_note)
        right.push_back("Takes back    " + invoice.credits_invoice.str());
    else
        right.push_back("Due date      " + to_string(invoice.due_date));
    if (!invoice.legal_number.empty()) right.push_back("Number        " + invoice.legal_number.str());
    if (!invoice.rebills.empty()) right.push_back("Replaces      " + invoice.rebills.str());
    if (!invoice.rebilled_by.empty()) right.push_back("Replaced by   " + invoice.rebilled_by.str());
    std::vector<std::string> left{texts.name(invoice.heading)};
    if (!invoice.heading.premise.empty()) {
        left.push_back("Location " + invoice.heading.premise.str());
        left.push_back(Texts::one_line(invoice.heading.service_address));
    }
    if (invoice.final_bill) left.push_back("FINAL BILL");
    if (!invoice.printed && !credit_note) left.push_back("Not printed: below the minimum");
    right.push_back("Amounts in    " + std::string{context.currency.str()});
    bill_head(out, left, right);
    rule(out, '=');
    for (const auto& segment : invoice.segments) {
        segment_lines(out, segment, texts);
        out += '\n';
    }
    for (const auto& sa : invoice.left_out)
        text_line(out, sa.str() + " could not be billed; its next bill covers this period too", 2);
    amount_line(out, "Charges", texts.money(invoice.charges_total));
    for (const auto& tax : invoice.taxes) {
        amount_line(out,
                    "Tax " + tax.tax_code.str() + ": " + percent(tax.rate.units) + "% of " + texts.money(tax.basis),
                    texts.money(tax.amount));
    }
    rule(out, '-');
    amount_line(out, credit_note ? "Credit" : "Invoice total", texts.amount(invoice.amount));
    if (!credit_note) {
        for (const auto& credit : invoice.credits)
            amount_line(out,
                        "  " + words(name_of(credit.source.kind)) + " " + credit.source.document.str() + ", " +
                            to_string(credit.effective_date),
                        texts.money(-credit.amount));
        for (const auto& note : invoice.credit_notes)
            amount_line(out, "  credit note " + note.credit_note.str() + ", " + to_string(note.bill_date),
                        texts.money(note.total));
        amount_line(out, "Still open", texts.amount(invoice.open));
    }
    out += '\n';
    Texts::position(invoice.position, {}, out);
}

void render(const StatementAnswer& statement, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    std::vector<std::string> left;
    if (!statement.deliveries.empty()) {
        left.push_back(texts.clear(statement.deliveries.front().printed_name));
        for (auto& line : lines_of(texts.clear(statement.deliveries.front().destination)))
            left.push_back(std::move(line));
    } else {
        left.push_back(texts.name(statement.heading));
    }
    std::vector<std::string> right{
        "STATEMENT     " + statement.statement.str(), "Account       " + statement.heading.account.str(),
        "Billing date  " + to_string(statement.billing_date), "Due date      " + to_string(statement.due_date)};
    if (statement.cancelled_on.is_set()) right.push_back("CANCELLED ON  " + to_string(statement.cancelled_on));
    if (!statement.invoice.empty()) right.push_back("Invoice       " + statement.invoice.str());
    if (!statement.heading.premise.empty()) right.push_back("Location      " + statement.heading.premise.str());
    right.push_back("Amounts in    " + std::string{context.currency.str()});
    bill_head(out, left, right);
    rule(out, '=');

    // What is asked for decides the figures; where what is truly owed differs it is printed beneath.
    amount_line(out, "Previous balance", texts.money(statement.previous_current));
    const auto part = [&](std::string_view title, Money amount, const auto& belongs) {
        bool any = false;
        for (const auto& activity : statement.activity) {
            if (!belongs(activity)) continue;
            part_line(out, activity_text(activity), texts.money(activity.current));
            any = true;
        }
        if (any || !amount.is_zero()) amount_line(out, title, texts.money(amount));
    };
    const auto in_section = [](StatementSection section) {
        return [section](const StatementActivity& activity) { return section_of(activity.kind) == section; };
    };
    part("Payments", statement.payments_current, in_section(StatementSection::payments));
    part("Adjustments", statement.adjustments_current, in_section(StatementSection::adjustments));
    part("Corrections", statement.corrections_current, [](const StatementActivity& a) { return a.correction; });
    if (!statement.segments.empty() || !statement.charges_current.is_zero()) {
        out += '\n';
        for (const auto& segment : statement.segments) {
            segment_lines(out, segment, texts);
            out += '\n';
        }
        amount_line(out, "New charges", texts.money(statement.charges_current));
    }
    rule(out, '-');
    if (statement.cancelled_on.is_set())
        amount_line(out, "CANCELLED, do not pay", texts.amount(statement.amount_due));
    else if (statement.amount_due > Money{})
        amount_line(out, "AMOUNT DUE by " + to_string(statement.due_date), texts.amount(statement.amount_due));
    else if (statement.amount_due < Money{})
        amount_line(out, "CREDIT BALANCE, do not pay", texts.amount(statement.amount_due));
    else
        amount_line(out, "AMOUNT DUE: nothing", texts.amount(statement.amount_due));
    if (statement.out_balance != statement.amount_due)
        amount_line(out, "Payoff balance, all that is owed", texts.amount(statement.out_balance));
    if (!statement.last_payment_amount.is_zero())
        text_line(out, "Last payment: " + texts.amount(statement.last_payment_amount) + " on " +
                           to_string(statement.last_payment_date));
    if (!statement.payment_plan_amount.is_zero())
        text_line(out, "Payment plan " + statement.payment_plan_type.str() + ": " +
                           texts.amount(statement.payment_plan_amount));
    for (const auto& message : statement.messages) text_line(out, message.str());
    if (!statement.deliveries.empty()) {
        out += '\n';
        for (const auto& delivery : statement.deliveries) {
            std::string to;
            for (const auto& line : lines_of(texts.clear(delivery.destination))) to += (to.empty() ? "" : ", ") + line;
            text_line(out, "Sent by " + delivery.route_type.str() + " to " + texts.clear(delivery.printed_name) + ": " +
                               to + (delivery.copies > 1 ? ", " + std::to_string(delivery.copies) + " copies" : ""));
        }
    }
    out += '\n';
    Texts::position(statement.position, {}, out);
}

}  // namespace tally::projections
