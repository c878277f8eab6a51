#include "domain/tariff/demand_terms.h"

#include <algorithm>
#include <string>

#include "domain/core/check.h"
#include "domain/tariff/times.h"

namespace tally::domain {

namespace {

constexpr std::int64_t largest_share = 100'000'000;  // 1: all of the earlier demand.

Decided<void> invalid_demand(std::string field, std::string value, std::string cure) {
    return refuse(Rejection::tariff_demand_invalid, std::move(field), std::move(value), std::move(cure));
}

const TariffComponent* component_named(const std::vector<TariffComponent>& components, const Code& code) {
    const auto found = std::find_if(components.begin(), components.end(),
                                    [&](const TariffComponent& one) { return one.code == code; });
    return found == components.end() ? nullptr : &*found;
}

Decided<const TariffComponent*> demand_named(const std::string& path, const Code& code,
                                             const std::vector<TariffComponent>& components) {
    const TariffComponent* component = component_named(components, code);
    if (component && component->kind == ComponentKind::demand) return component;
    return refuse(Rejection::tariff_demand_invalid, path, code.str(), "Name a component of demand of this version.");
}

Decided<void> check_hours_use(const std::string& path, const HoursUse& one, const TariffTimes& times,
                              const std::vector<TariffComponent>& components) {
    const TariffComponent* usage = component_named(components, one.component);
    if (!usage || usage->kind != ComponentKind::usage || usage->tiers.empty())
        return invalid_demand(path + ".component", one.component.str(),
                              "Name a component of usage of this version that has tiers.");
    const auto demand = demand_named(path + ".demand", one.demand, components);
    TALLY_TRY(demand);
    for (const TimedComponent& timed : times.components)
        if (timed.component == one.demand && !timed.periods.empty())
            return invalid_demand(path + ".demand", one.demand.str(),
                                  "Name a demand of all hours, of price 0 if it is not charged: where its periods have "
                                  "no hours, the bounds would be of nothing.");
    const Code& of = *use_of_demand((*demand)->unit);
    if (usage->unit != of)
        return invalid_demand(path + ".component", usage->unit.str(),
                              "Its unit must be " + of.str() + ", which " + (*demand)->unit.str() +
                                  " of the demand is an hour's average of.");
    return {};
}

Decided<void> check_months(const std::string& path, const std::vector<MonthName>& months) {
    for (std::size_t i = 0; i < months.size(); ++i)
        if (std::find(months.begin(), months.begin() + static_cast<std::ptrdiff_t>(i), months[i]) !=
            months.begin() + static_cast<std::ptrdiff_t>(i))
            return invalid_demand(path + "[" + std::to_string(i) + "]", std::string{name_of(months[i])},
                                  "Name each month once.");
    return {};
}

Decided<void> check_ratchet(const std::string& path, const DemandRatchet& ratchet,
                            const std::vector<TariffComponent>& components) {
    const auto component = demand_named(path + ".component", ratchet.component, components);
    TALLY_TRY(component);
    if (ratchet.share.units <= 0 || ratchet.share.units > largest_share)
        return invalid_demand(path + ".share", to_string(ratchet.share),
                              "Give a share above 0 and up to 1, such as 0.8.");
    if (ratchet.months_back == 0 || ratchet.months_back > ratchet_months_max)
        return invalid_demand(
            path + ".months_back", std::to_string(ratchet.months_back),
            "Give the months that are looked back, 1 to " + std::to_string(ratchet_months_max) + ", such as 11.");
    TALLY_TRY(check_months(path + ".peak_months", ratchet.peak_months));
    TALLY_TRY(check_months(path + ".bill_months", ratchet.bill_months));
    for (std::size_t i = 0; i < ratchet.of_components.size(); ++i) {
        const std::string of = path + "." + at("of_components", i);
        const auto other = demand_named(of, ratchet.of_components[i], components);
        TALLY_TRY(other);
        if ((*other)->unit != (*component)->unit)
            return invalid_demand(
                of, ratchet.of_components[i].str(),
                "It is in " + (*other)->unit.str() + ": name demand in " + (*component)->unit.str() + ".");
    }
    return {};
}

}  // namespace

Decided<void> check_demand_terms(const DemandTerms& terms, const TariffTimes& times,
                                 const std::vector<TariffComponent>& components) {
    for (std::size_t i = 0; i < terms.hours_use.size(); ++i) {
        const std::string path = at("demand_terms.hours_use", i);
        if (std::any_of(terms.hours_use.begin(), terms.hours_use.begin() + static_cast<std::ptrdiff_t>(i),
                        [&](const HoursUse& other) { return other.component == terms.hours_use[i].component; }))
            return invalid_demand(path + ".component", terms.hours_use[i].component.str(), "Name each component once.");
        TALLY_TRY(check_hours_use(path, terms.hours_use[i], times, components));
    }
    for (std::size_t i = 0; i < terms.ratchets.size(); ++i)
        TALLY_TRY(check_ratchet(at("demand_terms.ratchets", i), terms.ratchets[i], components));
    return {};
}

}  // namespace tally::domain
