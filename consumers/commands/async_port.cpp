#include "consumers/commands/async_port.h"

#include <future>
#include <memory>

namespace tally::consumers {

eventstore::CommandReceipt AsyncPort::execute(eventstore::ParsedCommand command) {
    const auto answered = std::make_shared<std::promise<CommandAnswer>>();
    auto answer = answered->get_future();
    submit(std::move(command), 0,
           [answered](const eventstore::ParsedCommand&, const CommandAnswer& told) { answered->set_value(told); });
    return answer.get().receipt();
}

}  // namespace tally::consumers
