#pragma once
// How a late charge was counted, written out.

#include <cstdint>
#include <string>
#include <vector>

#include "domain/account/overdue/types.h"
#include "domain/core/decimal.h"
#include "domain/core/money.h"

namespace tally::projections {

// "1.5% of 30.00 = 0.45".
[[nodiscard]] inline std::string arithmetic_of(const domain::LateChargeTerms& terms,
                                               const std::vector<domain::LateChargeStep>& steps, domain::Money amount,
                                               std::uint8_t decimals) {
    constexpr std::uint8_t of_a_percent = 2;
    std::string text;
    const std::string rate = domain::fixed_to_string(terms.rate_basis_points, of_a_percent, 0) + "%";
    for (const domain::LateChargeStep& step : steps) {
        if (!text.empty()) text += " + ";
        if (!terms.amount.is_zero()) {
            text += "flat, " + to_string(step.overdue, decimals) + " overdue";
            continue;
        }
        const bool daily = terms.method == domain::LateChargeMethod::daily;
        text += rate + (daily ? " a year" : "") + " of " + to_string(step.basis, decimals);
        if (step.basis != step.overdue) text += " (" + to_string(step.overdue, decimals) + " less tax)";
        if (daily) text += " for " + std::to_string(step.until - step.from) + " days";
    }
    return text + " = " + to_string(amount, decimals);
}

}  // namespace tally::projections
