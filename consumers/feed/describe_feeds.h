#pragma once
// The contract of the feeds: JSON Schemas (draft 2020-12) and an AsyncAPI 3.0 document, made from the same fields() as
// the messages. contract/<version>/ holds what was released; a test fails when it is stale.
//
// Every record is open: a reader takes fields and names of enumerations that it does not know, so that adding one
// breaks no reader. What a release had stays required.

#include <string>
#include <string_view>
#include <vector>

#include "eventstore/codec/shape.h"

namespace tally::consumers {

struct MessageType {
    std::string type;  // ce_type, such as "tally.invoices.paid"
    std::string_view feed;
    const eventstore::RecordShape* shape;  // Of the value; of events, of what stands under `data`.
    std::string_view summary;              // Empty for events: domain/EVENTS.md has them.
};
// Every type of every feed.
[[nodiscard]] const std::vector<MessageType>& message_types();

// The schema of one message's value, under its own $id.
[[nodiscard]] std::string message_schema(const MessageType&);
[[nodiscard]] std::string asyncapi_document();

struct ContractFile {
    std::string name;
    std::string text;
};
// Every file of contract/<contract_version>/.
[[nodiscard]] std::vector<ContractFile> contract_files();

// `tally describe feeds`, for people and, as one JSON object with a schema a type, for programs.
[[nodiscard]] std::string describe_feeds();
[[nodiscard]] std::string describe_feeds_json();

// One value a line, so that a difference shows.
[[nodiscard]] std::string indented_json(std::string_view compact);

}  // namespace tally::consumers
