#include "domain/premise/channel_use.h"

#include <algorithm>

#include "domain/core/assert.h"
#include "domain/settings/types.h"

namespace tally::domain {

namespace {

ChannelUse& use_part(ServicePointState& service_point, const Code& channel) {
    for (ChannelUse& use : service_point.uses)
        if (use.channel == channel) return use;
    ChannelUse& made = service_point.uses.emplace_back();
    made.channel = channel;
    return made;
}
Quantity bounded(Int128 units) {
    return Quantity{static_cast<std::int64_t>(std::clamp<Int128>(units, 0, INT64_MAX))};
}
std::uint16_t bounded_days(std::int64_t days) {
    return static_cast<std::uint16_t>(std::clamp<std::int64_t>(days, 0, UINT16_MAX));
}

// The days before are scaled down, so that no more than use_days_max are held.
void add_use(ChannelUse& use, Quantity used, std::int32_t days) {
    if (days >= use_days_max) {
        use.used = bounded(Int128{used.units} * use_days_max / days);
        use.days = use_days_max;
        return;
    }
    const auto kept = static_cast<std::uint16_t>(std::min<std::int32_t>(use.days, use_days_max - days));
    if (kept < use.days) use.used = bounded(Int128{use.used.units} * kept / use.days);
    use.used = bounded(Int128{use.used.units} + used.units);
    use.days = bounded_days(kept + days);
}
void take_use(ChannelUse& use, Quantity used, std::int32_t days) {
    use.used = bounded(Int128{use.used.units} - used.units);
    use.days = bounded_days(std::int64_t{use.days} - days);
    if (use.days == 0) use.used = {};
    use.zero_days = 0;
}
void count_zero_days(ChannelUse& use, Quantity used, std::int32_t days, bool goes_on) {
    use.zero_days = used.is_zero() ? bounded_days((goes_on ? use.zero_days : 0) + days) : std::uint16_t{0};
}

}  // namespace

const ChannelUse* ServicePointState::use_of(const Code& channel) const {
    for (const ChannelUse& use : uses)
        if (use.channel == channel) return &use;
    return nullptr;
}

Int128 counted(const MeterRegister& each, Quantity start, Quantity stop, Int128& capacity) {
    capacity = one_unit.units;
    for (std::uint8_t dial = 0; dial < each.dials; ++dial) capacity *= 10;
    return Int128{stop.units} - start.units + (stop < start ? capacity : Int128{0});
}
Quantity used_between(const MeterRegister& each, Quantity start, Quantity stop) {
    Int128 capacity = 0;
    return bounded(divide(counted(each, start, stop, capacity) * each.multiplier.units, one_unit.units,
                          Rounding::half_away_from_zero));
}

void forget_values(ServicePointState& service_point) {
    for (ChannelUse& use : service_point.uses) {
        use.measured_on = {};
        use.value = {};
    }
}
void begin_count(ServicePointState& service_point, const Code& channel, Date day, Quantity value) {
    ChannelUse& use = use_part(service_point, channel);
    use.measured_on = day;
    use.value = value;
}

void count_read(ServicePointState& service_point, const MeterRegister& each, Date day, Quantity value,
                Quality quality) {
    if (quality == Quality::estimated) return;
    ChannelUse& use = use_part(service_point, each.channel);
    if (use.measured_on.is_set()) {
        if (day <= use.measured_on) return;
        const Quantity used = used_between(each, use.value, value);
        const std::int32_t days = day - use.measured_on;
        add_use(use, used, days);
        count_zero_days(use, used, days, true);
    }
    use.measured_on = day;
    use.value = value;
}
void recount_read(ServicePointState& service_point, const MeterRegister& each, const RegisterReadCorrected& event) {
    ChannelUse& use = use_part(service_point, each.channel);
    const RegisterRead& read = event.read;
    if (read.quality == Quality::estimated) return;
    // In place of an estimate, or before the newest: that one has its use.
    if (use.measured_on != read.read_on) return count_read(service_point, each, read.read_on, read.value, read.quality);
    const InstalledMeter* meter = service_point.meter_on(read.read_on);
    if (meter && use.days > 0) {
        const Int128 more = (Int128{read.value.units} - event.previous_value.units) * each.multiplier.units;
        use.used = bounded(use.used.units + more / one_unit.units);
        use.zero_days = 0;
    }
    use.value = read.value;
}
void uncount_read(ServicePointState& service_point, const MeterRegister& each, const RegisterReadWithdrawn& event) {
    ChannelUse& use = use_part(service_point, each.channel);
    if (use.measured_on != event.read_on) return;
    const LastReadLeft& left = event.last_read;
    if (!left.read_on.is_set()) {
        use = {};
        use.channel = each.channel;
        return;
    }
    take_use(use, used_between(each, left.value, event.value), event.read_on - left.read_on);
    use.measured_on = left.read_on;
    use.value = left.value;
}

void count_usage(ServicePointState& service_point, const Code& channel, const UsageEntry& entry) {
    if (entry.quality == Quality::estimated) return;
    ChannelUse& use = use_part(service_point, channel);
    const std::int32_t days = entry.until - entry.from;
    const bool newest = !use.measured_on.is_set() || entry.from > use.measured_on;
    add_use(use, entry.value, days);
    if (!newest) return;
    count_zero_days(use, entry.value, days, use.measured_on + 1 == entry.from);
    use.measured_on = entry.until - 1;
}
void uncount_usage(ServicePointState& service_point, const Code& channel, const UsageEntry& entry) {
    if (entry.quality == Quality::estimated) return;
    ChannelUse& use = use_part(service_point, channel);
    // Older days than those that it holds.
    if (!use.measured_on.is_set() || entry.from + use.days <= use.measured_on) return;
    take_use(use, entry.value, entry.until - entry.from);
    if (entry.until - 1 == use.measured_on) use.measured_on = entry.from - 1;
}

}  // namespace tally::domain
