#pragma once
// What an agreement used in days that are not billed: what was measured, and the rest as an estimate of it would be.

#include <optional>
#include <vector>

#include "domain/account/billing/unbilled/types.h"
#include "domain/account/billing/usage_selection.h"
#include "domain/decide.h"

namespace tally::domain {

struct UnbilledUsage {
    SelectedUsage selected;  // As a bill of these days would have it; without reads where something is missing.
    std::vector<UnbilledUse> uses;
    std::optional<Refusal> missing;  // Why no usage is in it.
};
// Measures the days on a draft of its own, in which what was not measured is estimated. Nothing of it is recorded.
[[nodiscard]] UnbilledUsage unbilled_usage(const Context&, const ServiceAgreement&, const TariffState&, Period days,
                                           bool final_segment);

}  // namespace tally::domain
