// Corrections as text: what was known then to the left, what is known since to the right.
#include "projections/corrections/correction_text.h"

namespace tally::projections {

using namespace domain;

namespace {

void corrected_reads_table(const std::vector<CorrectedRead>& reads, std::string& out) {
    if (reads.empty()) return;
    TextTable table({{"Channel"},
                     {"Days"},
                     {"Known then", Align::right},
                     {"used", Align::right},
                     {""},
                     {"As corrected", Align::right},
                     {"used", Align::right},
                     {""},
                     {"Unit"}});
    const auto registered = [](bool used, Quantity start, Quantity stop) {
        if (!used || (start == Quantity{} && stop == Quantity{})) return std::string{};
        return to_string(start) + " - " + to_string(stop);
    };
    const auto quality = [](bool used, Quality of) {
        return used && of != Quality::actual ? std::string{name_of(of)} : std::string{};
    };
    for (const auto& read : reads)
        table.row({read.channel.str(), days_text(read.from, read.until),
                   registered(read.was_used, read.old_start, read.old_stop),
                   read.was_used ? to_string(read.old_quantity) : "", quality(read.was_used, read.old_quality),
                   registered(read.is_used, read.new_start, read.new_stop),
                   read.is_used ? to_string(read.new_quantity) : "", quality(read.is_used, read.new_quality),
                   read.unit.str()});
    table.write(out, 4);
}

void corrected_lines_table(const CorrectedSegment& segment, const Texts& texts, std::string& out) {
    TextTable table({{"Line"},
                     {"Known then", Align::right},
                     {"Amount", Align::right},
                     {"As corrected", Align::right},
                     {"Amount", Align::right},
                     {"Delta", Align::right}});
    const auto quantity = [](const Plain& line, Quantity of, const Code& unit) {
        return line.empty() || unit.empty() ? std::string{} : to_string(of) + " " + unit.str();
    };
    for (const auto& line : segment.lines)
        table.row({line.description.str(), quantity(line.old_line, line.old_quantity, line.unit),
                   line.old_line.empty() ? "" : texts.money(line.old_amount),
                   quantity(line.new_line, line.new_quantity, line.unit),
                   line.new_line.empty() ? "" : texts.money(line.new_amount), texts.money(line.delta)});
    table.row(
        {"Total", "", texts.money(segment.old_total), "", texts.money(segment.new_total), texts.money(segment.delta)});
    table.write(out, 4);
}

void due_line(const DueCorrectionAnswer& one, std::string& out) {
    out += "  " + one.sa.str() + " at " + one.service_point.str() + ": bills of days after " + to_string(one.from) +
           ", due since " + to_string(one.noted_on) + "\n";
}

}  // namespace

void corrected_invoice_text(const CorrectedInvoiceAnswer& one, const Texts& texts, std::string& out) {
    out += "\n" + one.invoice.str() + " of " + to_string(one.bill_date) + ", taken back by " + one.credit_note.str() +
           ", made again as " + one.rebill.str() + ": " + texts.money(one.old_total) + " became " +
           texts.money(one.new_total) + ", " + texts.money(one.delta) + "\n";
    for (const auto& segment : one.segments) {
        out += "  " + segment.old_id.str() + " became " + segment.new_id.str() + ", " + segment.sa.str() +
               (segment.from.is_set() ? ", " + days_text(segment.from, segment.until) : "") + "\n";
        corrected_reads_table(segment.reads, out);
        corrected_lines_table(segment, texts, out);
    }
}

void render(const CorrectionAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    out += '\n';
    std::string agreements;
    for (const auto& sa : answer.agreements) agreements += (agreements.empty() ? "" : ", ") + sa.str();
    field(out, "Correction", answer.correction.str() + " of " + to_string(answer.corrected_on));
    field(out, "By", answer.by.str() + (answer.reason.empty() ? "" : ": " + answer.reason.str()));
    field(out, "Bills of", agreements);
    field(out, "Known then", texts.amount(answer.old_total));
    field(out, "As corrected", texts.amount(answer.new_total));
    field(out, "Delta", texts.amount(answer.delta));
    if (answer.invoices.empty()) out += "\nNo bill differed from what was measured.\n";
    for (const auto& one : answer.invoices) corrected_invoice_text(one, texts, out);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

void render(const CorrectionsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    out += answer.due.empty() ? "\nIts bills say what was measured.\n" : "\nTo be corrected\n";
    for (const auto& one : answer.due) due_line(one, out);
    if (answer.corrections.empty()) {
        out += "\nIts bills were never corrected.\n";
    } else {
        out += '\n';
        TextTable table(
            {{"Correction"}, {"On"}, {"Invoices", Align::right}, {"Delta", Align::right}, {"By"}, {"Reason"}});
        for (const auto& one : answer.corrections)
            table.row({one.correction.str(), to_string(one.corrected_on), std::to_string(one.invoices),
                       texts.money(one.delta), one.by.str(), one.reason.str()});
        table.write(out, 0);
    }
    out += '\n';
    Texts::position(answer.position, {}, out);
}

void render(const CorrectionsDueAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    TextTable table({{"Account"}, {"Name"}, {"Agreement"}, {"Service point"}, {"Days after"}, {"Due since"}});
    for (const auto& one : answer.accounts)
        for (const auto& due : one.due)
            table.row({one.heading.account.str(), texts.name(one.heading), due.sa.str(), due.service_point.str(),
                       to_string(due.from), to_string(due.noted_on)});
    table.write(out, 0);
    if (answer.accounts.empty()) out += "No correction is due.\n";
    out += '\n';
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
