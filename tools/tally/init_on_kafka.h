#pragma once
// tally init --kafka: a division whose log of record is a topic.

#include <cstdint>
#include <string>

#include "tools/tally/session.h"

namespace tally::tools {

struct OnKafka {
    std::string file;
    std::int32_t division = 0;
    std::string received_at;  // As given.
};

// Makes the keys and sends the first command; whichever node gets the division decides it.
void init_on_kafka(Session&, const eventstore::NewDivision&, const OnKafka&);

// Empty: its values are those of a first event.
[[nodiscard]] std::string what_is_wrong(const eventstore::NewDivision&);

}  // namespace tally::tools
