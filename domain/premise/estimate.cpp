#include "domain/premise/estimate.h"

#include <algorithm>
#include <array>

#include "domain/premise/channel_use.h"
#include "domain/premise/premise.h"
#include "domain/premise/usage_parts.h"
#include "domain/premise/validation.h"

namespace tally::domain {

namespace {

constexpr std::array methods_in_order{EstimateMethod::same_days_last_year, EstimateMethod::recent_days,
                                      EstimateMethod::profile};
// How far back usage that lies over the first day may begin.
constexpr int crossing_usage_months_max = 3;

Quantity rounded(Int128 numerator, Int128 denominator) {
    const Int128 units = divide(numerator, denominator, Rounding::half_away_from_zero);
    return Quantity{static_cast<std::int64_t>(std::clamp<Int128>(units, 0, INT64_MAX))};
}
// By days; the denominator is the days of the whole.
Quantity share_of(Quantity whole, Period whole_days, Period wanted) {
    const Period both{std::max(whole_days.from, wanted.from), std::min(whole_days.until, wanted.until)};
    return rounded(Int128{whole.units} * std::max(both.days(), 0), whole_days.days());
}

std::optional<UsageEntry> measured_at_or_before(World& world, const ServicePointState& point,
                                                const InstalledMeter& meter, const Code& channel, Date day) {
    auto read = read_at_or_before(world, point, meter, channel, day);
    while (read && read->quality == Quality::estimated)
        read = read_at_or_before(world, point, meter, channel, read->from - 1);
    return read;
}
std::optional<UsageEntry> measured_after(World& world, const ServicePointState& point, const InstalledMeter& meter,
                                         const Code& channel, Date day) {
    auto read = read_after(world, point, meter, channel, day);
    while (read && read->quality == Quality::estimated) read = read_after(world, point, meter, channel, read->from);
    return read;
}

// What one meter's register counted in the days, by days between the reads around them.
std::optional<Quantity> read_use(World& world, const ServicePointState& point, const Code& channel, Period days) {
    const InstalledMeter* meter = point.meter_on(days.from);
    const MeterRegister* each = point.register_on(channel, days.from);
    if (!each || point.meter_on(days.until - 1) != meter) return std::nullopt;
    Quantity used;
    auto start = measured_at_or_before(world, point, *meter, channel, days.from - 1);
    while (start && start->until < days.until) {
        const auto stop = measured_after(world, point, *meter, channel, start->from);
        if (!stop) return std::nullopt;
        used = used + share_of(used_between(*each, start->value, stop->value), {start->until, stop->until}, days);
        start = stop;
    }
    return start ? std::optional(used) : std::nullopt;
}
// What was reported of the days, all of them.
std::optional<Quantity> reported_use(World& world, const ServicePointState& point, const Code& channel, Period days) {
    Quantity used;
    std::int32_t covered = 0;
    for (Date month = add_months(first_of_month(days.from), -crossing_usage_months_max, 1); month < days.until;
         month = month_after(month)) {
        const UsageMonth* held = world.usage(point.service_point, channel, month);
        if (!held) continue;
        for (const UsageEntry& entry : held->entries) {
            const Period both{std::max(entry.from, days.from), std::min(entry.until, days.until)};
            if (entry.is_read || entry.quality == Quality::estimated || both.days() <= 0) continue;
            used = used + share_of(entry.value, {entry.from, entry.until}, days);
            covered += both.days();
        }
    }
    return covered == days.days() ? std::optional(used) : std::nullopt;
}

ReadEstimated based_on(const ToEstimate& wanted, EstimateMethod method, Period basis, Quantity quantity,
                       std::int32_t basis_days) {
    return {wanted.service_point.service_point,
            wanted.measured_by.channel,
            wanted.days.from,
            wanted.days.until,
            rounded(Int128{quantity.units} * wanted.days.days(), basis_days),
            wanted.measured_by.unit,
            method,
            basis.from,
            basis.until,
            quantity,
            static_cast<std::uint32_t>(basis_days)};
}

std::optional<ReadEstimated> from_last_year(World& world, const ToEstimate& wanted) {
    const Date first = add_months(wanted.days.from, -12, ymd(wanted.days.from).day);
    const Period days{first, first + wanted.days.days()};
    if (days.from < wanted.served_from) return std::nullopt;
    const Code& channel = wanted.measured_by.channel;
    const auto used = wanted.measured_by.kind == RegisterKind::subtractive
                          ? read_use(world, wanted.service_point, channel, days)
                          : reported_use(world, wanted.service_point, channel, days);
    if (!used) return std::nullopt;
    return based_on(wanted, EstimateMethod::same_days_last_year, days, *used, days.days());
}
// From what is kept of the register's newest days.
std::optional<ReadEstimated> from_recent_days(const ToEstimate& wanted) {
    const ChannelUse* own = wanted.service_point.use_of(wanted.measured_by.channel);
    if (!own || own->days < estimate_days_min || !own->measured_on.is_set()) return std::nullopt;
    const Date until = own->measured_on + 1;
    // Most of the days are of who pays for those to estimate.
    const std::int32_t served = until - std::max(until - own->days, wanted.served_from);
    if (served < estimate_days_min || served * 2 < own->days) return std::nullopt;
    return based_on(wanted, EstimateMethod::recent_days, {until - own->days, until}, own->used, own->days);
}

std::optional<ReadEstimated> estimated_by(World& world, const ToEstimate& wanted, EstimateMethod method) {
    switch (method) {
        case EstimateMethod::same_days_last_year:
            return from_last_year(world, wanted);
        case EstimateMethod::recent_days:
            return from_recent_days(wanted);
        case EstimateMethod::profile: {
            const auto used = profile_use(world, wanted.service_point, wanted.measured_by.unit, wanted.days);
            if (!used) return std::nullopt;
            return based_on(wanted, method, wanted.days, *used, wanted.days.days());
        }
        case EstimateMethod::automatic:
            break;
    }
    return std::nullopt;
}

// Minutes from the start of a day to where its clock shows that; an hour that the clock leaves out is its change.
int elapsed_at(const CivilDay& day, int clock) {
    if (clock < day.clock_change_at || day.minutes == 1'440) return clock;
    return std::max<int>(day.clock_change_at, clock - (1'440 - day.minutes));
}

// Adds what each interval of a measured day has to those of the day wanted. Whether it was measured in such intervals.
bool add_like_day(World& world, const ToEstimate& wanted, Date like, std::uint16_t interval_minutes,
                  const CivilDay& civil, std::vector<Int128>& sums) {
    const Code& channel = wanted.measured_by.channel;
    if (like < wanted.served_from) return false;
    const IntervalDay* held = world.interval_day(wanted.service_point.service_point, channel, like);
    if (!held || held->interval_minutes != interval_minutes || held->quality == Quality::estimated) return false;
    for (const IntervalQuality& some : held->qualities)
        if (some.quality == Quality::estimated) return false;
    const CivilDay of_like{held->day_minutes, held->clock_change_at};
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const int clock = civil.clock_at(static_cast<int>(i) * interval_minutes);
        const auto place = static_cast<std::size_t>(elapsed_at(of_like, clock) / interval_minutes);
        sums[i] += held->values[std::min(place, held->values.size() - 1)].units;
    }
    return true;
}

std::optional<EstimatedDay> from_like_days(World& world, const ToEstimate& wanted, EstimateMethod method,
                                           const std::vector<int>& days_back, std::uint16_t interval_minutes,
                                           const CivilDay& civil) {
    std::vector<Int128> sums(civil.minutes / interval_minutes);
    std::int32_t found = 0;
    Period basis;
    for (const int back : days_back) {
        const Date like = wanted.days.from - back;
        if (!add_like_day(world, wanted, like, interval_minutes, civil, sums)) continue;
        if (++found == 1) basis = {like, like + 1};
        basis = {std::min(basis.from, like), std::max(basis.until, like + 1)};
    }
    if (found == 0) return std::nullopt;
    EstimatedDay day;
    Int128 whole = 0, total = 0;
    for (const Int128 sum : sums) {
        day.values.push_back(rounded(sum, found));
        whole += sum;
        total += day.values.back().units;
    }
    day.how = based_on(wanted, method, basis, rounded(whole, 1), found);
    day.how.quantity = rounded(total, 1);  // Each value is rounded.
    return day;
}

}  // namespace

std::optional<ReadEstimated> estimated_use(World& world, const ToEstimate& wanted, EstimateMethod method) {
    if (method != EstimateMethod::automatic) return estimated_by(world, wanted, method);
    for (const EstimateMethod each : methods_in_order)
        if (auto estimate = estimated_by(world, wanted, each)) return estimate;
    return std::nullopt;
}

std::optional<EstimatedDay> estimated_day(World& world, const ToEstimate& wanted, EstimateMethod method,
                                          std::uint16_t interval_minutes, const CivilDay& civil) {
    const auto is_wanted = [&](EstimateMethod each) { return method == EstimateMethod::automatic || method == each; };
    if (is_wanted(EstimateMethod::same_days_last_year))
        if (auto day =
                from_like_days(world, wanted, EstimateMethod::same_days_last_year, {364}, interval_minutes, civil))
            return day;
    if (is_wanted(EstimateMethod::recent_days))
        if (auto day =
                from_like_days(world, wanted, EstimateMethod::recent_days, {7, 14, 21, 28}, interval_minutes, civil))
            return day;
    auto whole = estimated_use(world, wanted, method);
    if (!whole) return std::nullopt;
    // In equal parts; the last takes the remainder.
    const auto parts = static_cast<std::int64_t>(civil.minutes / interval_minutes);
    EstimatedDay day;
    day.values.assign(static_cast<std::size_t>(parts), Quantity{whole->quantity.units / parts});
    day.values.back().units += whole->quantity.units % parts;
    day.how = std::move(*whole);
    return day;
}

}  // namespace tally::domain
