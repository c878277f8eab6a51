// The days of a channel: which there are from its months, their values from the events that hold them now.
#include "projections/intervals/interval_queries.h"

#include <algorithm>
#include <array>

#include "eventstore/codec/codec.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

constexpr int minutes_per_hour = 60;
constexpr int hours_per_day = 24;

std::string clock_text(int minute) {
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two(minute / minutes_per_hour) + ":" + two(minute % minutes_per_hour);
}

Quality quality_at(const IntervalDayRecorded& day, std::size_t index) {
    for (const auto& some : day.qualities)
        if (some.first <= index + 1 && index + 1 <= some.last) return some.quality;
    return day.quality;
}

// Values may be as large as a quantity can be; what they add up to is then shown as the largest one.
Quantity capped(Int128 units) {
    return Quantity{static_cast<std::int64_t>(std::min<Int128>(units, INT64_MAX))};
}

Quantity an_hour(Quantity value, std::uint16_t interval_minutes) {
    return capped(Int128{value.units} * (minutes_per_hour / interval_minutes));
}

// What the values of days add up to.
class IntervalSums {
  public:
    void add(const IntervalDayRecorded& day, IntervalLine& line) {
        ++line.days;
        const auto civil = day.civil_day();
        for (std::size_t i = 0; i < day.values.size(); ++i) {
            const int clock = civil.clock_at(static_cast<int>(i) * day.interval_minutes);
            line.quantity = capped(Int128{line.quantity.units} + day.values[i].units);
            const auto demand = an_hour(day.values[i], day.interval_minutes);
            if (!line.peak_on.is_set() || line.peak < demand) {
                line.peak = demand;
                line.peak_on = day.date;
                line.peak_at = Plain{clock_text(clock)};
            }
            const auto quality = quality_at(day, i);
            line.quality = worse(line.quality, quality);
            if (quality == Quality::estimated) ++line.estimated;
        }
    }
    void add_to_shape(const IntervalDayRecorded& day) {
        auto& kind = is_weekend(day.date) ? weekends_ : workdays_;
        ++kind.days;
        const auto civil = day.civil_day();
        for (std::size_t i = 0; i < day.values.size(); ++i) {
            const int clock = civil.clock_at(static_cast<int>(i) * day.interval_minutes);
            kind.hours[static_cast<std::size_t>(clock / minutes_per_hour)] += day.values[i].units;
        }
    }
    [[nodiscard]] std::vector<IntervalHour> shape() const {
        std::vector<IntervalHour> hours;
        if (workdays_.days + weekends_.days == 0) return hours;
        for (int hour = 0; hour < hours_per_day; ++hour)
            hours.push_back({static_cast<std::uint8_t>(hour), workdays_.average(hour), weekends_.average(hour)});
        return hours;
    }

  private:
    struct KindOfDay {
        std::array<Int128, hours_per_day> hours{};
        std::int64_t days = 0;
        [[nodiscard]] Quantity average(int hour) const {
            if (days == 0) return {};
            const Int128 each = divide(hours[static_cast<std::size_t>(hour)], days, Rounding::half_away_from_zero);
            return capped(each);
        }
    };
    KindOfDay workdays_;
    KindOfDay weekends_;
};

Result<IntervalDayRecorded> interval_day_at(const Reader& reader, std::uint64_t position) {
    auto entry = reader.store.log().read(position);
    if (!entry) return tl::unexpected(std::move(entry.error()));
    auto recorded = eventstore::decode_entry(*entry);
    if (!recorded) return tl::unexpected(std::move(recorded.error()));
    if (auto* day = get_if<IntervalDayRecorded>(&recorded->event)) return std::move(*day);
    if (auto* corrected = get_if<IntervalDayCorrected>(&recorded->event)) return std::move(corrected->day);
    return tl::unexpected(eventstore::StoreError{
        eventstore::StoreErrorKind::damaged,
        "entry " + std::to_string(position) + " does not hold the interval day that the states say it holds"});
}

using HeldDays = std::vector<const UsageEntry*>;
// By channel, rising. Entries are the months'.
std::map<std::string, HeldDays> days_with_values(const std::map<UsageKey, UsageMonth>& months) {
    std::map<std::string, HeldDays> days;
    for (const auto& [key, month] : months)
        for (const auto& entry : month.entries)
            if (!entry.is_read && entry.interval_minutes > 0) days[key.channel].push_back(&entry);
    for (auto& [channel, held] : days)
        std::sort(held.begin(), held.end(), [](const auto* a, const auto* b) { return a->from < b->from; });
    return days;
}

IntervalStep step_of(Date from, Date to) {
    if (from == to) return IntervalStep::interval;
    return to - from < interval_days_by_day ? IntervalStep::day : IntervalStep::month;
}

// First day after the month or day.
Date end_of_line(Date day, IntervalStep step) {
    return step == IntervalStep::month ? add_months(first_of_month(day), 1, 1) : day + 1;
}

void add_day_values(const IntervalDayRecorded& day, IntervalsAnswer& answer) {
    answer.interval_minutes = day.interval_minutes;
    const auto civil = day.civil_day();
    for (std::size_t i = 0; i < day.values.size(); ++i)
        answer.values.push_back({Plain{clock_text(civil.clock_at(static_cast<int>(i) * day.interval_minutes))},
                                 day.values[i], quality_at(day, i)});
}

// The lines of the days from answer.total.from to before answer.total.until.
Result<void> add_interval_lines(const Reader& reader, const HeldDays& held, IntervalsAnswer& answer) {
    IntervalSums sums;
    const Date from = answer.total.from;
    const Date until = answer.total.until;
    for (const auto* entry : held) {
        if (entry->from < from || entry->from >= until) continue;
        auto day = interval_day_at(reader, entry->position);
        if (!day) return tl::unexpected(std::move(day.error()));
        if (answer.lines.empty() || answer.lines.back().until <= day->date) {
            IntervalLine line;
            line.from = answer.step == IntervalStep::month ? std::max(from, first_of_month(day->date)) : day->date;
            line.until = std::min(until, end_of_line(day->date, answer.step));
            answer.lines.push_back(std::move(line));
        }
        sums.add(*day, answer.lines.back());
        sums.add(*day, answer.total);
        sums.add_to_shape(*day);
        if (answer.step == IntervalStep::interval) add_day_values(*day, answer);
    }
    answer.shape = sums.shape();
    for (auto& line : answer.lines) line.days_missing = static_cast<std::uint32_t>(line.until - line.from) - line.days;
    answer.total.days_missing = static_cast<std::uint32_t>(until - from) - answer.total.days;
    return {};
}

Result<bool> add_place(StatesAsOf& states, const ServicePointId& id, IntervalsAnswer& answer) {
    auto place = states.directory(DirectoryKind::service_point, id.str());
    if (!place) return tl::unexpected(std::move(place.error()));
    if (!*place || (*place)->leads_to.empty()) return false;
    answer.premise = PremiseId{(*place)->leads_to.front().str()};
    auto premise = states.premise(answer.premise);
    if (!premise) return tl::unexpected(std::move(premise.error()));
    if (!*premise) return false;
    const auto* point = (*premise)->service_point(id);
    if (!point) return false;
    answer.position = states.position();
    answer.service_point = id;
    answer.service_address = (*premise)->address;
    answer.service = point->service;
    if (point->occupancies.empty() || point->occupancies.back().until.is_set()) return true;
    auto heading = states.heading(point->occupancies.back().account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    answer.occupant = std::move(*heading);
    return true;
}

}  // namespace

Answered<IntervalsAnswer> intervals(const Reader& reader, const ServicePointId& id, const IntervalRange& range,
                                    const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    IntervalsAnswer answer;
    auto found = add_place(*states, id, answer);
    if (!found) return tl::unexpected(std::move(found.error()));
    if (!*found) return std::optional<IntervalsAnswer>{};
    auto months = states->usage(answer.premise, id, {});
    if (!months) return tl::unexpected(std::move(months.error()));
    const auto days = days_with_values(*months);
    for (const auto& [channel, held] : days) answer.channels.push_back(Code{channel});
    const auto asked = range.channel.empty() ? days.begin() : days.find(range.channel.str());
    if (asked == days.end()) return std::optional{std::move(answer)};
    const auto& held = asked->second;
    answer.channel = Code{asked->first};
    answer.unit = held.front()->unit;
    answer.first_held = held.front()->from;
    answer.last_held = held.back()->from;
    const Date to = range.to.is_set() ? range.to : std::max(range.from, answer.last_held);
    const Date year_back = add_months(first_of_month(to), -11, 1);
    const Date from = range.from.is_set() ? range.from : std::min(to, std::max(answer.first_held, year_back));
    answer.step = step_of(from, to);
    answer.total.from = from;
    answer.total.until = to + 1;
    if (auto added = add_interval_lines(reader, held, answer); !added) return tl::unexpected(std::move(added.error()));
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
