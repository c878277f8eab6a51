#include "projections/render/table.h"

#include <algorithm>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "domain/core/assert.h"

namespace tally::projections {

namespace {
constexpr std::size_t gap = 2;
constexpr std::size_t column_width_min = 8;

// Columns that a terminal gives to the character: two to a wide one, none to a mark on the one before.
std::size_t columns_of(UChar32 c) {
    if (c < 0x80) return 1;
    constexpr auto unseen = U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK;
    if ((U_MASK(u_charType(c)) & unseen) != 0) return 0;
    const auto width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}
// ICU's macro narrows an int to a byte.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
// The character at `at`, which moves past it.
UChar32 take_character(std::string_view text, std::size_t& at) {
    UChar32 c = 0;
    auto next = static_cast<std::int32_t>(at);
    U8_NEXT_OR_FFFD(text.data(), next, static_cast<std::int32_t>(text.size()), c);
    at = static_cast<std::size_t>(next);
    return c;
}
#pragma GCC diagnostic pop
void trim_end(std::string& out) {
    while (!out.empty() && out.back() == ' ') out.pop_back();
}
}  // namespace

std::size_t width_of(std::string_view text) {
    std::size_t columns = 0;
    for (std::size_t at = 0; at < text.size();) columns += columns_of(take_character(text, at));
    return columns;
}

std::string cut_to(std::string_view text, std::size_t width) {
    if (width_of(text) <= width) return std::string{text};
    std::size_t kept = 0, columns = 0;
    for (std::size_t at = 0; at < text.size(); kept = at) {
        columns += columns_of(take_character(text, at));
        if (columns >= width) break;
    }
    return std::string{text.substr(0, kept)} + "…";
}

namespace {
// Bytes of as many characters as fit, at least one.
std::size_t bytes_within(std::string_view text, std::size_t width) {
    std::size_t kept = 0, columns = 0;
    for (std::size_t at = 0; at < text.size(); kept = at) {
        columns += columns_of(take_character(text, at));
        if (columns > width && kept > 0) break;
    }
    return kept;
}
}  // namespace

void write_wrapped(std::string_view text, std::size_t first_column, std::size_t next_column, std::string& out) {
    std::size_t column = first_column;
    while (!text.empty()) {
        const std::size_t room = line_width_max - column;
        const std::size_t fitting = width_of(text) <= room ? text.size() : bytes_within(text, room);
        std::size_t end = fitting;
        if (fitting < text.size() && text[fitting] != ' ')
            if (const auto space = text.substr(0, fitting).rfind(' '); space != std::string_view::npos && space > 0)
                end = space;
        out += text.substr(0, end);
        trim_end(out);
        out += '\n';
        text.remove_prefix(end);
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        if (!text.empty()) out.append(next_column, ' ');
        column = next_column;
    }
}

std::string pad_left(std::string_view text, std::size_t width) {
    const std::size_t own = width_of(text);
    return std::string(own < width ? width - own : 0, ' ') + std::string{text};
}
std::string pad_right(std::string_view text, std::size_t width) {
    const std::size_t own = width_of(text);
    return std::string{text} + std::string(own < width ? width - own : 0, ' ');
}

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

void TextTable::row(std::vector<std::string> cells) {
    TALLY_ASSERT(cells.size() == columns_.size(), "a row has a cell a column");
    // A table has one line a row.
    for (auto& cell : cells) std::replace(cell.begin(), cell.end(), '\n', ' ');
    rows_.push_back(std::move(cells));
}

void TextTable::rule() {
    rules_.push_back(rows_.size());
}

void TextTable::write(std::string& out, std::size_t indent) const {
    std::vector<std::size_t> widths;
    std::size_t total = indent + gap * (columns_.size() - 1);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        std::size_t width = width_of(columns_[i].title);
        for (const auto& row : rows_) width = std::max(width, width_of(row[i]));
        widths.push_back(width);
        total += width;
    }
    // The widest text gives way first; amounts never do.
    while (total > line_width_max) {
        std::size_t widest = columns_.size();
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (columns_[i].align == Align::right || widths[i] <= column_width_min) continue;
            if (widest == columns_.size() || widths[i] > widths[widest]) widest = i;
        }
        if (widest == columns_.size()) break;
        --widths[widest];
        --total;
    }
    const auto line = [&](const auto& cell_of) {
        out.append(indent, ' ');
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (i > 0) out.append(gap, ' ');
            const std::string cell = cut_to(cell_of(i), widths[i]);
            out += columns_[i].align == Align::right ? pad_left(cell, widths[i]) : pad_right(cell, widths[i]);
        }
        trim_end(out);
        out += '\n';
    };
    const auto rule_line = [&] { line([&](std::size_t i) { return std::string(widths[i], '-'); }); };
    line([&](std::size_t i) { return columns_[i].title; });
    rule_line();
    for (std::size_t at = 0; at < rows_.size(); ++at) {
        if (std::find(rules_.begin(), rules_.end(), at) != rules_.end()) rule_line();
        line([&](std::size_t i) { return rows_[at][i]; });
    }
}

}  // namespace tally::projections
