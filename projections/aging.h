#pragma once
// Ages of open items, by the settings' limits [rule 27].

#include <vector>

#include "domain/account/overdue/state.h"
#include "domain/account/state.h"
#include "domain/settings/state.h"
#include "projections/answer_parts.h"

namespace tally::projections {

// What is disputed of the item, at most what is open.
[[nodiscard]] domain::Money disputed_of(const domain::AccountOverdue&, const domain::OpenItem&);

class Aging {
  public:
    Aging(const domain::SettingsState& settings, domain::Date aged_on);
    // Days past the due date; zero or below: not yet due.
    [[nodiscard]] std::int32_t days_overdue(const domain::OpenItem&) const;
    [[nodiscard]] const domain::Plain& bucket_name(const domain::OpenItem& item) const {
        return buckets_[bucket(item)].name;
    }
    void add(const domain::OpenItem&, domain::Money disputed = {});
    [[nodiscard]] const std::vector<AgeBucket>& buckets() const { return buckets_; }

  private:
    [[nodiscard]] std::size_t bucket(const domain::OpenItem&) const;
    domain::Date aged_on_;
    std::vector<std::uint16_t> last_days_;
    std::vector<AgeBucket> buckets_;
};

}  // namespace tally::projections
