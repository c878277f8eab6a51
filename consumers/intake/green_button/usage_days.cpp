#include "consumers/intake/green_button/usage_days.h"

#include <algorithm>
#include <array>
#include <utility>

#include "consumers/intake/interval_days.h"

namespace tally::consumers {

namespace {

constexpr std::array<std::uint32_t, 4> seconds_of_interval_days{300, 900, 1'800, 3'600};

bool can_be_interval_day(const domain::RecordUsage& usage) {
    const auto& known = seconds_of_interval_days;
    return std::find(known.begin(), known.end(), usage.interval_seconds) != known.end() &&
           std::all_of(usage.intervals.begin(), usage.intervals.end(),
                       [](const domain::Quantity& value) { return value.units >= 0; });
}

}  // namespace

UsageToSend to_send(UsageImportCommand planned, const eventstore::CivilTime& zone) {
    auto& usage = planned.usage;
    if (!can_be_interval_day(usage)) return std::move(usage);
    const auto minutes = static_cast<std::uint16_t>(usage.interval_seconds / 60);
    const std::size_t wanted = zone.civil_day(usage.from).minutes / minutes;
    if (usage.start != zone.start_of(usage.from) || usage.intervals.size() != wanted)
        return DayLeftOut{usage.from, usage.intervals.size(), planned.line,
                          domain::Plain{"the file has " + std::to_string(usage.intervals.size()) + " of the day's " +
                                        std::to_string(wanted) + " values: import it when the whole day is there"}};
    domain::RecordIntervalDay day;
    day.service_point = usage.service_point;
    day.channel = usage.channel;
    day.date = usage.from;
    day.interval_minutes = minutes;
    day.values = std::move(usage.intervals);
    day.unit = usage.unit;
    split_qualities(planned.qualities, day.quality, day.qualities);
    day.source = usage.source;
    return day;
}

}  // namespace tally::consumers
