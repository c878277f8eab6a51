#pragma once
// Looks up persons, accounts and places in the search index.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "projections/one_view.h"
#include "projections/reader.h"
#include "projections/search/search_answers.h"

namespace tally::projections {

struct IndexHit {
    SubjectKind kind;
    std::string id;
    std::string leads_to;  // Premise of a service point or meter, account of an agreement.
    std::uint32_t score = 0;
    unsigned mistakes = 0;  // Of the typed words, if they mean this one.
    bool operator==(const IndexHit&) const = default;
};
// Subjects for which every blank-separated word of the text is the beginning of some word; best first. Where there are
// fewer than `wanted`, behind them those for which the words of four letters and more are nearly so (near_words.h).
// `cut` says that there may be more: a word that very many have is not looked up to its end.
[[nodiscard]] Result<std::vector<IndexHit>> find_subjects(const Point&, View search, std::string_view text,
                                                          std::size_t wanted, bool& cut);

}  // namespace tally::projections
