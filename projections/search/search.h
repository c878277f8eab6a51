#pragma once
// Finds persons, accounts and places by the beginnings of words. The only view with personal text in clear: it is
// never part of a kept copy, and after a key is destroyed it is rebuilt.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "projections/one_view.h"
#include "projections/reader.h"
#include "projections/search/search_answers.h"

namespace tally::projections {

class SearchIndex final : public OneView {
  public:
    static constexpr std::string_view view_name = "search";
    SearchIndex(std::shared_ptr<eventstore::EventsOf>, OpenPersonal open);

  private:
    [[nodiscard]] Result<void> fold_events(std::span<const domain::RecordedEvent>, ViewWriter&) override;
    OpenPersonal open_;
};

struct IndexHit {
    SubjectKind kind;
    std::string id;
    std::string leads_to;  // Premise of a service point or meter, account of an agreement.
    std::uint32_t score = 0;
    bool operator==(const IndexHit&) const = default;
};
// Subjects for which every blank-separated word of the text is the beginning of some word; best first. At most
// `rows_max` rows are looked at per word: `cut` says that there were more.
[[nodiscard]] Result<std::vector<IndexHit>> find_subjects(const Point&, View search, std::string_view text,
                                                          std::size_t rows_max, bool& cut);

}  // namespace tally::projections
