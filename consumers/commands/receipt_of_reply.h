#pragma once
// What another program answered to a command, read with suspicion.

#include <string>

#include "eventstore/codec/command_json.h"
#include "eventstore/division/receipt.h"

namespace tally::consumers {

// One that cannot be read, or names places that cannot be places in a log, is a receipt of the status failed.
[[nodiscard]] eventstore::CommandReceipt receipt_of_reply(const std::string& reply, const eventstore::ParsedCommand&);

}  // namespace tally::consumers
