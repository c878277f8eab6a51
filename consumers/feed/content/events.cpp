#include "consumers/feed/content/events.h"

#include "consumers/feed/content/message_type.h"
#include "eventstore/codec/codec.h"

namespace tally::consumers {

constexpr std::size_t event_usual_bytes = 2048;  // Most messages are smaller: one allocation each.

eventstore::Result<void> EventsContent::add_messages(const domain::RecordedEvent& recorded,
                                                     std::vector<FeedMessage>& messages) {
    FeedMessage message = message_of(recorded.envelope);
    message.type = message_type(name(), eventstore::type_name_of(recorded.event));
    message.subject = domain::to_string(recorded.envelope.stream);
    message.data_schema = schema_id(message.type);
    message.value.reserve(event_usual_bytes);
    eventstore::write_event_json(recorded, context_, message.value);
    messages.push_back(std::move(message));
    return {};
}

}  // namespace tally::consumers
