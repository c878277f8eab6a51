#pragma once
// What unbilled revenue is made of: days that were served and not billed, what was used in them, and what that earns at
// the prices in force.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/books/bill_line.h"

namespace tally::domain {

// How the use of some days was found. Numbers are stored. Add at the end.
enum class UnbilledBasis : std::uint8_t { measured, between_reads, same_days_last_year, recent_days, profile };
constexpr auto enum_names(UnbilledBasis) {
    return std::to_array<std::string_view>(
        {"measured", "between_reads", "same_days_last_year", "recent_days", "profile"});
}

// What one register counted, or is thought to have counted, before the tariff's factors.
struct UnbilledUse {
    ServicePointId service_point;
    Code channel;
    Date from;
    Date until;
    Quantity quantity;
    Code unit;
    UnbilledBasis basis = UnbilledBasis::measured;
    Date basis_from;
    Date basis_until;
    Quantity basis_quantity;
    std::uint32_t basis_days = 0;
    template <class T = UnbilledUse>
    static constexpr auto fields() {
        return FieldList{
            Field{"service_point", &T::service_point, "Where."},
            Field{"channel", &T::channel, "Which register or channel."},
            Field{"from", &T::from, "First day."},
            Field{"until", &T::until, "First day after."},
            Field{"quantity", &T::quantity, "Use of those days, before the tariff's factors."},
            Field{"unit", &T::unit, "The register's unit."},
            Field{"basis", &T::basis,
                  "Measured in these days, shared by days of what was measured over them, or estimated: from what."},
            Field{"basis_from", &T::basis_from, "First day of what it rests on."},
            Field{"basis_until", &T::basis_until, "First day after that."},
            Field{"basis_quantity", &T::basis_quantity, "Use of the days that it rests on."},
            Field{"basis_days", &T::basis_days, "How many days those were.", "days"}};
    }
    bool operator==(const UnbilledUse&) const = default;
};

// An agreement's days, their use and what they earn; no tax.
struct UnbilledAgreement {
    ServiceAgreementId sa;
    Code service;
    Date from;
    Date until;
    std::vector<UnbilledUse> uses;
    std::vector<BillLine> lines;
    Money amount;
    Code no_basis;
    Plain explanation;
    template <class T = UnbilledAgreement>
    static constexpr auto fields() {
        return FieldList{
            Field{"sa", &T::sa, "The agreement."},
            Field{"service", &T::service, "What is supplied."},
            Field{"from", &T::from, "First day that is not billed in the books of the period."},
            Field{"until", &T::until, "First day after the period, or that it no longer pays for."},
            Field{"uses", &T::uses, "What was used in those days, by register."},
            Field{"lines", &T::lines, "What they earn, as a bill's lines; no tax."},
            Field{"amount", &T::amount, "Sum of the lines."},
            Field{"no_basis", &T::no_basis,
                  "Why usage is not in it, as the name of a refusal: only charges by days are; empty: all is in it."},
            Field{"explanation", &T::explanation, "What is missing; empty: nothing is."}};
    }
    bool operator==(const UnbilledAgreement&) const = default;
};

// The revenue of one account of the general ledger.
struct UnbilledRevenue {
    GlRole role = GlRole::revenue;
    Code gl_account;
    Money amount;
    Money previous_amount;
    template <class T = UnbilledRevenue>
    static constexpr auto fields() {
        return FieldList{Field{"role", &T::role, "Revenue, or fee."},
                         Field{"gl_account", &T::gl_account, "Where it is posted."},
                         Field{"amount", &T::amount, "Earned and not billed."},
                         Field{"previous_amount", &T::previous_amount,
                               "By the accrual that it replaces: the difference is posted."}};
    }
    bool operator==(const UnbilledRevenue&) const = default;
};

}  // namespace tally::domain
