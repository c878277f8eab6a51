#include "consumers/commands/command_port.h"

namespace tally::consumers {

DivisionResult<std::vector<eventstore::CommandReceipt>> send_all(CommandPort& port,
                                                                 std::vector<eventstore::ParsedCommand> commands) {
    std::vector<eventstore::CommandReceipt> receipts;
    receipts.reserve(commands.size());
    std::size_t next = 0;
    const auto ran = port.run(
        [&]() -> std::optional<eventstore::ParsedCommand> {
            if (next == commands.size()) return std::nullopt;
            return std::move(commands[next++]);
        },
        [&](const eventstore::ParsedCommand&, const eventstore::CommandReceipt& receipt) {
            receipts.push_back(receipt);
            return true;
        });
    if (!ran) return tl::unexpected(ran.error());
    return receipts;
}

}  // namespace tally::consumers
