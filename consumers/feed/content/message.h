#pragma once
// One message of a feed before its runner numbers it, and what decides which messages an event makes. Knows no Kafka.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/events.h"
#include "eventstore/result.h"

namespace tally::consumers {

// A CloudEvents 1.0 message in binary mode; feed number and digest are the runner's to add.
struct FeedMessage {
    std::string id;           // ce_id: the event's id in hex; "-2", "-3", … behind it where one event makes several.
    std::string type;         // ce_type
    std::string subject;      // ce_subject
    std::string time;         // ce_time: recorded_at, RFC 3339 in UTC.
    std::string data_schema;  // ce_dataschema
    std::uint64_t sequence = 0;  // ce_sequence: version within the stream.
    std::uint64_t position = 0;  // ce_position
    std::string correlation_id;
    std::string causation_id;
    std::string key;    // What the partition is chosen by: the account id.
    std::string value;  // JSON; empty only for a tombstone of a compacted feed.
};

// Says which messages an event makes. consumers/feed/content/contents.h lists what there is.
class FeedContent {
  public:
    virtual ~FeedContent() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;  // Of feed and topic: "events", "invoices", …
    // Appends the event's messages; most events make none.
    [[nodiscard]] virtual eventstore::Result<void> add_messages(const domain::RecordedEvent&,
                                                                std::vector<FeedMessage>&) = 0;
    // Whether its messages depend on all earlier events. A runner that resumes then reads the log from position 0 and
    // drops the messages that are published already; other contents start at any position.
    [[nodiscard]] virtual bool adds_up() const { return false; }
};

}  // namespace tally::consumers
