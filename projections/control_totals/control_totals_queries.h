#pragma once
// Questions about what other systems reported.

#include <cstdint>
#include <optional>

#include "projections/control_totals/control_totals_answers.h"
#include "projections/reader.h"

namespace tally::projections {

// What other systems reported of the days they book; with a day that one, from every system. Nothing: the ledger has no
// postings then and no system reported on it. Only as of now.
[[nodiscard]] Answered<ControlTotalsAnswer> control_totals(const Reader&,
                                                           std::optional<domain::Date> day = std::nullopt);
// Reports in it that have drifted.
[[nodiscard]] std::uint64_t drifts_in(const ControlTotalsAnswer&);

}  // namespace tally::projections
