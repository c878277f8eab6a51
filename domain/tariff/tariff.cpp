// The rules of tariffs: a version is published whole and never edited.

#include <algorithm>
#include <span>

#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/evolve_on.h"
#include "domain/made_so.h"
#include "domain/tariff/demand_terms.h"
#include "domain/tariff/times.h"
#include "domain/tariff/year_terms.h"

namespace tally::domain {

namespace {

Decided<void> invalid(std::string field, std::string value, std::string cure) {
    return refuse(Rejection::tariff_component_invalid, std::move(field), std::move(value), std::move(cure));
}

Decided<void> check_tiers(const std::string& path, const TariffComponent& component) {
    Quantity before;
    for (std::size_t i = 0; i < component.tiers.size(); ++i) {
        const Tier& tier = component.tiers[i];
        const std::string bound = path + "." + at("tiers", i) + ".up_to";
        const bool last = i + 1 == component.tiers.size();
        if (last && !tier.up_to.is_zero())
            return invalid(bound, to_string(tier.up_to), "Leave the last tier open: no usage may be without a price.");
        if (!last && tier.up_to <= before)
            return invalid(bound, to_string(tier.up_to), "Give rising bounds above zero.");
        before = tier.up_to;
    }
    if (!component.tiers.empty() && component.price.units != 0)
        return invalid(path + ".price", to_string(component.price), "Price the tiers or the unit, not both.");
    return {};
}

// `before` are the components above it, which alone it may name.
Decided<void> check_component(const std::string& path, const TariffComponent& component,
                              std::span<const TariffComponent> before) {
    const auto named = [&](const Code& code) {
        return std::any_of(before.begin(), before.end(), [&](const auto& other) { return other.code == code; });
    };
    TALLY_TRY(check_id(path + ".code", component.code));
    if (named(component.code))
        return invalid(path + ".code", component.code.str(), "Give each component a code of its own.");
    switch (component.kind) {
        case ComponentKind::tax:
            return invalid(path + ".kind", "tax", "Name tax codes in the service agreement type instead.");
        case ComponentKind::special_charge:
            return invalid(path + ".kind", "special_charge", "Create special charges on accounts instead.");
        case ComponentKind::usage:
            if (component.unit.empty())
                return invalid(path + ".unit", "", "Name the unit that usage is priced in, such as therm.");
            break;
        case ComponentKind::demand:
            if (!use_of_demand(component.unit))
                return invalid(path + ".unit", component.unit.str(),
                               "Name a unit of demand: kW, W, MW, kVA, kvar or m3/h.");
            break;
        case ComponentKind::percentage:
            if (component.rate.is_zero()) return invalid(path + ".rate", "0", "Give the share, such as 0.02.");
            break;
        case ComponentKind::minimum:
            if (component.price.units <= 0)
                return invalid(path + ".price", to_string(component.price), "Give a minimum above zero.");
            break;
        case ComponentKind::fixed:
        case ComponentKind::per_day:
            break;
    }
    const bool of_lines = component.kind == ComponentKind::percentage || component.kind == ComponentKind::minimum;
    if (component.kind != ComponentKind::usage && component.kind != ComponentKind::demand && !component.tiers.empty())
        return invalid(path + ".tiers", std::to_string(component.tiers.size()) + " tiers",
                       "Only usage and demand have tiers.");
    if (component.kind != ComponentKind::percentage && !component.rate.is_zero())
        return invalid(path + ".rate", to_string(component.rate), "Only a percentage has a rate: give a price.");
    if (component.kind == ComponentKind::percentage && component.price.units != 0)
        return invalid(path + ".price", to_string(component.price), "A percentage has a rate and no price.");
    if (!of_lines && !component.of_components.empty())
        return invalid(path + ".of_components", component.of_components.front().str(),
                       "Only percentages and minimums apply to other components.");
    if (of_lines && before.empty())
        return invalid(path + ".kind", std::string{name_of(component.kind)},
                       "Place it after the components it applies to.");
    for (std::size_t i = 0; i < component.of_components.size(); ++i)
        if (!named(component.of_components[i]))
            return invalid(path + "." + at("of_components", i), component.of_components[i].str(),
                           "Name a component that stands before this one.");
    return check_tiers(path, component);
}

// What its components, hours and terms of demand say, each by itself and together.
Decided<void> check_what_it_prices(const PublishTariff& command) {
    if (command.components.empty())
        return refuse(Rejection::field_missing, "components", "", "Give at least one component.");
    const std::span<const TariffComponent> components{command.components};
    for (std::size_t i = 0; i < components.size(); ++i)
        TALLY_TRY(check_component(at("components", i), components[i], components.first(i)));
    TALLY_TRY(check_times(command.times, command.components, command.usage_factors));
    TALLY_TRY(check_demand_terms(command.demand_terms, command.times, command.components));
    TALLY_TRY(check_net_metering(command.net_metering, command.times, command.components));
    return check_annual_minimums(command.annual_minimums, command.components);
}

bool settles_by_year(const PublishTariff& command) {
    return !(command.net_metering == NetMetering{}) || !command.annual_minimums.empty();
}

// Whether the version has the command's hours and terms.
bool says_the_same(const TariffState& held, const TariffPublished& version, const PublishTariff& command) {
    const TariffTimes* times = held.times_of(version);
    const DemandTerms* terms = held.terms_of(version);
    const TariffYearTermsPublished* year = held.year_terms_of(version);
    return (times ? *times == command.times : command.times == TariffTimes{}) &&
           (terms ? *terms == command.demand_terms : command.demand_terms == DemandTerms{}) &&
           (year ? year->net_metering == command.net_metering && year->annual_minimums == command.annual_minimums
                 : !settles_by_year(command));
}

// A bill may be made for a day to come, so its prices may be used before they are in force.
bool may_be_billed(const TariffPublished& version, Date today) {
    return version.effective_from <= today + bill_days_ahead_max;
}

}  // namespace

Decided<Events> decide_on(const PublishTariff& command, const Context& context) {
    TALLY_TRY(check_id("tariff", command.tariff));
    if (!command.effective_from.is_set())
        return refuse(Rejection::field_missing, "effective_from", "", "Give the first day of its prices.");
    TALLY_TRY(near_day(command.effective_from, "effective_from", context.today, tariff_days_ahead_max));
    TALLY_TRY(check_code("service", command.service, context.world.settings().service(command.service)));
    if (command.normal_days == 0)
        return refuse(Rejection::field_invalid, "normal_days", "0", "Give the days of a full period, such as 30.");
    if (command.min_offset_days >= command.normal_days)
        return refuse(Rejection::field_invalid, "min_offset_days", std::to_string(command.min_offset_days),
                      "Keep it below normal_days.");
    for (std::size_t i = 0; i < command.usage_factors.size(); ++i)
        if (command.usage_factors[i].factor.units <= 0)
            return refuse(Rejection::field_invalid, at("usage_factors", i) + ".factor",
                          to_string(command.usage_factors[i].factor), "Give a factor above zero.");
    TALLY_TRY(check_what_it_prices(command));
    const bool has_times = !(command.times == TariffTimes{});
    const bool has_terms = !(command.demand_terms == DemandTerms{});
    const bool has_year_terms = settles_by_year(command);

    TariffPublished published{command.tariff,          1,
                              command.effective_from,  command.description,
                              command.service,         command.normal_days,
                              command.min_offset_days, command.max_offset_days,
                              command.usage_factors,   command.components};
    if (const TariffState* held = context.world.tariff(command.tariff)) {
        const TariffPublished& latest = held->versions.back();
        if (latest.service != command.service)
            return refuse(
                Rejection::field_invalid, "service", command.service.str(),
                "This tariff prices " + latest.service.str() + ", which cannot change: publish another tariff.");
        for (const TariffPublished& version : held->versions) {
            published.version = version.version;
            if (published == version && says_the_same(*held, version, command))
                return already_so(last_position(context.world, stream_of(command.tariff), [&](const Event& event) {
                    return is_of<TariffPublished>(
                        event, [&](const TariffPublished& one) { return one.version == version.version; });
                }));
        }
        for (const TariffPublished& version : held->versions) {
            if (command.effective_from > version.effective_from) continue;
            if (command.effective_from == version.effective_from)
                return refuse(
                    Rejection::tariff_version_exists, "effective_from", to_string(command.effective_from),
                    "Version " + std::to_string(version.version) + " begins on that day" +
                        (may_be_billed(version, context.today) ? ": begin after it."
                                                               : ": withdraw it first (tariff.withdraw_version)."));
            // Prices that were in force may have been billed, so a new version never comes before them.
            if (may_be_billed(version, context.today))
                return refuse(Rejection::date_out_of_order, "effective_from", to_string(command.effective_from),
                              "Version " + std::to_string(version.version) + " is in force from " +
                                  to_string(version.effective_from) + ": begin after that day.");
        }
        published.version = held->versions_ever + 1;
    }
    Events events{{stream_of(command.tariff), std::move(published)}};
    const std::uint32_t number = get<TariffPublished>(events.front().event).version;
    if (has_times)
        events.push_back({stream_of(command.tariff), TariffTimesPublished{command.tariff, number, command.times}});
    if (has_terms)
        events.push_back(
            {stream_of(command.tariff), TariffDemandTermsPublished{command.tariff, number, command.demand_terms}});
    if (has_year_terms)
        events.push_back(
            {stream_of(command.tariff),
             TariffYearTermsPublished{command.tariff, number, command.net_metering, command.annual_minimums}});
    return events;
}

Decided<Events> decide_on(const WithdrawTariffVersion& command, const Context& context) {
    const TariffState* held = context.world.tariff(command.tariff);
    if (!held)
        return refuse(Rejection::tariff_unknown, "tariff", command.tariff.str(), "Name a tariff that was published.");
    const auto version = std::find_if(held->versions.begin(), held->versions.end(),
                                      [&](const TariffPublished& one) { return one.version == command.version; });
    if (version == held->versions.end())
        return refuse(
            Rejection::tariff_version_unknown, "version", std::to_string(command.version),
            "Name a version that stands; the latest is " + std::to_string(held->versions.back().version) + ".");
    if (may_be_billed(*version, context.today))
        return refuse(Rejection::tariff_version_in_force, "version", std::to_string(command.version),
                      "Bills may have used its prices since " + to_string(version->effective_from) +
                          ": publish a version that begins later.");
    // A service may have started on its first days, which no other version prices.
    if (version == held->versions.begin())
        return refuse(Rejection::tariff_needs_a_version, "version", std::to_string(command.version),
                      "It is the earliest: publish one that begins before it first.");
    return Events{
        {stream_of(command.tariff), TariffVersionWithdrawn{command.tariff, command.version, version->effective_from}}};
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const TariffPublished& event) {
    TariffState& tariff = world.tariff_part(event.tariff);
    tariff.version = envelope.version + 1;
    tariff.last_position = envelope.position;
    tariff.versions_ever = std::max(tariff.versions_ever, event.version);
    const auto after =
        std::upper_bound(tariff.versions.begin(), tariff.versions.end(), event.effective_from,
                         [](Date from, const TariffPublished& other) { return from < other.effective_from; });
    tariff.versions.insert(after, event);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const TariffTimesPublished& event) {
    TariffState& tariff = world.tariff_part(event.tariff);
    tariff.version = envelope.version + 1;
    tariff.last_position = envelope.position;
    tariff.times.push_back(event);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const TariffDemandTermsPublished& event) {
    TariffState& tariff = world.tariff_part(event.tariff);
    tariff.version = envelope.version + 1;
    tariff.last_position = envelope.position;
    tariff.demand_terms.push_back(event);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const TariffYearTermsPublished& event) {
    TariffState& tariff = world.tariff_part(event.tariff);
    tariff.version = envelope.version + 1;
    tariff.last_position = envelope.position;
    tariff.year_terms.push_back(event);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const TariffVersionWithdrawn& event) {
    TariffState& tariff = world.tariff_part(event.tariff);
    tariff.version = envelope.version + 1;
    tariff.last_position = envelope.position;
    std::erase_if(tariff.versions, [&](const TariffPublished& one) { return one.version == event.version; });
    std::erase_if(tariff.times, [&](const TariffTimesPublished& one) { return one.version == event.version; });
    std::erase_if(tariff.demand_terms,
                  [&](const TariffDemandTermsPublished& one) { return one.version == event.version; });
    std::erase_if(tariff.year_terms, [&](const TariffYearTermsPublished& one) { return one.version == event.version; });
}

const TariffTimes* TariffState::times_of(const TariffPublished& published) const {
    for (const TariffTimesPublished& one : times)
        if (one.version == published.version && one.tariff == published.tariff) return &one.times;
    return nullptr;
}

const DemandTerms* TariffState::terms_of(const TariffPublished& published) const {
    for (const TariffDemandTermsPublished& one : demand_terms)
        if (one.version == published.version && one.tariff == published.tariff) return &one.terms;
    return nullptr;
}

const TariffYearTermsPublished* TariffState::year_terms_of(const TariffPublished& published) const {
    for (const TariffYearTermsPublished& one : year_terms)
        if (one.version == published.version && one.tariff == published.tariff) return &one;
    return nullptr;
}

const TariffPublished* TariffState::on(Date day) const {
    const TariffPublished* found = nullptr;
    for (const TariffPublished& published : versions)
        if (published.effective_from <= day) found = &published;
    return found;
}

}  // namespace tally::domain
