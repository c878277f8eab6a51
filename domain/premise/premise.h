#pragma once
// The rules of premises that other aggregates' rules are made of.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/draft.h"

namespace tally::domain {

// `path` is where the command stands within the one being decided, such as "new_location.".
[[nodiscard]] Decided<void> record_location(Draft&, const AddLocation&, const std::string& path);
[[nodiscard]] Decided<void> record_service_point(Draft&, const AddServicePoint&, const std::string& path);
[[nodiscard]] Decided<void> record_meter(Draft&, const InstallMeter&, const std::string& path);
// The last day of the meter, with its final reads. Returns the estimates that those disproved, as estimated again.
[[nodiscard]] Decided<std::vector<RegisterRead>> record_removal(Draft&, const RemoveMeter&);
// Whether what was measured is validated, or taken as it is: it was accepted, or is an estimate.
enum class Check { whole, taken };
// A read as it was recorded: `corrected` where the day had one before, `in_doubt` where it is not taken yet; and
// estimates that it disproved, as estimated again.
struct RecordedRead {
    RegisterRead read;
    bool corrected = false;
    bool in_doubt = false;
    std::vector<RegisterRead> estimated_again;
};
// already_so where the value is held, or is in doubt. Whether its days were billed does not matter: what follows for
// bills is noted by their accounts (account/billing/corrections).
[[nodiscard]] Decided<RecordedRead> record_read(Draft&, const RecordRead&, const std::string& path,
                                                Check = Check::whole);
// The events of usage, in the order of the premise's stream. already_so as above.
[[nodiscard]] Decided<std::vector<Event>> usage_events(World&, const Context&, const RecordUsage&, Check);
[[nodiscard]] Decided<std::vector<Event>> interval_day_events(World&, const Context&, const RecordIntervalDay&, Check);
[[nodiscard]] Decided<Events> at_premise_of(World&, const ServicePointId&, Decided<std::vector<Event>>);
[[nodiscard]] DoubtResolved resolved(const ServicePointId&, const ReadInDoubt&, DoubtWay, Plain why = {});
// The doubt of that channel and day; refused where there is none. An empty channel names the only register.
struct KnownDoubt {
    PremiseId premise;
    ReadInDoubt doubt;
};
[[nodiscard]] Decided<KnownDoubt> known_doubt(World&, const ServicePointId&, const Code& channel, Date day);

// Refuses a day after today: once recorded, a future read would cause every true read dated before it to be refused.
[[nodiscard]] Decided<void> must_have_passed(std::string field, Date last_day, Date today);

// A service point and the premise it is at.
struct PlacedServicePoint {
    const PremiseState* premise;
    const ServicePointState* service_point;
};
[[nodiscard]] Decided<PlacedServicePoint> find_service_point(World&, const std::string& field, const ServicePointId&);

// The newest read of the meter's register that closes `day` or one before; nullopt where there is none.
[[nodiscard]] std::optional<UsageEntry> read_at_or_before(World&, const ServicePointState&, const InstalledMeter&,
                                                          const Code& channel, Date day);
// The meter's next read after the day; looks no further than the meter measured.
[[nodiscard]] std::optional<UsageEntry> read_after(World&, const ServicePointState&, const InstalledMeter&,
                                                   const Code& channel, Date day);
// 0 ≤ value < 10^dials.
[[nodiscard]] Decided<void> check_capacity(std::string field, const MeterRegister&, Quantity value);
// The register a channel names; an empty channel names the only one.
[[nodiscard]] Decided<const MeterRegister*> find_register(std::string field, const InstalledMeter&,
                                                          const Code& channel);

}  // namespace tally::domain
