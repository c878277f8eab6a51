// A read or usage in doubt is accepted: it is taken as it was reported, and completes what waited for it.

#include "domain/account/service/service.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/premise/premise.h"

namespace tally::domain {

namespace {

// What a person has looked at is better than actual would say of it.
Quality accepted(Quality quality) {
    return quality == Quality::actual ? Quality::validated : quality;
}

RecordUsage accepted(const UsageRecorded& usage) {
    return {usage.service_point,
            usage.channel,
            usage.from,
            usage.until,
            usage.quantity,
            usage.unit,
            accepted(usage.quality),
            usage.start,
            usage.interval_seconds,
            usage.intervals,
            usage.reported_cost,
            usage.source};
}
RecordIntervalDay accepted(const IntervalDayRecorded& day) {
    return {day.service_point,
            day.channel,
            day.date,
            day.interval_minutes,
            {day.values.begin(), day.values.end()},
            day.unit,
            accepted(day.quality),
            day.qualities,
            day.source};
}

Decided<void> record_all(Draft& draft, const PremiseId& premise, Decided<std::vector<Event>> events) {
    TALLY_TRY(events);
    for (Event& event : *events) draft.record(stream_of(premise), std::move(event));
    return {};
}

}  // namespace

namespace {
Decided<void> take_doubted(Draft& draft, const KnownDoubt& known, const DoubtedReading& reading) {
    switch (reading.kind) {
        case DoubtedKind::read: {
            const RegisterRead& read = reading.read;
            return enter_read(draft,
                              {read.service_point, read.channel, read.read_on, read.value, accepted(read.quality),
                               read.reading_reason, read.source},
                              "", Check::taken);
        }
        case DoubtedKind::usage:
            return record_all(draft, known.premise,
                              usage_events(draft, draft.context(), accepted(reading.usage), Check::taken));
        case DoubtedKind::interval_day:
            break;
    }
    return record_all(draft, known.premise,
                      interval_day_events(draft, draft.context(), accepted(reading.day), Check::taken));
}
}  // namespace

Decided<Events> decide_on(const AcceptRead& command, const Context& context) {
    const auto known = known_doubt(context.world, command.service_point, command.channel, command.day);
    TALLY_TRY(known);
    if (command.why.empty()) return refuse(Rejection::field_missing, "why", "", "Say why it is right all the same.");
    const ReadInDoubt& doubt = known->doubt;
    const DoubtedReading reading = context.world.doubted_reading(command.service_point, doubt.channel, doubt.day);
    Draft draft(context);
    draft.record(known->premise, resolved(command.service_point, doubt, DoubtWay::accepted, command.why));
    if (auto taken = take_doubted(draft, *known, reading); !taken) {
        taken.error().field = "day";  // The command has no value of its own.
        return tl::unexpected(std::move(taken.error()));
    }
    return draft.take();
}

}  // namespace tally::domain
