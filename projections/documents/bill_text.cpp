// Invoices and statements as text, drawn from their layout.
#include <algorithm>

#include "projections/documents/bill_layout.h"
#include "projections/render/texts.h"

namespace tally::projections {

namespace {

constexpr std::size_t bill_width = 90;
constexpr std::size_t amount_width = 14;
constexpr std::size_t left_width = 52;
constexpr std::size_t fact_label_width = 14;
constexpr std::size_t level_width = 2;

// Who and where to the left, what and when to the right.
void draw_head(const BillLayout& layout, std::string& out) {
    const auto& [addressee, facts, blocks, position] = layout;
    for (std::size_t i = 0; i < std::max(addressee.size(), facts.size()); ++i) {
        std::string line = pad_right(cut_to(i < addressee.size() ? addressee[i] : "", left_width - 2), left_width);
        if (i < facts.size()) line += pad_right(facts[i].label, fact_label_width) + facts[i].value;
        while (!line.empty() && line.back() == ' ') line.pop_back();
        out += cut_to(line, bill_width) + "\n";
    }
}

// A text as long as a message of a bill goes on in the next line, at a blank; a word that is wider than a line is cut.
void draw_text(std::string_view text, std::size_t indent, std::string& out) {
    const std::string before(indent, ' ');
    std::string line;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        if (!line.empty() && indent + width_of(line) + 1 + width_of(word) > bill_width) {
            out += cut_to(before + line, bill_width) + "\n";
            line.clear();
        } else if (!line.empty()) {
            line += ' ';
        }
        line += word;
    }
    out += cut_to(before + line, bill_width) + "\n";
}

void draw_line(const BillLayoutLine& line, std::string& out) {
    if (line.column == BillColumn::none) return draw_text(line.text, level_width * line.level, out);
    const std::string text = std::string(level_width * line.level, ' ') + line.text;
    const std::size_t width = bill_width - (line.column == BillColumn::sum ? 1 : 2) * amount_width;
    out += pad_right(cut_to(text, width), width) + pad_left(line.amount, amount_width) + "\n";
}

void draw_break(BillBreak kind, std::string& out) {
    switch (kind) {
        case BillBreak::none:
            return;
        case BillBreak::space:
            out += '\n';
            return;
        case BillBreak::rule:
            out += std::string(bill_width, '-') + "\n";
            return;
        case BillBreak::strong_rule:
            out += std::string(bill_width, '=') + "\n";
            return;
    }
}

}  // namespace

void draw_bill(const BillLayout& layout, std::string& out) {
    draw_head(layout, out);
    for (const auto& block : layout.blocks) {
        draw_break(block.before, out);
        for (const auto& line : block.lines) draw_line(line, out);
    }
    out += '\n';
    Texts::position(layout.position, {}, out);
}

void render(const InvoiceAnswer& invoice, const RenderContext& context, std::string& out) {
    draw_bill(layout_of(invoice, context), out);
}

void render(const StatementAnswer& statement, const RenderContext& context, std::string& out) {
    draw_bill(layout_of(statement, context), out);
}

}  // namespace tally::projections
