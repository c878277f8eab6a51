#pragma once
// The closed list of all commands, and what travels with each.

#include <variant>

#include "domain/account/commands.h"
#include "domain/events.h"
#include "domain/person/commands.h"
#include "domain/premise/commands.h"
#include "domain/settings/commands.h"
#include "domain/tariff/commands.h"

namespace tally::domain {

using Command =
    detail::JoinedVariant<SettingsCommand, PersonCommand, TariffCommand, PremiseCommand, AccountCommand>::type;

struct CommandHeader {
    CommandId command_id;
    Plain correlation_id;
    Plain causation_id;
    Plain actor;
    Plain reason;
    Instant received_at;
    template <class T = CommandHeader>
    static constexpr auto fields() {
        return std::tuple{Field{"command_id", &T::command_id, "One id, one answer, for ever (H1)."},
                          Field{"correlation_id", &T::correlation_id, "The conversation it belongs to."},
                          Field{"causation_id", &T::causation_id, "What led to it."},
                          Field{"actor", &T::actor, "Who sends it; set by the way it comes in."},
                          Field{"reason", &T::reason, "Why, without personal data."},
                          Field{"received_at", &T::received_at, "Executor's clock; given only with simulated time.",
                                "UTC microseconds"}};
    }
    bool operator==(const CommandHeader&) const = default;
};

}  // namespace tally::domain
