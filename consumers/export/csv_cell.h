#pragma once
// A cell of a CSV file.

#include <string>
#include <string_view>

namespace tally::consumers {

// RFC 4180. A program that opens it as a sheet must not take text for a formula.
void append_cell(std::string& out, std::string_view text);

}  // namespace tally::consumers
