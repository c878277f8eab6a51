#pragma once
// The demand that a segment charges, and what it rests on: what was measured, the least demand of the tariff, and the
// highest demand of earlier bills.

#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"

namespace tally::domain {

struct BilledDemand {
    Code component;
    Code unit;
    Date from;
    Date until;
    Quantity measured;
    Quantity minimum;
    Quantity billed;
    Code highest_of;
    Date highest_from;
    Date highest_until;
    Quantity highest;
    Rate share;
    template <class T = BilledDemand>
    static constexpr auto fields() {
        return FieldList{
            Field{"component", &T::component, "The component of demand."},
            Field{"unit", &T::unit, "Unit of its quantities."},
            Field{"from", &T::from, "First day."},
            Field{"until", &T::until, "First day after."},
            Field{"measured", &T::measured, "The highest average in its hours."},
            Field{"minimum", &T::minimum, "What the tariff charges at least."},
            Field{"billed", &T::billed, "The highest of measured, minimum, and the share of the highest earlier one."},
            Field{"highest_of", &T::highest_of, "Component of the earlier demand; empty: none counts."},
            Field{"highest_from", &T::highest_from, "First day of the earlier demand."},
            Field{"highest_until", &T::highest_until, "First day after it."},
            Field{"highest", &T::highest, "The earlier demand."},
            Field{"share", &T::share, "What of it is charged at least.", "share"}};
    }
    bool operator==(const BilledDemand&) const = default;
};

}  // namespace tally::domain
