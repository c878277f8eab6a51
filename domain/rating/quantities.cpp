#include "domain/rating/quantities.h"

#include <algorithm>

namespace tally::domain::rating {

std::optional<Quantity> measured_quantity(Int128 units, Quantity multiplier, const std::vector<UsageFactor>& factors,
                                          std::uint8_t decimals) {
    Int128 value = units;
    int scale = Quantity::decimals;
    const auto times = [&](Quantity factor) {
        if (factor == one_unit) return true;
        Int128 product = 0;
        while (__builtin_mul_overflow(value, Int128{factor.units}, &product)) {
            if (scale <= Quantity::decimals) return false;
            value = divide(value, one_unit.units, Rounding::half_away_from_zero);
            scale -= Quantity::decimals;
        }
        value = product;
        scale += Quantity::decimals;
        return true;
    };
    if (!times(multiplier)) return std::nullopt;
    for (const UsageFactor& factor : factors)
        if (!times(factor.factor)) return std::nullopt;
    Int128 cut = 1;
    for (int i = decimals; i < scale; ++i) cut *= 10;
    value = divide(value, cut, Rounding::half_away_from_zero);
    for (int i = decimals; i < Quantity::decimals; ++i)
        if (__builtin_mul_overflow(value, Int128{10}, &value)) return std::nullopt;
    if (value > INT64_MAX || value < -Int128{INT64_MAX}) return std::nullopt;
    return Quantity{static_cast<std::int64_t>(value)};
}

const Code& unit_after(const TariffPublished& version, const Code& unit) {
    const Code* result = &unit;
    for (const UsageFactor& factor : version.usage_factors)
        if (std::any_of(version.components.begin(), version.components.end(),
                        [&](const TariffComponent& component) { return component.unit == factor.name; }))
            result = &factor.name;
    return *result;
}

}  // namespace tally::domain::rating
