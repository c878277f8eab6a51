// The rules of interval days [rule 9]: the values of one channel and day are one event; the same values again change
// nothing, others correct the day. How many there are follows from the length of the day in the utility's time zone.

#include <algorithm>
#include <array>
#include <cstdint>

#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/evolve_on.h"
#include "domain/premise/premise.h"
#include "domain/premise/usage_parts.h"
#include "domain/premise/validation.h"

namespace tally::domain {

namespace {

constexpr std::array<std::uint16_t, 4> interval_lengths{5, 15, 30, 60};

Decided<void> check_count(const RecordIntervalDay& command, const CivilDay& day) {
    if (std::find(interval_lengths.begin(), interval_lengths.end(), command.interval_minutes) == interval_lengths.end())
        return refuse(Rejection::field_invalid, "interval_minutes", std::to_string(command.interval_minutes),
                      "Give 5, 15, 30 or 60.");
    if (day.minutes % command.interval_minutes != 0)
        return refuse(Rejection::field_invalid, "interval_minutes", std::to_string(command.interval_minutes),
                      to_string(command.date) + " has " + std::to_string(day.minutes) +
                          " minutes in the utility's time zone: give an interval that divides them.");
    const std::size_t wanted = day.minutes / command.interval_minutes;
    if (command.values.size() != wanted)
        return refuse(Rejection::interval_count_wrong, "values", std::to_string(command.values.size()) + " values",
                      to_string(command.date) + " has " + std::to_string(day.minutes) +
                          " minutes in the utility's time zone: give " + std::to_string(wanted) + " values of " +
                          std::to_string(command.interval_minutes) + " minutes.");
    return {};
}

Decided<void> check_values(const RecordIntervalDay& command, bool validated) {
    Int128 sum = 0;
    for (std::size_t i = 0; i < command.values.size(); ++i) {
        if (command.values[i].units < 0 && !validated)
            return refuse(Rejection::field_invalid, at("values", i), to_string(command.values[i]),
                          "Usage is never below zero; what is sent back has a channel of its own.");
        sum += command.values[i].units;
    }
    if (sum > INT64_MAX || sum < INT64_MIN)
        return refuse(Rejection::amount_too_large, "values", std::to_string(command.values.size()) + " values",
                      "They add up to more than a quantity can be.");
    std::size_t before = 0;
    for (std::size_t i = 0; i < command.qualities.size(); ++i) {
        const IntervalQuality& some = command.qualities[i];
        if (some.first <= before)
            return refuse(Rejection::field_invalid, at("qualities", i) + ".first", std::to_string(some.first),
                          "Count values from 1, and name each once, in order.");
        if (some.last < some.first || some.last > command.values.size())
            return refuse(
                Rejection::field_invalid, at("qualities", i) + ".last", std::to_string(some.last),
                "End between " + std::to_string(some.first) + " and " + std::to_string(command.values.size()) + ".");
        before = some.last;
    }
    return {};
}

bool says_the_same(World& world, const ReadInDoubt& in_doubt, const IntervalDayRecorded& day) {
    if (in_doubt.kind != DoubtedKind::interval_day) return false;
    IntervalDayRecorded held = world.doubted_reading(day.service_point, day.channel, day.date).day;
    held.source = day.source;
    return held == day;
}
bool says_the_same(const IntervalDay& held, const IntervalDayRecorded& day) {
    return held.interval_minutes == day.interval_minutes && held.values == day.values && held.quality == day.quality &&
           held.qualities == day.qualities;
}

UsageEntry entry_of(const IntervalDayRecorded& day, std::uint64_t position) {
    return {day.date, day.date + 1, day.total(),         false, day.unit, day.worst_quality(),
            {},       position,     day.interval_minutes};
}

void hold_values(MutableWorld& world, const Envelope& envelope, const IntervalDayRecorded& day) {
    world.interval_day_part(day.service_point, day.channel, day.date) = {
        envelope.position, day.interval_minutes, day.day_minutes, day.clock_change_at,
        day.values,        day.quality,          day.qualities};
}

}  // namespace

Quantity IntervalDayRecorded::total() const {
    Int128 sum = 0;
    for (const Quantity& value : values) sum += value.units;
    return Quantity{static_cast<std::int64_t>(sum)};
}

Quality IntervalDayRecorded::worst_quality() const {
    std::size_t named = 0;
    Quality worst = Quality::actual;
    for (const IntervalQuality& some : qualities) {
        worst = worse(worst, some.quality);
        named += static_cast<std::size_t>(some.last - some.first) + 1;
    }
    return named < values.size() ? worse(worst, quality) : worst;
}

Decided<std::vector<Event>> interval_day_events(World& world, const Context& context, const RecordIntervalDay& command,
                                                Check check) {
    const auto placed = find_service_point(world, "service_point", command.service_point);
    TALLY_TRY(placed);
    const ServicePointState& service_point = *placed->service_point;
    if (!command.date.is_set()) return refuse(Rejection::field_missing, "date", "", "Give the day.");
    TALLY_TRY(must_have_passed("date", command.date, context.today));
    const InstalledMeter* meter = service_point.meter_on(command.date);
    if (!meter)
        return refuse(Rejection::service_point_has_no_meter, "service_point", command.service_point.str(),
                      "No meter measured there on " + to_string(command.date) + ": install it first.");
    const auto found = find_register("channel", *meter, command.channel);
    TALLY_TRY(found);
    const MeterRegister& each = **found;
    TALLY_TRY(check_reported(each, command.unit));
    const CivilDay civil = context.civil_days ? context.civil_days->civil_day(command.date) : CivilDay{};
    TALLY_TRY(check_count(command, civil));
    const ReadValidation* limits =
        check == Check::taken ? nullptr : validation_of(world, service_point, each.unit, command.date);
    TALLY_TRY(check_values(command, limits != nullptr));

    IntervalDayRecorded day{command.service_point,
                            each.channel,
                            command.date,
                            command.interval_minutes,
                            civil.minutes,
                            civil.clock_change_at,
                            PackedQuantities{command.values},
                            each.unit,
                            command.quality,
                            command.qualities,
                            command.source};
    if (const IntervalDay* held = world.interval_day(command.service_point, each.channel, command.date);
        held && says_the_same(*held, day))
        return already_so(held->position);
    const ReadInDoubt* in_doubt = doubt_at(world, service_point, each.channel, command.date, false);
    if (in_doubt && says_the_same(world, *in_doubt, day)) return already_so(in_doubt->position);
    if (const auto other =
            overlapping_usage(world, service_point, each.channel, command.date, command.date + 1, meter->installed_on))
        return refuse(Rejection::usage_overlaps, "date", to_string(command.date),
                      "Usage from " + to_string(other->from) + " until " + to_string(other->until) +
                          " is held: withdraw it first (premise.withdraw_usage).");
    const UsageEntry* held =
        find_usage(world.usage(command.service_point, each.channel, first_of_month(command.date)), command.date);
    // What was held as the day's sum only is corrected by its values, too.
    if (held && held->until != command.date + 1)
        return refuse(Rejection::usage_overlaps, "date", to_string(command.date),
                      "Usage from " + to_string(held->from) + " until " + to_string(held->until) +
                          " is held: withdraw it first (premise.withdraw_usage).");
    UsageToRecord to_record{{}, context.today, check == Check::taken ? nullptr : in_doubt, held};
    if (limits)
        to_record.doubts = doubts_of_usage(world, service_point, each, *limits, {day.date, day.date + 1}, day.total(),
                                           command.values, held);
    if (!to_record.doubts.empty()) TALLY_TRY(has_room_for_doubt(service_point, in_doubt));
    return events_of_usage<IntervalDayDoubted, IntervalDayCorrected>(std::move(day), std::move(to_record));
}

Decided<Events> decide_on(const RecordIntervalDay& command, const Context& context) {
    return at_premise_of(context.world, command.service_point,
                         interval_day_events(context.world, context, command, Check::whole));
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const IntervalDayRecorded& event) {
    hold_values(world, envelope, event);
    hold_usage(world, envelope, event.service_point, event.channel, entry_of(event, envelope.position));
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const IntervalDayCorrected& event) {
    hold_values(world, envelope, event.day);
    replace_usage(world, envelope, event.day.service_point, event.day.channel, entry_of(event.day, envelope.position));
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const IntervalDayWithdrawn& event) {
    world.interval_day_part(event.service_point, event.channel, event.date) = {};
    drop_usage(world, envelope, event.service_point, event.channel, event.date);
}

}  // namespace tally::domain
