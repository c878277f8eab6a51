#include "domain/organization/state.h"

#include <algorithm>

namespace tally::domain {

Money TenderBatch::expected(TenderKind of) const {
    Money sum = of == TenderKind::cash ? opening_float + transferred : Money{};
    for (const TenderTotal& total : totals)
        if (total.kind == of) sum += total.amount;
    return sum;
}

Money TenderBatch::expected() const {
    return held() - over_short + opening_float;
}

std::uint32_t TenderBatch::count() const {
    std::uint32_t count = 0;
    for (const TenderTotal& total : totals) count += total.count;
    return count;
}

Money TenderBatch::held() const {
    Money sum = transferred + over_short;
    for (const TenderTotal& total : totals) sum += total.amount;
    return sum;
}

bool TenderBatch::has_room_for(Money more) const {
    const auto sum = checked_add(held(), more);
    return sum && *sum <= largest_balance;
}

void TenderBatch::add(TenderKind of, Money amount, bool counted) {
    auto total = std::find_if(totals.begin(), totals.end(), [&](const TenderTotal& one) { return one.kind == of; });
    if (total == totals.end()) total = totals.insert(total, {of, Money{}, 0});
    total->amount += amount;
    if (counted) amount < Money{} ? --total->count : ++total->count;
}

}  // namespace tally::domain
