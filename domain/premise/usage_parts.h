#pragma once
// What the rules of reads, of usage and of interval days share.

#include <algorithm>
#include <optional>
#include <string>

#include "domain/core/refusal.h"
#include "domain/world.h"

namespace tally::domain {

[[nodiscard]] inline Date month_before(Date first) {
    return first_of_month(first - 1);
}
[[nodiscard]] inline Date month_after(Date first) {
    return first_of_month(first + 31);
}

// The meter's next read after the day; looks no further than the meter measured.
[[nodiscard]] std::optional<UsageEntry> read_after(World&, const ServicePointState&, const InstalledMeter&,
                                                   const Code& channel, Date day);
// What the register counted between two reads, past 10^dials (the capacity) where it rolled over.
[[nodiscard]] Int128 counted(const MeterRegister&, Quantity start, Quantity stop, Int128& capacity);
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
// Estimates that a read which is none disproves, each with the value that takes its place [rule 24]: what was used
// between the reads that are none is split over the estimated days; after the last of those, use stays as estimated.
// Empty: no estimate is in the read's way.
[[nodiscard]] std::vector<RegisterRead> estimates_again(World&, const ReadAsked&);

// The usage, of a period or of an interval day, that begins on the day; nullptr: there is none.
[[nodiscard]] const UsageEntry* find_usage(const UsageMonth*, Date from);
// The usage period of another start that shares a day with [from, until). Periods do not overlap, so of those before
// it only the nearest can.
[[nodiscard]] std::optional<UsageEntry> overlapping_usage(World&, const ServicePointState&, const Code& channel,
                                                          Date from, Date until, Date measured_from);

// The service point whose event this is, its premise's version and position raised; nullptr: the premise has none.
ServicePointState* evolving(MutableWorld&, const Envelope&, const ServicePointId&);
void insert_entry(UsageMonth&, UsageEntry);

}  // namespace tally::domain
