#include "consumers/commands/kafka_port.h"

#include <cstdint>

namespace tally::consumers {

DivisionResult<void> KafkaPort::run(const Next& next, const Answered& answered) {
    failure_.reset();
    const auto ran = exchange_->run(
        [&]() -> std::optional<CommandExchange::Asked> {
            auto command = next();
            if (!command) return std::nullopt;
            under_way_.push_back(std::move(*command));
            return asked(under_way_.back());
        },
        [&](const std::optional<std::string>& reply) { return answer(reply, answered); });
    under_way_.clear();
    if (failure_) return tl::unexpected(std::move(*failure_));
    if (!ran) return division_fail(ran.error());
    return {};
}

// Who gives it stands in a header of the record: a command does not say it itself.
CommandExchange::Asked KafkaPort::asked(const eventstore::ParsedCommand& command) const {
    auto header = command.header;
    header.actor = {};
    CommandExchange::Asked asked{command.header.command_id.str(), {}, command.header.actor.str()};
    eventstore::write_command_json(header, command.command, json_, asked.json);
    return asked;
}

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

bool KafkaPort::answer(const std::optional<std::string>& reply, const Answered& answered) {
    const auto command = std::move(under_way_.front());
    under_way_.pop_front();
    if (!reply) return false;  // The exchange says how many it gave up on.
    auto receipt = eventstore::read_receipt(*reply);
    if (!receipt) {
        receipt = eventstore::unreadable_receipt(command.header.command_id.str(), 0,
                                                 "the reply cannot be read: " + receipt.error().message());
        receipt->status = eventstore::ReceiptStatus::failed;
    } else if (!is_sound(*receipt)) {
        receipt = eventstore::unreadable_receipt(command.header.command_id.str(), 0,
                                                 "the reply does not say which events it is about");
        receipt->status = eventstore::ReceiptStatus::failed;
    }
    const bool failed = receipt->status == eventstore::ReceiptStatus::failed;
    if (failed && !failure_)
        failure_ = DivisionError{KafkaErrorKind::failed, std::nullopt,
                                 command.header.command_id.str() + ": " + receipt->error.value.str()};
    return answered(command, *receipt) && !failed;
}

}  // namespace tally::consumers
