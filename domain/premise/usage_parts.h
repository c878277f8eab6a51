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

// Refuses to touch what an agreement on the service point has charged already in [first, last].
[[nodiscard]] Decided<void> check_not_billed(World&, const ServicePointState&, const std::string& field, Date first,
                                             Date last);
// The usage, of a period or of an interval day, that begins on the day; nullptr: there is none.
[[nodiscard]] const UsageEntry* find_usage(const UsageMonth*, Date from);
// The usage period of another start that shares a day with [from, until). Periods do not overlap, so of those before
// it only the nearest can.
[[nodiscard]] std::optional<UsageEntry> overlapping_usage(World&, const ServicePointState&, const Code& channel,
                                                          Date from, Date until, Date measured_from);

// The service point whose event this is, its premise's version and position raised; nullptr: the premise has none.
ServicePointState* evolving(MutableWorld&, const Envelope&, const ServicePointId&);
void insert_entry(UsageMonth&, UsageEntry);
// Usage of a period or of a day, folded: it comes, takes the place of what began on its day, or goes.
void hold_usage(MutableWorld&, const Envelope&, const ServicePointId&, const Code& channel, UsageEntry);
void replace_usage(MutableWorld&, const Envelope&, const ServicePointId&, const Code& channel, const UsageEntry&);
void drop_usage(MutableWorld&, const Envelope&, const ServicePointId&, const Code& channel, Date from);

}  // namespace tally::domain
