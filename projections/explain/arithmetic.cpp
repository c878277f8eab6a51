#include "projections/explain/arithmetic.h"

#include <algorithm>
#include <numeric>

#include "domain/rating/billing_demand.h"
#include "domain/rating/net_use.h"

namespace tally::projections {

using namespace domain;

namespace {

std::int64_t money_as_price(Money amount, std::uint8_t currency_decimals) {
    Int128 units = amount.minor;
    for (std::uint8_t i = currency_decimals; i < Price::decimals; ++i) units *= 10;
    return units > INT64_MAX || units < -Int128{INT64_MAX} ? INT64_MAX : static_cast<std::int64_t>(units);
}

std::string period_text(Date from, Date until) {
    if (until <= from + 1) return to_string(from);
    return to_string(from) + " to " + to_string(until - 1);
}

// " × 10/30 of a period", " × 3 periods"; empty: one.
std::string share_of_period(Fraction fraction, const char* period = "period") {
    if (fraction == Fraction{}) return {};
    if (fraction.denominator == 1) return " × " + std::to_string(fraction.numerator) + " " + period + "s";
    return " × " + std::to_string(fraction.numerator) + "/" + std::to_string(fraction.denominator) + " of a " + period;
}

std::string days_count(std::int64_t days) {
    return std::to_string(days) + (days == 1 ? " day" : " days");
}

// What a line of usage counts, read by read.
std::vector<std::string> counted_reads(const LineFacts& facts, const BillLine& line) {
    std::vector<std::string> steps;
    if (facts.reads == nullptr) return steps;
    const Period run{line.from, line.until};
    for (const UsedRead& read : *facts.reads) {
        if (read.unit != line.unit) continue;
        const Period over{read.from, read.until};
        const bool whole = run == facts.charge_days || (run.from <= over.from && over.until <= run.until);
        if (!whole && (over.until <= run.from || over.from >= run.until)) continue;
        const NetMetering* net = facts.year_terms ? &facts.year_terms->net_metering : nullptr;
        const bool returned = net && net->rule != NetRule::none && net->is_returned(read.channel);
        const auto measured = with_unit(read.quantity, read.unit) + (returned ? " sent back " : " measured ") +
                              period_text(read.from, read.until);
        if (whole) {
            steps.push_back(measured);
            continue;
        }
        const Quantity share{rating::share_of_days(read.quantity.units, over, run)};
        const auto days = std::min(over.until, run.until) - std::max(over.from, run.from);
        steps.push_back(measured + ", of which " + std::to_string(days) + " of " + days_count(over.days()) + ": " +
                        with_unit(share, read.unit));
    }
    return steps;
}

// The demand of the line's own days; nullptr: none was computed.
const BilledDemand* demand_of(const LineFacts& facts, const BillLine& line, const Code& component) {
    if (facts.demands == nullptr) return nullptr;
    for (const BilledDemand& one : *facts.demands)
        if (one.component == component && one.from == line.from && one.until == line.until) return &one;
    return nullptr;
}
// The demand that bounds of the line's tiers are multiplied by; nullptr: they are quantities.
const BilledDemand* demand_of_bounds(const LineFacts& facts, const BillLine& line) {
    const HoursUse* hours = facts.terms ? facts.terms->hours_use_of(line.component) : nullptr;
    return hours ? demand_of(facts, line, hours->demand) : nullptr;
}
// The factor of what is charged for so many.
Fraction times_count(Fraction factor, Quantity count) {
    const std::int64_t common = std::gcd(count.units, one_unit.units);
    if (common == 0) return factor;
    return {factor.numerator * (count.units / common), factor.denominator * (one_unit.units / common)};
}
// "Bounds per kW of demand: 200 × 40 = 8000 kWh, 400 × 40 = 16000 kWh". Empty: they are quantities.
std::vector<std::string> bounds_step(const LineFacts& facts, const BillLine& line, const TariffComponent& component,
                                     Fraction seasons) {
    const BilledDemand* demand = demand_of_bounds(facts, line);
    if (demand == nullptr) return {};
    Fraction factor = rating::proration({line.from, line.until}, facts.charge_days, *facts.version, facts.edge,
                                        rating::Prorated::tier_bounds);
    factor = {factor.numerator * seasons.numerator, factor.denominator * seasons.denominator};
    factor = times_count(factor, facts.count);
    std::string text;
    for (const Tier& tier : component.tiers) {
        if (tier.up_to.is_zero()) continue;
        const Quantity bound{static_cast<std::int64_t>(rating::tier_bound(tier, factor, &demand->billed))};
        text += (text.empty() ? "" : ", ") + to_string(tier.up_to) + " × " + to_string(demand->billed);
        if (factor != Fraction{})
            text += " × " + std::to_string(factor.numerator) + "/" + std::to_string(factor.denominator);
        text += " = " + with_unit(bound, line.unit);
    }
    return {"Bounds per " + demand->unit.str() + " of demand (" + demand->component.str() + "): " + text};
}
// What was measured, and what is charged of it: "40 kW was measured; 80% of 100 kW, measured 2022-07-01 to
// 2022-07-31, is charged at least: 80 kW".
std::vector<std::string> ratchet_steps(const LineFacts& facts, const BillLine& line) {
    const BilledDemand* demand = demand_of(facts, line, line.component);
    if (demand == nullptr) return {};
    std::string text = with_unit(demand->measured, demand->unit) + " was measured";
    if (!demand->highest_of.empty()) {
        const Quantity floor{static_cast<std::int64_t>(
            divide(Int128{demand->highest.units} * demand->share.units, 100'000'000, Rounding::half_away_from_zero))};
        text += "; of earlier bills, " + percent_text(demand->share.units) + " of " +
                with_unit(demand->highest, demand->unit) + " (" + demand->highest_of.str() + ", " +
                period_text(demand->highest_from, demand->highest_until) + ") = " + with_unit(floor, demand->unit) +
                " at least";
    }
    return {text + "; charged: " + with_unit(demand->billed, demand->unit)};
}

// The part of the usage that a tier's line prices, in words: "Tier 2 of 3, from 3 to 50 therm".
std::string tier_text(const LineFacts& facts, const BillLine& line, const TariffComponent& component) {
    const Fraction factor = times_count(rating::proration({line.from, line.until}, facts.charge_days, *facts.version,
                                                          facts.edge, rating::Prorated::tier_bounds),
                                        facts.count);
    // The lines of one run follow one another, a tier each; what stands before this one is below it.
    Quantity below;
    for (std::size_t i = facts.index; i > 0; --i) {
        const BillLine& before = (*facts.lines)[i - 1];
        if (before.component != line.component || before.from != line.from) break;
        below = below + before.quantity;
    }
    const BilledDemand* demand = demand_of_bounds(facts, line);
    Quantity bound_before;
    for (std::size_t i = 0; i < component.tiers.size(); ++i) {
        const Tier& tier = component.tiers[i];
        const bool last = i + 1 == component.tiers.size();
        const Quantity bound{
            static_cast<std::int64_t>(rating::tier_bound(tier, factor, demand ? &demand->billed : nullptr))};
        if (!last && bound <= below && !(below.is_zero() && line.quantity.units <= 0)) {
            bound_before = bound;
            continue;
        }
        std::string text = "Tier " + std::to_string(i + 1) + " of " + std::to_string(component.tiers.size());
        if (last)
            text += ", above " + with_unit(bound_before, line.unit);
        else if (bound_before.is_zero())
            text += ", up to " + with_unit(bound, line.unit);
        else
            text += ", from " + to_string(bound_before) + " to " + with_unit(bound, line.unit);
        if (factor != Fraction{} && !last && !demand)
            text += " (" + to_string(tier.up_to) + " × " + std::to_string(factor.numerator) +
                    (factor.denominator == 1 ? "" : "/" + std::to_string(factor.denominator)) +
                    (facts.count == one_unit ? "" : ", for " + to_string(facts.count)) + ")";
        return text;
    }
    return "Tiers";
}

struct FlowsOfLine {
    Quantity drawn;
    Quantity returned;
};
// What the line's component drew and sent back in its hours. Nothing: the interval values are not held any more.
std::optional<FlowsOfLine> flows_of_line(const LineFacts& facts, const BillLine& line, const TariffComponent& component,
                                         const NetMetering& net) {
    FlowsOfLine sums;
    const Period run{line.from, line.until};
    if (const TimedComponent* timed = rating::timed_of(facts.times, line.component)) {
        if (facts.measured == nullptr) return std::nullopt;
        const auto flows = rating::flows_of(facts.measured->intervals, *facts.version, net);
        if (!flows) return std::nullopt;
        for (const bool returned : {false, true}) {
            rating::TimedUse use(*facts.version, *facts.times, returned ? flows->returned : flows->drawn,
                                 facts.measured->holidays, run);
            const auto used = use.used(component, *timed);
            if (!used) return std::nullopt;
            (returned ? sums.returned : sums.drawn) = used->value_or(Quantity{});
        }
        return sums;
    }
    if (facts.reads == nullptr) return std::nullopt;
    for (const UsedRead& read : *facts.reads) {
        if (read.unit != line.unit) continue;
        Quantity& sum = net.is_returned(read.channel) ? sums.returned : sums.drawn;
        sum = sum + Quantity{rating::share_of_days(read.quantity.units, {read.from, read.until}, run)};
    }
    return sums;
}
// "Drawn 500 kWh, sent back 620 kWh".
std::string flows_step(const LineFacts& facts, const BillLine& line, const TariffComponent& component,
                       const NetMetering& net) {
    const auto flows = flows_of_line(facts, line, component, net);
    if (!flows) return {};
    std::string text =
        "Drawn " + with_unit(flows->drawn, line.unit) + ", sent back " + with_unit(flows->returned, line.unit);
    switch (net.netting) {
        case Netting::bill:
            return text + ": set off over the bill, " + with_unit(flows->drawn - flows->returned, line.unit);
        case Netting::hour:
            return text + ", as is left of each hour";
        case Netting::as_counted:
            break;
    }
    return text + ", as the channels counted it";
}
// What the bank made of it, or what is paid of the bank.
std::vector<std::string> bank_steps(const LineFacts& facts, const BillLine& line, const NetMetering& net) {
    std::vector<std::string> steps;
    if (net.rule != NetRule::banked || facts.year == nullptr) return steps;
    const NetCredit* credit = net.credit_of(line.component);
    for (const BankedEnergy& bank : facts.year->banks) {
        if (credit) {
            const auto& of = credit->banks_of;
            const bool paid =
                bank.unit == line.unit && (of.empty() || std::find(of.begin(), of.end(), bank.component) != of.end());
            if (paid && bank.settled_by != BankSettled::not_settled)
                steps.push_back("Left in the bank of " + bank.component.str() + " as the " +
                                (bank.settled_by == BankSettled::true_up ? "bank's year" : "agreement") +
                                " ended: " + with_unit(bank.settled, bank.unit));
        } else if (bank.component == line.component && bank.from == line.from && bank.until == line.until) {
            steps.push_back("Bank: " + with_unit(bank.opening, bank.unit) + " before, " +
                            with_unit(bank.added, bank.unit) + " added, " + with_unit(bank.used, bank.unit) +
                            " used: " + with_unit(bank.opening + bank.added - bank.used, bank.unit));
        }
    }
    return steps;
}
// How energy that is sent back changes what the line counts.
std::vector<std::string> net_steps(const LineFacts& facts, const BillLine& line, const TariffComponent& component) {
    const NetMetering* net = rating::net_of(facts.year_terms, component);
    if (net == nullptr) return {};
    std::vector<std::string> steps;
    const bool pays_bank = net->rule == NetRule::banked && net->credit_of(line.component);
    if (!pays_bank)
        if (auto text = flows_step(facts, line, component, *net); !text.empty()) steps.push_back(std::move(text));
    for (auto& step : bank_steps(facts, line, *net)) steps.push_back(std::move(step));
    return steps;
}

std::vector<std::string> usage_arithmetic(const LineFacts& facts, const BillLine& line,
                                          const TariffComponent& component, const std::string& result) {
    const NetMetering* net = rating::net_of(facts.year_terms, component);
    const bool pays_bank = net && net->rule == NetRule::banked && net->credit_of(line.component);
    auto steps = pays_bank ? std::vector<std::string>{} : counted_reads(facts, line);
    const bool several = steps.size() > 1 && net == nullptr;
    for (auto& step : net_steps(facts, line, component)) steps.push_back(std::move(step));
    for (auto& step : bounds_step(facts, line, component, {})) steps.push_back(std::move(step));
    std::string product = with_unit(line.quantity, line.unit) + " × " + price_text(line.price, facts.currency_decimals);
    if (!component.tiers.empty())
        product = tier_text(facts, line, component) + ": " + product;
    else if (several)
        product = "Together " + product;
    steps.push_back(product + result);
    return steps;
}

// When a component counts: "peak (summer working 14:00 to 20:00)".
std::string hours_text(const TariffTimes& times, const TimedComponent& timed) {
    if (timed.periods.empty()) return "all hours";
    std::string text;
    for (const Code& period : timed.periods) {
        std::string hours;
        for (const TariffHours& one : times.hours) {
            if (one.period != period) continue;
            hours += hours.empty() ? "" : "; ";
            if (!one.season.empty()) hours += one.season.str() + " ";
            if (!one.day_type.empty()) hours += one.day_type.str() + " ";
            hours += one.from.str() + " to " + one.until.str();
        }
        text += (text.empty() ? "" : ", ") + period.str() + " (" + hours + ")";
    }
    return text;
}

// The share of the line's days that lie in seasons with the component's hours.
Fraction seasons_of(const LineFacts& facts, const BillLine& line, const TimedComponent& timed) {
    const rating::TimePlan plan(*facts.times, {});
    const std::uint64_t mask = plan.mask_of(timed.periods);
    std::int64_t inside = 0;
    rating::TimePlan::Seasons seasons(plan);
    for (Date day = line.from; day < line.until; day = day + 1) inside += plan.in_season(seasons.of(day), mask) ? 1 : 0;
    return inside == line.until - line.from ? Fraction{} : Fraction{inside, line.until - line.from};
}

std::vector<std::string> timed_arithmetic(const LineFacts& facts, const BillLine& line,
                                          const TariffComponent& component, const TimedComponent& timed,
                                          const std::string& result) {
    std::string product = with_unit(line.quantity, line.unit) + " × " + price_text(line.price, facts.currency_decimals);
    product += share_of_period(line.fraction);
    const std::string when = hours_text(*facts.times, timed) + ", " + period_text(line.from, line.until);
    std::string step;
    if (component.kind == ComponentKind::demand) {
        step = "Highest average of " +
               (timed.window_minutes == 0 ? "an interval" : std::to_string(timed.window_minutes) + " minutes") +
               " in " + when;
        if (!timed.minimum.is_zero()) step += ", and at least " + with_unit(timed.minimum, line.unit);
        const auto peak = facts.measured ? demand_peak_text(*facts.measured, *facts.version, *facts.times, timed, line)
                                         : std::string{};
        std::vector<std::string> steps{step};
        if (!peak.empty()) steps.push_back("It was on " + peak);
        for (auto& one : ratchet_steps(facts, line)) steps.push_back(std::move(one));
        steps.push_back(product + result);
        return steps;
    }
    std::vector<std::string> steps{"Used in " + when};
    for (auto& one : net_steps(facts, line, component)) steps.push_back(std::move(one));
    const bool each = facts.times->tier_use == TierUse::by_period;
    for (auto& one : bounds_step(facts, line, component, each ? seasons_of(facts, line, timed) : Fraction{}))
        steps.push_back(std::move(one));
    steps.push_back(product + result);
    return steps;
}

// The lines that a percentage or minimum is counted on: "customer 16.50 + delivery 12.00".
std::string basis_text(const LineFacts& facts, const TariffComponent& component, std::size_t before) {
    const BillLine& line = (*facts.lines)[facts.index];
    const Period days{line.from, line.until};
    std::string text;
    for (std::size_t i = 0; i < before; ++i) {
        const BillLine& one = (*facts.lines)[i];
        const auto& named = component.of_components;
        if (!named.empty() && std::find(named.begin(), named.end(), one.component) == named.end()) continue;
        const bool whole = days == facts.charge_days || (days.from <= one.from && one.until <= days.until);
        const Money share =
            whole ? one.amount : Money{rating::share_of_days(one.amount.minor, {one.from, one.until}, days)};
        if (!whole && share.is_zero()) continue;
        text += (text.empty() ? "" : " + ") + one.component.str() + " " + to_string(share, facts.currency_decimals);
    }
    return text.empty() ? "nothing" : text;
}

std::string percentage_step(const LineFacts& facts, const BillLine& line, const TariffComponent& component,
                            const std::string& result) {
    std::size_t before = facts.index;
    while (before > 0 && (*facts.lines)[before - 1].component == component.code) --before;
    return percent_text(component.rate.units) + " of (" + basis_text(facts, component, before) +
           ") = " + percent_text(component.rate.units) + " × " +
           fixed_to_string(line.quantity.units, Quantity::decimals, facts.currency_decimals) + result;
}

// "3 × ", of how many are charged; empty: of one.
std::string units_counted(const BillLine& line) {
    return line.quantity == one_unit ? "" : to_string(line.quantity) + " × ";
}

// Of a year: "Charged since 2022-01-01: 280.00 by earlier bills, 25.00 by this one".
std::vector<std::string> year_minimum_arithmetic(const LineFacts& facts, const BillLine& line,
                                                 const TariffComponent& component, const YearMinimum& year) {
    const auto decimals = facts.currency_decimals;
    const Money all = year.charged_before + year.charged;
    const std::string least =
        "At least " + units_counted(line) + price_text(line.price, decimals) + share_of_period(line.fraction, "year");
    return {"Charged since " + to_string(year.year_from) + ": " + to_string(year.charged_before, decimals) +
                " by earlier bills, " + to_string(year.charged, decimals) + " by this one",
            least + ", " + rounding_text(component.rounding) + ": " + to_string(year.minimum, decimals),
            to_string(year.minimum, decimals) + " - " + to_string(all, decimals) + " = " +
                to_string(line.amount, decimals)};
}

std::vector<std::string> minimum_arithmetic(const LineFacts& facts, const BillLine& line,
                                            const TariffComponent& component) {
    const auto decimals = facts.currency_decimals;
    if (facts.year && facts.year_terms && facts.year_terms->annual_of(line.component))
        for (const YearMinimum& year : facts.year->minimums)
            if (year.component == line.component) return year_minimum_arithmetic(facts, line, component, year);
    Money basis;
    for (std::size_t i = 0; i < facts.index; ++i) {
        const BillLine& one = (*facts.lines)[i];
        const auto& named = component.of_components;
        if (named.empty() || std::find(named.begin(), named.end(), one.component) != named.end()) basis += one.amount;
    }
    const std::string least =
        "At least " + units_counted(line) + price_text(line.price, decimals) + share_of_period(line.fraction);
    return {least + ", " + rounding_text(component.rounding) + ": " + to_string(line.amount + basis, decimals),
            "Charged without it: " + basis_text(facts, component, facts.index) + " = " + to_string(basis, decimals),
            to_string(line.amount + basis, decimals) + " - " + to_string(basis, decimals) + " = " +
                to_string(line.amount, decimals)};
}

std::string fixed_step(const BillLine& line, std::uint8_t decimals, const std::string& result) {
    const auto price = price_text(line.price, decimals);
    if (line.quantity != one_unit)
        return to_string(line.quantity) + " × " + price + share_of_period(line.fraction) +
               (line.fraction == Fraction{} ? "" : " (" + period_text(line.from, line.until) + ")") + result;
    if (line.fraction == Fraction{}) return "One period × " + price + result;
    if (line.fraction.denominator == 1)
        return std::to_string(line.fraction.numerator) + " periods (" + period_text(line.from, line.until) + ") × " +
               price + result;
    return std::to_string(line.fraction.numerator) + "/" + std::to_string(line.fraction.denominator) +
           " of a period (" + period_text(line.from, line.until) + ") × " + price + result;
}

}  // namespace

std::string price_text(Price price, std::uint8_t currency_decimals) {
    return fixed_to_string(price.units, Price::decimals, currency_decimals);
}

std::string percent_text(std::int64_t rate_units) {
    return fixed_to_string(rate_units, Rate::decimals - 2, 0) + "%";
}

std::string rounding_text(Rounding rounding) {
    switch (rounding) {
        case Rounding::half_away_from_zero:
            return "rounded half away from zero";
        case Rounding::half_even:
            return "rounded half to even";
        case Rounding::down:
            return "rounded towards zero";
        case Rounding::up:
            return "rounded away from zero";
    }
    return "rounded";
}

std::string with_unit(Quantity quantity, const Code& unit) {
    return to_string(quantity) + (unit.empty() ? "" : " " + unit.str());
}

std::string result_text(Price unrounded, Money amount, Rounding rounding, std::uint8_t currency_decimals) {
    const auto rounded = to_string(amount, currency_decimals);
    if (unrounded.units == money_as_price(amount, currency_decimals)) return " = " + rounded;
    return " = " + price_text(unrounded, currency_decimals) + ", " + rounding_text(rounding) + ": " + rounded;
}

const TariffComponent* component_of(const TariffPublished& version, const Code& code) {
    for (const TariffComponent& component : version.components)
        if (component.code == code) return &component;
    return nullptr;
}

std::vector<std::string> tariff_arithmetic(const LineFacts& facts) {
    const BillLine& line = (*facts.lines)[facts.index];
    const TariffComponent* component = component_of(*facts.version, line.component);
    if (component == nullptr) return {};
    const auto result = result_text(line.unrounded, line.amount, component->rounding, facts.currency_decimals);
    switch (line.component_kind) {
        case ComponentKind::fixed:
            return {fixed_step(line, facts.currency_decimals, result)};
        case ComponentKind::per_day:
            return {(facts.count == one_unit ? "" : to_string(facts.count) + " × ") +
                    days_count(line.until - line.from) + " (" + period_text(line.from, line.until) + ") × " +
                    price_text(line.price, facts.currency_decimals) + result};
        case ComponentKind::usage:
        case ComponentKind::demand:
            if (const TimedComponent* timed = rating::timed_of(facts.times, line.component))
                return timed_arithmetic(facts, line, *component, *timed, result);
            return usage_arithmetic(facts, line, *component, result);
        case ComponentKind::percentage:
            return {percentage_step(facts, line, *component, result)};
        case ComponentKind::minimum:
            return minimum_arithmetic(facts, line, *component);
        case ComponentKind::tax:
        case ComponentKind::special_charge:
            break;
    }
    return {};
}

std::string proration_text(const TariffPublished& version, Period charge_days, EdgeProration edge,
                           std::uint16_t periods) {
    const std::int64_t whole =
        periods > 1 ? std::max<std::int64_t>(rating::whole_periods(charge_days.days(), version), 1) : 1;
    const auto least = whole * (version.normal_days - version.min_offset_days);
    const auto most = whole * (version.normal_days + version.max_offset_days);
    const auto full = whole == 1 ? std::string{"a full period"} : std::to_string(whole) + " full periods";
    const auto days = days_count(charge_days.days());
    const auto by_days = "fixed charges and tier bounds count " + std::to_string(charge_days.days()) + "/" +
                         std::to_string(version.normal_days) + " of a period";
    switch (edge) {
        case EdgeProration::full:
            return days + ": charged as " + full + ", as the agreement's type says";
        case EdgeProration::none:
            return days + ": no fixed charge, as the agreement's type says";
        case EdgeProration::base_and_minimum:
            return days + ": fixed charges as of " + full + ", as the agreement's type says";
        case EdgeProration::by_days:
            return days + ": " + by_days + ", as the agreement's type says";
        case EdgeProration::by_tariff:
            break;
    }
    const auto bounds = std::to_string(least) + " to " + std::to_string(most) + " days";
    if (charge_days.days() >= least && charge_days.days() <= most) return days + ", within " + bounds + ": " + full;
    return days + ", outside " + bounds + ": " + by_days;
}

}  // namespace tally::projections
