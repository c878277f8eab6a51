#pragma once
// The rules of premises that other aggregates' rules are made of.

#include <optional>
#include <span>
#include <string>

#include "domain/draft.h"

namespace tally::domain {

// `path` is where the command stands within the one being decided, such as "new_location.".
[[nodiscard]] Decided<void> record_location(Draft&, const AddLocation&, const std::string& path);
[[nodiscard]] Decided<void> record_service_point(Draft&, const AddServicePoint&, const std::string& path);
[[nodiscard]] Decided<void> record_meter(Draft&, const InstallMeter&, const std::string& path);
// The last day of the meter, with its final reads. Returns the estimates that those disproved, as estimated again.
[[nodiscard]] Decided<std::vector<RegisterRead>> record_removal(Draft&, const RemoveMeter&);
// A read as it was recorded: `corrected` where the day had one before. Estimates that it disproved, as estimated again.
struct RecordedRead {
    RegisterRead read;
    bool corrected = false;
    std::vector<RegisterRead> estimated_again;
};
// already_so where the value is held. What was billed of it does not matter: see account/billing/corrections.
[[nodiscard]] Decided<RecordedRead> record_read(Draft&, const RecordRead&, const std::string& path);

// Measured is what has passed: taken at its word, a read of a day to come would refuse every true one before it.
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
// 0 ≤ value < 10^dials.
[[nodiscard]] Decided<void> check_capacity(std::string field, const MeterRegister&, Quantity value);
// The register a channel names; an empty channel names the only one.
[[nodiscard]] Decided<const MeterRegister*> find_register(std::string field, const InstalledMeter&,
                                                          const Code& channel);

}  // namespace tally::domain
