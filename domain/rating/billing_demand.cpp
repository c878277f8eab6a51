#include "domain/rating/billing_demand.h"

#include <algorithm>

namespace tally::domain::rating {

namespace {

YearMonthDay middle_of(Period days) {
    return ymd(days.from + days.days() / 2);
}

constexpr std::int64_t whole_share = 100'000'000;  // A rate of 1.

bool in_months(const std::vector<MonthName>& months, MonthName month) {
    return months.empty() || std::find(months.begin(), months.end(), month) != months.end();
}

// Whether the ratchet looks at the earlier demand.
bool counts(const DemandRatchet& ratchet, const BilledDemand& earlier, const BilledDemand& demand) {
    if (earlier.until > demand.from || earlier.unit != demand.unit) return false;
    const bool named = ratchet.of_components.empty()
                           ? earlier.component == demand.component
                           : std::find(ratchet.of_components.begin(), ratchet.of_components.end(), earlier.component) !=
                                 ratchet.of_components.end();
    const Period days{earlier.from, earlier.until};
    return named && in_months(ratchet.peak_months, month_of(days)) &&
           months_between(days, {demand.from, demand.until}) <= ratchet.months_back;
}

}  // namespace

MonthName month_of(Period days) {
    return static_cast<MonthName>(middle_of(days).month - 1);
}

int months_between(Period earlier, Period later) {
    const YearMonthDay first = middle_of(earlier), last = middle_of(later);
    return (static_cast<int>(last.year) - static_cast<int>(first.year)) * 12 + static_cast<int>(last.month) -
           static_cast<int>(first.month);
}

void apply_ratchets(std::span<const DemandRatchet> ratchets, Quantity minimum, std::span<const BilledDemand> past,
                    BilledDemand& demand) {
    demand.minimum = minimum;
    demand.billed = std::max(demand.measured, minimum);
    const MonthName month = month_of({demand.from, demand.until});
    Quantity highest_floor{-1};
    for (const DemandRatchet& ratchet : ratchets) {
        if (ratchet.component != demand.component || !in_months(ratchet.bill_months, month)) continue;
        for (const BilledDemand& earlier : past) {
            if (!counts(ratchet, earlier, demand)) continue;
            const Quantity of = ratchet.basis == RatchetBasis::billed ? earlier.billed : earlier.measured;
            // A share is at most 1, so no floor is above a quantity.
            const Quantity floor{static_cast<std::int64_t>(
                divide(Int128{of.units} * ratchet.share.units, whole_share, Rounding::half_away_from_zero))};
            if (floor <= highest_floor) continue;
            highest_floor = floor;
            demand.highest_of = earlier.component;
            demand.highest_from = earlier.from;
            demand.highest_until = earlier.until;
            demand.highest = of;
            demand.share = ratchet.share;
        }
    }
    demand.billed = std::max(demand.billed, highest_floor);
}

Int128 tier_bound(const Tier& tier, Fraction factor, const Quantity* demand) {
    constexpr Int128 beyond = INT64_MAX;  // No quantity is above it.
    Int128 numerator = tier.up_to.units, denominator = factor.denominator;
    if (demand) {
        numerator *= demand->units;
        denominator *= one_unit.units;
    }
    if (__builtin_mul_overflow(numerator, Int128{factor.numerator}, &numerator)) return beyond;
    const Int128 bound = divide(numerator, denominator, Rounding::half_away_from_zero);
    return demand ? std::min(bound, beyond) : bound;
}

}  // namespace tally::domain::rating
