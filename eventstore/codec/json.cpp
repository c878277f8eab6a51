// Writes JSON by walking the tables of shape.h.

#include "eventstore/codec/json.h"

#include <charconv>

#include "domain/core/assert.h"
#include "domain/core/shown_text.h"
#include "eventstore/codec/json_values.h"
#include "eventstore/hex.h"
#include "eventstore/merkle/signed_note.h"

namespace tally::eventstore {

namespace {

// How a walk differs: what is left out, in which order, and what personal text becomes.
struct Form {
    bool canonical;
    std::uint8_t currency_decimals;
    const JsonContext* context;  // nullptr in canonical form.
};

void write_quoted(std::string_view plain, std::string& out) {
    out += '"';
    out += plain;
    out += '"';
}

void write_integer(std::int64_t value, std::string& out) {
    char text[24];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    const std::string_view digits{text, static_cast<std::size_t>(end - text)};
    // A reader that keeps numbers as doubles would change it; RFC 8785 asks for a string.
    if (value > json_integer_max || value < -json_integer_max)
        write_quoted(digits, out);
    else
        out += digits;
}
void write_unsigned(std::uint64_t value, std::string& out) {
    if (value <= static_cast<std::uint64_t>(json_integer_max))
        return write_integer(static_cast<std::int64_t>(value), out);
    write_quoted(std::to_string(value), out);
}

void write_record(RecordRef, const Form&, std::string& out);

void write_personal(const domain::Personal& personal, const Form& form, std::string& out) {
    if (!personal.sealed) return write_json_string(personal.bytes, out);
    TALLY_ASSERT(!form.canonical, "a command carries personal text in clear");
    if (form.context->open)
        if (const auto clear = form.context->open(personal)) return write_json_string(*clear, out);
    out += R"({"sealed":")";
    out += base64(personal.bytes);
    out += R"(","under":)";
    write_json_string(personal.under.str(), out);
    out += '}';
}

// Date or MonthDay.
template <class Day>
void write_day(const void* value, std::string& out) {
    const auto day = *static_cast<const Day*>(value);
    if (day.is_set())
        write_quoted(to_string(day), out);
    else
        out += "null";
}

void write_value(const ValueShape& shape, const void* value, const Form& form, std::string& out);

void write_list(const ValueShape& shape, const void* value, const Form& form, std::string& out) {
    out += '[';
    const std::size_t size = shape.size(value);
    for (std::size_t i = 0; i < size; ++i) {
        if (i != 0) out += ',';
        write_value(*shape.element, shape.at(value, i), form, out);
    }
    out += ']';
}

void write_value(const ValueShape& shape, const void* value, const Form& form, std::string& out) {
    switch (shape.kind) {
        case ValueKind::boolean:
            out += *static_cast<const bool*>(value) ? "true" : "false";
            return;
        case ValueKind::integer:
            if (shape.is_signed || shape.size_bytes < 8) return write_integer(load_integer(shape, value), out);
            return write_unsigned(*static_cast<const std::uint64_t*>(value), out);
        case ValueKind::money:
            return write_quoted(to_string(*static_cast<const domain::Money*>(value), form.currency_decimals), out);
        case ValueKind::money_sum:
            return write_quoted(to_string(*static_cast<const domain::MoneySum*>(value), form.currency_decimals), out);
        case ValueKind::decimal:
            return write_quoted(domain::fixed_to_string(*static_cast<const std::int64_t*>(value), shape.decimals, 0),
                                out);
        case ValueKind::fraction: {
            const auto& fraction = *static_cast<const domain::Fraction*>(value);
            return write_quoted(std::to_string(fraction.numerator) + "/" + std::to_string(fraction.denominator), out);
        }
        case ValueKind::date:
            return write_day<domain::Date>(value, out);
        case ValueKind::month_day:
            return write_day<domain::MonthDay>(value, out);
        case ValueKind::instant:
            return write_quoted(to_string(*static_cast<const domain::Instant*>(value)), out);
        case ValueKind::text:
            return write_json_string(shape.text(value), out);
        case ValueKind::personal:
            return write_personal(*static_cast<const domain::Personal*>(value), form, out);
        case ValueKind::enumeration: {
            const auto index = static_cast<std::size_t>(load_integer(shape, value));
            TALLY_ASSERT(index < shape.names.size(), "an enum has a value without a name");
            return write_quoted(shape.names[index], out);
        }
        case ValueKind::digest:
            out += '"';
            append_hex({static_cast<const std::uint8_t*>(value), shape.size_bytes}, out);
            out += '"';
            return;
        case ValueKind::list:
            return write_list(shape, value, form, out);
        case ValueKind::optional:
            if (shape.size(value) == 0)
                out += "null";
            else
                write_value(*shape.element, shape.at(value, 0), form, out);
            return;
        case ValueKind::record:
            return write_record({shape.record, value}, form, out);
    }
}

// A value that is not there and not null either; or a change that was not asked for: written as null it would clear
// what is there.
bool says_nothing(const ValueShape& shape, const void* value) {
    if (shape.is_left_out) return shape.size(value) == 0;
    return shape.is_change && shape.size(value) == 0 && !shape.is_cleared(value);
}

void write_record(RecordRef record, const Form& form, std::string& out) {
    out += '{';
    bool first = true;
    const auto write_field = [&](const FieldShape& field) {
        const void* value = field_of(record.data, field);
        if (form.canonical && is_canonical_default(field, value)) return;
        if (says_nothing(*field.value, value)) return;
        if (!first) out += ',';
        first = false;
        out += field.json_key;
        write_value(*field.value, value, form, out);
    };
    if (form.canonical)
        for (const auto index : record.shape->by_name) write_field(record.shape->fields[index]);
    else
        for (const auto& field : record.shape->fields) write_field(field);
    out += '}';
}

}  // namespace

void write_json_value(const FieldShape& field, const void* value, const JsonContext& context, std::string& out) {
    write_value(*field.value, value, {false, context.currency.decimals, &context}, out);
}
void write_canonical_value(const FieldShape& field, const void* value, std::uint8_t currency_decimals,
                           std::string& out) {
    write_value(*field.value, value, {true, currency_decimals, nullptr}, out);
}

namespace {
// Of values of one kind. What is under whose key is not part of what a command says: executors fill it in.
bool says_otherwise(const ValueShape& shape, const void* change) {
    if (shape.size(change) == 0) return !shape.is_cleared(change);
    const void* value = shape.at(change, 0);
    if (shape.element->kind == ValueKind::personal) return static_cast<const domain::Personal*>(value)->empty();
    return equal(*shape.element, value, shape.otherwise);
}
}  // namespace

bool is_canonical_default(const FieldShape& field, const void* value) {
    if (field.value->is_change) return says_otherwise(*field.value, value);
    if (field.value->kind == ValueKind::record && field.value->record->has_personal) {
        for (const auto& inner : field.value->record->fields)
            if (!is_canonical_default(inner, field_of(value, inner))) return false;
        return true;
    }
    return is_default(field, value);
}

bool is_default(const FieldShape& field, const void* value) {
    if (field.value->kind == ValueKind::personal) return static_cast<const domain::Personal*>(value)->empty();
    if (field.value->kind == ValueKind::record && field.value->record->has_personal) {
        for (const auto& inner : field.value->record->fields)
            if (!is_default(inner, field_of(value, inner))) return false;
        return true;
    }
    return equal(*field.value, value, field.default_value);
}

void write_json(RecordRef record, const JsonContext& context, std::string& out) {
    write_record(record, {false, context.currency.decimals, &context}, out);
}

void write_canonical_json(RecordRef record, std::uint8_t currency_decimals, std::string& out) {
    write_record(record, {true, currency_decimals, nullptr}, out);
}

void write_event_json(const domain::RecordedEvent& recorded, const JsonContext& context, std::string& out) {
    const domain::Envelope& envelope = recorded.envelope;
    out += '{';
    for (const auto& field : record_shape<domain::Envelope>().fields) {
        if (field.name == "stream") {
            out += R"("stream":)";
            write_json_string(to_string(envelope.stream), out);
        } else {
            write_quoted(field.name == "event_type" ? "type" : field.name, out);
            out += ':';
            write_json_value(field, field_of(static_cast<const void*>(&envelope), field), context, out);
        }
        out += ',';
    }
    out += R"("data":)";
    write_json(ref(recorded.event), context, out);
    out += '}';
}

void write_json_string(std::string_view text, std::string& out) {
    const auto written_as_it_is = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; };
    if (std::all_of(text.begin(), text.end(), written_as_it_is)) return write_quoted(text, out);
    out += '"';
    std::size_t written = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (written_as_it_is(text[i])) continue;
        out.append(text, written, i - written);
        written = i + 1;
        out += '\\';
        switch (c) {
            case '"':
                out += '"';
                break;
            case '\\':
                out += '\\';
                break;
            case '\b':
                out += 'b';
                break;
            case '\t':
                out += 't';
                break;
            case '\n':
                out += 'n';
                break;
            case '\f':
                out += 'f';
                break;
            case '\r':
                out += 'r';
                break;
            default:
                out += "u00";
                append_hex({&c, 1}, out);
        }
    }
    out.append(text, written);
    out += '"';
}

std::string InputError::message() const {
    std::string text;
    if (line != 0) text += "line " + std::to_string(line) + ": ";
    if (!field.empty()) text += field + ": ";
    if (!value.empty()) {
        write_json_string(value, text);
        text += ' ';
    }
    text += problem;
    if (!cure.empty()) text += "; " + cure;
    return domain::escaped_to_show(text);
}

}  // namespace tally::eventstore
