#pragma once
// How long the functions of a source file are: members of classes and templates among them, in headers and sources.

#include <string>
#include <vector>

namespace tally::tidy {

struct Function {
    std::string begins;  // Its first line, without indentation.
    std::size_t line_number = 0;
    std::size_t line_count = 0;  // From the first line of its declaration to its closing brace.
};
[[nodiscard]] std::vector<Function> functions_of(const std::vector<std::string>& lines);

}  // namespace tally::tidy
