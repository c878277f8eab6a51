#include "consumers/commands/receipt_of_reply.h"

#include <cstdint>

namespace tally::consumers {

namespace {

// Whether the places that a receipt names can be places in a log.
bool is_sound(const eventstore::CommandReceipt& receipt) {
    if (receipt.has_events())
        return receipt.first_position.given && receipt.count.given && receipt.count.value > 0 &&
               receipt.first_position.value <= UINT64_MAX - receipt.count.value;
    return receipt.status != eventstore::ReceiptStatus::unchanged ||
           (receipt.position.given && receipt.position.value < UINT64_MAX);
}

}  // namespace

eventstore::CommandReceipt receipt_of_reply(const std::string& reply, const eventstore::ParsedCommand& command) {
    auto receipt = eventstore::read_receipt(reply);
    if (receipt && is_sound(*receipt)) return std::move(*receipt);
    auto failed = eventstore::unreadable_receipt(command.header.command_id.str(), 0,
                                                 receipt ? "the reply does not say which events it is about"
                                                         : "the reply cannot be read: " + receipt.error().message());
    failed.status = eventstore::ReceiptStatus::failed;
    return failed;
}

}  // namespace tally::consumers
