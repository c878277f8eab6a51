#pragma once
// What stands where on an invoice, credit note, statement or collective statement: pure data between the answer and its
// drawing. Texts are whole here; what draws them cuts or wraps them to its width. Text is one drawing (bill_text.cpp).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "projections/documents/invoice_answers.h"
#include "projections/documents/statement_answers.h"
#include "projections/render/render.h"

namespace tally::projections {

// The column at the right that an amount stands in: sums in the last one, what they sum up in the one before.
enum class BillColumn : std::uint8_t { none, part, sum };
enum class BillEmphasis : std::uint8_t { plain, heading, strong };

struct BillLayoutLine {
    std::uint8_t level = 0;  // How deep it is indented.
    std::string text;
    std::string amount = {};
    BillColumn column = BillColumn::none;
    BillEmphasis emphasis = BillEmphasis::plain;
};

// What separates a block from the one above it.
enum class BillBreak : std::uint8_t { none, space, rule, strong_rule };

struct BillBlock {
    BillBreak before = BillBreak::none;
    std::vector<BillLayoutLine> lines;
};

// At the right of the head: "Due date", "2022-02-23".
struct BillFact {
    std::string label;
    std::string value;
};

struct BillLayout {
    std::vector<std::string> addressee;
    std::vector<BillFact> facts;  // The first one says which document it is.
    std::vector<BillBlock> blocks;
    std::uint64_t position = 0;  // True at.
};

[[nodiscard]] BillLayoutLine text_line(std::string text, std::uint8_t level = 0);
[[nodiscard]] BillLayoutLine part_line(std::string text, std::string amount, std::uint8_t level = 1);
[[nodiscard]] BillLayoutLine sum_line(std::string text, std::string amount,
                                      BillEmphasis emphasis = BillEmphasis::plain);
// Lines of a text; empty ones are left out.
[[nodiscard]] std::vector<std::string> lines_of(std::string_view text);
// "2022-01-05 to 2022-02-02 (29 days)"
[[nodiscard]] std::string days_and_count(domain::Date from, domain::Date until);

[[nodiscard]] BillLayout layout_of(const InvoiceAnswer&, const RenderContext&);
[[nodiscard]] BillLayout layout_of(const StatementAnswer&, const RenderContext&);

// As text: what every document of a layout looks like.
void draw_bill(const BillLayout&, std::string& out);

}  // namespace tally::projections
