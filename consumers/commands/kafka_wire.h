#pragma once
// Commands to a division's partition of <prefix>.commands, and a partition of <prefix>.replies.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "consumers/commands/command_wire.h"
#include "consumers/kafka/kafka_configuration.h"
#include "eventstore/codec/command_json.h"
#include "eventstore/codec/json.h"

namespace tally::consumers {

struct KafkaWireSetup {
    const KafkaConfiguration& configuration;
    std::int32_t division = 0;
    std::int32_t reply_partition = 0;
    std::function<bool()> stop_asked = {};
    std::optional<std::int64_t> replies_from = {};  // Nothing: those from now on.
};

// Connects.
[[nodiscard]] KafkaResult<std::unique_ptr<CommandWire>> open_kafka_wire(const KafkaWireSetup&);

// Who gives it stands in a header of the record: a command does not say it itself.
[[nodiscard]] CommandWire::Sent sent_as(const eventstore::ParsedCommand&, const eventstore::JsonContext&);

// A text that no other sender has made.
[[nodiscard]] std::string new_correlation();

}  // namespace tally::consumers
