#pragma once
// Commands from a topic: decided in the order they lie there, answered in another topic, each once by its command id.
//
// Replies, dead letters and the offset read are one transaction. A crash before it is committed reads the commands
// again; those that the log has are answered with their first receipts.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/division_error.h"
#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_topics.h"
#include "eventstore/division/division.h"

namespace tally::consumers {

struct CommandTopicOptions {
    std::int32_t partition = 0;  // Of the commands: the division's number.
    bool until_end = false;      // Stop at the end of what is there; else wait for what comes.
    std::size_t batch_commands_max = 1024;
    std::chrono::seconds patience{120};  // With a cluster that went away while running.
};

struct CommandTopicWatch {
    std::function<bool()> stop_asked;
    std::function<void(std::uint64_t commands)> reached;
    std::function<void(std::string_view)> warned;
};

struct CommandTopicSummary {
    std::uint64_t commands = 0;  // Answered in a reply.
    std::uint64_t dead = 0;      // Put aside with their reason.
};

using CommandTopicError = DivisionError;

// <prefix>.commands, <prefix>.replies, <prefix>.dead-letters.
[[nodiscard]] std::vector<TopicSpec> command_topics(const KafkaConfiguration&);

// A reply is the JSON of the command's receipt (eventstore/division/receipt.h).
[[nodiscard]] tl::expected<CommandTopicSummary, CommandTopicError> take_commands(eventstore::Division&,
                                                                                 const KafkaConfiguration&,
                                                                                 const CommandTopicOptions&,
                                                                                 const CommandTopicWatch&);

}  // namespace tally::consumers
