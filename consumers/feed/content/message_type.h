#pragma once
// How messages are named, and what they take over from the event that made them.

#include <string>
#include <string_view>

#include "consumers/feed/content/message.h"

namespace tally::consumers {

// Raised when a field or type is added; the schemas of each version stay in contract/<version>/.
inline constexpr std::string_view contract_version = "1.4";

// "tally.invoices.paid": feed and type, whatever the topic is called.
[[nodiscard]] std::string message_type(std::string_view feed, std::string_view type_name);
// What a schema is called in ce_dataschema and in its own $id.
[[nodiscard]] std::string schema_id(std::string_view message_type, std::string_view version = contract_version);

// All but type, subject, data_schema and value; the key is the stream's own id.
[[nodiscard]] FeedMessage message_of(const domain::Envelope&);
[[nodiscard]] std::string event_id_text(const domain::Envelope&);

}  // namespace tally::consumers
