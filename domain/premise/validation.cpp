#include "domain/premise/validation.h"

#include <algorithm>
#include <functional>

#include "domain/premise/channel_use.h"
#include "domain/premise/usage_parts.h"

namespace tally::domain {

namespace {

constexpr std::int64_t one_rate_units = 100'000'000;

Quantity days_as_quantity(std::int64_t days) {
    return Quantity{days * one_unit.units};
}
Quantity times(Quantity quantity, Rate ratio) {
    const Int128 units = Int128{quantity.units} * ratio.units / one_rate_units;
    return Quantity{static_cast<std::int64_t>(std::min<Int128>(units, INT64_MAX))};
}

// What was used in some days, exactly: `units` of 10^-6 over `divisor`.
struct ExpectedUse {
    Int128 units = 0;
    std::int64_t divisor = 1;
    [[nodiscard]] Quantity rounded() const {
        return Quantity{static_cast<std::int64_t>(
            std::min<Int128>(divide(units, divisor, Rounding::half_away_from_zero), INT64_MAX))};
    }
};

// The newest days of a register, without those of the value that is to be corrected.
struct OwnDays {
    Quantity used;
    std::int32_t days = 0;
    void leave_out(Quantity corrected, std::int32_t corrected_days) {
        used.units = std::max<std::int64_t>(used.units - corrected.units, 0);
        days = std::max(days - corrected_days, 0);
    }
};
OwnDays own_days(const ChannelUse* use) {
    return use ? OwnDays{use->used, use->days} : OwnDays{};
}

// The register's own days where there are enough of them, else those of its like.
std::optional<ExpectedUse> expected_use(World& world, const ServicePointState& service_point, const Code& unit,
                                        const OwnDays& own, const ReadValidation& limits, Period days) {
    if (own.days > 0 && own.days >= limits.minimum_history_days)
        return ExpectedUse{Int128{own.used.units} * days.days(), own.days};
    if (const auto profile = profile_use(world, service_point, unit, days)) return ExpectedUse{profile->units, 1};
    return std::nullopt;
}

// Equal to a limit is within it.
void hold_against(const ReadValidation& limits, const std::optional<ExpectedUse>& expected, Quantity used,
                  std::int64_t days, std::vector<ReadDoubt>& doubts) {
    if (expected) {
        const Int128 actual = Int128{used.units} * expected->divisor;
        const Quantity shown = expected->rounded();
        // Twelve digits of a quantity, five of a ratio and three of days: within 128 bits.
        if (!limits.high_ratio.is_zero() && actual * one_rate_units > expected->units * limits.high_ratio.units)
            doubts.push_back({DoubtKind::high, times(shown, limits.high_ratio), shown, used});
        if (!limits.low_ratio.is_zero() && actual * one_rate_units < expected->units * limits.low_ratio.units &&
            !(used.is_zero() && limits.zero_days > 0))
            doubts.push_back({DoubtKind::low, times(shown, limits.low_ratio), shown, used});
    }
    if (limits.daily_max.is_zero() || Int128{used.units} <= Int128{limits.daily_max.units} * days) return;
    if (std::any_of(doubts.begin(), doubts.end(), [](const ReadDoubt& one) { return one.kind == DoubtKind::high; }))
        return;
    const Int128 most = std::min<Int128>(Int128{limits.daily_max.units} * days, INT64_MAX);
    doubts.push_back({DoubtKind::high, Quantity{static_cast<std::int64_t>(most)},
                      expected ? expected->rounded() : Quantity{}, used});
}

void hold_zero(const ReadValidation& limits, std::int64_t zero_days, std::vector<ReadDoubt>& doubts) {
    if (limits.zero_days == 0 || zero_days < limits.zero_days) return;
    doubts.push_back({DoubtKind::zero, days_as_quantity(limits.zero_days), {}, days_as_quantity(zero_days)});
}
void hold_missing(const ReadValidation& limits, std::int64_t days, std::vector<ReadDoubt>& doubts) {
    if (limits.missing_days == 0 || days < limits.missing_days) return;
    doubts.push_back({DoubtKind::missing, days_as_quantity(limits.missing_days), {}, days_as_quantity(days)});
}

// The last day before `day` that something of the channel in doubt covers; unset: there is none.
Date doubted_before(World& world, const ServicePointState& service_point, const Code& channel, Date day) {
    Date last;
    if (service_point.doubts_open == 0) return last;
    for (const ReadInDoubt& one : world.reads_in_doubt(service_point.service_point).entries)
        if (one.channel == channel && one.until <= day) last = std::max(last, one.until - 1);
    return last;
}

// Whether usage that is held, such as an estimate, ends right before the day.
bool usage_ends_before(World& world, const ServicePointState& service_point, const Code& channel, Date day,
                       Date not_before) {
    for (Date month = first_of_month(day - 1); month >= first_of_month(not_before); month = month_before(month))
        if (const UsageMonth* held = world.usage(service_point.service_point, channel, month))
            for (const UsageEntry& entry : held->entries)
                if (!entry.is_read && entry.until == day) return true;
    return false;
}

void hold_spike(const ReadValidation& limits, const std::vector<Quantity>& values, std::vector<ReadDoubt>& doubts) {
    if (limits.spike_ratio.is_zero() || values.size() < 3) return;
    std::vector<Quantity> highest(3);
    std::partial_sort_copy(values.begin(), values.end(), highest.begin(), highest.end(), std::greater<>{});
    const Quantity third = highest[2];
    // A day with hardly any use has no shape to stand out of.
    if (third.units <= 0 || Int128{highest[0].units} * one_rate_units <= Int128{third.units} * limits.spike_ratio.units)
        return;
    doubts.push_back({DoubtKind::spike, times(third, limits.spike_ratio), third, highest[0]});
}

}  // namespace

const ReadInDoubt* ReadsInDoubt::find(const Code& channel, Date day, bool is_read) const {
    for (const ReadInDoubt& one : entries)
        if (one.day == day && one.channel == channel && (one.kind == DoubtedKind::read) == is_read) return &one;
    return nullptr;
}
const ReadInDoubt* doubt_at(World& world, const ServicePointState& service_point, const Code& channel, Date day,
                            bool is_read) {
    if (service_point.doubts_open == 0) return nullptr;
    return world.reads_in_doubt(service_point.service_point).find(channel, day, is_read);
}

Code class_of_payer(World& world, const ServicePointState& service_point, Date on) {
    for (const Occupancy& occupancy : service_point.occupancies) {
        if (on < occupancy.from || (occupancy.until.is_set() && on >= occupancy.until)) continue;
        const AccountState* account = world.account(occupancy.account);
        return account ? account->customer_class : Code{};
    }
    return {};
}

const ReadValidation* validation_of(World& world, const ServicePointState& service_point, const Code& unit, Date on) {
    if (world.settings().read_validations.entries.empty()) return nullptr;
    const Code customer_class = class_of_payer(world, service_point, on);
    return world.settings().read_validation(service_point.service, unit, customer_class, on);
}

std::optional<Quantity> profile_use(World& world, const ServicePointState& service_point, const Code& unit,
                                    Period days) {
    if (world.settings().usage_profiles.entries.empty()) return std::nullopt;
    const Code customer_class = class_of_payer(world, service_point, days.until - 1);
    const UsageProfile* profile =
        world.settings().usage_profile(service_point.service, unit, customer_class, days.until - 1);
    if (!profile) return std::nullopt;
    Int128 units = 0;
    for (Date day = days.from; day < days.until; day = day + 1) units += profile->daily[ymd(day).month - 1].units;
    return Quantity{static_cast<std::int64_t>(std::min<Int128>(units, INT64_MAX))};
}

ReadDoubt doubt_of_order(const ReadToValidate& read) {
    const MeterRegister& each = read.measured_by;
    const Quantity before = read.before ? read.before->value : Quantity{};
    Int128 capacity = 0;
    const Int128 since = read.before ? counted(each, before, read.value, capacity) : Int128{0};
    if (read.before && since * one_rate_units > capacity * each.rollover_threshold.units) {
        if (read.value < before) return {DoubtKind::negative, before, before, read.value};
        const auto most = static_cast<std::int64_t>(capacity * each.rollover_threshold.units / one_rate_units);
        return {DoubtKind::high, used_between(each, {}, Quantity{most}), {}, used_between(each, before, read.value)};
    }
    return {DoubtKind::out_of_order, read.after ? read.after->value : Quantity{}, before, read.value};
}

std::vector<ReadDoubt> doubts_of_read(World& world, const ServicePointState& service_point,
                                      const ReadValidation& limits, const ReadToValidate& read) {
    std::vector<ReadDoubt> doubts;
    if (!read.before) return doubts;
    const MeterRegister& each = read.measured_by;
    const ChannelUse* own = service_point.use_of(each.channel);
    // What was taken is held against what was taken: an estimate says nothing of the days before it.
    Date since = read.before->from;
    Quantity start = read.before->value;
    if (read.before->quality == Quality::estimated && own && own->measured_on.is_set() && own->measured_on < since) {
        since = own->measured_on;
        start = own->value;
    }
    const Period days{since + 1, read.day + 1};
    const Quantity used = used_between(each, start, read.value);
    OwnDays lately = own_days(own);
    if (read.corrects && own && own->measured_on == read.day)
        lately.leave_out(used_between(each, start, *read.corrects), days.days());
    hold_against(limits, expected_use(world, service_point, each.unit, lately, limits, days), used, days.days(),
                 doubts);
    if (used.is_zero())
        hold_zero(limits, days.days() + (own && own->measured_on == since ? own->zero_days : 0), doubts);
    const Date covered = std::max(read.before->from, doubted_before(world, service_point, each.channel, read.day));
    hold_missing(limits, read.day - covered, doubts);
    return doubts;
}

std::vector<ReadDoubt> doubts_of_usage(World& world, const ServicePointState& service_point, const MeterRegister& each,
                                       const ReadValidation& limits, Period days, Quantity quantity,
                                       const std::vector<Quantity>& values, const UsageEntry* corrects) {
    std::vector<ReadDoubt> doubts;
    const Quantity lowest = values.empty() ? quantity : *std::min_element(values.begin(), values.end());
    if (lowest.units < 0) return {{DoubtKind::negative, {}, {}, lowest}};
    const ChannelUse* own = service_point.use_of(each.channel);
    const bool known = own && own->measured_on.is_set();
    OwnDays lately = own_days(own);
    if (known && corrects && corrects->quality != Quality::estimated && corrects->from + own->days > own->measured_on)
        lately.leave_out(corrects->value, corrects->until - corrects->from);
    hold_against(limits, expected_use(world, service_point, each.unit, lately, limits, days), quantity, days.days(),
                 doubts);
    hold_spike(limits, values, doubts);
    if (quantity.is_zero())
        hold_zero(limits, days.days() + (known && own->measured_on + 1 == days.from ? own->zero_days : 0), doubts);
    if (!known || own->measured_on >= days.from) return doubts;
    const Date covered = std::max(own->measured_on, doubted_before(world, service_point, each.channel, days.from));
    const std::int64_t gap = days.from - covered - 1;
    if (gap > 0 && !usage_ends_before(world, service_point, each.channel, days.from, covered))
        hold_missing(limits, gap, doubts);
    return doubts;
}

}  // namespace tally::domain
