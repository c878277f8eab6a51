#pragma once
// How a bill is made and when it is due.

#include <array>
#include <cstdint>
#include <string_view>

#include "domain/core/describe.h"

namespace tally::domain {

// CIM CustomerBillingKind.
enum class BillingKind : std::uint8_t { consolidated_ess, consolidated_udc, separate_ess_udc, other };
constexpr auto enum_names(BillingKind) {
    return std::to_array<std::string_view>({"consolidatedEss", "consolidatedUdc", "separateEssUdc", "other"});
}

// What gave the due date [rule 13].
enum class DueDateRule : std::uint8_t { class_days, class_working_days, requested_day, regulatory_days };
constexpr auto enum_names(DueDateRule) {
    return std::to_array<std::string_view>({"class_days", "class_working_days", "requested_day", "regulatory_days"});
}

}  // namespace tally::domain
