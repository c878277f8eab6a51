// Reads and usage in doubt: kept beside what was taken, with what they say, until they are accepted, replaced,
// withdrawn or estimated.

#include <algorithm>

#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/evolve_on.h"
#include "domain/made_so.h"
#include "domain/premise/premise.h"
#include "domain/premise/usage_parts.h"

namespace tally::domain {

DoubtResolved resolved(const ServicePointId& service_point, const ReadInDoubt& doubt, DoubtWay way, Plain why) {
    return {service_point, doubt.channel, doubt.day, way, std::move(why), doubt.position};
}

Decided<KnownDoubt> known_doubt(World& world, const ServicePointId& id, const Code& channel, Date day) {
    const auto placed = find_service_point(world, "service_point", id);
    TALLY_TRY(placed);
    if (!day.is_set())
        return refuse(Rejection::field_missing, "day", "",
                      "Give the day that the read closes, or the first day of the usage.");
    const ServicePointState& service_point = *placed->service_point;
    if (service_point.doubts_open > 0)
        for (const ReadInDoubt& one : world.reads_in_doubt(id).entries) {
            if (one.day != day) continue;
            const InstalledMeter* meter = service_point.meter_on(day);
            const bool only = meter && meter->registers.size() == 1;
            if (one.channel == channel || (channel.empty() && only)) return KnownDoubt{placed->premise->premise, one};
        }
    return refuse(
        Rejection::read_not_in_doubt, "day", to_string(day),
        "Nothing" + (channel.empty() ? "" : " of channel " + channel.str()) + " is in doubt there on that day.");
}

Decided<Events> decide_on(const AssignRead& command, const Context& context) {
    const auto known = known_doubt(context.world, command.service_point, command.channel, command.day);
    TALLY_TRY(known);
    const ReadInDoubt& doubt = known->doubt;
    TALLY_TRY(check_id_or_empty("owner", command.owner));
    if (!command.owner.empty() && !context.world.user(command.owner))
        return refuse(Rejection::user_unknown, "owner", command.owner.str(), "Add the user first (user.add).");
    const StreamId stream = stream_of(known->premise);
    if (doubt.owner == command.owner)
        return already_so(last_position(context.world, stream, [&](const Event& event) {
            return is_of<DoubtAssigned>(event, [&](const DoubtAssigned& one) {
                return one.service_point == command.service_point && one.channel == doubt.channel &&
                       one.day == doubt.day;
            });
        }));
    return Events{
        {stream, DoubtAssigned{command.service_point, doubt.channel, doubt.day, command.owner, doubt.position}}};
}

namespace {

// One that reports another value of the same day takes its place and keeps its owner.
void keep_doubt(MutableWorld& world, const Envelope& envelope, const ServicePointId& id, ReadInDoubt doubt,
                DoubtedReading reading) {
    ServicePointState* service_point = evolving(world, envelope, id);
    TALLY_ASSERT(service_point, "a doubt names a service point of its premise");
    auto& entries = world.reads_in_doubt_part(id).entries;
    world.doubted_reading_part(id, doubt.channel, doubt.day) = std::move(reading);
    for (ReadInDoubt& held : entries) {
        if (held.day != doubt.day || held.channel != doubt.channel) continue;
        doubt.owner = held.owner;
        held = std::move(doubt);
        return;
    }
    const auto after =
        std::upper_bound(entries.begin(), entries.end(), doubt, [](const ReadInDoubt& a, const ReadInDoubt& b) {
            return a.day != b.day ? a.day < b.day : a.channel < b.channel;
        });
    entries.insert(after, std::move(doubt));
    ++service_point->doubts_open;
}

}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const RegisterReadDoubted& event) {
    const RegisterRead& read = event.read;
    DoubtedReading reading;
    reading.read = read;
    keep_doubt(world, envelope, read.service_point,
               {DoubtedKind::read,
                read.channel,
                read.read_on,
                read.read_on + 1,
                read.value,
                event.doubts,
                event.doubted_on,
                {},
                envelope.position},
               std::move(reading));
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const UsageDoubted& event) {
    const UsageRecorded& usage = event.usage;
    DoubtedReading reading;
    reading.kind = DoubtedKind::usage;
    reading.usage = usage;
    keep_doubt(world, envelope, usage.service_point,
               {DoubtedKind::usage,
                usage.channel,
                usage.from,
                usage.until,
                usage.quantity,
                event.doubts,
                event.doubted_on,
                {},
                envelope.position},
               std::move(reading));
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const IntervalDayDoubted& event) {
    const IntervalDayRecorded& day = event.day;
    DoubtedReading reading;
    reading.kind = DoubtedKind::interval_day;
    reading.day = day;
    keep_doubt(world, envelope, day.service_point,
               {DoubtedKind::interval_day,
                day.channel,
                day.date,
                day.date + 1,
                day.total(),
                event.doubts,
                event.doubted_on,
                {},
                envelope.position},
               std::move(reading));
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const DoubtAssigned& event) {
    evolving(world, envelope, event.service_point);
    for (ReadInDoubt& held : world.reads_in_doubt_part(event.service_point).entries)
        if (held.day == event.day && held.channel == event.channel) held.owner = event.owner;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const DoubtResolved& event) {
    ServicePointState* service_point = evolving(world, envelope, event.service_point);
    TALLY_ASSERT(service_point && service_point->doubts_open > 0, "what is resolved was in doubt");
    --service_point->doubts_open;
    std::erase_if(world.reads_in_doubt_part(event.service_point).entries,
                  [&](const ReadInDoubt& held) { return held.day == event.day && held.channel == event.channel; });
    world.doubted_reading_part(event.service_point, event.channel, event.day) = {};
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const ReadEstimated& event) {
    evolving(world, envelope, event.service_point);  // What it says was done by the events beside it.
}

}  // namespace tally::domain
