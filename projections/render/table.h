#pragma once
// Columns of plain text: numbers to the right, long texts cut so that no line is wider than 100 characters.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tally::projections {

constexpr std::size_t line_width_max = 100;

enum class Align : std::uint8_t { left, right };

class TextTable {
  public:
    struct Column {
        std::string title;
        Align align = Align::left;
    };
    explicit TextTable(std::vector<Column> columns);
    void row(std::vector<std::string> cells);
    [[nodiscard]] bool empty() const { return rows_.empty(); }
    // A line over the next row, for totals.
    void rule();
    void write(std::string& out, std::size_t indent = 0) const;

  private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
    std::vector<std::size_t> rules_;
};

// Columns on a terminal, not bytes: two to 山, none to a combining accent.
[[nodiscard]] std::size_t width_of(std::string_view text);
// Cut to so many columns, an ellipsis at the end where something is missing.
[[nodiscard]] std::string cut_to(std::string_view text, std::size_t width);
[[nodiscard]] std::string pad_left(std::string_view text, std::size_t width);
[[nodiscard]] std::string pad_right(std::string_view text, std::size_t width);
// The text and its end of line, in lines of line_width_max: the first goes on in its column, the others begin in
// theirs. Broken at spaces, and a word that is longer than a line within.
void write_wrapped(std::string_view text, std::size_t first_column, std::size_t next_column, std::string& out);

}  // namespace tally::projections
