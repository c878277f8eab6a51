#include "consumers/feed/describe_feeds.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>

#include "consumers/feed/content/contents.h"
#include "consumers/feed/content/customer_messages.h"
#include "consumers/feed/content/invoice_messages.h"
#include "consumers/feed/content/message_type.h"
#include "domain/envelope.h"
#include "domain/events.h"
#include "eventstore/codec/catalogue.h"
#include "eventstore/codec/json.h"

namespace tally::consumers {

namespace {

using eventstore::FieldShape;
using eventstore::RecordShape;
using eventstore::TextRole;
using eventstore::ValueKind;
using eventstore::ValueShape;
using eventstore::write_json_string;

// "Record.field" of what was added after a release: messages from before lack it, so no schema may require it.
constexpr std::array<std::string_view, 0> added_after_a_release{};

bool is_required(const RecordShape& record, const FieldShape& field) {
    const std::string name = record.name + "." + std::string{field.name};
    return std::find(added_after_a_release.begin(), added_after_a_release.end(), name) == added_after_a_release.end();
}

std::string as_json(std::string_view text) {
    std::string out;
    write_json_string(text, out);
    return out;
}

// Records that a value is made of, by the name under which a schema refers to them.
using Parts = std::map<std::string, const RecordShape*>;

class SchemaWriter {
  public:
    // Refers to records as `refer_to` + name. `clear`: personal text is text here, and not ciphertext.
    SchemaWriter(std::string_view refer_to, bool clear) : refer_to_(refer_to), clear_(clear) {}

    // The members of a schema object, without its braces.
    [[nodiscard]] std::string record(const RecordShape& shape) {
        std::string properties;
        std::string required;
        for (const FieldShape& field : shape.fields) {
            add(properties, as_json(field.name) + ":" + property(field));
            if (is_required(shape, field)) add(required, as_json(field.name));
        }
        return object(properties, required);
    }
    // An event as the log has it: envelope, type, data.
    [[nodiscard]] std::string event(const RecordShape& data) {
        std::string properties;
        std::string required;
        for (const FieldShape& field : eventstore::record_shape<domain::Envelope>().fields) {
            const std::string name{field.name == "event_type" ? "type" : field.name};
            std::string value;
            if (field.name == "event_type")
                value = R"({"const":)" + as_json(data.type_name) + "}";
            else if (field.name == "stream")
                value = R"({"description":"Aggregate and id, such as account/1.","type":"string","minLength":3})";
            else
                value = property(field);
            add(properties, as_json(name) + ":" + value);
            add(required, as_json(name));
        }
        add(properties, R"("data":{)" + record(data) + "}");
        add(required, as_json("data"));
        return object(properties, required);
    }
    // What was referred to so far, and all that it refers to.
    [[nodiscard]] std::string parts() {
        std::string out;
        for (std::size_t written = 0; written != parts_.size();) {
            out.clear();
            written = parts_.size();
            for (const auto& [name, shape] : Parts{parts_}) add(out, as_json(name) + ":{" + record(*shape) + "}");
        }
        return out;
    }

  private:
    static void add(std::string& list, const std::string& one) {
        if (!list.empty()) list += ',';
        list += one;
    }
    static std::string object(const std::string& properties, const std::string& required) {
        return R"("type":"object","properties":{)" + properties + R"(},"required":[)" + required + "]";
    }

    std::string property(const FieldShape& field) {
        std::string description{field.meaning};
        if (!field.unit.empty()) description += " Unit: " + std::string{field.unit} + ".";
        return R"({"description":)" + as_json(description) + "," + type(*field.value) + "}";
    }

    std::string type(const ValueShape& value) {
        switch (value.kind) {
            case ValueKind::boolean:
                return R"("type":"boolean")";
            case ValueKind::integer:
                return integer(value);
            case ValueKind::money:
            case ValueKind::money_sum:
                return R"("type":"string","pattern":"^-?[0-9]+(\\.[0-9]+)?$","x-type":"Money")";
            case ValueKind::decimal:
                return R"("type":"string","pattern":"^-?[0-9]+(\\.[0-9]{1,)" + std::to_string(value.decimals) +
                       R"(})?$","x-type":)" + as_json(value.name);
            case ValueKind::fraction:
                return R"("type":"string","pattern":"^-?[0-9]+/[0-9]+$","x-type":"Fraction")";
            case ValueKind::date:
                return R"("type":["string","null"],"format":"date")";
            case ValueKind::month_day:
                return R"("type":["string","null"],"pattern":"^[0-9]{2}-[0-9]{2}$")";
            case ValueKind::instant:
                return R"("type":"string","format":"date-time")";
            case ValueKind::text:
                return text(value);
            case ValueKind::personal:
                // Empty text has nothing to hide; all else is ciphertext, or the message is not valid.
                return clear_
                           ? R"("type":"string","x-personal":true)"
                           : R"("x-personal":true,"anyOf":[{"const":""},{"type":"object","properties":{"sealed":{"type":"string","contentEncoding":"base64"},"under":{"type":"string"}},"required":["sealed","under"]}])";
            case ValueKind::enumeration: {
                std::string names;
                for (const auto name : value.names) add(names, as_json(name));
                return R"("type":"string","x-extensible-enum":[)" + names + "]";
            }
            case ValueKind::digest:
                return R"("type":"string","pattern":"^[0-9a-f]{)" + std::to_string(value.size_bytes * 2) + R"(}$")";
            case ValueKind::list:
                return R"("type":"array","items":{)" + type(*value.element) + "}";
            case ValueKind::optional:
                return R"("anyOf":[{"type":"null"},{)" + type(*value.element) + "}]";
            case ValueKind::record: {
                const std::string name = value.record->name + (clear_ && value.record->has_personal ? "InClear" : "");
                parts_.emplace(name, value.record);
                return R"("$ref":)" + as_json(refer_to_ + name);
            }
        }
        return {};
    }

    static std::string integer(const ValueShape& value) {
        const auto bits = static_cast<unsigned>(value.size_bytes) * 8;
        if (bits == 64)  // Beyond 2^53 - 1 as a string of digits, for readers that keep numbers as doubles.
            return value.is_signed ? R"("type":["integer","string"],"pattern":"^-?[0-9]+$")"
                                   : R"("type":["integer","string"],"minimum":0,"pattern":"^[0-9]+$")";
        const std::int64_t above = 1LL << (value.is_signed ? bits - 1 : bits);
        return R"("type":"integer","minimum":)" + std::to_string(value.is_signed ? -above : 0) + R"(,"maximum":)" +
               std::to_string(above - 1);
    }

    static std::string text(const ValueShape& value) {
        if (value.text_role == TextRole::plain) return R"("type":"string")";
        return R"("type":"string","x-type":)" + as_json(value.name);
    }

    std::string refer_to_;
    bool clear_;
    Parts parts_;
};

template <class Variant>
struct Types;
template <class... Records>
struct Types<std::variant<Records...>> {
    static void add(std::string_view feed, std::vector<MessageType>& types) {
        (types.push_back(
             {message_type(feed, Records::type_name), feed, &eventstore::record_shape<Records>(), Records::summary}),
         ...);
    }
};

std::string_view about(std::string_view feed) {
    if (feed == "events") return "Every event of the log, in order within each stream. Personal text is ciphertext.";
    if (feed == "invoices")
        return "What an ERP posts to receivables and the general ledger: every movement of money, with all facts.";
    if (feed == "balances") return "What each account owes now. Compacted: the last message of a key is the truth.";
    return "Name and addresses of each person now, in clear. Compacted; a tombstone once the person is erased.";
}

bool in_clear(const MessageType& type) {
    return type.feed == "persons";
}

std::string members(const MessageType& type, SchemaWriter& writer) {
    return type.feed == "events" ? writer.event(*type.shape) : writer.record(*type.shape);
}

std::string compact_schema(const MessageType& type) {
    SchemaWriter writer("#/$defs/", in_clear(type));
    const std::string own = members(type, writer);
    const std::string parts = writer.parts();
    std::string out = R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":)" +
                      as_json(schema_id(type.type)) + R"(,"title":)" + as_json(type.type);
    if (!type.summary.empty()) out += R"(,"description":)" + as_json(type.summary);
    out += "," + own;
    if (!parts.empty()) out += R"(,"$defs":{)" + parts + "}";
    return out + "}";
}

// CloudEvents in binary mode. Compacted feeds have no numbers: compaction would leave gaps.
std::string headers_schema(bool compacted) {
    std::string out =
        R"({"type":"object","properties":{)"
        R"("ce_specversion":{"type":"string","const":"1.0"},)"
        R"("ce_id":{"type":"string","minLength":1,"description":"The event's id."},)"
        R"("ce_source":{"type":"string","minLength":1,"description":"The division that it comes from."},)"
        R"("ce_type":{"type":"string","pattern":"^tally\\."},)"
        R"("ce_time":{"type":"string","format":"date-time","description":"When the event was recorded."},)"
        R"("ce_subject":{"type":"string","description":"What it is about: a document, an account, a stream."},)"
        R"("ce_dataschema":{"type":"string","format":"uri"},)"
        R"("ce_sequence":{"type":"string","pattern":"^[0-9]+$","description":"Version within the event's stream."},)"
        R"("ce_position":{"type":"string","pattern":"^[0-9]+$","description":"Position in the log."},)"
        R"("ce_correlationid":{"type":"string"},"ce_causationid":{"type":"string"},)";
    if (!compacted)
        out +=
            R"("ce_feednumber":{"type":"string","pattern":"^[1-9][0-9]*$","description":"1, 2, … within the partition, without a gap."},)"
            R"("ce_feeddigest":{"type":"string","pattern":"^[0-9a-f]{64}$","description":"SHA-256 over the digest before, ce_id, 00, ce_type, 00, key, 00, value."},)";
    out += R"("content-type":{"type":"string","const":"application/json"}},)"
           R"("required":["ce_specversion","ce_id","ce_source","ce_type","ce_time")";
    if (!compacted) out += R"(,"ce_feednumber","ce_feeddigest")";
    return out + "]}";
}
std::string headers_name(std::string_view feed) {
    return is_compacted(feed) ? "CompactedHeaders" : "FeedHeaders";
}

std::string asyncapi_channels() {
    std::string out;
    for (const auto feed : feed_names()) {
        std::string messages;
        for (const auto& type : message_types()) {
            if (type.feed != feed) continue;
            if (!messages.empty()) messages += ',';
            messages += as_json(type.type) + R"(:{"$ref":)" + as_json("#/components/messages/" + type.type) + "}";
        }
        const std::string topic = as_json("tally." + std::string{feed});
        if (!out.empty()) out += ',';
        out += as_json(feed);
        out += R"(:{"address":)";
        out += topic;
        out += R"(,"description":)";
        out += as_json(about(feed));
        out += R"(,"messages":{)";
        out += messages;
        out += R"(},"bindings":{"kafka":{"topic":)";
        out += topic;
        out += R"(,"topicConfiguration":)";
        out += is_compacted(feed) ? R"({"cleanup.policy":["compact"]})"
                                  : R"({"cleanup.policy":["delete"],"retention.ms":-1})";
        out += R"(,"bindingVersion":"0.5.0"}}})";
    }
    return out;
}

}  // namespace

const std::vector<MessageType>& message_types() {
    static const std::vector<MessageType> types = [] {
        std::vector<MessageType> made;
        for (const auto* shape : eventstore::variant_shape<domain::Event>().alternatives)
            made.push_back({message_type("events", shape->type_name), "events", shape, {}});
        Types<InvoiceMessage>::add("invoices", made);
        Types<BalanceMessage>::add("balances", made);
        Types<PersonMessage>::add("persons", made);
        return made;
    }();
    return types;
}

std::string message_schema(const MessageType& type) {
    return indented_json(compact_schema(type));
}

std::string asyncapi_document() {
    // One writer for what is sealed and one for what is in clear, so that each part stands there once.
    SchemaWriter sealed("#/components/schemas/", false);
    SchemaWriter clear("#/components/schemas/", true);
    std::string schemas =
        R"("FeedHeaders":)" + headers_schema(false) + R"(,"CompactedHeaders":)" + headers_schema(true);
    std::string messages;
    for (const auto& type : message_types()) {
        schemas += "," + as_json(type.type) + ":{" + members(type, in_clear(type) ? clear : sealed) + "}";
        if (!messages.empty()) messages += ',';
        messages += as_json(type.type) + R"(:{"name":)" + as_json(type.type);
        if (!type.summary.empty()) messages += R"(,"summary":)" + as_json(type.summary);
        messages += R"(,"contentType":"application/json","headers":{"$ref":)" +
                    as_json("#/components/schemas/" + headers_name(type.feed)) + R"(},"payload":{"$ref":)" +
                    as_json("#/components/schemas/" + type.type) +
                    R"(},"bindings":{"kafka":{"key":{"type":"string"},"bindingVersion":"0.5.0"}}})";
    }
    for (SchemaWriter* writer : {&sealed, &clear})
        if (const std::string parts = writer->parts(); !parts.empty()) schemas += "," + parts;

    std::string operations;
    for (const auto feed : feed_names()) {
        if (!operations.empty()) operations += ',';
        operations += as_json("publish_" + std::string{feed}) + R"(:{"action":"send","channel":{"$ref":)" +
                      as_json("#/channels/" + std::string{feed}) + "}}";
    }
    return indented_json(
        R"({"asyncapi":"3.0.0","info":{"title":"Tallystick feeds","version":)" +
        as_json(std::string{contract_version} + ".0") +
        R"(,"description":"CloudEvents 1.0 in binary mode. Read with isolation.level=read_committed. Amounts are decimal strings in the division's currency. Additive only: take fields, and names where x-extensible-enum lists the known ones, that you do not know."},"defaultContentType":"application/json","channels":{)" +
        asyncapi_channels() + R"(},"operations":{)" + operations + R"(},"components":{"messages":{)" + messages +
        R"(},"schemas":{)" + schemas + "}}}");
}

std::vector<ContractFile> contract_files() {
    std::vector<ContractFile> files;
    for (const auto& type : message_types()) files.push_back({type.type + ".json", message_schema(type)});
    files.push_back({"asyncapi.json", asyncapi_document()});
    return files;
}

std::string describe_feeds() {
    std::string out;
    std::vector<eventstore::CatalogueEntry> entries;
    for (const auto feed : feed_names()) {
        out += "tally." + std::string{feed} + "\n    " + std::string{about(feed)} + '\n';
        if (feed == "events") out += "    tally.events.<event>: envelope and data, see `tally describe events`.\n";
        for (const auto& type : message_types()) {
            if (type.feed != feed || feed == "events") continue;
            out += "    " + type.type + ": " + std::string{type.summary} + '\n';
            entries.push_back({type.type, type.shape});
        }
    }
    return out + '\n' + eventstore::describe_text(entries);
}

std::string describe_feeds_json() {
    std::string out;
    for (const auto& type : message_types()) {
        out += out.empty() ? '{' : ',';
        out += as_json(type.type) + ":" + compact_schema(type);
    }
    return out + "}";
}

std::string indented_json(std::string_view compact) {
    std::string text;
    std::size_t depth = 0;
    bool in_string = false;
    const auto new_line = [&] { text.append("\n").append(2 * depth, ' '); };
    for (std::size_t i = 0; i < compact.size(); ++i) {
        const char c = compact[i];
        if (in_string) {
            text += c;
            if (c == '\\')
                text += compact[++i];
            else if (c == '"')
                in_string = false;
            continue;
        }
        const bool empty = i > 0 && (compact[i - 1] == '{' || compact[i - 1] == '[');
        if ((c == '}' || c == ']') && !empty) {
            --depth;
            new_line();
        }
        text += c;
        if (c == '"') in_string = true;
        if (c == ':') text += ' ';
        if (c == ',') new_line();
        if ((c == '{' || c == '[') && compact[i + 1] != '}' && compact[i + 1] != ']') {
            ++depth;
            new_line();
        }
    }
    return text + "\n";
}

}  // namespace tally::consumers
