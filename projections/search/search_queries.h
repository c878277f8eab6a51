#pragma once
// Searches.

#include <cstddef>
#include <string_view>

#include "projections/reader.h"
#include "projections/search/search_answers.h"

namespace tally::projections {

// Every word must be the beginning of a word of what is found, or nearly so where that finds too little. Only as of
// now.
constexpr std::size_t search_limit = 50;
constexpr std::size_t search_limit_max = 1'000;
[[nodiscard]] Result<SearchAnswer> search(const Reader&, std::string_view text, std::size_t hits_max = search_limit);

}  // namespace tally::projections
