#include "projections/aging.h"

#include <algorithm>

namespace tally::projections {

using namespace domain;

Money disputed_of(const AccountOverdue& overdue, const OpenItem& item) {
    return std::max(Money{}, std::min(overdue.disputed(item.document, item.sa), item.current_open));
}

Aging::Aging(const SettingsState& settings, Date aged_on) : aged_on_(aged_on), last_days_(settings.aging_days()) {
    buckets_.resize(last_days_.size() + 2);
    buckets_[0].name = Plain{"not yet due"};
    std::uint32_t first = 1;
    for (std::size_t i = 0; i < last_days_.size(); ++i) {
        buckets_[i + 1].name = Plain{std::to_string(first) + "-" + std::to_string(last_days_[i])};
        first = std::uint32_t{last_days_[i]} + 1;
    }
    buckets_.back().name = Plain{"over " + std::to_string(first - 1)};
}

std::int32_t Aging::days_overdue(const OpenItem& item) const {
    return item.ages_from.is_set() && aged_on_.is_set() ? aged_on_ - item.ages_from : 0;
}

std::size_t Aging::bucket(const OpenItem& item) const {
    const std::int32_t days = days_overdue(item);
    if (days <= 0 || item.current_open.is_zero()) return 0;
    std::size_t i = 0;
    while (i < last_days_.size() && days > std::int32_t{last_days_[i]}) ++i;
    return i + 1;
}

// What is owed and not asked for is not due: debt under an arrangement, of which only instalments are.
void Aging::add(const OpenItem& item, Money disputed) {
    AgeBucket& sum = buckets_[bucket(item)];
    const Money not_asked = std::max(Money{}, item.payoff_open - std::max(Money{}, item.current_open));
    buckets_[0].payoff += not_asked;
    sum.payoff += item.payoff_open - not_asked;
    sum.current += item.current_open;
    sum.disputed += disputed;
    ++sum.items;
}

}  // namespace tally::projections
