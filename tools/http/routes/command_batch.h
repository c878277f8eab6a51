#pragma once
// Commands as JSON Lines over an exchange: each is handed to the division as soon as its line is there, and its receipt
// goes out in the order of the lines.

#include <cstdint>
#include <memory>
#include <string>

#include "consumers/commands/async_port.h"
#include "tools/http/routes/command_sender.h"
#include "tools/http/server/http_exchange.h"

namespace tally::tools {

struct BatchSetup {
    consumers::AsyncPort& port;
    consumers::AsyncPort::Terms terms;
    eventstore::CommandReader& reader;
    const CommandSender& sender;
    std::uint64_t line_bytes_max;
};

// Returns once every command that was taken is answered. False: the client left, or the server stopped, before all
// lines were taken. All lines may be sent again: those that were taken are answered with their first receipts.
[[nodiscard]] bool run_batch(const BatchSetup&, const std::shared_ptr<HttpExchange>&);

}  // namespace tally::tools
