#pragma once
// Who is registered already and is likely the person that is typed.

#include <cstddef>

#include "projections/reader.h"
#include "projections/search/duplicate_answers.h"
#include "projections/search/typed_person.h"

namespace tally::projections {

constexpr std::size_t duplicates_limit = 10;
constexpr std::size_t duplicates_limit_max = 50;
// Found by the search index, and held against the persons' own texts. Only as of now.
[[nodiscard]] Result<DuplicatesAnswer> likely_duplicates(const Reader&, const TypedPerson&,
                                                         std::size_t most = duplicates_limit);

}  // namespace tally::projections
