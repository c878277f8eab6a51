#include "consumers/feed/structured.h"

#include "eventstore/codec/json.h"

namespace tally::consumers {

void write_structured(const FeedMessage& message, std::string_view source, const FeedTail* tail, std::string& to) {
    to += R"({"specversion":"1.0")";
    const auto add = [&](std::string_view name, std::string_view value) {
        if (value.empty()) return;
        to += ",\"";
        to += name;
        to += "\":";
        eventstore::write_json_string(value, to);
    };
    add("id", message.id);
    add("source", source);
    add("type", message.type);
    add("time", message.time);
    add("subject", message.subject);
    add("dataschema", message.data_schema);
    add("datacontenttype", "application/json");
    // As text: an integer of CloudEvents has 32 bits.
    add("sequence", std::to_string(message.sequence));
    add("position", std::to_string(message.position));
    add("correlationid", message.correlation_id);
    add("causationid", message.causation_id);
    if (tail) add("feednumber", std::to_string(tail->number));
    to += ",\"data\":";
    to += message.value;
    to += '}';
}

}  // namespace tally::consumers
