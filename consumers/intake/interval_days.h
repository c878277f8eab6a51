#pragma once
// What intakes that record interval days and reads share: the ids of their commands, and the qualities of a day's
// values.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/core/text.h"
#include "domain/premise/commands.h"

namespace tally::consumers {

// A function of all that the command says and of the event that it would replace, so that a file that is imported again
// makes the same commands, and a value that was corrected away comes back when a file says it again. `format` begins
// it.
[[nodiscard]] domain::CommandId id_of_interval_day(std::string_view format, const domain::RecordIntervalDay&,
                                                   std::optional<std::uint64_t> replaces);

// The same of a read.
[[nodiscard]] domain::CommandId id_of_read(std::string_view format, const domain::RecordRead&,
                                           std::optional<std::uint64_t> replaces);

// `most` is the quality that most of the values have; `others` names the rest, rising.
void split_qualities(const std::vector<domain::Quality>& each, domain::Quality& most,
                     std::vector<domain::IntervalQuality>& others);

}  // namespace tally::consumers
