#pragma once
// Validation: a value is held in doubt by comparison with the register's recent usage, with the usage profile of
// similar meters, or by itself. The limits are settings.define_read_validation; where no row fits, nothing is in doubt.

#include <optional>
#include <vector>

#include "domain/premise/state.h"
#include "domain/world.h"

namespace tally::domain {

// nullptr: nothing is looked at.
[[nodiscard]] const ReadValidation* validation_of(World&, const ServicePointState&, const Code& unit, Date on);
// Use of the days by the profile that fits; nullopt: none does.
[[nodiscard]] std::optional<Quantity> profile_use(World&, const ServicePointState&, const Code& unit, Period days);

// A read between those before and after it.
struct ReadToValidate {
    const MeterRegister& measured_by;
    Date day;
    Quantity value;
    const std::optional<UsageEntry>& before;
    const std::optional<UsageEntry>& after;
    std::optional<Quantity> corrects;  // What is held for that day.
};
// Of a read that does not agree with its neighbours [rule 10].
[[nodiscard]] ReadDoubt doubt_of_order(const ReadToValidate&);
[[nodiscard]] std::vector<ReadDoubt> doubts_of_read(World&, const ServicePointState&, const ReadValidation&,
                                                    const ReadToValidate&);
// Usage of a period or of a day; `values`, where there are any, of its intervals.
[[nodiscard]] std::vector<ReadDoubt> doubts_of_usage(World&, const ServicePointState&, const MeterRegister&,
                                                     const ReadValidation&, Period days, Quantity quantity,
                                                     const std::vector<Quantity>& values, const UsageEntry* corrects);

// The doubt of that channel and day; nullptr: there is none.
[[nodiscard]] const ReadInDoubt* doubt_at(World&, const ServicePointState&, const Code& channel, Date day,
                                          bool is_read);

}  // namespace tally::domain
