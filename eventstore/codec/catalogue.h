#pragma once
// What `tally describe` prints and domain/EVENTS.md holds: every record with its fields, types, units and meanings, as
// text, Markdown or JSON Schema (draft 2020-12), straight from fields().

#include <span>
#include <string>
#include <string_view>

#include "eventstore/codec/shape.h"

namespace tally::eventstore {

// One entry of a catalogue: an event or command under its type name, an answer under the name of its query.
struct CatalogueEntry {
    std::string_view name;
    const RecordShape* shape;
};
template <class Variant>
[[nodiscard]] std::vector<CatalogueEntry> catalogue_of() {
    std::vector<CatalogueEntry> entries;
    for (const auto* shape : variant_shape<Variant>().alternatives) entries.push_back({shape->type_name, shape});
    return entries;
}

// A record's name for people. The feeds' contract was released with the name that the compiler gives a record over
// several kinds of text (BasicAddressOfPersonal), so that name stays the record's own.
[[nodiscard]] std::string plain_name(const RecordShape&);

// For people, at a terminal.
[[nodiscard]] std::string describe_text(std::span<const CatalogueEntry>);
// A command of every field, as the reader takes it where the currency has two decimals.
[[nodiscard]] std::string command_example(const CatalogueEntry&);
// One JSON Schema document: $defs has each entry and what it is made of; the document itself is any one of the entries.
[[nodiscard]] std::string describe_json(std::string_view title, std::span<const CatalogueEntry>);
// The schema of one record with all it needs.
[[nodiscard]] std::string json_schema(const RecordShape&);

// Schemas for a document of another kind: members of one JSON object without its braces, a line each, of every entry
// and what it is made of, under its name after the prefix. References begin with `refs`, which ends in the prefix.
[[nodiscard]] std::string answer_schemas(std::span<const CatalogueEntry>, std::string_view name_prefix,
                                         std::string_view refs);
// Of every command with its header, without its type.
[[nodiscard]] std::string command_schemas(std::string_view name_prefix, std::string_view refs);

// `tally describe events|commands [--json]`.
[[nodiscard]] std::string describe_events();
[[nodiscard]] std::string describe_events_json();
[[nodiscard]] std::string describe_commands();
[[nodiscard]] std::string describe_commands_json();
// Of these only, without what is true of all.
[[nodiscard]] std::string describe_events_json(std::span<const CatalogueEntry>);
[[nodiscard]] std::string describe_commands(std::span<const CatalogueEntry>);
[[nodiscard]] std::string describe_commands_json(std::span<const CatalogueEntry>);

// domain/EVENTS.md, whole.
[[nodiscard]] std::string events_markdown();

}  // namespace tally::eventstore
