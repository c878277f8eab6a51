#pragma once
// What a charge is made of: measured quantities, priced lines, taxes.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"
#include "domain/premise/types.h"
#include "domain/settings/types.h"
#include "domain/tariff/events.h"

namespace tally::domain {

// What a register or a usage period gave to a segment.
struct UsedRead {
    ServicePointId service_point;
    Code channel;
    Date from;
    Date until;
    Quantity start_value;
    Quantity stop_value;
    Quantity multiplier;
    Quantity quantity;
    Code unit;
    Quality quality = Quality::actual;
    std::uint64_t position = 0;
    template <class T = UsedRead>
    static constexpr auto fields() {
        return FieldList{
            Field{"service_point", &T::service_point, "Where it was measured."},
            Field{"channel", &T::channel, "Which register or channel."},
            Field{"from", &T::from, "First day measured."},
            Field{"until", &T::until, "First day after."},
            Field{"start_value", &T::start_value, "Register at the start; 0 for usage periods."},
            Field{"stop_value", &T::stop_value, "Register at the end; 0 for usage periods."},
            Field{"multiplier", &T::multiplier, "Of the register."},
            Field{"quantity", &T::quantity, "Difference × multiplier × factors, rounded to the register's decimals."},
            Field{"unit", &T::unit, "Unit of the quantity."},
            Field{"quality", &T::quality, "Worst of what went in."},
            Field{"position", &T::position, "Position of the event that gave the stop read or the usage."}};
    }
    bool operator==(const UsedRead&) const = default;
};

// CIM ErpInvoiceLineItemKind.
enum class LineKind : std::uint8_t { initial, recalculation, other };
constexpr auto enum_names(LineKind) {
    return std::to_array<std::string_view>({"initial", "recalculation", "other"});
}

// One component price of one price period: an ErpInvoiceLineItem.
struct BillLine {
    Plain line_id;
    LineKind kind = LineKind::initial;
    Code component;
    ComponentKind component_kind = ComponentKind::fixed;
    Plain description;
    TariffId tariff;
    std::uint32_t tariff_version = 0;
    Date from;
    Date until;
    Quantity quantity;
    Code unit;
    Price price;
    Fraction fraction;
    Price unrounded;
    Money amount;
    Money previous_amount;
    std::vector<Code> tax_codes;
    GlRole role = GlRole::revenue;
    Code gl_account;
    template <class T = BillLine>
    static constexpr auto fields() {
        return FieldList{
            Field{"line_id", &T::line_id, "Stable and unique: segment id and number."},
            Field{"kind", &T::kind, "Initial, or a recalculation."},
            Field{"component", &T::component, "Tariff component, tax code or special charge type."},
            Field{"component_kind", &T::component_kind, "How it was computed."},
            Field{"description", &T::description, "What the bill says."},
            Field{"tariff", &T::tariff, "Tariff that priced it."},
            Field{"tariff_version", &T::tariff_version, "Its version."},
            Field{"from", &T::from, "First charge day."},
            Field{"until", &T::until, "First day after."},
            Field{"quantity", &T::quantity,
                  "Exact quantity: units, days, periods, or the basis of a percentage or tax."},
            Field{"unit", &T::unit, "Unit of the quantity."},
            Field{"price", &T::price, "Price of one, or the rate.", "currency"},
            Field{"fraction", &T::fraction, "Proration."},
            Field{"unrounded", &T::unrounded, "quantity × price × fraction, to eight decimals.", "currency"},
            Field{"amount", &T::amount, "Rounded once."},
            Field{"previous_amount", &T::previous_amount, "Of the line it replaces."},
            Field{"tax_codes", &T::tax_codes, "Taxes that count it."},
            Field{"role", &T::role, "Revenue, fee or tax."},
            Field{"gl_account", &T::gl_account, "Where it is posted."}};
    }
    bool operator==(const BillLine&) const = default;
};

// What the lines charge without their taxes.
[[nodiscard]] inline Money charges_before_tax(const std::vector<BillLine>& lines) {
    Money sum;
    for (const BillLine& line : lines)
        if (line.component_kind != ComponentKind::tax) sum += line.amount;
    return sum;
}

struct InvoiceTax {
    Code tax_code;
    Code jurisdiction;
    Rate rate;
    Money basis;
    Money amount;
    template <class T = InvoiceTax>
    static constexpr auto fields() {
        return FieldList{Field{"tax_code", &T::tax_code, "The tax."},
                         Field{"jurisdiction", &T::jurisdiction, "Who levies it."},
                         Field{"rate", &T::rate, "Share of the basis."},
                         Field{"basis", &T::basis, "Sum of the taxable rounded lines."},
                         Field{"amount", &T::amount, "Rounded once."}};
    }
    bool operator==(const InvoiceTax&) const = default;
};

}  // namespace tally::domain
