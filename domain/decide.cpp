#include "domain/command_texts.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

Decided<Events> decide(const Command& command, const Context& context) {
    // A ledger begins with its division: origin, currency and time zone mean something to every later rule.
    if (!std::holds_alternative<CreateDivision>(command) && context.world.settings().division.origin.empty())
        return refuse(Rejection::division_not_created, "", "", "Send settings.create_division first.");
    TALLY_TRY(check_texts(command, context.header));
    auto events = std::visit([&](const auto& order) { return decide_on(order, context); }, command);
    TALLY_ASSERT(!events || !events->empty(), "a decision makes at least one event");
    return events;
}

}  // namespace tally::domain
