#pragma once
// Commands to a division that nodes own: sent to its topic, answered in the topic of replies.

#include <deque>
#include <memory>

#include "consumers/commands/command_exchange.h"
#include "consumers/commands/command_port.h"
#include "eventstore/codec/json.h"

namespace tally::consumers {

class KafkaPort final : public CommandPort {
  public:
    // `json` is of the division: the currency's decimals.
    KafkaPort(std::unique_ptr<CommandExchange> exchange, eventstore::JsonContext json)
        : exchange_(std::move(exchange)), json_(std::move(json)) {}
    [[nodiscard]] DivisionResult<void> run(const Next&, const Answered&) override;

  private:
    [[nodiscard]] bool answer(const std::optional<std::string>& reply, const Answered&);

    std::unique_ptr<CommandExchange> exchange_;
    eventstore::JsonContext json_;
    std::deque<eventstore::ParsedCommand> under_way_;
    std::optional<DivisionError> failure_;  // The first one.
};

}  // namespace tally::consumers
