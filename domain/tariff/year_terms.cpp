#include "domain/tariff/year_terms.h"

#include <algorithm>
#include <string>

#include "domain/core/check.h"
#include "domain/tariff/times.h"

namespace tally::domain {

namespace {

constexpr std::size_t returned_channels_max = 20;

Decided<void> invalid_year_terms(std::string field, std::string value, std::string cure) {
    return refuse(Rejection::tariff_year_terms_invalid, std::move(field), std::move(value), std::move(cure));
}

const TariffComponent* component_of_year(const std::vector<TariffComponent>& components, const Code& code) {
    const auto found = std::find_if(components.begin(), components.end(),
                                    [&](const TariffComponent& one) { return one.code == code; });
    return found == components.end() ? nullptr : &*found;
}

const TimedComponent* hours_of(const TariffTimes& times, const Code& component) {
    for (const TimedComponent& one : times.components)
        if (one.component == component) return &one;
    return nullptr;
}

// Usage that the rule concerns and that no credit pays.
bool is_charged(const NetMetering& net, const TariffComponent& component) {
    return component.kind == ComponentKind::usage && component.unit == net.unit && !net.credit_of(component.code);
}

Decided<void> check_channels(const NetMetering& net) {
    if (net.returned_channels.empty())
        return invalid_year_terms("net_metering.returned_channels", "",
                                  "Name the channels that count what customers send back, such as 2.8.0.");
    if (net.returned_channels.size() > returned_channels_max)
        return invalid_year_terms("net_metering.returned_channels", std::to_string(net.returned_channels.size()),
                                  "Name at most " + std::to_string(returned_channels_max) + ".");
    for (std::size_t i = 0; i < net.returned_channels.size(); ++i) {
        const std::string path = at("net_metering.returned_channels", i);
        TALLY_TRY(check_id(path, net.returned_channels[i]));
        for (std::size_t other = 0; other < i; ++other)
            if (net.returned_channels[other] == net.returned_channels[i])
                return invalid_year_terms(path, net.returned_channels[i].str(), "Name each channel once.");
    }
    return {};
}

Decided<void> check_banks_of(const std::string& path, const NetCredit& credit, const NetMetering& net,
                             const std::vector<TariffComponent>& components) {
    if (net.rule != NetRule::banked && !credit.banks_of.empty())
        return invalid_year_terms(path, credit.banks_of.front().str(), "Only units that are banked are paid by bank.");
    for (std::size_t i = 0; i < credit.banks_of.size(); ++i) {
        const TariffComponent* of = component_of_year(components, credit.banks_of[i]);
        if (!of || !is_charged(net, *of))
            return invalid_year_terms(
                path + "[" + std::to_string(i) + "]", credit.banks_of[i].str(),
                "Name a component of usage in " + net.unit.str() + " that charges what is drawn.");
    }
    return {};
}

Decided<void> check_credits(const NetMetering& net, const std::vector<TariffComponent>& components) {
    for (std::size_t i = 0; i < net.credits.size(); ++i) {
        const NetCredit& credit = net.credits[i];
        const std::string path = at("net_metering.credits", i);
        const TariffComponent* component = component_of_year(components, credit.component);
        if (!component || component->kind != ComponentKind::usage || component->unit != net.unit ||
            !component->tiers.empty())
            return invalid_year_terms(path + ".component", credit.component.str(),
                                      "Name a component of usage in " + net.unit.str() + " that has no tiers.");
        if (component->price.units < 0)
            return invalid_year_terms(path + ".component", to_string(component->price),
                                      "Give the price above zero that is paid for a unit: its lines are below zero.");
        for (std::size_t other = 0; other < i; ++other) {
            if (net.credits[other].component == credit.component)
                return invalid_year_terms(path + ".component", credit.component.str(), "Name each component once.");
            const auto& before = net.credits[other].banks_of;
            const bool twice = before.empty() || credit.banks_of.empty() ||
                               std::find_first_of(before.begin(), before.end(), credit.banks_of.begin(),
                                                  credit.banks_of.end()) != before.end();
            if (net.rule == NetRule::banked && twice)
                return invalid_year_terms(path + ".banks_of", credit.component.str(),
                                          "Name the banks that it alone pays.");
        }
        TALLY_TRY(check_banks_of(path + ".banks_of", credit, net, components));
    }
    return {};
}

// What needs the interval values of every component, or would fill tiers with less than nothing.
Decided<void> check_hours(const NetMetering& net, const TariffTimes& times,
                          const std::vector<TariffComponent>& components) {
    for (std::size_t i = 0; i < components.size(); ++i) {
        const TariffComponent& one = components[i];
        if (one.kind != ComponentKind::usage || one.unit != net.unit) continue;
        const TimedComponent* timed = hours_of(times, one.code);
        if (net.netting == Netting::hour && !timed)
            return invalid_year_terms("net_metering.netting", "hour",
                                      "Name " + one.code.str() +
                                          " among times.components: what is set off in each hour needs interval "
                                          "values.");
        if (!timed || one.tiers.empty() || times.tier_use == TierUse::by_period || net.netting != Netting::bill)
            continue;
        if (net.rule != NetRule::banked || times.tier_use != TierUse::by_share)
            return invalid_year_terms(
                "times.tier_use", std::string{name_of(times.tier_use)},
                "Let each period fill its own tiers (by_period), or bank units and share tiers (by_share): what is set "
                "off over the bill has no order of time.");
    }
    return {};
}

}  // namespace

std::optional<Date> year_end_in(Period days, MonthDay last_day) {
    if (!last_day.is_set() || days.days() <= 0) return std::nullopt;
    for (int year = ymd(days.until - 1).year; year >= ymd(days.from).year; --year)
        if (const Date end = day_of_month(year, last_day.month, last_day.day); days.contains(end)) return end;
    return std::nullopt;
}

Decided<void> check_net_metering(const NetMetering& net, const TariffTimes& times,
                                 const std::vector<TariffComponent>& components) {
    if (net.rule == NetRule::none) {
        if (net == NetMetering{}) return {};
        return invalid_year_terms("net_metering.rule", "none",
                                  "Say what becomes of energy that is sent back: same_price, other_price or banked.");
    }
    if (std::none_of(components.begin(), components.end(),
                     [&](const TariffComponent& one) { return is_charged(net, one); }))
        return invalid_year_terms("net_metering.unit", net.unit.str(),
                                  "Name the unit that a component of usage charges, such as kWh.");
    TALLY_TRY(check_channels(net));
    if (net.rule != NetRule::other_price && net.netting != Netting::bill)
        return invalid_year_terms("net_metering.netting", std::string{name_of(net.netting)},
                                  "Energy at the same price, or banked, is set off over the bill.");
    if (net.rule == NetRule::same_price && !net.credits.empty())
        return invalid_year_terms("net_metering.credits", net.credits.front().component.str(),
                                  "Leave them out: the components that charge what is drawn credit it.");
    if (net.rule == NetRule::other_price && net.credits.empty())
        return invalid_year_terms("net_metering.credits", "", "Name the components that pay for what is sent back.");
    if (net.rule == NetRule::banked && !net.true_up.is_set())
        return invalid_year_terms("net_metering.true_up", "", "Give the last day of the bank's year, such as 12-31.");
    if (net.rule != NetRule::banked && net.true_up.is_set())
        return invalid_year_terms("net_metering.true_up", to_string(net.true_up), "Only a bank has a year.");
    TALLY_TRY(check_credits(net, components));
    return check_hours(net, times, components);
}

Decided<void> check_annual_minimums(const std::vector<AnnualMinimum>& minimums,
                                    const std::vector<TariffComponent>& components) {
    for (std::size_t i = 0; i < minimums.size(); ++i) {
        const std::string path = at("annual_minimums", i);
        const TariffComponent* component = component_of_year(components, minimums[i].component);
        if (!component || component->kind != ComponentKind::minimum)
            return invalid_year_terms(path + ".component", minimums[i].component.str(),
                                      "Name a component of kind minimum of this version.");
        if (!minimums[i].year_ends.is_set())
            return invalid_year_terms(path + ".year_ends", "", "Give the last day of the year, such as 12-31.");
        for (std::size_t other = 0; other < i; ++other)
            if (minimums[other].component == minimums[i].component)
                return invalid_year_terms(path + ".component", minimums[i].component.str(),
                                          "Name each component once.");
    }
    return {};
}

}  // namespace tally::domain
