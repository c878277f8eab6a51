#include "consumers/commands/kafka_port.h"

#include "consumers/commands/kafka_wire.h"
#include "consumers/commands/receipt_of_reply.h"

namespace tally::consumers {

DivisionResult<void> KafkaPort::run(const Next& next, const Answered& answered) {
    failure_.reset();
    const auto ran = exchange_->run(
        [&]() -> std::optional<CommandExchange::Asked> {
            auto command = next();
            if (!command) return std::nullopt;
            under_way_.push_back(std::move(*command));
            return sent_as(under_way_.back(), json_);
        },
        [&](const std::optional<std::string>& reply) { return answer(reply, answered); });
    under_way_.clear();
    if (failure_) return tl::unexpected(std::move(*failure_));
    if (!ran) return division_fail(ran.error());
    return {};
}

bool KafkaPort::answer(const std::optional<std::string>& reply, const Answered& answered) {
    const auto command = std::move(under_way_.front());
    under_way_.pop_front();
    if (!reply) return false;  // The exchange says how many it gave up on.
    const auto receipt = receipt_of_reply(*reply, command);
    const bool failed = receipt.status == eventstore::ReceiptStatus::failed;
    if (failed && !failure_)
        failure_ = DivisionError{KafkaErrorKind::failed, std::nullopt,
                                 command.header.command_id.str() + ": " + receipt.error.value.str()};
    return answered(command, receipt) && !failed;
}

}  // namespace tally::consumers
