#pragma once
// Commands as JSON Lines over an exchange: each is handed to the division as soon as its line is there, and its receipt
// goes out in the order of the lines.

#include <cstdint>
#include <memory>
#include <string>

#include "eventstore/division/division.h"
#include "tools/http/http_exchange.h"

namespace tally::tools {

struct BatchSetup {
    eventstore::Division& division;
    eventstore::CommandReader& reader;
    const std::string& actor;
    std::uint64_t line_bytes_max;
};

// Returns once every command that was taken is answered. False: the client has left, or the server stops, before all
// lines were taken; whoever sends the rest again may send all of it again.
[[nodiscard]] bool run_batch(const BatchSetup&, const std::shared_ptr<HttpExchange>&);

}  // namespace tally::tools
