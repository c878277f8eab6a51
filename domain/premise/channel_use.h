#pragma once
// What each channel measured lately, as its events are folded: see ChannelUse.

#include "domain/premise/state.h"

namespace tally::domain {

// What the register counted between two reads, past 10^dials where it rolled over, in units of 10^-6. `capacity`
// becomes 10^dials in the same units.
[[nodiscard]] Int128 counted(const MeterRegister&, Quantity start, Quantity stop, Int128& capacity);
// The same in the register's unit: times its multiplier.
[[nodiscard]] Quantity used_between(const MeterRegister&, Quantity start, Quantity stop);

// Another meter was installed: usage cannot be counted from the values of the previous one.
void forget_values(ServicePointState&);
// What a meter showed when it was installed.
void begin_count(ServicePointState&, const Code& channel, Date day, Quantity value);
// A read that was taken; an older one than the newest changes nothing.
void count_read(ServicePointState&, const MeterRegister&, Date day, Quantity value, Quality);
void recount_read(ServicePointState&, const MeterRegister&, const RegisterReadCorrected&);
void uncount_read(ServicePointState&, const MeterRegister&, const RegisterReadWithdrawn&);

void count_usage(ServicePointState&, const Code& channel, const UsageEntry&);
void uncount_usage(ServicePointState&, const Code& channel, const UsageEntry&);

}  // namespace tally::domain
