#pragma once
// What the rules of reads, of usage and of interval days share.

#include <algorithm>
#include <optional>
#include <string>

#include "domain/core/check.h"
#include "domain/core/refusal.h"
#include "domain/premise/premise.h"
#include "domain/world.h"

namespace tally::domain {

[[nodiscard]] inline Date month_before(Date first) {
    return first_of_month(first - 1);
}
[[nodiscard]] inline Date month_after(Date first) {
    return first_of_month(first + 31);
}

// Whether that is more than a rollover may explain [rule 10].
[[nodiscard]] bool over_threshold(const MeterRegister&, Quantity start, Quantity stop);

// A read that is about to be entered: of which register, and its value.
struct ReadAsked {
    const ServicePointState& service_point;
    const InstalledMeter& meter;
    const MeterRegister& measured_by;
    Date day;
    Quantity value;
};
// Estimates that an actual read disproves, each with its new value [rule 24]: usage between two actual reads is split
// over the estimated days between them; after the last actual read, usage stays as estimated. Empty: no estimate
// contradicts the read.
[[nodiscard]] std::vector<RegisterRead> estimates_again(World&, const ReadAsked&);

// The usage, of a period or of an interval day, that begins on the day; nullptr: there is none.
[[nodiscard]] const UsageEntry* find_usage(const UsageMonth*, Date from);
// The usage period of another start that shares a day with [from, until). Periods do not overlap, so of those before
// it only the nearest can.
[[nodiscard]] std::optional<UsageEntry> overlapping_usage(World&, const ServicePointState&, const Code& channel,
                                                          Date from, Date until, Date measured_from);

// Refuses what a register does not report, or not in that unit; an empty unit is its own.
[[nodiscard]] inline Decided<void> check_reported(const MeterRegister& each, const Code& unit) {
    if (each.kind != RegisterKind::consumptive)
        return refuse(Rejection::register_is_read_not_reported, "channel", each.channel.str(),
                      "This register is read: send premise.record_read.");
    if (!unit.empty() && unit != each.unit)
        return refuse(Rejection::unit_differs, "unit", unit.str(), "The register counts " + each.unit.str() + ".");
    return {};
}

// Doubts of a service point are one row: a meter that reports nonsense for years must not make it grow without end.
inline constexpr std::uint32_t doubts_max = 1'000;
// Whether one more may be held in doubt there; one that takes the place of `replaces` always may.
[[nodiscard]] inline Decided<void> has_room_for_doubt(const ServicePointState& service_point,
                                                      const ReadInDoubt* replaces) {
    if (replaces || service_point.doubts_open < doubts_max) return {};
    return refuse(Rejection::too_many_in_doubt, "service_point", service_point.service_point.str(),
                  std::to_string(doubts_max) +
                      " reads of it are in doubt: accept, replace or withdraw them first, or mend the limits by "
                      "settings.define_read_validation.");
}

// What becomes of usage that may be recorded. `doubted`: what is in doubt for its days, unless it was just accepted.
struct UsageToRecord {
    std::vector<ReadDoubt> doubts;
    Date today;
    const ReadInDoubt* doubted = nullptr;
    const UsageEntry* corrects = nullptr;
};
template <class Doubted, class Corrected, class Recorded>
[[nodiscard]] std::vector<Event> events_of_usage(Recorded recorded, UsageToRecord to_record) {
    std::vector<Event> events;
    const ReadInDoubt* doubted = to_record.doubted;
    if (!to_record.doubts.empty()) {
        events.push_back(Doubted{std::move(recorded), std::move(to_record.doubts), to_record.today,
                                 doubted ? doubted->position : 0});
        return events;
    }
    if (doubted) events.push_back(resolved(recorded.service_point, *doubted, DoubtWay::replaced));
    if (const UsageEntry* held = to_record.corrects)
        events.push_back(Corrected{std::move(recorded), held->value, held->position});
    else
        events.push_back(std::move(recorded));
    return events;
}

// Records what was decided of usage or a day, if it was accepted.
[[nodiscard]] inline Decided<void> record_all(Draft& draft, const PremiseId& premise,
                                              Decided<std::vector<Event>> events) {
    TALLY_TRY(events);
    for (Event& event : *events) draft.record(stream_of(premise), std::move(event));
    return {};
}

// The service point whose event this is, its premise's version and position raised; nullptr: the premise has none.
ServicePointState* evolving(MutableWorld&, const Envelope&, const ServicePointId&);
void insert_entry(UsageMonth&, UsageEntry);
// Usage of a period or of a day, folded: it comes, takes the place of what began on its day, or goes.
void hold_usage(MutableWorld&, const Envelope&, const ServicePointId&, const Code& channel, UsageEntry);
void replace_usage(MutableWorld&, const Envelope&, const ServicePointId&, const Code& channel, const UsageEntry&);
void drop_usage(MutableWorld&, const Envelope&, const ServicePointId&, const Code& channel, Date from);

}  // namespace tally::domain
