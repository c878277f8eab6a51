#pragma once
// A tariff's versions. A version is published whole, is never edited, and is in force from its date until the next
// one's.

#include <cstdint>
#include <tuple>
#include <variant>
#include <vector>

#include "domain/about.h"
#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"

namespace tally::domain {

// Numbers are stored. Add at the end.
enum class ComponentKind : std::uint8_t { fixed, per_day, usage, minimum, percentage, tax, special_charge };
constexpr auto enum_names(ComponentKind) {
    return std::to_array<std::string_view>(
        {"fixed", "per_day", "usage", "minimum", "percentage", "tax", "special_charge"});
}
// What a price change inside the period does to a component [rule 3].
enum class PriceChange : std::uint8_t { split, price_at_start, price_at_end };
constexpr auto enum_names(PriceChange) {
    return std::to_array<std::string_view>({"split", "price_at_start", "price_at_end"});
}

// Usage above the tier before it, up to `up_to`; the last tier has none.
struct Tier {
    Quantity up_to;
    Price price;
    template <class T = Tier>
    static constexpr auto fields() {
        return std::tuple{Field{"up_to", &T::up_to, "Upper bound in a normal period; 0 on the last tier: no bound."},
                          Field{"price", &T::price, "Price of a unit within the tier."}};
    }
    bool operator==(const Tier&) const = default;
};

struct TariffComponent {
    Code code;
    ComponentKind kind = ComponentKind::fixed;
    Plain description;
    Price price;
    Rate rate;
    Code unit;
    std::vector<Tier> tiers;
    std::vector<Code> of_components;
    PriceChange price_change = PriceChange::split;
    Rounding rounding = Rounding::half_away_from_zero;
    bool taxable = true;
    template <class T = TariffComponent>
    static constexpr auto fields() {
        return std::tuple{
            Field{"code", &T::code, "Names the component within the tariff, and its GL account."},
            Field{"kind", &T::kind, "How it is computed."},
            Field{"description", &T::description, "What the bill says."},
            Field{"price", &T::price, "Of a period (fixed, minimum), a day (per_day) or a unit (usage without tiers)."},
            Field{"rate", &T::rate, "Of a percentage.", "share of the named lines"},
            Field{"unit", &T::unit, "Unit that usage is priced in."},
            Field{"tiers", &T::tiers, "Of usage, rising; empty: one price."},
            Field{"of_components", &T::of_components,
                  "Components it applies to, of a percentage or minimum; empty: all before it."},
            Field{"price_change", &T::price_change, "What a price change inside the period does."},
            Field{"rounding", &T::rounding, "Of its lines."},
            Field{"taxable", &T::taxable, "Whether the agreement's taxes apply."}};
    }
    bool operator==(const TariffComponent&) const = default;
};

// Effective-dated factor on measured quantity, such as therms a ccf or a pressure factor [rule 4].
struct UsageFactor {
    Code name;
    Quantity factor;
    template <class T = UsageFactor>
    static constexpr auto fields() {
        return std::tuple{Field{"name", &T::name, "Such as therm."},
                          Field{"factor", &T::factor, "Multiplies the measured quantity."}};
    }
    bool operator==(const UsageFactor&) const = default;
};

struct TariffPublished {
    static constexpr std::string_view type_name = "tariff.published";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::control_tables;
    TariffId tariff;
    std::uint32_t version = 0;
    Date effective_from;
    Plain description;
    Code service;
    std::uint16_t normal_days = 30;
    std::uint16_t min_offset_days = 0;
    std::uint16_t max_offset_days = 0;
    std::vector<UsageFactor> usage_factors;
    std::vector<TariffComponent> components;
    template <class T = TariffPublished>
    static constexpr auto fields() {
        return std::tuple{
            Field{"tariff", &T::tariff, "The tariff."},
            Field{"version", &T::version, "1, 2, … as published."},
            Field{"effective_from", &T::effective_from, "First day of its prices."},
            Field{"description", &T::description, "Its name for people."},
            Field{"service", &T::service, "What it prices."},
            Field{"normal_days", &T::normal_days, "A full period.", "days"},
            Field{"min_offset_days", &T::min_offset_days, "How much shorter a period still counts as full.", "days"},
            Field{"max_offset_days", &T::max_offset_days, "How much longer a period still counts as full.", "days"},
            Field{"usage_factors", &T::usage_factors, "Factors on measured quantities, applied in order."},
            Field{"components", &T::components, "In the order they are computed and printed."}};
    }
    bool operator==(const TariffPublished&) const = default;
};

// A version that was published by mistake, before any bill could use it.
struct TariffVersionWithdrawn {
    static constexpr std::string_view type_name = "tariff.version_withdrawn";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::control_tables;
    TariffId tariff;
    std::uint32_t version = 0;
    Date effective_from;
    template <class T = TariffVersionWithdrawn>
    static constexpr auto fields() {
        return std::tuple{Field{"tariff", &T::tariff, "The tariff."},
                          Field{"version", &T::version, "Which version; its number is not used again."},
                          Field{"effective_from", &T::effective_from, "First day of the prices withdrawn."}};
    }
    bool operator==(const TariffVersionWithdrawn&) const = default;
};

using TariffEvent = std::variant<TariffPublished, TariffVersionWithdrawn>;

}  // namespace tally::domain
