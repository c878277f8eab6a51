#pragma once
// What deciding may look at, and what evolving changes: the division's aggregates as folded so far. The executor
// implements it over the durable views and the events of commits still under way; tests implement it in memory.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/events.h"
#include "domain/parts.h"

namespace tally::domain {

// A part is found by its key; the typed calls below are the way to write it down. Pointers and references stay valid
// until the next call of a non-const method or of evolve.
class World {
  public:
    virtual ~World() = default;
    // nullptr: there is none.
    [[nodiscard]] virtual const StatePart* find(const PartKey&) = 0;
    // Every event of the stream so far, oldest first: for the rare rules that need closed history. Slow.
    virtual void history(const StreamId&, const std::function<void(const RecordedEvent&)>&) = 0;
    // Clear text of a sealed field; nullopt once the person is erased.
    [[nodiscard]] virtual std::optional<std::string> open(const Personal&) = 0;

    // Settings, numbers and the list of users are fresh in a division without events, and who is on an account in one
    // that was not opened, and its deposits where it has none.
    [[nodiscard]] const SettingsState& settings() { return part_or_fresh<SettingsState>(settings_key()); }
    [[nodiscard]] const DivisionNumbers& numbers() { return part_or_fresh<DivisionNumbers>(numbers_key()); }
    [[nodiscard]] const UserList& users() { return part_or_fresh<UserList>(users_key()); }
    [[nodiscard]] const AccountPersons& persons_on(const AccountId& id) {
        return part_or_fresh<AccountPersons>(persons_key(id));
    }
    // Fresh where there is neither a late charge nor a dispute.
    [[nodiscard]] const AccountOverdue& overdue_of(const AccountId& id) {
        return part_or_fresh<AccountOverdue>(overdue_key(id));
    }
    [[nodiscard]] const AccountDeposits& deposits_of(const AccountId& id) {
        return part_or_fresh<AccountDeposits>(deposits_key(id));
    }
    // Fresh where there never was one.
    [[nodiscard]] const AccountArrangements& arrangements_of(const AccountId& id) {
        return part_or_fresh<AccountArrangements>(arrangements_key(id));
    }
    [[nodiscard]] const AccountCommunications& communications_of(const AccountId& id) {
        return part_or_fresh<AccountCommunications>(communications_key(id));
    }
    [[nodiscard]] const AccountCollections& collections_of(const AccountId& id) {
        return part_or_fresh<AccountCollections>(collections_key(id));
    }
    [[nodiscard]] const AccountCorrections& corrections_of(const AccountId& id) {
        return part_or_fresh<AccountCorrections>(corrections_key(id));
    }
    // Fresh where it never was enrolled.
    [[nodiscard]] const AccountAutopay& autopay_of(const AccountId& id) {
        return part_or_fresh<AccountAutopay>(autopay_key(id));
    }
    // Fresh where nothing of it was ever noticed.
    [[nodiscard]] const AccountUnclaimed& unclaimed_of(const AccountId& id) {
        return part_or_fresh<AccountUnclaimed>(unclaimed_key(id));
    }
    // Fresh where its tariff has terms neither of demand nor of the year.
    [[nodiscard]] const AgreementDemands& demands_of(const ServiceAgreementId& id) {
        return part_or_fresh<AgreementDemands>(demands_key(id));
    }
    // Fresh where there never was one.
    [[nodiscard]] const PremiseMarket& market_of(const PremiseId& id) {
        return part_or_fresh<PremiseMarket>(market_key(id));
    }
    // Fresh where nothing is in doubt there.
    [[nodiscard]] const ReadsInDoubt& reads_in_doubt(const ServicePointId& id) {
        return part_or_fresh<ReadsInDoubt>(reads_in_doubt_key(id));
    }
    [[nodiscard]] const DoubtedReading& doubted_reading(const ServicePointId& id, const Code& channel, Date day) {
        return part_or_fresh<DoubtedReading>(doubted_reading_key(id, channel, day));
    }
    // nullptr: there is none.
    [[nodiscard]] const TenderBatch* batch(const BatchId& id) {
        const auto* const found = part<OrganizationState>(part_key(id));
        return found && !found->batch.batch.empty() ? &found->batch : nullptr;
    }
    [[nodiscard]] const SuspendedMoney* suspense(const SuspenseId& id) {
        const auto* const found = part<OrganizationState>(part_key(id));
        return found && !found->suspense.suspense.empty() ? &found->suspense : nullptr;
    }
    // nullptr: there is none.
    [[nodiscard]] const Master* master(const MasterId& id) {
        const auto* const found = part<OrganizationState>(part_key(id));
        return found && !found->master.master.empty() ? &found->master : nullptr;
    }
    // Fresh where it never had a batch.
    [[nodiscard]] const TenderSourceCount& batches_of(const Code& source) {
        return part_or_fresh<OrganizationState>(tender_source_key(source)).source;
    }
    // nullptr: there is none.
    [[nodiscard]] const PersonState* person(const PersonId& id) { return part<PersonState>(part_key(id)); }
    [[nodiscard]] const AccountState* account(const AccountId& id) { return part<AccountState>(part_key(id)); }
    [[nodiscard]] const PremiseState* premise(const PremiseId& id) { return part<PremiseState>(part_key(id)); }
    [[nodiscard]] const TariffState* tariff(const TariffId& id) { return part<TariffState>(part_key(id)); }
    [[nodiscard]] const UserState* user(const UserId& id) { return part<UserState>(part_key(id)); }
    [[nodiscard]] const UsageMonth* usage(const ServicePointId& id, const Code& channel, Date first_of_month) {
        return part<UsageMonth>(part_key(id, channel, first_of_month));
    }
    // nullptr: no values are held of that day.
    [[nodiscard]] const IntervalDay* interval_day(const ServicePointId& id, const Code& channel, Date day) {
        const auto* const held = part<IntervalDay>(interval_day_key(id, channel, day));
        return held && held->interval_minutes != 0 ? held : nullptr;
    }
    [[nodiscard]] const DirectoryEntry* directory(DirectoryKind kind, const std::string& id) {
        return part<DirectoryEntry>(part_key(kind, id));
    }
    // Of the aggregate whose history this stream is; 0 before its first event.
    [[nodiscard]] std::uint64_t version_of_stream(const StreamId& stream) {
        const StatePart* const found = find(part_key(stream));
        return found ? version_of(*found) : 0;
    }

  private:
    template <class State>
    const State* part(const PartKey& key) {
        const StatePart* const found = find(key);
        return found ? &std::get<State>(*found) : nullptr;
    }
    template <class State>
    const State& part_or_fresh(const PartKey& key) {
        static const State fresh{};
        const State* const found = part<State>(key);
        return found ? *found : fresh;
    }
};

// References to parts that are made where they are missing.
class MutableWorld {
  public:
    virtual ~MutableWorld() = default;
    [[nodiscard]] virtual StatePart& change(const PartKey&) = 0;

    [[nodiscard]] SettingsState& settings_part() { return part<SettingsState>(settings_key()); }
    [[nodiscard]] DivisionNumbers& numbers_part() { return part<DivisionNumbers>(numbers_key()); }
    [[nodiscard]] AccountPersons& persons_part(const AccountId& id) { return part<AccountPersons>(persons_key(id)); }
    [[nodiscard]] AccountOverdue& overdue_part(const AccountId& id) { return part<AccountOverdue>(overdue_key(id)); }
    [[nodiscard]] AccountDeposits& deposits_part(const AccountId& id) {
        return part<AccountDeposits>(deposits_key(id));
    }
    [[nodiscard]] AccountArrangements& arrangements_part(const AccountId& id) {
        return part<AccountArrangements>(arrangements_key(id));
    }
    [[nodiscard]] AccountCommunications& communications_part(const AccountId& id) {
        return part<AccountCommunications>(communications_key(id));
    }
    [[nodiscard]] AccountCollections& collections_part(const AccountId& id) {
        return part<AccountCollections>(collections_key(id));
    }
    [[nodiscard]] AccountCorrections& corrections_part(const AccountId& id) {
        return part<AccountCorrections>(corrections_key(id));
    }
    [[nodiscard]] AccountAutopay& autopay_part(const AccountId& id) { return part<AccountAutopay>(autopay_key(id)); }
    [[nodiscard]] AccountUnclaimed& unclaimed_part(const AccountId& id) {
        return part<AccountUnclaimed>(unclaimed_key(id));
    }
    [[nodiscard]] AgreementDemands& demands_part(const ServiceAgreementId& id) {
        return part<AgreementDemands>(demands_key(id));
    }
    [[nodiscard]] PremiseMarket& market_part(const PremiseId& id) { return part<PremiseMarket>(market_key(id)); }
    [[nodiscard]] ReadsInDoubt& reads_in_doubt_part(const ServicePointId& id) {
        return part<ReadsInDoubt>(reads_in_doubt_key(id));
    }
    [[nodiscard]] DoubtedReading& doubted_reading_part(const ServicePointId& id, const Code& channel, Date day) {
        return part<DoubtedReading>(doubted_reading_key(id, channel, day));
    }
    [[nodiscard]] OrganizationState& organization_part(const PartKey& key) { return part<OrganizationState>(key); }
    [[nodiscard]] PersonState& person_part(const PersonId& id) { return part<PersonState>(part_key(id)); }
    [[nodiscard]] AccountState& account_part(const AccountId& id) { return part<AccountState>(part_key(id)); }
    [[nodiscard]] PremiseState& premise_part(const PremiseId& id) { return part<PremiseState>(part_key(id)); }
    [[nodiscard]] TariffState& tariff_part(const TariffId& id) { return part<TariffState>(part_key(id)); }
    [[nodiscard]] UserState& user_part(const UserId& id) { return part<UserState>(part_key(id)); }
    [[nodiscard]] UserList& users_part() { return part<UserList>(users_key()); }
    [[nodiscard]] UsageMonth& usage_part(const ServicePointId& id, const Code& channel, Date first_of_month) {
        return part<UsageMonth>(part_key(id, channel, first_of_month));
    }
    [[nodiscard]] IntervalDay& interval_day_part(const ServicePointId& id, const Code& channel, Date day) {
        return part<IntervalDay>(interval_day_key(id, channel, day));
    }
    [[nodiscard]] DirectoryEntry& directory_part(DirectoryKind kind, const std::string& id) {
        return part<DirectoryEntry>(part_key(kind, id));
    }

  private:
    template <class State>
    State& part(const PartKey& key) {
        return std::get<State>(change(key));
    }
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
[[nodiscard]] inline StreamId stream_of(const BatchId& id) {
    return {StreamKind::organization, Plain{id.str()}};
}
[[nodiscard]] inline StreamId stream_of(const SuspenseId& id) {
    return {StreamKind::organization, Plain{id.str()}};
}
[[nodiscard]] inline StreamId stream_of(const BankDepositId& id) {
    return {StreamKind::organization, Plain{id.str()}};
}
[[nodiscard]] inline StreamId stream_of(const MasterId& id) {
    return {StreamKind::organization, Plain{id.str()}};
}
[[nodiscard]] inline StreamId stream_of(const UserId& id) {
    return {StreamKind::user, Plain{id.str()}};
}

}  // namespace tally::domain
