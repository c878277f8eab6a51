#pragma once
// The closed list of all commands, and what travels with each.

#include "domain/account/commands.h"
#include "domain/core/one_of.h"
#include "domain/events.h"
#include "domain/organization/commands.h"
#include "domain/organization/masters/commands.h"
#include "domain/person/commands.h"
#include "domain/premise/commands.h"
#include "domain/settings/commands.h"
#include "domain/tariff/commands.h"
#include "domain/user/commands.h"

namespace tally::domain {

using CommandTypes = JoinedLists<SettingsCommand, PersonCommand, ErasureCommand, TariffCommand, PremiseCommand,
                                 AccountCommand, OrganizationCommand, MasterCommand, UserCommand>;

// That list under a short name; see OneOf.
struct AllCommands {
    using Types = CommandTypes;
};
template <class T>
concept ListedCommand = ListedIn<T, CommandTypes>;

// One of all commands; a class for the same reason as Event.
class Command : public OneOf<AllCommands> {
  public:
    Command();
    Command(const Command&);
    Command(Command&&) noexcept;
    Command& operator=(const Command&);
    Command& operator=(Command&&) noexcept;
    ~Command();
    template <class Record>
    requires ListedCommand<std::remove_cvref_t<Record>> Command(
        Record&& record)  // NOLINT: a command is made from what is asked, without saying so.
        : OneOf(std::in_place_type<std::remove_cvref_t<Record>>, std::forward<Record>(record)) {}
    template <ListedCommand Record>
    explicit Command(std::in_place_type_t<Record> type) : OneOf(type) {}
    template <ListedCommand Record>
    Record& emplace() {
        static_assert(std::is_nothrow_default_constructible_v<Record>);
        std::destroy_at(this);
        return *get_if<Record>(std::construct_at(this, std::in_place_type<Record>));
    }

    bool operator==(const Command&) const;
};

struct CommandHeader {
    CommandId command_id;
    Plain correlation_id;
    Plain causation_id;
    Plain actor;
    Plain reason;
    Instant received_at;
    template <class T = CommandHeader>
    static constexpr auto fields() {
        return FieldList{Field{"command_id", &T::command_id, "One id has one answer, which never changes."},
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
