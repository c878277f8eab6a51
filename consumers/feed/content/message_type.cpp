#include "consumers/feed/content/message_type.h"

#include "eventstore/hex.h"

namespace tally::consumers {

std::string message_type(std::string_view feed, std::string_view type_name) {
    std::string type = "tally.";
    return type.append(feed).append(".").append(type_name);
}

std::string schema_id(std::string_view message_type, std::string_view version) {
    std::string id = "urn:tallystick:contract:";
    return id.append(version).append(":").append(message_type);
}

std::string event_id_text(const domain::Envelope& envelope) {
    return eventstore::to_hex(envelope.event_id);
}

FeedMessage message_of(const domain::Envelope& envelope) {
    FeedMessage message;
    message.id = event_id_text(envelope);
    message.time = domain::to_string(envelope.recorded_at);
    message.sequence = envelope.version;
    message.position = envelope.position;
    message.correlation_id = envelope.correlation_id.str();
    message.causation_id = envelope.causation_id.str();
    message.key = envelope.stream.id.str();
    return message;
}

}  // namespace tally::consumers
