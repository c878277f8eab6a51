#pragma once
// Order of ids as people count: runs of digits by their value, so that A-2 stands before A-10.

#include <string_view>

namespace tally::projections {

[[nodiscard]] bool naturally_before(std::string_view a, std::string_view b);

}  // namespace tally::projections
