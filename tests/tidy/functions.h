#pragma once
// How long the functions of a source file are, as clang-format leaves it: a definition begins at the margin and ends
// with a brace there.

#include <string>
#include <vector>

namespace tally::tidy {

struct Function {
    std::string begins;  // Its first line.
    std::size_t line_number = 0;
    std::size_t line_count = 0;
};
[[nodiscard]] std::vector<Function> functions_of(const std::vector<std::string>& lines);

}  // namespace tally::tidy
