#include "tests/tidy/functions.h"

#include <array>
#include <optional>
#include <string_view>

namespace tally::tidy {

namespace {
// At the margin too, but not a function.
bool begins_something_else(std::string_view line) {
    constexpr std::array<std::string_view, 9> words{"#",     "//",   "namespace", "class",   "struct",
                                                    "union", "enum", "using",     "template"};
    for (const auto word : words)
        if (line.starts_with(word)) return true;
    return false;
}
}  // namespace

std::vector<Function> functions_of(const std::vector<std::string>& lines) {
    std::vector<Function> found;
    std::optional<std::size_t> begin;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string& line = lines[i];
        if (line.empty() || line.front() == ' ') continue;
        if (line.front() == '}') {
            if (line == "}" && begin) found.push_back({lines[*begin], *begin + 1, i - *begin + 1});
            begin.reset();
        } else if (begins_something_else(line) || line.ends_with(";")) {
            begin.reset();
        } else if (line.find('(') != std::string::npos) {
            // Also after a constructor whose body is empty, which ends in no brace at the margin.
            begin = i;
        }
    }
    return found;
}

}  // namespace tally::tidy
