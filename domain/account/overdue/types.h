#pragma once
// What late charges and disputes are made of.

#include <array>
#include <cstdint>
#include <string_view>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"
#include "domain/settings/types.h"

namespace tally::domain {

// The terms of the class that a late charge was computed by, as they were then.
struct LateChargeTerms {
    LateChargeMethod method = LateChargeMethod::none;
    std::uint32_t rate_basis_points = 0;
    Money amount;
    Money floor;
    bool tax_in_base = false;
    template <class T = LateChargeTerms>
    static constexpr auto fields() {
        return FieldList{
            Field{"method", &T::method, "How often an item is charged."},
            Field{"rate_basis_points", &T::rate_basis_points, "Of what is overdue; daily: a year's.",
                  "hundredths of a percent"},
            Field{"amount", &T::amount, "Charged in place of a rate; zero: the rate is."},
            Field{"floor", &T::floor, "Less overdue than this is not charged for."},
            Field{"tax_in_base", &T::tax_in_base, "Whether the tax in what is overdue is charged for, too."}};
    }
    bool operator==(const LateChargeTerms&) const = default;
};

// Days on which as much was overdue: the arithmetic of a late charge.
struct LateChargeStep {
    Date from;
    Date until;
    Money overdue;
    Money basis;
    template <class T = LateChargeStep>
    static constexpr auto fields() {
        return FieldList{Field{"from", &T::from, "First day."}, Field{"until", &T::until, "First day after it."},
                         Field{"overdue", &T::overdue, "Overdue and not disputed, net of what was paid by then."},
                         Field{"basis", &T::basis, "The same, less its share of tax where tax is not charged for."}};
    }
    bool operator==(const LateChargeStep&) const = default;
};

// Why a late charge was cancelled. Numbers are stored: add at the end.
enum class LateChargeCause : std::uint8_t {
    waived,
    back_dated_credit,
    invoice_reversed,
    adjustment_cancelled,
    late_charge_cancelled,
    dispute_upheld
};
constexpr auto enum_names(LateChargeCause) {
    return std::to_array<std::string_view>({"waived", "back_dated_credit", "invoice_reversed", "adjustment_cancelled",
                                            "late_charge_cancelled", "dispute_upheld"});
}

// Numbers are stored: add at the end.
enum class DisputeOutcome : std::uint8_t { rejected, upheld };
constexpr auto enum_names(DisputeOutcome) {
    return std::to_array<std::string_view>({"rejected", "upheld"});
}

}  // namespace tally::domain
