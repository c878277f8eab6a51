#pragma once
// Manual pages, made from the tables that a program parses its command line by.

#include <CLI/App.hpp>
#include <string>
#include <string_view>

namespace tally::tools {

// In the language of man(7). name: "tally-show", or the program's own; of a program with subcommands, they are listed
// with their pages. see_also: such as "tally(1), tallyd(8)".
[[nodiscard]] std::string man_page(const CLI::App& command, std::string_view name, std::string_view section,
                                   std::string_view version, std::string_view see_also);

}  // namespace tally::tools
