// Prints by walking the tables of shape.h.

#include "eventstore/codec/print.h"

#include "eventstore/hex.h"

namespace tally::eventstore {

namespace {

void append(RecordRef, std::string& out);
void append(const ValueShape& shape, const void* value, std::string& out);

// Date or MonthDay.
template <class Day>
void append_day(const void* value, std::string& out) {
    const auto day = *static_cast<const Day*>(value);
    out += day.is_set() ? to_string(day) : "none";
}

void append_list(const ValueShape& shape, const void* value, std::string& out) {
    out += '[';
    for (std::size_t i = 0; i < shape.size(value); ++i) {
        if (i != 0) out += ", ";
        append(*shape.element, shape.at(value, i), out);
    }
    out += ']';
}

void append_optional(const ValueShape& shape, const void* value, std::string& out) {
    if (shape.size(value) != 0) return append(*shape.element, shape.at(value, 0), out);
    out += shape.is_change && shape.is_cleared(value) ? "cleared" : "none";
}

void append(const ValueShape& shape, const void* value, std::string& out) {
    switch (shape.kind) {
        case ValueKind::boolean:
            out += *static_cast<const bool*>(value) ? "true" : "false";
            return;
        case ValueKind::integer:
            if (!shape.is_signed && shape.size_bytes == 8)
                out += std::to_string(*static_cast<const std::uint64_t*>(value));
            else
                out += std::to_string(load_integer(shape, value));
            return;
        case ValueKind::money:  // Without its division an amount does not know how many decimals it has.
            out += std::to_string(static_cast<const domain::Money*>(value)->minor) + " minor";
            return;
        case ValueKind::money_sum:
            out += to_string(*static_cast<const domain::MoneySum*>(value), 0) + " minor";
            return;
        case ValueKind::decimal:
            out += domain::fixed_to_string(*static_cast<const std::int64_t*>(value), shape.decimals, 0);
            return;
        case ValueKind::fraction: {
            const auto& fraction = *static_cast<const domain::Fraction*>(value);
            out += std::to_string(fraction.numerator) + "/" + std::to_string(fraction.denominator);
            return;
        }
        case ValueKind::date:
            return append_day<domain::Date>(value, out);
        case ValueKind::month_day:
            return append_day<domain::MonthDay>(value, out);
        case ValueKind::instant:
            out += to_string(*static_cast<const domain::Instant*>(value));
            return;
        case ValueKind::text:
            out += shape.text(value);
            return;
        case ValueKind::personal: {
            const auto& personal = *static_cast<const domain::Personal*>(value);
            out += personal.empty() ? "" : personal.sealed ? "<sealed>" : "<personal>";
            return;
        }
        case ValueKind::enumeration: {
            const auto index = static_cast<std::size_t>(load_integer(shape, value));
            out += index < shape.names.size() ? shape.names[index] : "?";
            return;
        }
        case ValueKind::digest:
            return append_hex({static_cast<const std::uint8_t*>(value), shape.size_bytes}, out);
        case ValueKind::list:
            return append_list(shape, value, out);
        case ValueKind::optional:
            return append_optional(shape, value, out);
        case ValueKind::record:
            return append(RecordRef{shape.record, value}, out);
    }
}

void append(RecordRef record, std::string& out) {
    out += record.shape->name;
    out += '{';
    bool first = true;
    for (const auto& field : record.shape->fields) {
        if (!first) out += ", ";
        first = false;
        out += field.name;
        out += '=';
        append(*field.value, field_of(record.data, field), out);
    }
    out += '}';
}

}  // namespace

std::string print(RecordRef record) {
    std::string out;
    append(record, out);
    return out;
}

std::string print_value(const ValueShape& shape, const void* value) {
    std::string out;
    append(shape, value, out);
    return out;
}

}  // namespace tally::eventstore
