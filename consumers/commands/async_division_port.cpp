#include "consumers/commands/async_division_port.h"

namespace tally::consumers {

using eventstore::Outcome;
using eventstore::ParsedCommand;

std::optional<AsyncPort::Terms> AsyncDivisionPort::terms() const {
    return Terms{division_.currency(), division_.identity().simulated_time};
}

void AsyncDivisionPort::submit(ParsedCommand command, std::size_t line, Answered answered) {
    division_.execute_async(std::move(command), [&division = division_, line, answered = std::move(answered)](
                                                    const ParsedCommand& decided, const Outcome& outcome) {
        auto receipt = eventstore::receipt_of(decided, outcome, line);
        if (outcome.kind != Outcome::Kind::repeated) return answered(decided, CommandAnswer{std::move(receipt)});
        // Its ids are read from the log.
        answered(decided, CommandAnswer{std::move(receipt), [&division, line, decided, outcome] {
                                            return eventstore::receipt_of(division, decided, outcome, line);
                                        }});
    });
}

}  // namespace tally::consumers
