#include "domain/rating/timed_use.h"

#include <algorithm>
#include <string>

#include "domain/core/check.h"
#include "domain/rating/quantities.h"

namespace tally::domain::rating {

namespace {

tl::unexpected<Refusal> too_large(const TariffComponent& component) {
    return refuse(Rejection::amount_too_large, "", component.code.str(), "Check the interval values.");
}

bool in_mask(std::uint64_t mask, std::size_t period) {
    return (mask >> period & 1) != 0;
}

// Adds what lies between `from` and `until`, counted from nothing, to the tiers it lies in.
void fill(std::span<const Int128> bounds, Int128 from, Int128 until, std::vector<Int128>& tiers) {
    Int128 below = 0;
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        const Int128 begin = std::max(below, from), end = std::min(bounds[i], until);
        if (begin < end) tiers[i] += end - begin;
        below = std::max(below, bounds[i]);
    }
}

}  // namespace

const TimedComponent* timed_of(const TariffTimes* times, const Code& component) {
    if (!times) return nullptr;
    for (const TimedComponent& timed : times->components)
        if (timed.component == component) return &timed;
    return nullptr;
}

bool needs_intervals(const TariffPublished& version, const TariffTimes* times, const Code& unit) {
    if (!times) return false;
    const Code& priced = unit_after(version, unit);
    return std::any_of(version.components.begin(), version.components.end(), [&](const TariffComponent& component) {
        if (!timed_of(times, component.code)) return false;
        if (component.kind != ComponentKind::demand) return component.unit == priced;
        const Code* use = use_of_demand(component.unit);
        return use && *use == priced;
    });
}

const TimePlan& TimePlans::of(const TariffPublished& version, const TariffTimes& times) {
    for (const Compiled& one : compiled_)
        if (one.version == version.version && one.tariff == version.tariff) return one.plan;
    return compiled_.emplace_back(Compiled{version.tariff, version.version, TimePlan(times, holidays_)}).plan;
}

TimedUse::TimedUse(const TariffPublished& version, const TariffTimes& times,
                   std::span<const MeasuredIntervals> intervals, std::span<const Date> holidays, Period days)
    : version_(version), times_(times), days_(days), own_plan_(std::in_place, times, holidays), plan_(*own_plan_) {
    add_channels(intervals);
}

TimedUse::TimedUse(const TariffPublished& version, const TariffTimes& times, const TimePlan& plan,
                   std::span<const MeasuredIntervals> intervals, Period days)
    : version_(version), times_(times), days_(days), plan_(plan) {
    add_channels(intervals);
}

void TimedUse::add_channels(std::span<const MeasuredIntervals> intervals) {
    for (const MeasuredIntervals& measured : intervals) {
        Channel channel{&measured, {}};
        const auto before = [](const MeasuredDay& day, Date date) { return day.date < date; };
        const auto first = std::lower_bound(measured.days.begin(), measured.days.end(), days_.from, before);
        const auto end = std::lower_bound(first, measured.days.end(), days_.until, before);
        channel.days.reserve(static_cast<std::size_t>(end - first));
        for (auto day = first; day != end; ++day)
            channel.days.push_back({day->date, day->interval_minutes, day->civil,
                                    std::span{measured.values}.subspan(day->first, day->count)});
        if (!channel.days.empty()) channels_.push_back(std::move(channel));
    }
}

const Code& TimedUse::priced_unit(const Channel& channel) const {
    return unit_after(version_, channel.measured->unit);
}

bool TimedUse::measures(const Code& unit) const {
    return std::any_of(channels_.begin(), channels_.end(),
                       [&](const Channel& channel) { return priced_unit(channel) == unit; });
}

Decided<const TimedUse::Together*> TimedUse::added_up(std::uint16_t window_minutes) {
    for (const Together& known : together_)
        if (known.window_minutes == window_minutes) return &known;
    Together made{window_minutes, {}};
    for (const Channel& channel : channels_) {
        switch (add_up(plan_, channel.days, window_minutes, made.by_channel.emplace_back())) {
            case MeasureFault::none:
                break;
            case MeasureFault::interval_crosses_period:
                return refuse(Rejection::interval_values_missing, "service_point", channel.measured->channel.str(),
                              "Its intervals lie over hours where tariff " + version_.tariff.str() +
                                  " changes its period of use: record values of shorter intervals.");
            case MeasureFault::interval_over_window:
                return refuse(Rejection::interval_values_missing, "service_point", channel.measured->channel.str(),
                              "Tariff " + version_.tariff.str() + " charges demand over " +
                                  std::to_string(window_minutes) + " minutes: record values of such intervals.");
        }
    }
    together_.push_back(std::move(made));
    return &together_.back();
}

Fraction TimedUse::share_of_seasons(const TimedComponent& timed) const {
    const std::uint64_t mask = plan_.mask_of(timed.periods);
    std::int64_t inside = 0;
    TimePlan::Seasons seasons(plan_);
    for (Date day = days_.from; day < days_.until;) {
        const bool counts = plan_.in_season(seasons.of(day), mask);
        const Date next = std::min(seasons.until(), days_.until);
        if (counts) inside += next - day;
        day = next;
    }
    if (inside == days_.days()) return {};
    return {inside, days_.days()};
}

bool TimedUse::has_hours(const Together& together, std::uint64_t mask) const {
    for (const PeriodUse& use : together.by_channel)
        for (std::size_t period = 0; period < use.minutes.size(); ++period)
            if (in_mask(mask, period) && use.minutes[period] != 0) return true;
    return false;
}

Decided<Quantity> TimedUse::quantity_of(Int128 units, const Channel& channel) const {
    const auto quantity = measured_quantity(units, one_unit, version_.usage_factors, channel.measured->decimals);
    if (!quantity)
        return refuse(Rejection::amount_too_large, "", channel.measured->channel.str(),
                      "Check the interval values and the tariff's factors.");
    return *quantity;
}

Decided<std::optional<Quantity>> TimedUse::used(const TariffComponent& component, const TimedComponent& timed) {
    const auto together = added_up(0);
    TALLY_TRY(together);
    const std::uint64_t mask = plan_.mask_of(timed.periods);
    if (!measures(component.unit) || !has_hours(**together, mask)) return std::nullopt;
    Quantity sum;
    for (std::size_t i = 0; i < channels_.size(); ++i) {
        if (priced_unit(channels_[i]) != component.unit) continue;
        const PeriodUse& use = (*together)->by_channel[i];
        Int128 units = 0;
        for (std::size_t period = 0; period < use.used.size(); ++period)
            if (in_mask(mask, period)) units += use.used[period];
        const auto quantity = quantity_of(units, channels_[i]);
        TALLY_TRY(quantity);
        if (__builtin_add_overflow(sum.units, quantity->units, &sum.units)) return too_large(component);
    }
    return std::optional(sum);
}

// Periods of all components that fill their tiers together.
std::uint64_t TimedUse::mask_of_all_tiered(const Code& unit) const {
    std::uint64_t mask = 0;
    for (const TariffComponent& component : version_.components)
        if (component.kind == ComponentKind::usage && component.unit == unit && !component.tiers.empty())
            if (const TimedComponent* timed = timed_of(&times_, component.code)) mask |= plan_.mask_of(timed->periods);
    return mask;
}

Decided<std::vector<Quantity>> TimedUse::used_by_tier(const TariffComponent& component, const TimedComponent& timed,
                                                      std::span<const Int128> bounds) {
    const std::uint64_t own = plan_.mask_of(timed.periods);
    const std::uint64_t all = mask_of_all_tiered(component.unit);
    return times_.tier_use == TierUse::by_share ? by_share(component, own, all, bounds)
                                                : in_order_of_time(component, own, all, bounds);
}

Decided<std::vector<Quantity>> TimedUse::in_order_of_time(const TariffComponent& component, std::uint64_t own,
                                                          std::uint64_t all, std::span<const Int128> bounds) {
    std::vector<Quantity> quantities(bounds.size());
    for (const Channel& channel : channels_) {
        if (priced_unit(channel) != component.unit) continue;
        std::vector<Int128> tiers(bounds.size());
        Int128 before = 0;
        TimePlan::Seasons seasons(plan_);
        for (const DayValues& day : channel.days) {
            const bool whole =
                each_stretch(plan_, seasons, day, [&](std::uint8_t period, std::span<const Quantity> values) {
                    if (!in_mask(all, period)) return;
                    Int128 sum = 0;
                    for (const Quantity& value : values) sum += value.units;
                    if (in_mask(own, period)) fill(bounds, before, before + sum, tiers);
                    before += sum;
                });
            TALLY_ASSERT(whole, "the days were added up before");
        }
        for (std::size_t i = 0; i < tiers.size(); ++i) {
            const auto quantity = quantity_of(tiers[i], channel);
            TALLY_TRY(quantity);
            if (__builtin_add_overflow(quantities[i].units, quantity->units, &quantities[i].units))
                return too_large(component);
        }
    }
    return quantities;
}

Decided<std::vector<Quantity>> TimedUse::by_share(const TariffComponent& component, std::uint64_t own,
                                                  std::uint64_t all, std::span<const Int128> bounds) {
    const auto together = added_up(0);
    TALLY_TRY(together);
    std::vector<Quantity> quantities(bounds.size());
    for (std::size_t i = 0; i < channels_.size(); ++i) {
        if (priced_unit(channels_[i]) != component.unit) continue;
        const PeriodUse& use = (*together)->by_channel[i];
        Int128 of_own = 0, of_all = 0;
        for (std::size_t period = 0; period < use.used.size(); ++period) {
            if (in_mask(own, period)) of_own += use.used[period];
            if (in_mask(all, period)) of_all += use.used[period];
        }
        if (of_all > INT64_MAX) return too_large(component);
        std::vector<Int128> tiers(bounds.size());
        fill(bounds, 0, of_all, tiers);
        // Rounded at each bound, so that the tiers add up to what the component's periods used.
        const auto whole = quantity_of(of_own, channels_[i]);
        TALLY_TRY(whole);
        Int128 filled = 0, shared = 0;
        for (std::size_t tier = 0; tier < tiers.size(); ++tier) {
            filled += tiers[tier];
            const Int128 until =
                of_all == 0 ? Int128{0} : divide(Int128{whole->units} * filled, of_all, Rounding::half_away_from_zero);
            const Quantity part{static_cast<std::int64_t>(until - shared)};
            shared = until;
            if (__builtin_add_overflow(quantities[tier].units, part.units, &quantities[tier].units))
                return too_large(component);
        }
    }
    return quantities;
}

Decided<std::optional<Quantity>> TimedUse::demand(const TariffComponent& component, const TimedComponent& timed) {
    const auto together = added_up(timed.window_minutes);
    TALLY_TRY(together);
    const Code* const unit = use_of_demand(component.unit);
    const std::uint64_t mask = plan_.mask_of(timed.periods);
    if (!unit || !measures(*unit) || !has_hours(**together, mask)) return std::nullopt;
    const Channel* measured_on = nullptr;
    Quantity highest;
    for (std::size_t i = 0; i < channels_.size(); ++i) {
        if (priced_unit(channels_[i]) != *unit) continue;
        if (measured_on)
            return refuse(Rejection::interval_values_missing, "service_point", channels_[i].measured->channel.str(),
                          "It counts " + unit->str() + " beside channel " + measured_on->measured->channel.str() +
                              ": demand is measured on one channel; record their sum on one.");
        measured_on = &channels_[i];
        const PeriodUse& use = (*together)->by_channel[i];
        Int128 peak = 0;
        for (std::size_t period = 0; period < use.peak.size(); ++period)
            if (in_mask(mask, period)) peak = std::max(peak, use.peak[period]);
        const auto quantity = quantity_of(peak, channels_[i]);
        TALLY_TRY(quantity);
        highest = *quantity;
    }
    return std::optional(highest);
}

}  // namespace tally::domain::rating
