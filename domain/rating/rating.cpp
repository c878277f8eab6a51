#include "domain/rating/rating.h"

#include <algorithm>
#include <deque>
#include <numeric>
#include <string>
#include <utility>

#include "domain/core/assert.h"
#include "domain/rating/billing_demand.h"
#include "domain/rating/net_use.h"
#include "domain/tariff/year_terms.h"

namespace tally::domain::rating {

namespace {

// A run of days over which one component costs the same.
struct Run {
    Period days;
    const TariffPublished* version = nullptr;
    const TariffComponent* component = nullptr;
    const TariffTimes* times = nullptr;
    const DemandTerms* terms = nullptr;
    const TariffYearTermsPublished* year = nullptr;
    Quantity count = one_unit;
};

Run run_of(const PricePeriod& period, const TariffComponent& component) {
    return {period.days, period.version, &component, period.times, period.terms, period.year, period.count};
}

const TariffComponent* find_component(const TariffPublished& version, const Code& code) {
    for (const TariffComponent& component : version.components)
        if (component.code == code) return &component;
    return nullptr;
}

bool same_proration(const TariffPublished& a, const TariffPublished& b) {
    return a.normal_days == b.normal_days && a.min_offset_days == b.min_offset_days &&
           a.max_offset_days == b.max_offset_days;
}

// Whether the component counts at the same hours in both; only one that has no hours does where there are none.
bool same_hours(const TariffTimes* a, const TariffTimes* b, const Code& component) {
    if (!timed_of(a, component) && !timed_of(b, component)) return true;
    return a && b && *a == *b;
}

// Whether demand is charged for the component, or decides its bounds, alike in both.
bool same_terms(const DemandTerms* a, const DemandTerms* b, const Code& component) {
    const auto concerns = [&](const DemandTerms* terms) {
        return terms && (terms->hours_use_of(component) ||
                         std::any_of(terms->ratchets.begin(), terms->ratchets.end(),
                                     [&](const DemandRatchet& one) { return one.component == component; }));
    };
    if (!concerns(a) && !concerns(b)) return true;
    return a && b && *a == *b;
}

// Whether energy that is sent back means the same for the component in both.
bool same_net(const Run& run, const PricePeriod& period, const TariffComponent& component) {
    const NetMetering* a = net_of(run.year, component);
    const NetMetering* b = net_of(period.year, component);
    return a && b ? *a == *b : a == b;
}

// Whether how many are charged changes what the component costs: its price or its bounds are of one.
bool is_counted(const TariffComponent& component) {
    switch (component.kind) {
        case ComponentKind::fixed:
        case ComponentKind::per_day:
        case ComponentKind::minimum:
            return true;
        case ComponentKind::usage:
            return !component.tiers.empty();
        case ComponentKind::percentage:
        case ComponentKind::tax:
        case ComponentKind::special_charge:
        case ComponentKind::demand:
            break;
    }
    return false;
}
Fraction as_fraction(Quantity count) {
    const std::int64_t common = std::gcd(count.units, one_unit.units);
    return {count.units / common, one_unit.units / common};
}

// Divided at the days on which another number of what they price is charged.
std::vector<PricePeriod> by_count(const std::vector<PricePeriod>& periods, std::span<const CountFrom> counts) {
    std::vector<PricePeriod> found;
    for (const PricePeriod& period : periods) {
        found.push_back(period);
        for (const CountFrom& one : counts) {
            PricePeriod& last = found.back();
            if (!one.from.is_set() || one.from <= last.days.from) {
                last.count = one.count;
            } else if (one.from < last.days.until) {
                PricePeriod next = last;
                last.days.until = next.days.from = one.from;
                next.count = one.count;
                found.push_back(next);
            }
        }
    }
    return found;
}

bool names(const std::vector<Code>& codes, const Code& code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

Fraction product(Fraction one, Fraction other) {
    return {one.numerator * other.numerator, one.denominator * other.denominator};
}

// Adds and compares exact amounts, such as prorated minimums of several price periods. What passes its bounds is said,
// not computed: prices and normal days come from tariffs, which may say anything.
class Exact {
  public:
    void add(Price price, Fraction fraction) {
        const std::int64_t times = fraction.denominator / std::gcd(denominator_, fraction.denominator);
        const Int128 more = Int128{price.units} * fraction.numerator;
        Int128 common = 0, before = 0, added = 0;
        fits_ = fits_ && !__builtin_mul_overflow(denominator_, Int128{times}, &common) && common <= INT64_MAX &&
                !__builtin_mul_overflow(numerator_, Int128{times}, &before) &&
                !__builtin_mul_overflow(more, common / fraction.denominator, &added) &&
                !__builtin_add_overflow(before, added, &numerator_);
        if (fits_) denominator_ = static_cast<std::int64_t>(common);
    }
    void subtract(Money amount, std::uint8_t currency_decimals) {
        Int128 units = amount.minor;
        for (std::uint8_t i = currency_decimals; i < Price::decimals; ++i) units *= 10;
        fits_ = fits_ && !__builtin_mul_overflow(units, Int128{denominator_}, &units) &&
                !__builtin_sub_overflow(numerator_, units, &numerator_);
    }
    [[nodiscard]] std::optional<std::int64_t> to_units(std::uint8_t decimals, Rounding rounding) const {
        if (!fits_) return std::nullopt;
        Int128 scale = denominator_;
        for (std::uint8_t i = decimals; i < Price::decimals; ++i) scale *= 10;
        const Int128 units = divide(numerator_, scale, rounding);
        if (units > INT64_MAX || units < -Int128{INT64_MAX}) return std::nullopt;
        return static_cast<std::int64_t>(units);
    }

  private:
    Int128 numerator_ = 0;  // of units of 10^-8 currency
    std::int64_t denominator_ = 1;
    bool fits_ = true;
};

class Rater {
  public:
    Rater(std::span<const PricePeriod> periods, const Usage& usage, const std::vector<Code>& tax_codes,
          std::uint8_t currency_decimals)
        : periods_(periods), usage_(usage), tax_codes_(tax_codes), currency_decimals_(currency_decimals) {
        // Components of the first version in its order, then those that later versions bring.
        for (const PricePeriod& period : periods_)
            for (const TariffComponent& component : period.version->components)
                if (&period == &periods_.front() ||
                    std::none_of(components_.begin(), components_.end(),
                                 [&](const TariffComponent* known) { return known->code == component.code; }))
                    components_.push_back(&component);
        lines_.reserve(components_.size() + 2);
    }

    Decided<Rated> rate() {
        each_run({ComponentKind::fixed, ComponentKind::per_day}, [&](const Run& run) { charge_days(run); });
        net_all();
        each_run({ComponentKind::usage}, [&](const Run& run) {
            if (net_of(run.year, *run.component))
                charge_net(run);
            else if (const TimedComponent* timed = timed_of(run.times, run.component->code))
                charge_timed_usage(run, *timed);
            else
                charge_usage(run);
        });
        each_run({ComponentKind::demand}, [&](const Run& run) { charge_demand(run); });
        if (refusal_) return tl::unexpected(std::move(*refusal_));
        if (prices_usage_ && !prices_a_read_ && !usage_.reads.empty())
            return refuse(Rejection::unit_differs, "", usage_.reads.front().unit.str(),
                          "The tariff prices no usage in this unit; publish one that does.");
        each_run({ComponentKind::percentage}, [&](const Run& run) { charge_percentage(run); });
        for (const TariffComponent* component : components_) top_up_to_minimum(*component);
        overflow_ |= size_of(lines_) > largest_balance.minor;
        if (overflow_)
            return refuse(Rejection::amount_too_large, "", "", "Check reads and prices: a line is out of bounds.");
        return Rated{std::move(lines_), std::move(demands_), std::move(year_)};
    }

  private:
    // What a run of a component draws and sends back, set off as its version says.
    struct NetRun {
        const TariffComponent* component;
        Period days;
        Quantity drawn;
        Quantity returned;
        Quantity charged;  // Below zero: credited at the price of what is drawn.
    };
    enum class Flow : std::uint8_t { all, drawn, returned };
    struct HeldUse {
        template <class... Made>
        explicit HeldUse(Flow of, Made&&... made) : flow(of), use(std::forward<Made>(made)...) {}
        Flow flow;
        TimedUse use;
    };
    struct HeldFlows {
        const TariffPublished* version;
        Flows flows;
    };

    // Where one version prices all days, a component is of one kind and has one run.
    [[nodiscard]] bool is_none_of(std::initializer_list<ComponentKind> kinds, const TariffComponent& component) const {
        return periods_.size() == 1 && std::find(kinds.begin(), kinds.end(), component.kind) == kinds.end();
    }
    // The runs of a component, of one tariff after the other.
    void find_runs(const TariffComponent& component) {
        runs_.clear();
        if (periods_.size() == 1) {
            runs_.push_back(run_of(periods_.front(), component));
            return;
        }
        const Code& code = component.code;
        for (std::size_t first = 0; first < periods_.size();) {
            std::size_t next = first + 1;
            while (next < periods_.size() && periods_[next].version->tariff == periods_[first].version->tariff) ++next;
            find_runs(code, periods_.subspan(first, next - first));
            first = next;
        }
    }
    // Within one tariff, a price change that changes nothing for the component makes no new run.
    void find_runs(const Code& code, std::span<const PricePeriod> periods) {
        const std::size_t before = runs_.size();
        for (const PricePeriod& period : periods) {
            const TariffComponent* component = find_component(*period.version, code);
            if (!component) continue;
            if (runs_.size() > before) {
                Run& last = runs_.back();
                if (last.days.until == period.days.from && *last.component == *component &&
                    same_proration(*last.version, *period.version) && same_hours(last.times, period.times, code) &&
                    same_terms(last.terms, period.terms, code) && same_net(last, period, *component) &&
                    (last.count == period.count || !is_counted(*component))) {
                    last.days.until = period.days.until;
                    continue;
                }
            }
            runs_.push_back(run_of(period, *component));
        }
        if (runs_.size() == before) return;
        const PriceChange change = runs_.back().component->price_change;
        if (change == PriceChange::split) return;
        const PricePeriod& at = change == PriceChange::price_at_start ? periods.front() : periods.back();
        runs_.resize(before);
        if (const TariffComponent* component = find_component(*at.version, code)) {
            runs_.push_back(run_of(at, *component));
            runs_.back().days = {periods.front().days.from, periods.back().days.until};
        }
    }

    template <class Visit>
    void each_run(std::initializer_list<ComponentKind> kinds, Visit&& visit) {
        for (const TariffComponent* component : components_) {
            if (is_none_of(kinds, *component)) continue;
            find_runs(*component);
            for (const Run& run : runs_)
                if (std::find(kinds.begin(), kinds.end(), run.component->kind) != kinds.end()) visit(run);
        }
    }

    [[nodiscard]] bool covers_all(Period days) const { return days == usage_.charge_days; }
    [[nodiscard]] std::int64_t share(std::int64_t amount, Period over, Period days) const {
        return covers_all(days) ? amount : share_of_days(amount, over, days);
    }

    BillLine& add_line(const Run& run) {
        BillLine& line = lines_.emplace_back();
        line.component = run.component->code;
        line.component_kind = run.component->kind;
        line.description = run.component->description;
        line.tariff = run.version->tariff;
        line.tariff_version = run.version->version;
        line.from = run.days.from;
        line.until = run.days.until;
        if (run.component->taxable) line.tax_codes = tax_codes_;
        return line;
    }

    // quantity × price × fraction, rounded once.
    void price_line(BillLine& line, Quantity quantity, Price price, Fraction fraction, Rounding rounding) {
        line.quantity = quantity;
        line.price = price;
        line.fraction = fraction;
        const auto amount = charge(price, quantity, fraction, currency_decimals_, rounding);
        const auto unrounded = unrounded_charge(price, quantity, fraction);
        overflow_ |= !amount || !unrounded;
        line.amount = amount.value_or(Money{});
        line.unrounded = unrounded.value_or(Price{});
    }

    [[nodiscard]] Fraction fixed_factor(const Run& run) const {
        return proration(run.days, usage_.charge_days, *run.version, usage_.edge, Prorated::fixed_charge,
                         usage_.periods);
    }

    void charge_days(const Run& run) {
        const TariffComponent& component = *run.component;
        if (component.kind == ComponentKind::per_day) {
            if (run.days.days() == 0) return;
            BillLine& line = add_line(run);
            static const Code day{"day"};
            line.unit = day;
            price_line(line, Quantity{std::int64_t{run.days.days()} * run.count.units}, component.price, {},
                       component.rounding);
            return;
        }
        const Fraction factor = fixed_factor(run);
        if (factor.numerator == 0) return;
        price_line(add_line(run), run.count, component.price, factor, component.rounding);
    }

    void charge_usage(const Run& run) {
        const TariffComponent& component = *run.component;
        prices_usage_ = true;
        bool measured = false;
        Quantity quantity;
        for (const UsedRead& read : usage_.reads) {
            if (read.unit != component.unit) continue;
            prices_a_read_ = true;
            const Period over{read.from, read.until};
            if (!covers_all(run.days) && (over.until <= run.days.from || over.from >= run.days.until)) continue;
            measured = true;
            overflow_ |=
                __builtin_add_overflow(quantity.units, share(read.quantity.units, over, run.days), &quantity.units);
        }
        if (!measured) return;
        if (component.tiers.empty()) {
            BillLine& line = add_line(run);
            line.unit = component.unit;
            price_line(line, quantity, component.price, {}, component.rounding);
            return;
        }
        charge_tiers(run, quantity);
    }

    // Demand, and usage that no rule of energy sent back concerns, count what all channels drew.
    TimedUse& timed_use(const Run& run) {
        const bool net = run.year && run.year->net_metering.rule != NetRule::none;
        return timed_use(run, Flow::all,
                         net ? std::span<const MeasuredIntervals>{drawn_as_counted(run)} : usage_.intervals);
    }
    TimedUse& timed_use(const Run& run, Flow flow, std::span<const MeasuredIntervals> intervals) {
        for (HeldUse& known : timed_uses_)
            if (known.flow == flow && known.use.is_of(*run.version, run.days)) return known.use;
        if (usage_.plans)
            return timed_uses_
                .emplace_back(flow, *run.version, *run.times, usage_.plans->of(*run.version, *run.times), intervals,
                              run.days)
                .use;
        return timed_uses_.emplace_back(flow, *run.version, *run.times, intervals, usage_.holidays, run.days).use;
    }
    const std::vector<MeasuredIntervals>& drawn_as_counted(const Run& run) {
        for (const HeldFlows& known : as_counted_)
            if (known.version == run.version) return known.flows.drawn;
        NetMetering as_counted = run.year->net_metering;
        as_counted.netting = Netting::as_counted;
        auto flows = flows_of(usage_.intervals, *run.version, as_counted);
        TALLY_ASSERT(flows, "channels are told apart by name");
        return as_counted_.emplace_back(run.version, std::move(*flows)).flows.drawn;
    }
    // nullptr: refused.
    const Flows* flows_of_version(const Run& run) {
        for (const HeldFlows& known : flows_)
            if (known.version == run.version) return &known.flows;
        auto flows = flows_of(usage_.intervals, *run.version, run.year->net_metering);
        if (Flows* made = unless_refused(flows)) return &flows_.emplace_back(run.version, std::move(*made)).flows;
        return nullptr;
    }
    // The value, or nullptr where there is none or it was refused.
    template <class Value>
    Value* unless_refused(Decided<Value>& decided) {
        if (decided) return &*decided;
        if (!refusal_) refusal_ = std::move(decided.error());
        return nullptr;
    }

    // What the component's registers counted in the run, both ways. False: none did, or it was refused.
    bool count_flows(const Run& run, const NetMetering& net, NetRun& counted) {
        const TariffComponent& component = *run.component;
        prices_usage_ = true;
        if (const TimedComponent* timed = timed_of(run.times, component.code)) return count_hours(run, *timed, counted);
        bool measured = false;
        for (const UsedRead& read : usage_.reads) {
            if (read.unit != component.unit) continue;
            prices_a_read_ = true;
            const Period over{read.from, read.until};
            if (!covers_all(run.days) && (over.until <= run.days.from || over.from >= run.days.until)) continue;
            measured = true;
            std::int64_t& sum = (net.is_returned(read.channel) ? counted.returned : counted.drawn).units;
            overflow_ |= __builtin_add_overflow(sum, share(read.quantity.units, over, run.days), &sum);
        }
        return measured;
    }
    bool count_hours(const Run& run, const TimedComponent& timed, NetRun& counted) {
        const Flows* flows = flows_of_version(run);
        if (!flows) return false;
        bool measured = false;
        for (const Flow flow : {Flow::drawn, Flow::returned}) {
            TimedUse& use = timed_use(run, flow, flow == Flow::drawn ? flows->drawn : flows->returned);
            prices_a_read_ |= use.measures(run.component->unit);
            auto used = use.used(*run.component, timed);
            const auto* quantity = unless_refused(used);
            if (!quantity || !*quantity) continue;
            measured = true;
            (flow == Flow::drawn ? counted.drawn : counted.returned) = **quantity;
        }
        return measured;
    }

    // Both flows of every run, and what the bank makes of them, before any is priced: tiers that periods share are
    // filled by what is left to charge of all.
    void net_all() {
        each_run({ComponentKind::usage}, [&](const Run& run) {
            const NetMetering* net = net_of(run.year, *run.component);
            const bool pays_bank = net && net->rule == NetRule::banked && net->credit_of(run.component->code);
            if (!net || pays_bank) return;
            NetRun counted{run.component, run.days, {}, {}, {}};
            if (count_flows(run, *net, counted)) set_off(run, *net, counted);
        });
        settle_banks();
    }
    void set_off(const Run& run, const NetMetering& net, NetRun counted) {
        Quantity left;
        overflow_ |=
            __builtin_sub_overflow(counted.drawn.units, counted.returned.units, &left.units) || left.units == INT64_MIN;
        if (overflow_) return;
        switch (net.rule) {
            case NetRule::none:
                return;
            case NetRule::same_price:
                counted.charged = left;
                break;
            case NetRule::other_price:
                if (net.netting == Netting::bill) {
                    counted.drawn = std::max(Quantity{}, left);
                    counted.returned = Quantity{std::max<std::int64_t>(0, -left.units)};
                }
                counted.charged = counted.drawn;
                break;
            case NetRule::banked: {
                BankedEnergy bank;
                bank.component = run.component->code;
                bank.unit = run.component->unit;
                bank.from = run.days.from;
                bank.until = run.days.until;
                bank.delivered = counted.drawn;
                bank.returned = counted.returned;
                bank.opening = in_bank(bank.component);
                const auto charged = draw_on_bank(bank);
                overflow_ |= !charged;
                counted.charged = charged.value_or(Quantity{});
                year_.banks.push_back(std::move(bank));
                break;
            }
        }
        net_runs_.push_back(counted);
    }
    [[nodiscard]] Quantity in_bank(const Code& component) const {
        for (auto one = year_.banks.rbegin(); one != year_.banks.rend(); ++one)
            if (one->component == component) return one->closing;
        for (const BankedEnergy& one : usage_.carried.banks)
            if (one.component == component) return one.closing;
        return {};
    }
    // Where the bank's year or the agreement ends with the bill.
    void settle_banks() {
        const NetMetering* net = periods_.back().year ? &periods_.back().year->net_metering : nullptr;
        const bool banked = net && net->rule == NetRule::banked;
        const bool year_ends = banked && year_end_in(usage_.charge_days, net->true_up);
        if (!usage_.final_segment && !year_ends) return;
        // A bank that no version of these days keeps is settled, too.
        for (const BankedEnergy& carried : usage_.carried.banks) {
            const bool known = std::any_of(year_.banks.begin(), year_.banks.end(),
                                           [&](const BankedEnergy& one) { return one.component == carried.component; });
            if (known || carried.closing.is_zero()) continue;
            BankedEnergy& bank = year_.banks.emplace_back();
            bank.component = carried.component;
            bank.unit = carried.unit;
            bank.from = usage_.charge_days.from;
            bank.until = usage_.charge_days.until;
            bank.opening = bank.closing = carried.closing;
        }
        for (std::size_t i = 0; i < year_.banks.size(); ++i) {
            BankedEnergy& bank = year_.banks[i];
            const bool later = std::any_of(year_.banks.begin() + static_cast<std::ptrdiff_t>(i) + 1, year_.banks.end(),
                                           [&](const BankedEnergy& one) { return one.component == bank.component; });
            if (later || bank.closing.is_zero()) continue;
            bank.settled = bank.closing;
            bank.closing = {};
            bank.settled_by = year_ends ? BankSettled::true_up : BankSettled::agreement_ended;
        }
    }

    void charge_net(const Run& run) {
        const TariffComponent& component = *run.component;
        const NetMetering& net = *net_of(run.year, component);
        const NetCredit* credit = net.credit_of(component.code);
        if (credit && net.rule == NetRule::banked) {
            if (run.days.until == usage_.charge_days.until) pay_bank(run, *credit);
            return;
        }
        const auto counted = std::find_if(net_runs_.begin(), net_runs_.end(), [&](const NetRun& one) {
            return one.component == run.component && one.days == run.days;
        });
        if (counted == net_runs_.end()) return;
        if (credit) return credit_returned(run, counted->returned);
        charge_what_is_left(run, net, counted->charged);
    }
    // A line below zero.
    void credit_returned(const Run& run, Quantity quantity) {
        if (quantity.units <= 0) return;
        BillLine& line = add_line(run);
        line.unit = run.component->unit;
        price_line(line, Quantity{-quantity.units}, run.component->price, {}, run.component->rounding);
    }
    void pay_bank(const Run& run, const NetCredit& credit) {
        Quantity paid;
        for (const BankedEnergy& bank : year_.banks) {
            if (bank.unit != run.component->unit) continue;
            if (!credit.banks_of.empty() && !names(credit.banks_of, bank.component)) continue;
            overflow_ |= __builtin_add_overflow(paid.units, bank.settled.units, &paid.units);
        }
        credit_returned(run, paid);
    }
    void charge_what_is_left(const Run& run, const NetMetering& net, Quantity charged) {
        const TariffComponent& component = *run.component;
        const TimedComponent* timed = timed_of(run.times, component.code);
        if (component.tiers.empty()) {
            BillLine& line = add_line(run);
            line.unit = component.unit;
            price_line(line, charged, component.price, {}, component.rounding);
        } else if (!timed) {
            charge_tiers(run, charged);
        } else if (run.times->tier_use == TierUse::by_period) {
            charge_tiers(run, charged, timed_use(run).share_of_seasons(*timed));
        } else if (net.rule == NetRule::banked) {
            if (find_bounds(run, {})) charge_filled_tiers(run, share_of_tiers(run, charged));
        } else {
            const Flows* flows = flows_of_version(run);
            if (!flows || !find_bounds(run, {})) return;
            auto within = timed_use(run, Flow::drawn, flows->drawn).used_by_tier(component, *timed, bounds_);
            if (const auto* tiers = unless_refused(within)) charge_filled_tiers(run, *tiers);
        }
    }
    // What all components of the run's days charge together fills the tiers, each by its share; rounded at each bound.
    [[nodiscard]] std::vector<Quantity> share_of_tiers(const Run& run, Quantity charged) {
        Int128 all = 0;
        for (const NetRun& one : net_runs_)
            if (one.days == run.days && one.component->unit == run.component->unit && !one.component->tiers.empty())
                all += one.charged.units;
        std::vector<Quantity> within(bounds_.size());
        Int128 shared = 0;
        for (std::size_t i = 0; i < bounds_.size(); ++i) {
            const Int128 filled = std::min(bounds_[i], all);
            const Int128 until =
                all == 0 ? Int128{0} : divide(Int128{charged.units} * filled, all, Rounding::half_away_from_zero);
            within[i] = Quantity{static_cast<std::int64_t>(until - shared)};
            shared = until;
        }
        return within;
    }

    void charge_timed_usage(const Run& run, const TimedComponent& timed) {
        const TariffComponent& component = *run.component;
        prices_usage_ = true;
        TimedUse& use = timed_use(run);
        prices_a_read_ |= use.measures(component.unit);
        auto used = use.used(component, timed);
        const auto* quantity = unless_refused(used);
        if (!quantity || !*quantity) return;
        if (component.tiers.empty()) {
            BillLine& line = add_line(run);
            line.unit = component.unit;
            price_line(line, **quantity, component.price, {}, component.rounding);
        } else if (run.times->tier_use == TierUse::by_period) {
            charge_tiers(run, **quantity, use.share_of_seasons(timed));
        } else {
            if (!find_bounds(run, {})) return;
            auto within = use.used_by_tier(component, timed, bounds_);
            if (const auto* tiers = unless_refused(within)) charge_filled_tiers(run, *tiers);
        }
    }
    void charge_filled_tiers(const Run& run, const std::vector<Quantity>& within) {
        const bool nothing = std::all_of(within.begin(), within.end(), [](Quantity part) { return part.is_zero(); });
        for (std::size_t i = 0; i < within.size(); ++i) {
            if (within[i].is_zero() && !(nothing && i == 0)) continue;
            BillLine& line = add_line(run);
            line.unit = run.component->unit;
            price_line(line, within[i], run.component->tiers[i].price, {}, run.component->rounding);
        }
    }

    // Each price period, and each season within it, has the demand of its own days, at its share of a period [rule 2].
    void charge_demand(const Run& run) {
        const TariffComponent& component = *run.component;
        const TimedComponent* timed = timed_of(run.times, component.code);
        TALLY_ASSERT(timed, "a version says at which hours it measures demand");
        const Fraction factor =
            proration(run.days, usage_.charge_days, *run.version, usage_.edge, Prorated::fixed_charge);
        // Later bills may look back on what is not charged here.
        if (factor.numerator == 0 && (!run.terms || run.days.days() == 0)) return;
        const auto measured = demand_of(run, *timed);
        if (!measured || factor.numerator == 0) return;
        const Quantity quantity = *measured;
        const Fraction share = product(factor, timed_use(run).share_of_seasons(*timed));
        Quantity below;
        for (std::size_t i = 0; i < std::max<std::size_t>(component.tiers.size(), 1); ++i) {
            const bool tiered = !component.tiers.empty();
            const bool last = !tiered || i + 1 == component.tiers.size();
            const Quantity until = last ? quantity : std::min(component.tiers[i].up_to, quantity);
            if (until == below && i > 0) break;
            BillLine& line = add_line(run);
            line.unit = component.unit;
            price_line(line, until - below, tiered ? component.tiers[i].price : component.price, share,
                       component.rounding);
            below = until;
        }
    }

    // What is charged of the demand measured in the run's days. Nothing: none of its hours lie in them, or it was
    // refused.
    std::optional<Quantity> demand_of(const Run& run, const TimedComponent& timed) {
        const TariffComponent& component = *run.component;
        for (const BilledDemand& known : demands_)
            if (known.component == component.code && Period{known.from, known.until} == run.days) return known.billed;
        TimedUse& use = timed_use(run);
        const Code& of = *use_of_demand(component.unit);
        if (!use.measures(of)) {
            if (!refusal_)
                refusal_ = Refusal{Rejection::interval_values_missing, "service_point", component.code.str(),
                                   "Its demand is in " + component.unit.str() + ", and no channel counts " + of.str() +
                                       ": install a meter that does, and record its interval values.",
                                   0};
            return std::nullopt;
        }
        auto measured = use.demand(component, timed);
        const auto* quantity = unless_refused(measured);
        if (!quantity || !*quantity) return std::nullopt;
        if (!run.terms) return std::max(**quantity, timed.minimum);
        BilledDemand& demand = demands_.emplace_back();
        demand.component = component.code;
        demand.unit = component.unit;
        demand.from = run.days.from;
        demand.until = run.days.until;
        demand.measured = **quantity;
        apply_ratchets(run.terms->ratchets, timed.minimum, usage_.past_demands, demand);
        return demand.billed;
    }

    // The upper bounds of the run's tiers, the last one beyond anything. False: refused. seasons: the share of the days
    // in which it counts. Bounds per unit of demand are of the demand of the run's own days.
    bool find_bounds(const Run& run, Fraction seasons) {
        const TariffComponent& component = *run.component;
        const Fraction factor =
            product(product(proration(run.days, usage_.charge_days, *run.version, usage_.edge, Prorated::tier_bounds),
                            as_fraction(run.count)),
                    seasons);
        const HoursUse* hours = run.terms ? run.terms->hours_use_of(component.code) : nullptr;
        // No day passed: no demand was measured, and what was used is of the first tier.
        const bool unbounded = hours && run.days.days() == 0;
        std::optional<Quantity> demand;
        if (hours && !unbounded) {
            const TariffComponent* of = find_component(*run.version, hours->demand);
            const TimedComponent* timed = timed_of(run.times, hours->demand);
            TALLY_ASSERT(of && timed, "hours of use are checked when they are published");
            demand = demand_of({run.days, run.version, of, run.times, run.terms, run.year, run.count}, *timed);
            if (!demand) return false;
        }
        bounds_.clear();
        for (const Tier& tier : component.tiers)
            bounds_.push_back(unbounded ? Int128{INT64_MAX} : tier_bound(tier, factor, demand ? &*demand : nullptr));
        bounds_.back() = Int128{INT64_MAX} * INT64_MAX;
        return true;
    }

    // seasons: the share of the days in which the component counts.
    void charge_tiers(const Run& run, Quantity quantity, Fraction seasons = {}) {
        const TariffComponent& component = *run.component;
        if (!find_bounds(run, seasons)) return;
        std::int64_t below = 0;
        for (std::size_t i = 0; i < component.tiers.size(); ++i) {
            const Tier& tier = component.tiers[i];
            const auto up_to = static_cast<std::int64_t>(std::min(bounds_[i], Int128{quantity.units}));
            const std::int64_t within = up_to - below;
            // Nothing used shows as one line of the first tier; what was sent back is priced there, too.
            if (within == 0 && !(i == 0 && quantity.units == 0)) {
                if (up_to == quantity.units) break;
                continue;
            }
            BillLine& line = add_line(run);
            line.unit = component.unit;
            price_line(line, Quantity{within}, tier.price, {}, component.rounding);
            below = up_to;
            if (below == quantity.units) break;
        }
    }

    // Rounded lines that the component names and that lie before it, as far as they fall into the days.
    Money basis_of(const TariffComponent& component, Period days, std::size_t before) {
        Int128 basis = 0;
        for (std::size_t i = 0; i < before; ++i) {
            const BillLine& line = lines_[i];
            if (!component.of_components.empty() && !names(component.of_components, line.component)) continue;
            basis += share(line.amount.minor, {line.from, line.until}, days);
        }
        if (basis >= -Int128{largest_balance.minor} && basis <= largest_balance.minor)
            return Money{static_cast<std::int64_t>(basis)};
        overflow_ = true;
        return {};
    }

    void charge_percentage(const Run& run) {
        const TariffComponent& component = *run.component;
        // Of all lines before the component, not of its own earlier price periods.
        std::size_t before = lines_.size();
        while (before > 0 && lines_[before - 1].component == component.code) --before;
        const Money basis = basis_of(component, run.days, before);
        BillLine& line = add_line(run);
        const auto quantity = as_quantity(basis, currency_decimals_);
        line.quantity = quantity.value_or(Quantity{});
        line.price = Price{component.rate.units};
        const auto amount = percentage(component.rate, basis, component.rounding);
        const auto unrounded = unrounded_charge(line.price, line.quantity, {});
        overflow_ |= !quantity || !amount || !unrounded;
        line.amount = amount.value_or(Money{});
        line.unrounded = unrounded.value_or(Price{});
    }

    // Compared once, over all price periods [rule 4].
    void top_up_to_minimum(const TariffComponent& component) {
        if (is_none_of({ComponentKind::minimum}, component)) return;
        find_runs(component);
        std::erase_if(runs_, [](const Run& run) { return run.component->kind != ComponentKind::minimum; });
        if (runs_.empty()) return;
        if (runs_.back().year && runs_.back().year->annual_of(component.code))
            return top_up_the_year(Run{runs_.back()});
        Exact minimum;
        for (const Run& run : runs_)
            minimum.add(run.component->price, product(fixed_factor(run), as_fraction(run.count)));
        const Run& last = runs_.back();
        const Money basis = basis_of(*last.component, usage_.charge_days, lines_.size());
        const auto units = minimum.to_units(currency_decimals_, last.component->rounding);
        const auto exact = minimum.to_units(Price::decimals, Rounding::down);
        if (!units || !exact || *units > largest_amount.minor || *units < -largest_amount.minor) {
            overflow_ = true;
            return;
        }
        const Money least{*units};
        if (least <= basis) return;
        const bool single = runs_.size() == 1;
        BillLine& line =
            add_line({usage_.charge_days, last.version, last.component, last.times, last.terms, last.year});
        line.quantity = single ? last.count : one_unit;
        line.price = single ? last.component->price : Price{*exact};
        if (single) line.fraction = fixed_factor(last);
        line.amount = least - basis;
        Exact missing = minimum;
        missing.subtract(basis, currency_decimals_);
        const auto unrounded = missing.to_units(Price::decimals, Rounding::down);
        overflow_ |= !unrounded;
        line.unrounded = Price{unrounded.value_or(0)};
    }

    // Compared with what the year's bills charge, on the last of them. A year that is full by the version's tolerance
    // has the whole charge, another its days' share.
    void top_up_the_year(Run run) {
        run.days = usage_.charge_days;
        const MonthDay last_day = run.year->annual_of(run.component->code)->year_ends;
        YearMinimum& year = year_.minimums.emplace_back();
        year.component = run.component->code;
        year.from = year.year_from = run.days.from;
        year.until = run.days.until;
        for (const YearMinimum& before : usage_.carried.minimums) {
            if (before.component != year.component || before.year_ended) continue;
            year.year_from = before.year_from;
            overflow_ |=
                __builtin_add_overflow(before.charged_before.minor, before.charged.minor, &year.charged_before.minor);
        }
        year.charged = basis_of(*run.component, run.days, lines_.size());
        const auto ends = year_end_in(run.days, last_day);
        year.year_ended = ends.has_value() || usage_.final_segment;
        Money all;
        overflow_ |= __builtin_add_overflow(year.charged_before.minor, year.charged.minor, &all.minor);
        if (!year.year_ended || overflow_) return;
        const int length = days_in_year(ymd(ends.value_or(run.days.until - 1)).year);
        const int days = year.until - year.year_from;
        const bool full =
            days >= length - run.version->min_offset_days && days <= length + run.version->max_offset_days;
        const Fraction share = full ? Fraction{} : Fraction{days, length};
        const auto least = charge(run.component->price, run.count, share, currency_decimals_, run.component->rounding);
        if (!least) {
            overflow_ = true;
            return;
        }
        year.minimum = *least;
        if (*least <= all) return;
        BillLine& line = add_line(run);
        line.quantity = run.count;
        line.price = run.component->price;
        line.fraction = share;
        line.amount = *least - all;
        Exact missing;
        missing.add(run.component->price, product(share, as_fraction(run.count)));
        missing.subtract(all, currency_decimals_);
        const auto unrounded = missing.to_units(Price::decimals, Rounding::down);
        overflow_ |= !unrounded;
        line.unrounded = Price{unrounded.value_or(0)};
    }

    std::span<const PricePeriod> periods_;
    const Usage& usage_;
    const std::vector<Code>& tax_codes_;
    std::uint8_t currency_decimals_;
    std::vector<const TariffComponent*> components_;
    std::vector<Run> runs_;
    std::deque<HeldUse> timed_uses_;
    std::deque<HeldFlows> flows_;       // Set off as the version says,
    std::deque<HeldFlows> as_counted_;  // and not at all.
    std::vector<NetRun> net_runs_;
    YearToDate year_;
    std::vector<BillLine> lines_;
    std::vector<BilledDemand> demands_;
    std::vector<Int128> bounds_;  // Of the tiers looked at.
    std::optional<Refusal> refusal_;
    bool prices_usage_ = false;
    bool prices_a_read_ = false;
    bool overflow_ = false;
};

}  // namespace

Decided<std::vector<PricePeriod>> price_periods(const TariffState& tariff, Period charge_days) {
    const TariffPublished* first = tariff.on(charge_days.from);
    if (!first)
        return refuse(Rejection::tariff_not_effective, "tariff",
                      tariff.versions.empty() ? "" : tariff.versions.front().tariff.str(),
                      "No version is in force on " + to_string(charge_days.from) + "; publish one that is.");
    std::vector<PricePeriod> periods{
        {charge_days, first, tariff.times_of(*first), tariff.terms_of(*first), tariff.year_terms_of(*first)}};
    for (const TariffPublished& version : tariff.versions) {
        if (version.effective_from <= charge_days.from || version.effective_from >= charge_days.until) continue;
        periods.back().days.until = version.effective_from;
        periods.push_back({{version.effective_from, charge_days.until},
                           &version,
                           tariff.times_of(version),
                           tariff.terms_of(version),
                           tariff.year_terms_of(version)});
    }
    return periods;
}

std::int64_t whole_periods(std::int64_t days, const TariffPublished& version) {
    return (2 * days + version.normal_days) / (2 * std::int64_t{version.normal_days});
}

Fraction proration(Period part, Period charge_days, const TariffPublished& version, EdgeProration edge,
                   Prorated prorated, std::uint16_t periods) {
    const std::int64_t all = charge_days.days();
    // No day passed: no fixed charge; bounds of nothing would put all usage in the last tier.
    if (all == 0) return {prorated == Prorated::fixed_charge ? 0 : 1, 1};
    const std::int64_t whole = periods > 1 ? std::max<std::int64_t>(whole_periods(all, version), 1) : 1;
    bool full = false;
    switch (edge) {
        case EdgeProration::full:
            full = true;
            break;
        case EdgeProration::none:
            if (prorated == Prorated::fixed_charge) return {0, 1};
            [[fallthrough]];
        case EdgeProration::by_tariff:
            full = all >= whole * (version.normal_days - version.min_offset_days) &&
                   all <= whole * (version.normal_days + version.max_offset_days);
            break;
        case EdgeProration::base_and_minimum:
            if (prorated == Prorated::tier_bounds)
                return proration(part, charge_days, version, EdgeProration::by_tariff, prorated, periods);
            full = true;
            break;
        case EdgeProration::by_days:
            break;
    }
    const std::int64_t of = full ? all : version.normal_days;
    TALLY_ASSERT(of > 0, "a tariff has normal days");
    const std::int64_t times = full ? whole : 1;
    if (part.days() == of) return {times, 1};
    return {part.days() * times, of};
}

Decided<Rated> rate_with_demand(const TariffState& tariff, const Usage& usage, const std::vector<Code>& tax_codes,
                                std::uint8_t currency_decimals) {
    auto periods = price_periods(tariff, usage.charge_days);
    if (!periods) return tl::unexpected(periods.error());
    if (!usage.counts.empty()) *periods = by_count(*periods, usage.counts);
    return Rater(*periods, usage, tax_codes, currency_decimals).rate();
}

Decided<std::vector<BillLine>> rate(const TariffState& tariff, const Usage& usage, const std::vector<Code>& tax_codes,
                                    std::uint8_t currency_decimals) {
    auto rated = rate_with_demand(tariff, usage, tax_codes, currency_decimals);
    if (!rated) return tl::unexpected(std::move(rated.error()));
    return std::move(rated->lines);
}

Int128 size_of(const std::vector<BillLine>& lines) {
    Int128 size = 0;
    for (const BillLine& line : lines) size += line.amount < Money{} ? -Int128{line.amount.minor} : line.amount.minor;
    return size;
}

std::int64_t share_of_days(std::int64_t amount, Period whole, Period part) {
    if (part.from <= whole.from && whole.until <= part.until) return amount;
    if (whole.days() == 0) return 0;
    // Rounded at each boundary, so that shares side by side add up and the last takes the remainder.
    const auto until = [&](Date day) {
        const std::int64_t days = std::clamp<std::int64_t>(day - whole.from, 0, whole.days());
        return static_cast<std::int64_t>(divide(Int128{amount} * days, whole.days(), Rounding::half_away_from_zero));
    };
    return until(part.until) - until(part.from);
}

std::optional<Quantity> as_quantity(Money amount, std::uint8_t currency_decimals) {
    std::int64_t units = amount.minor;
    for (std::uint8_t i = currency_decimals; i < Quantity::decimals; ++i)
        if (__builtin_mul_overflow(units, std::int64_t{10}, &units)) return std::nullopt;
    return Quantity{units};
}

}  // namespace tally::domain::rating
