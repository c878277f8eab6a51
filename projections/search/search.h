#pragma once
// The index of words that lead to persons, accounts and places (find_subjects.h reads it). The only view with personal
// text in clear: a person's rows are erased when the person's key is.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>

#include "projections/one_view.h"
#include "projections/reader.h"

namespace tally::projections {

class SearchIndex final : public OneView {
  public:
    static constexpr std::string_view view_name = "search";
    SearchIndex(std::shared_ptr<eventstore::EventsOf>, OpenPersonal open);

    [[nodiscard]] Result<void> each_row(const Point&, View view, const UseRow&) const override;

  private:
    [[nodiscard]] Result<void> fold_events(std::span<const domain::RecordedEvent>, ViewWriter&) override;
    void forget() override { known_words_.clear(); }
    OpenPersonal open_;
    std::unordered_set<std::string> known_words_;
};

}  // namespace tally::projections
