#pragma once
// Which charge days and which measured quantities make an agreement's next segment [rules 1, 4, 9, 10].

#include <optional>
#include <vector>

#include "domain/account/state.h"
#include "domain/core/refusal.h"
#include "domain/rating/timed_use.h"
#include "domain/world.h"

namespace tally::domain {

struct SelectedUsage {
    Period charge_days;
    bool first_segment = false;
    bool final_segment = false;
    std::vector<UsedRead> reads;
    // Where the tariff has hours, of the days that it prices by them.
    std::vector<rating::MeasuredIntervals> intervals = {};
};

// From the agreement's last charge day to the latest billable read or usage end not after the cut-off, or to its stop.
// An agreement that nothing measures is charged up to the cut-off, that day not counted. nullopt: not due yet, which
// is not an error. Refuses with what is missing.
[[nodiscard]] Decided<std::optional<SelectedUsage>> select_usage(World& world, const ServiceAgreement& agreement,
                                                                 const ServiceAgreementType& sa_type,
                                                                 const TariffState& tariff, Date cut_off);
// A channel whose read or usage is missing.
struct MissingRead {
    Code channel;
    bool is_read = false;
    Date from;        // First day of which nothing is held.
    Date day;         // Last day; a read closes it.
    Date doubted_on;  // The day of what is held in doubt meanwhile; unset: nothing is.
};
// What an active agreement lacks for a bill of the day; none where its period is shorter than the minimum.
[[nodiscard]] std::vector<MissingRead> missing_reads(World&, const ServiceAgreement&, const ServiceAgreementType&,
                                                     Date by);
// Finds the parts that select_usage() would find. A hint: see look_further.
void look_at_usage(World& seen, const ServiceAgreement& agreement, Date cut_off);
// The same for charge days already known: a rebill measures its period again.
[[nodiscard]] Decided<SelectedUsage> measure_again(World& world, const ServiceAgreement& agreement,
                                                   const TariffState& tariff, Period charge_days, bool final_segment);
// The interval values that a segment of those charge days is priced by; none where its tariff has no hours.
[[nodiscard]] Decided<std::vector<rating::MeasuredIntervals>> intervals_of(World& world,
                                                                           const ServiceAgreement& agreement,
                                                                           const TariffState& tariff,
                                                                           Period charge_days);

}  // namespace tally::domain
