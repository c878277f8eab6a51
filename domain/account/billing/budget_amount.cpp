#include "domain/account/billing/budget_amount.h"

#include <algorithm>

#include "domain/core/decimal.h"

namespace tally::domain {

namespace {

constexpr int budget_months = 12;
constexpr int days_of_a_year = 365;

}  // namespace

void BilledPeriods::add(const Event& event) {
    if (const auto* frozen = get_if<BillSegmentFrozen>(&event)) {
        if (frozen->sa == sa_ && frozen->financial.effective_date <= on_)
            periods_.push_back({frozen->segment, {frozen->from, frozen->until}, frozen->total});
    } else if (const auto* cancelled = get_if<BillSegmentCancelled>(&event)) {
        if (cancelled->financial.effective_date <= on_)
            std::erase_if(periods_, [&](const BilledPeriod& one) { return one.segment == cancelled->segment; });
    }
}

std::vector<BilledPeriod> BilledPeriods::in_order() const {
    std::vector<BilledPeriod> periods = periods_;
    std::stable_sort(periods.begin(), periods.end(), [](const BilledPeriod& a, const BilledPeriod& b) {
        return a.charge_days.from < b.charge_days.from;
    });
    return periods;
}

std::vector<BilledPeriod> billed_periods(World& world, const AccountId& account, const ServiceAgreementId& sa,
                                         Date on) {
    BilledPeriods periods(sa, on);
    world.history(stream_of(account), [&](const RecordedEvent& recorded) { periods.add(recorded.event); });
    return periods.in_order();
}

BudgetAmount budget_amount(std::span<const BilledPeriod> periods, std::uint8_t decimals) {
    BudgetAmount computed;
    if (periods.empty()) return computed;
    const Date until = periods.back().charge_days.until;
    const Date earliest = add_months(until, -budget_months, ymd(until).day);
    std::int64_t days = 0;
    Int128 billed = 0;
    for (auto period = periods.rbegin(); period != periods.rend(); ++period) {
        if (period != periods.rbegin() && period->charge_days.from < earliest) break;
        days += period->charge_days.until - period->charge_days.from;
        billed += period->total.minor;
        computed.charge_days = {period->charge_days.from, until};
    }
    const Int128 limit = largest_balance.minor;
    computed.billed = Money{static_cast<std::int64_t>(std::clamp(billed, -limit, limit))};
    if (days <= 0 || billed <= 0) return computed;
    Int128 unit = 1;
    for (std::uint8_t i = 0; i < decimals; ++i) unit *= 10;
    const Int128 units =
        divide(Int128{computed.billed.minor} * days_of_a_year, Int128{days} * budget_months * unit, Rounding::up);
    computed.amount = Money{static_cast<std::int64_t>(std::min(units * unit, Int128{largest_amount.minor}))};
    return computed;
}

}  // namespace tally::domain
