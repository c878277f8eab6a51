#include "domain/decide_on.h"

namespace tally::domain {

Decided<Events> decide(const Command& command, const Context& context) {
    auto events = std::visit([&](const auto& order) { return decide_on(order, context); }, command);
    TALLY_ASSERT(!events || !events->empty(), "a decision makes at least one event");
    return events;
}

}  // namespace tally::domain
