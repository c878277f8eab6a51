// Catalogues and schemas, by walking the tables of shape.h.

#include "eventstore/codec/catalogue.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "domain/commands.h"
#include "domain/events.h"
#include "eventstore/codec/form_schemas.h"
#include "eventstore/codec/json.h"
#include "eventstore/codec/json_reader.h"
#include "eventstore/codec/json_values.h"
#include "eventstore/codec/required_fields.h"

namespace tally::eventstore {

namespace {

using Parts = std::map<std::string, const RecordShape*>;  // By name: what entries are made of.

void collect_parts(const ValueShape& value, Parts& parts);
void collect_parts(const RecordShape& record, Parts& parts) {
    for (const auto& field : record.fields) collect_parts(*field.value, parts);
}
void collect_parts(const ValueShape& value, Parts& parts) {
    if (value.element != nullptr) return collect_parts(*value.element, parts);
    if (value.kind != ValueKind::record) return;
    if (parts.emplace(plain_name(*value.record), value.record).second) collect_parts(*value.record, parts);
}
Parts parts_of(std::span<const CatalogueEntry> entries) {
    Parts parts;
    for (const auto& entry : entries) collect_parts(*entry.shape, parts);
    return parts;
}

std::string type_text(const ValueShape& value) {
    switch (value.kind) {
        case ValueKind::list:
            return "list of " + type_text(*value.element);
        case ValueKind::optional:
            if (value.is_change)
                return type_text(*value.element) + (value.set_cleared ? ", null clears it" : ", never null");
            return type_text(*value.element) + (value.is_left_out ? ", or left out" : ", or none");
        case ValueKind::enumeration: {
            std::string text = "one of ";
            bool first = true;
            for (const auto name : value.names) {
                if (!first) text += ", ";
                first = false;
                text += name.empty() ? "\"\"" : name;
            }
            return text;
        }
        case ValueKind::text:
            return value.text_role == TextRole::plain ? "text" : value.name;
        case ValueKind::personal:
            return "personal text";
        case ValueKind::record:
            return plain_name(*value.record);
        default:
            return value.name;
    }
}

// Which commands or events a text names are grouped by what stands before the dot.
std::string_view group_of(std::string_view name) {
    return name.substr(0, name.find('.'));
}

// Answers and events are written by the ledger; commands are read, and what is left out of them has its default. The
// schemas of feeds were released without a word on what is always there.
enum class Direction { written, read, released };

// Whether JSON that is written always has the field.
bool is_always_written(const FieldShape& field) {
    return !field.value->is_left_out && !field.value->is_change;
}

// What a command has where it leaves the field out, in JSON. Empty: what it has then cannot be given (a change that is
// not asked for, the time of receipt).
std::string default_text(const FieldShape& field) {
    if (field.value->is_change || field.value->is_left_out || field.value->kind == ValueKind::instant) return {};
    if (field.value->kind == ValueKind::record) return "{}";
    std::string text;
    write_json_value(field, field.default_value, {}, text);
    return text;
}

void append_example(const ValueShape&, std::string& out);
void append_example_fields(const RecordShape& record, bool first, std::string& out) {
    for (const auto& field : record.fields) {
        if (!first) out += ',';
        first = false;
        write_json_string(field.name, out);
        out += ':';
        append_example(*field.value, out);
    }
}
// A value that the reader takes, of the form that is documented for its kind.
void append_example(const ValueShape& value, std::string& out) {
    switch (value.kind) {
        case ValueKind::boolean:
            out += "true";
            return;
        case ValueKind::integer:
            out += '1';
            return;
        case ValueKind::money:
        case ValueKind::money_sum:
            out += R"("12.30")";
            return;
        case ValueKind::decimal:
            out += R"("12.5")";
            return;
        case ValueKind::fraction:
            out += R"("17/30")";
            return;
        case ValueKind::date:
            out += R"("2022-01-05")";
            return;
        case ValueKind::month_day:
            out += R"("11-01")";
            return;
        case ValueKind::instant:
            out += R"("2022-01-05T12:00:00Z")";
            return;
        case ValueKind::text:
            out += value.text_role == TextRole::id     ? R"("A-1")"
                   : value.text_role == TextRole::code ? R"("CODE")"
                                                       : R"("text")";
            return;
        case ValueKind::personal:
            out += R"("text")";
            return;
        case ValueKind::enumeration:
            write_json_string(value.names[value.names.size() > 1 ? 1 : 0], out);
            return;
        case ValueKind::digest:
            out += '"' + std::string(value.size_bytes * 2, '0') + '"';
            return;
        case ValueKind::list:
            out += '[';
            append_example(*value.element, out);
            out += ']';
            return;
        case ValueKind::optional:
            return append_example(*value.element, out);
        case ValueKind::record:
            out += '{';
            append_example_fields(*value.record, true, out);
            out += '}';
            return;
    }
}

class SchemaWriter {
  public:
    // `completed`: a field that is not required, since the way in completes it.
    SchemaWriter(std::string& out, Direction direction, std::string_view refs = "#/$defs/",
                 std::string_view completed = {})
        : out_(out), direction_(direction), read_(direction == Direction::read), refs_(refs), completed_(completed) {}

    // `others` are properties beside the record's own: for commands their header, for both a fixed type.
    void write_record(const RecordShape& record, std::string_view type_name = {}, const RecordShape* header = nullptr) {
        out_ += R"({"type":"object","additionalProperties":false)";
        write_required(record, type_name, header);
        out_ += R"(,"properties":{)";
        bool first = true;
        if (!type_name.empty()) {
            out_ += R"("type":{"const":)";
            write_json_string(type_name, out_);
            out_ += '}';
            first = false;
        }
        for (const RecordShape* shape : {header, &record}) {
            if (shape == nullptr) continue;
            const std::string name = listed_name(*shape, shape == header || header == nullptr);
            for (const auto& field : shape->fields) {
                if (!first) out_ += ',';
                first = false;
                write_json_string(field.name, out_);
                out_ += ':';
                write_field(field, name);
            }
        }
        out_ += '}';
        if (!type_name.empty()) out_ += R"(,"examples":[)" + command_example({type_name, &record}) + ']';
        out_ += '}';
    }

    void write_defs(const Parts& parts, bool& first) {
        for (const auto& [name, shape] : parts) {
            if (!first) out_ += ',';
            first = false;
            write_json_string(name, out_);
            out_ += ':';
            write_record(*shape);
        }
    }

  private:
    // By which required fields are listed: commands by their type, headers and parts by their plain name.
    static std::string listed_name(const RecordShape& shape, bool is_part) {
        return is_part ? plain_name(shape) : std::string{shape.type_name};
    }

    void write_required(const RecordShape& record, std::string_view type_name, const RecordShape* header) {
        if (direction_ == Direction::released) return;
        std::vector<std::string_view> names;
        if (!type_name.empty()) names.emplace_back("type");
        for (const RecordShape* shape : {header, &record}) {
            // Without a type the command comes by a way that may say its header otherwise, as HTTP does.
            if (shape == nullptr || (shape == header && type_name.empty())) continue;
            const std::string name = listed_name(*shape, shape == header || header == nullptr);
            for (const auto& field : shape->fields)
                if (read_ ? is_required(name, field.name) && field.name != completed_ : is_always_written(field))
                    names.push_back(field.name);
        }
        if (names.empty()) return;
        out_ += R"(,"required":[)";
        for (const auto& name : names) {
            if (&name != names.data()) out_ += ',';
            write_json_string(name, out_);
        }
        out_ += ']';
    }

    void write_field(const FieldShape& field, std::string_view record) {
        std::string description{field.meaning};
        if (!field.unit.empty()) description += " Unit: " + std::string{field.unit} + ".";
        out_ += R"({"description":)";
        write_json_string(description, out_);
        out_ += ',';
        if (read_ && !is_required(record, field.name))
            if (const auto otherwise = default_text(field); !otherwise.empty())
                out_ += "\"default\":" + otherwise + ',';
        write_type(*field.value);
        out_ += '}';
    }

    void write_type(const ValueShape& value) {
        switch (value.kind) {
            case ValueKind::boolean:
                out_ += R"("type":"boolean")";
                return;
            case ValueKind::integer:
                return write_integer(value);
            case ValueKind::money:
            case ValueKind::money_sum:
                out_ += R"("type":"string","pattern":"^-?[0-9]+(\\.[0-9]+)?$","x-type":"Money")";
                return;
            case ValueKind::decimal:
                out_ += R"("type":"string","pattern":"^-?[0-9]+(\\.[0-9]{1,)" + std::to_string(value.decimals) +
                        R"(})?$","x-type":")" + value.name + '"';
                return;
            case ValueKind::fraction:
                out_ += R"("type":"string","pattern":"^-?[0-9]+/[0-9]+$")";
                return;
            case ValueKind::date:
                out_ += R"("type":["string","null"],"format":"date")" + years_read();
                return;
            case ValueKind::month_day:
                out_ += R"("type":["string","null"],"pattern":"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")";
                return;
            case ValueKind::instant:
                out_ += R"("type":"string","format":"date-time")" + years_read();
                return;
            case ValueKind::text:
                return write_text(value);
            case ValueKind::personal:
                return write_personal();
            case ValueKind::enumeration:
                return write_names(value);
            case ValueKind::digest:
                out_ += R"("type":"string","pattern":"^[0-9a-f]{)" + std::to_string(value.size_bytes * 2) + R"(}$")";
                return;
            case ValueKind::list:
                out_ += R"("type":"array","items":{)";
                write_type(*value.element);
                out_ += '}';
                return;
            case ValueKind::optional:
                return write_optional(value);
            case ValueKind::record:
                out_.append(R"("$ref":")").append(refs_).append(plain_name(*value.record)) += '"';
                return;
        }
    }

    // Of dates and instants that the reader takes: 1900 to 2999.
    [[nodiscard]] std::string years_read() const { return read_ ? R"(,"pattern":"^(19|2[0-9])[0-9]{2}-")" : ""; }

    void write_personal() {
        const std::string text = R"("type":"string","maxLength":)" + std::to_string(input_text_bytes_max);
        if (read_)
            out_ += R"("x-personal":true,)" + text;
        else
            out_ +=
                R"("x-personal":true,"anyOf":[{)" + text +
                R"(},{"type":"object","properties":{"sealed":{"type":"string","contentEncoding":"base64"},"under":{"type":"string"}},"required":["sealed","under"]}])";
    }

    void write_names(const ValueShape& value) {
        out_ += R"("enum":[)";
        bool first = true;
        for (const auto name : value.names) {
            if (!first) out_ += ',';
            first = false;
            write_json_string(name, out_);
        }
        out_ += ']';
    }

    void write_optional(const ValueShape& value) {
        if (value.is_left_out || (value.is_change && value.set_cleared == nullptr)) return write_type(*value.element);
        // Of a value that is not null its own fault is reported, not that of both alternatives.
        out_ += read_ ? R"("if":{"not":{"type":"null"}},"then":{)" : R"("anyOf":[{"type":"null"},{)";
        write_type(*value.element);
        out_ += read_ ? "}" : "}]";
    }

    void write_integer(const ValueShape& value) {
        const auto bits = static_cast<unsigned>(value.size_bytes) * 8;
        if (bits == 64) {  // Beyond 2^53 - 1 as a string of digits: see json_values.h.
            out_ += value.is_signed ? R"("type":["integer","string"],"pattern":"^-?[0-9]+$")"
                                    : R"("type":["integer","string"],"minimum":0,"pattern":"^[0-9]+$")";
            return;
        }
        const std::int64_t above = 1LL << (value.is_signed ? bits - 1 : bits);
        out_ += R"("type":"integer","minimum":)" + std::to_string(value.is_signed ? -above : 0) + R"(,"maximum":)" +
                std::to_string(above - 1);
    }

    void write_text(const ValueShape& value) {
        switch (value.text_role) {
            case TextRole::id:  // Printable ASCII but '/', or left empty.
                out_ += R"("type":"string","maxLength":64,"pattern":"^[!-.0-~]*$","x-type":")" + value.name + '"';
                return;
            case TextRole::code:
                out_ += R"("type":"string","maxLength":64,)";
                if (read_) out_ += R"("pattern":"^[^\\u0000-\\u001f]*$",)";
                out_ += R"("x-type":"Code")";
                return;
            case TextRole::plain:
                out_ += R"("type":"string","maxLength":)" + std::to_string(input_text_bytes_max);
                return;
        }
    }

    std::string& out_;
    Direction direction_;
    bool read_;
    std::string_view refs_;  // What a reference begins with.
    std::string_view completed_;
};

void write_any_of_entries(std::span<const CatalogueEntry> entries, std::string& out) {
    out += R"(,"oneOf":[)";
    bool first = true;
    for (const auto& entry : entries) {
        if (!first) out += ',';
        first = false;
        out += R"({"$ref":"#/$defs/)" + std::string{entry.name} + "\"}";
    }
    out += ']';
}

// The type chooses the one schema that is checked, so that a validator reports the field of that command.
void write_entry_by_type(std::span<const CatalogueEntry> entries, std::string& out) {
    out += R"(,"type":"object","required":["type"],"properties":{"type":{"enum":[)";
    for (const auto& entry : entries) {
        if (&entry != entries.data()) out += ',';
        write_json_string(entry.name, out);
    }
    out += R"(]}},"allOf":[)";
    for (const auto& entry : entries) {
        if (&entry != entries.data()) out += ',';
        const std::string name{entry.name};
        out += R"({"if":{"properties":{"type":{"const":")" + name +
               R"("}},"required":["type"]},"then":{"$ref":"#/$defs/)" + name + "\"}}";
    }
    out += ']';
}

std::string schema_document(std::string_view title, std::span<const CatalogueEntry> entries, const RecordShape* header,
                            bool typed) {
    std::string out = R"({"$schema":"https://json-schema.org/draft/2020-12/schema","title":)";
    write_json_string(title, out);
    SchemaWriter writer(out, typed ? Direction::read : Direction::written);
    typed ? write_entry_by_type(entries, out) : write_any_of_entries(entries, out);
    out += R"(,"$defs":{)";
    bool first = true;
    for (const auto& entry : entries) {
        if (!first) out += ',';
        first = false;
        write_json_string(entry.name, out);
        out += ':';
        writer.write_record(*entry.shape, typed ? entry.name : std::string_view{}, header);
    }
    writer.write_defs(parts_of(entries), first);
    return out + "}}";
}

std::string schema_members(std::span<const CatalogueEntry> entries, std::string_view name_prefix, std::string_view refs,
                           Direction direction, const RecordShape* header) {
    std::string out;
    SchemaWriter writer(out, direction, refs);
    const auto add = [&](std::string_view name, const RecordShape& record, const RecordShape* its_header) {
        if (!out.empty()) out += ",\n";
        write_json_string(std::string{name_prefix}.append(name), out);
        out += ':';
        writer.write_record(record, {}, its_header);
    };
    for (const auto& entry : entries) add(entry.name, *entry.shape, header);
    for (const auto& [name, shape] : parts_of(entries)) add(name, *shape, nullptr);
    return out;
}

void append_padded(std::string& out, std::string_view text, std::size_t width) {
    out += text;
    // Width in characters, not bytes: names are ASCII, types may not be.
    const auto characters = static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
    if (characters < width) out.append(width - characters, ' ');
}

std::string required_or_default(std::string_view record, const FieldShape& field) {
    if (is_required(record, field.name)) return "Required.";
    if (field.value->is_change) return "Optional; left out: as it is.";
    const auto otherwise = default_text(field);
    return otherwise.empty() ? "Optional." : "Optional; default: " + otherwise + ".";
}

// `name`: of the record as required fields are listed by it.
void append_fields_text(const RecordShape& record, std::string_view name, Direction direction, std::string& out) {
    std::size_t name_width = 0;
    for (const auto& field : record.fields) name_width = std::max(name_width, field.name.size());
    for (const auto& field : record.fields) {
        out += "    ";
        append_padded(out, field.name, name_width + 2);
        out += type_text(*field.value);
        if (!field.unit.empty()) out += ", in " + std::string{field.unit};
        out += ". ";
        out += field.meaning;
        if (direction == Direction::read) out += " " + required_or_default(name, field);
        out += '\n';
    }
}

void append_fields_markdown(const RecordShape& record, std::string& out) {
    out += "| field | type | unit | meaning |\n|---|---|---|---|\n";
    for (const auto& field : record.fields) {
        const ValueShape* value = field.value;
        std::string type = type_text(*value);
        if (value->kind == ValueKind::personal) type = "**personal text**";
        while (value->element != nullptr) value = value->element;
        if (value->kind == ValueKind::record) {
            const auto name = plain_name(*value->record);
            const auto at = type.find(name);
            std::string anchor = name;
            std::transform(anchor.begin(), anchor.end(), anchor.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            type.replace(at, name.size(), "[" + name + "](#" + anchor + ")");
        }
        out += "| `" + std::string{field.name} + "` | " + type + " | " + std::string{field.unit} + " | " +
               std::string{field.meaning} + " |\n";
    }
    out += '\n';
}

std::string catalogue_text(std::span<const CatalogueEntry> entries, Direction direction) {
    std::string out;
    std::string_view group;
    for (const auto& entry : entries) {
        if (group_of(entry.name) != group) {
            group = group_of(entry.name);
            if (!out.empty()) out += '\n';
        }
        out += entry.name;
        if (entry.shape->schema_version != 0) out += ", version " + std::to_string(entry.shape->schema_version);
        out += '\n';
        append_fields_text(*entry.shape, entry.name, direction, out);
        if (direction == Direction::read) out += "    Example: " + command_example(entry) + '\n';
    }
    const Parts parts = parts_of(entries);
    if (!parts.empty()) out += "\nWhat they are made of\n\n";
    for (const auto& [name, shape] : parts) {
        out += name + '\n';
        append_fields_text(*shape, name, direction, out);
    }
    return out;
}

}  // namespace

std::string plain_name(const RecordShape& record) {
    const std::string_view name = record.name;
    constexpr std::string_view begins = "Basic";
    if (!name.starts_with(begins)) return record.name;
    constexpr std::string_view kinds_of_text[][2] = {
        {"OfPersonalInClear", "InClear"}, {"OfPersonal", ""}, {"OfTextOfPlain", "InPlainText"}};
    for (const auto& [ending, plain] : kinds_of_text)
        if (name.ends_with(ending))
            return std::string{name.substr(begins.size(), name.size() - begins.size() - ending.size())}.append(plain);
    return record.name;
}

std::string command_example(const CatalogueEntry& command) {
    std::string out = R"({"type":)";
    write_json_string(command.name, out);
    out += R"(,"command_id":"example-1")";
    append_example_fields(*command.shape, false, out);
    return out + '}';
}

std::string describe_text(std::span<const CatalogueEntry> entries) {
    return "Every field is required and always there, unless its type says \"or left out\"; one without a value is\n"
           "null, \"\" or [].\n\n" +
           catalogue_text(entries, Direction::written);
}

std::string describe_json(std::string_view title, std::span<const CatalogueEntry> entries) {
    return schema_document(title, entries, nullptr, false);
}

std::string json_schema(const RecordShape& record) {
    const auto title = plain_name(record);
    std::string out = R"({"$schema":"https://json-schema.org/draft/2020-12/schema","title":)";
    write_json_string(record.type_name.empty() ? std::string_view{title} : record.type_name, out);
    out += ',';
    std::string body;
    SchemaWriter{body, Direction::released}.write_record(record);
    out.append(body, 1, body.size() - 2);
    Parts parts;
    collect_parts(record, parts);
    if (!parts.empty()) {
        out += R"(,"$defs":{)";
        bool first = true;
        SchemaWriter{out, Direction::released}.write_defs(parts, first);
        out += '}';
    }
    return out + '}';
}

std::string answer_schemas(std::span<const CatalogueEntry> entries, std::string_view name_prefix,
                           std::string_view refs) {
    return schema_members(entries, name_prefix, refs, Direction::written, nullptr);
}
std::string command_schemas(std::string_view name_prefix, std::string_view refs) {
    return schema_members(catalogue_of<domain::Command>(), name_prefix, refs, Direction::read,
                          &record_shape<domain::CommandHeader>());
}

std::string form_schemas(std::span<const FormSchema> forms, std::string_view name_prefix, std::string_view refs) {
    std::string out;
    const auto& commands = variant_shape<domain::Command>();
    for (const FormSchema& form : forms) {
        const auto place = commands.find(form.command);
        if (!place) continue;
        RecordShape shape = *commands.alternatives[*place];
        std::erase_if(shape.fields, [&](const FieldShape& field) { return field.name == form.without; });
        if (!out.empty()) out += ",\n";
        write_json_string(std::string{name_prefix}.append(form.command), out);
        out += ':';
        SchemaWriter(out, Direction::read, refs, form.completed)
            .write_record(shape, {}, &record_shape<domain::CommandHeader>());
    }
    return out;
}

std::string describe_events() {
    return describe_text(catalogue_of<domain::Event>());
}
std::string describe_events_json() {
    return describe_events_json(catalogue_of<domain::Event>());
}
std::string describe_events_json(std::span<const CatalogueEntry> entries) {
    return describe_json("Events of a Tallystick log: the data of each", entries);
}
std::string describe_commands() {
    std::string out =
        "Every command is one JSON object on one line: its type, these fields, and its own.\n"
        "A required field that is left out is refused by name, as is its default; an optional one has its default "
        "then.\n"
        "What only some commands need, such as the tender of a payment that has several, is optional here, and the "
        "refusal\n"
        "names it. An example has every field of its command in the form that is read; ids, codes and dates are to be\n"
        "replaced by the utility's own.\n";
    append_fields_text(record_shape<domain::CommandHeader>(), "CommandHeader", Direction::read, out);
    return out + '\n' + describe_commands(catalogue_of<domain::Command>());
}
std::string describe_commands_json() {
    return describe_commands_json(catalogue_of<domain::Command>());
}
std::string describe_commands(std::span<const CatalogueEntry> entries) {
    return catalogue_text(entries, Direction::read);
}
std::string describe_commands_json(std::span<const CatalogueEntry> entries) {
    return schema_document("Commands of a Tallystick division", entries, &record_shape<domain::CommandHeader>(), true);
}

std::string events_markdown() {
    const auto entries = catalogue_of<domain::Event>();
    std::string out =
        "# Events\n\n"
        "Everything a division's log can hold, made from `fields()` by a test (see `tests/golden/`); do not edit. "
        "Names "
        "and\nfield order are on disk: fields are added at the end with a higher version, never edited.\n\n"
        "In JSON, amounts (Money) are decimal strings with the currency's decimals; Quantity, Price and Rate are "
        "decimal\n"
        "strings with at most 6, 8 and 8 decimals; a Fraction is \"17/30\"; a Date is \"2022-01-05\" or null; an "
        "Instant "
        "is\nRFC 3339 in UTC. **Personal text** is stored as AES-256-GCM ciphertext under the key of the person it is "
        "about.\n\n"
        "## Every event's envelope\n\n";
    append_fields_markdown(record_shape<domain::Envelope>(), out);
    std::string_view group;
    for (const auto& entry : entries) {
        if (group_of(entry.name) != group) {
            group = group_of(entry.name);
            out += "## " + std::string{group} + "\n\n";
        }
        out +=
            "### " + std::string{entry.name} + "\n\nVersion " + std::to_string(entry.shape->schema_version) + ".\n\n";
        append_fields_markdown(*entry.shape, out);
    }
    auto parts = parts_of(entries);
    collect_parts(record_shape<domain::Envelope>(), parts);
    out += "## What they are made of\n\n";
    for (const auto& [name, shape] : parts) {
        out += "### " + name + "\n\n";
        append_fields_markdown(*shape, out);
    }
    while (out.ends_with("\n\n")) out.pop_back();
    return out;
}

}  // namespace tally::eventstore
