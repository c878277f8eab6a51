#pragma once
// A tariff's versions. A version is published whole, is never edited, and is in force from its date until the next
// one's.

#include <cstdint>
#include <vector>

#include "domain/about.h"
#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// Numbers are stored. Add at the end.
enum class ComponentKind : std::uint8_t { fixed, per_day, usage, minimum, percentage, tax, special_charge, demand };
constexpr auto enum_names(ComponentKind) {
    return std::to_array<std::string_view>(
        {"fixed", "per_day", "usage", "minimum", "percentage", "tax", "special_charge", "demand"});
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
        return FieldList{Field{"up_to", &T::up_to, "Upper bound in a normal period; 0 on the last tier: no bound."},
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
        return FieldList{
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
        return FieldList{Field{"name", &T::name, "Such as therm."},
                         Field{"factor", &T::factor, "Multiplies the measured quantity."}};
    }
    bool operator==(const UsageFactor&) const = default;
};

// Days of a year, both ends in; may lie over New Year.
struct TariffSeason {
    Code season;
    MonthDay first;
    MonthDay last;
    template <class T = TariffSeason>
    static constexpr auto fields() {
        return FieldList{Field{"season", &T::season, "Names the season, such as summer."},
                         Field{"first", &T::first, "First day, each year."}, Field{"last", &T::last, "Last day."}};
    }
    bool operator==(const TariffSeason&) const = default;
};
// A holiday (settings.define_holiday) is of the day type that names it, whatever its weekday.
enum class DayName : std::uint8_t { monday, tuesday, wednesday, thursday, friday, saturday, sunday, holiday };
constexpr auto enum_names(DayName) {
    return std::to_array<std::string_view>(
        {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "holiday"});
}
struct TariffDayType {
    Code day_type;
    std::vector<DayName> days;
    template <class T = TariffDayType>
    static constexpr auto fields() {
        return FieldList{Field{"day_type", &T::day_type, "Names the kind of day, such as working."},
                         Field{"days", &T::days, "Weekdays, and holiday."}};
    }
    bool operator==(const TariffDayType&) const = default;
};
// From a time of day until another, by the clock of the utility's time zone.
struct TariffHours {
    Code season;
    Code day_type;
    Plain from;
    Plain until;
    Code period;
    template <class T = TariffHours>
    static constexpr auto fields() {
        return FieldList{Field{"season", &T::season, "In which season; empty: in all."},
                         Field{"day_type", &T::day_type, "On which days; empty: on all."},
                         Field{"from", &T::from, "Such as 14:00."},
                         Field{"until", &T::until, "Such as 20:00; 24:00 is the end of the day."},
                         Field{"period", &T::period, "The period of use these hours belong to, such as peak."}};
    }
    bool operator==(const TariffHours&) const = default;
};
// How usage fills the tiers of components that price periods of use: each period its own tiers; all usage together as
// time goes on, at the price of the period of each interval; or all usage together, shared by what each period used.
enum class TierUse : std::uint8_t { by_period, in_order_of_time, by_share };
constexpr auto enum_names(TierUse) {
    return std::to_array<std::string_view>({"by_period", "in_order_of_time", "by_share"});
}
// What a component of usage or demand is limited to.
struct TimedComponent {
    Code component;
    std::vector<Code> periods;
    std::uint16_t window_minutes = 0;
    Quantity minimum;
    template <class T = TimedComponent>
    static constexpr auto fields() {
        return FieldList{Field{"component", &T::component, "A component of usage or demand."},
                         Field{"periods", &T::periods, "Periods of use whose hours it counts; empty: all hours."},
                         Field{"window_minutes", &T::window_minutes,
                               "Demand is the highest average over so long; 0: over the meter's interval.", "minutes"},
                         Field{"minimum", &T::minimum, "Demand that is charged at least, in the component's unit."}};
    }
    bool operator==(const TimedComponent&) const = default;
};
// At which hours the components of a version count.
struct TariffTimes {
    std::vector<TariffSeason> seasons;
    std::vector<TariffDayType> day_types;
    std::vector<TariffHours> hours;
    TierUse tier_use = TierUse::by_period;
    std::vector<TimedComponent> components;
    template <class T = TariffTimes>
    static constexpr auto fields() {
        return FieldList{
            Field{"seasons", &T::seasons, "Cover each day of the year once; empty: one season."},
            Field{"day_types", &T::day_types, "Cover each weekday once; empty: all days are alike."},
            Field{"hours", &T::hours, "Cover each hour of each season and day type once; empty: no periods of use."},
            Field{"tier_use", &T::tier_use, "How usage fills tiers."},
            Field{"components", &T::components, "Components that need interval values: all demand among them."}};
    }
    bool operator==(const TariffTimes&) const = default;
};

// Bounds of a usage component's tiers are per unit of demand: kWh a kW.
struct HoursUse {
    Code component;
    Code demand;
    template <class T = HoursUse>
    static constexpr auto fields() {
        return FieldList{
            Field{"component", &T::component, "A component of usage with tiers."},
            Field{"demand", &T::demand, "The component of demand, of all hours, that its bounds are multiplied by."}};
    }
    bool operator==(const HoursUse&) const = default;
};
enum class MonthName : std::uint8_t {
    january,
    february,
    march,
    april,
    may,
    june,
    july,
    august,
    september,
    october,
    november,
    december
};
constexpr auto enum_names(MonthName) {
    return std::to_array<std::string_view>({"january", "february", "march", "april", "may", "june", "july", "august",
                                            "september", "october", "november", "december"});
}
// Which demand of earlier bills counts: what was measured, or what was charged, which an earlier ratchet may have
// raised.
enum class RatchetBasis : std::uint8_t { measured, billed };
constexpr auto enum_names(RatchetBasis) {
    return std::to_array<std::string_view>({"measured", "billed"});
}
// At least a share of the highest demand of earlier months is charged. Of several rows of a component the highest
// counts.
struct DemandRatchet {
    Code component;
    Rate share;
    std::uint16_t months_back = 0;
    RatchetBasis basis = RatchetBasis::measured;
    std::vector<MonthName> peak_months;
    std::vector<MonthName> bill_months;
    std::vector<Code> of_components;
    template <class T = DemandRatchet>
    static constexpr auto fields() {
        return FieldList{
            Field{"component", &T::component, "The component of demand that is charged."},
            Field{"share", &T::share, "Of the highest earlier demand.", "share"},
            Field{"months_back", &T::months_back, "How many months before the bill's are looked at.", "months"},
            Field{"basis", &T::basis, "Whether what was measured or what was billed counts."},
            Field{"peak_months", &T::peak_months, "Months whose demand counts; empty: each."},
            Field{"bill_months", &T::bill_months, "Months whose bills are raised; empty: each."},
            Field{"of_components", &T::of_components, "Components whose earlier demand counts; empty: its own."}};
    }
    bool operator==(const DemandRatchet&) const = default;
};
// How demand that was measured is charged, and what else it decides.
struct DemandTerms {
    std::vector<HoursUse> hours_use;
    std::vector<DemandRatchet> ratchets;
    template <class T = DemandTerms>
    static constexpr auto fields() {
        return FieldList{Field{"hours_use", &T::hours_use, "Components whose tiers have bounds per unit of demand."},
                         Field{"ratchets", &T::ratchets, "Shares of earlier demand that are charged at least."}};
    }
    bool operator==(const DemandTerms&) const = default;

    // nullptr: bounds of the component's tiers are quantities.
    [[nodiscard]] const HoursUse* hours_use_of(const Code& component) const {
        for (const HoursUse& one : hours_use)
            if (one.component == component) return &one;
        return nullptr;
    }
};

// What becomes of energy that customers send back: it lowers what they drew at the same price, a component of its own
// credits it, or it is kept in a bank of units until it is drawn again or the year ends.
enum class NetRule : std::uint8_t { none, same_price, other_price, banked };
constexpr auto enum_names(NetRule) {
    return std::to_array<std::string_view>({"none", "same_price", "other_price", "banked"});
}
// Over what time energy drawn and energy sent back are set off against each other before they are priced: over the
// bill, within each hour, or not at all: as the channels counted them.
enum class Netting : std::uint8_t { bill, hour, as_counted };
constexpr auto enum_names(Netting) {
    return std::to_array<std::string_view>({"bill", "hour", "as_counted"});
}
// A component of usage that credits energy which was sent back.
struct NetCredit {
    Code component;
    std::vector<Code> banks_of;
    template <class T = NetCredit>
    static constexpr auto fields() {
        return FieldList{
            Field{"component", &T::component, "Its price is paid for a unit, in the hours that it counts."},
            Field{"banks_of", &T::banks_of,
                  "Where units are banked: the components whose bank it pays as the year or the agreement ends; empty: "
                  "all."}};
    }
    bool operator==(const NetCredit&) const = default;
};
struct NetMetering {
    NetRule rule = NetRule::none;
    Code unit;
    std::vector<Code> returned_channels;
    Netting netting = Netting::bill;
    std::vector<NetCredit> credits;
    MonthDay true_up;
    template <class T = NetMetering>
    static constexpr auto fields() {
        return FieldList{
            Field{"rule", &T::rule, "What becomes of energy that is sent back."},
            Field{"unit", &T::unit, "Unit of the components that it concerns, such as kWh."},
            Field{"returned_channels", &T::returned_channels,
                  "Channels that count what is sent back; all others of the unit count what is drawn."},
            Field{"netting", &T::netting, "Over what time both are set off before they are priced."},
            Field{"credits", &T::credits, "Components of usage that credit what was sent back."},
            Field{"true_up", &T::true_up, "Last day of the bank's year; the bill that charges it settles the bank."}};
    }
    bool operator==(const NetMetering&) const = default;

    [[nodiscard]] bool is_returned(const Code& channel) const {
        for (const Code& one : returned_channels)
            if (one == channel) return true;
        return false;
    }
    // nullptr: the component charges what is drawn.
    [[nodiscard]] const NetCredit* credit_of(const Code& component) const {
        for (const NetCredit& one : credits)
            if (one.component == component) return &one;
        return nullptr;
    }
};
// A component of kind minimum that is compared with the bills of a year rather than with each.
struct AnnualMinimum {
    Code component;
    MonthDay year_ends;
    template <class T = AnnualMinimum>
    static constexpr auto fields() {
        return FieldList{
            Field{"component", &T::component, "A minimum; its price is of a year."},
            Field{"year_ends", &T::year_ends, "Last day of the year; the bill that charges it adds what is missing."}};
    }
    bool operator==(const AnnualMinimum&) const = default;
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
        return FieldList{
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

// The hours of the version that was published just before it, in the same commit.
struct TariffTimesPublished {
    static constexpr std::string_view type_name = "tariff.times_published";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::control_tables;
    TariffId tariff;
    std::uint32_t version = 0;
    TariffTimes times;
    template <class T = TariffTimesPublished>
    static constexpr auto fields() {
        return FieldList{Field{"tariff", &T::tariff, "The tariff."}, Field{"version", &T::version, "Which version."},
                         Field{"times", &T::times, "At which hours its components count."}};
    }
    bool operator==(const TariffTimesPublished&) const = default;
};

// How the version that was published just before it, in the same commit, charges demand.
struct TariffDemandTermsPublished {
    static constexpr std::string_view type_name = "tariff.demand_terms_published";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::control_tables;
    TariffId tariff;
    std::uint32_t version = 0;
    DemandTerms terms;
    template <class T = TariffDemandTermsPublished>
    static constexpr auto fields() {
        return FieldList{Field{"tariff", &T::tariff, "The tariff."}, Field{"version", &T::version, "Which version."},
                         Field{"terms", &T::terms, "How its demand is charged, and what else it decides."}};
    }
    bool operator==(const TariffDemandTermsPublished&) const = default;
};

// What the version that was published just before it, in the same commit, settles by the year: energy that is sent
// back, and least charges.
struct TariffYearTermsPublished {
    static constexpr std::string_view type_name = "tariff.year_terms_published";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::control_tables;
    TariffId tariff;
    std::uint32_t version = 0;
    NetMetering net_metering;
    std::vector<AnnualMinimum> annual_minimums;
    template <class T = TariffYearTermsPublished>
    static constexpr auto fields() {
        return FieldList{Field{"tariff", &T::tariff, "The tariff."}, Field{"version", &T::version, "Which version."},
                         Field{"net_metering", &T::net_metering, "What becomes of energy that is sent back."},
                         Field{"annual_minimums", &T::annual_minimums, "Least charges of a year."}};
    }
    bool operator==(const TariffYearTermsPublished&) const = default;

    // nullptr: the component is compared with each bill.
    [[nodiscard]] const AnnualMinimum* annual_of(const Code& component) const {
        for (const AnnualMinimum& one : annual_minimums)
            if (one.component == component) return &one;
        return nullptr;
    }
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
        return FieldList{Field{"tariff", &T::tariff, "The tariff."},
                         Field{"version", &T::version, "Which version; its number is not used again."},
                         Field{"effective_from", &T::effective_from, "First day of the prices withdrawn."}};
    }
    bool operator==(const TariffVersionWithdrawn&) const = default;
};

using TariffEvent = TypeList<TariffPublished, TariffVersionWithdrawn, TariffTimesPublished, TariffDemandTermsPublished,
                             TariffYearTermsPublished>;

}  // namespace tally::domain
