#pragma once
// What deciding may look at, and what evolving changes: the division's aggregates as folded so far. The executor
// implements it over the durable views and the events of commits still under way; tests implement it in memory.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/account/state.h"
#include "domain/events.h"
#include "domain/person/state.h"
#include "domain/premise/state.h"
#include "domain/settings/state.h"
#include "domain/tariff/state.h"

namespace tally::domain {

// Where a unique id of the division leads.
enum class DirectoryKind : std::uint8_t { service_point, meter, service_agreement, payment_event, person };
constexpr auto enum_names(DirectoryKind) {
    return std::to_array<std::string_view>({"service_point", "meter", "service_agreement", "payment_event", "person"});
}
struct DirectoryEntry {
    std::vector<Plain> leads_to;  // Premise of a service point, service point of a meter, account of an SA, accounts of
                                  // a payment event, accounts that a person is on.
    std::uint64_t position = 0;
    template <class T = DirectoryEntry>
    static constexpr auto fields() {
        return std::tuple{Field{"leads_to", &T::leads_to, "Ids of what it belongs to."},
                          Field{"position", &T::position, "Position of the event that made it."}};
    }
    bool operator==(const DirectoryEntry&) const = default;
};
struct DivisionNumbers {
    std::uint64_t highest_customer_number = 0;
    std::uint64_t highest_person_number = 0;
    template <class T = DivisionNumbers>
    static constexpr auto fields() {
        return std::tuple{Field{"highest_customer_number", &T::highest_customer_number, "Of all numeric account ids."},
                          Field{"highest_person_number", &T::highest_person_number, "Of all numeric person ids."}};
    }
    bool operator==(const DivisionNumbers&) const = default;
};

// Pointers and references stay valid until the next call of a non-const method or of evolve.
class World {
  public:
    virtual ~World() = default;
    [[nodiscard]] virtual const SettingsState& settings() = 0;
    [[nodiscard]] virtual const DivisionNumbers& numbers() = 0;
    // nullptr: there is none.
    [[nodiscard]] virtual const PersonState* person(const PersonId&) = 0;
    [[nodiscard]] virtual const AccountState* account(const AccountId&) = 0;
    [[nodiscard]] virtual const PremiseState* premise(const PremiseId&) = 0;
    [[nodiscard]] virtual const TariffState* tariff(const TariffId&) = 0;
    [[nodiscard]] virtual const UsageMonth* usage(const ServicePointId&, const Code& channel, Date first_of_month) = 0;
    [[nodiscard]] virtual const DirectoryEntry* directory(DirectoryKind, const std::string& id) = 0;
    // Every event of the account so far, oldest first: for the rare rules that need closed history. Slow.
    virtual void history(const AccountId&, const std::function<void(const RecordedEvent&)>&) = 0;
    // Clear text of a sealed field; nullopt once the person is erased.
    [[nodiscard]] virtual std::optional<std::string> open(const Personal&) = 0;
};

// References to parts that are made where they are missing.
class MutableWorld {
  public:
    virtual ~MutableWorld() = default;
    [[nodiscard]] virtual SettingsState& settings_part() = 0;
    [[nodiscard]] virtual DivisionNumbers& numbers_part() = 0;
    [[nodiscard]] virtual PersonState& person_part(const PersonId&) = 0;
    [[nodiscard]] virtual AccountState& account_part(const AccountId&) = 0;
    [[nodiscard]] virtual PremiseState& premise_part(const PremiseId&) = 0;
    [[nodiscard]] virtual TariffState& tariff_part(const TariffId&) = 0;
    [[nodiscard]] virtual UsageMonth& usage_part(const ServicePointId&, const Code& channel, Date first_of_month) = 0;
    [[nodiscard]] virtual DirectoryEntry& directory_part(DirectoryKind, const std::string& id) = 0;
};

// Applies one event. No rules: the past cannot be refused. envelope.position and .version must be right.
void evolve(MutableWorld&, const Envelope&, const Event&);

// One event to be appended to a stream.
struct NewEvent {
    StreamId stream;
    Event event;
};

[[nodiscard]] inline StreamId settings_stream() {
    return {StreamKind::settings, Plain{"division"}};
}
[[nodiscard]] inline StreamId stream_of(const PersonId& id) {
    return {StreamKind::person, Plain{id.str()}};
}
[[nodiscard]] inline StreamId stream_of(const AccountId& id) {
    return {StreamKind::account, Plain{id.str()}};
}
[[nodiscard]] inline StreamId stream_of(const PremiseId& id) {
    return {StreamKind::premise, Plain{id.str()}};
}
[[nodiscard]] inline StreamId stream_of(const TariffId& id) {
    return {StreamKind::tariff, Plain{id.str()}};
}

}  // namespace tally::domain
