#include "projections/world_as_of.h"

#include <string>
#include <utility>

#include "eventstore/division/state_rows.h"

namespace tally::projections {

using namespace domain;

template <class State>
const StatePart* WorldAsOf::keep(const PartKey& key, Result<const State*> read) {
    if (!read) {
        failure_ = std::move(read.error());
        return nullptr;
    }
    return *read ? &parts_.insert_or_assign(key, StatePart{**read}).first->second : nullptr;
}

const StatePart* WorldAsOf::find(const PartKey& key) {
    if (const auto known = parts_.find(key); known != parts_.end()) return &known->second;
    const std::string id{eventstore::part_id(key.bytes)};
    switch (key.kind()) {
        case PartKind::settings:
            return keep(key, states_.settings());
        case PartKind::person:
            return keep(key, states_.person(PersonId{id}));
        case PartKind::account:
            return keep(key, states_.account(AccountId{id}));
        case PartKind::account_persons:
            return keep(key, states_.persons_on(AccountId{id}));
        case PartKind::account_overdue:
            return keep(key, states_.overdue_of(AccountId{id}));
        case PartKind::account_deposits:
            return keep(key, states_.deposits_of(AccountId{id}));
        case PartKind::account_arrangements:
            return keep(key, states_.arrangements_of(AccountId{id}));
        case PartKind::account_communications:
            return keep(key, states_.communications_of(AccountId{id}));
        case PartKind::account_collections:
            return keep(key, states_.collections_of(AccountId{id}));
        case PartKind::account_corrections:
            return keep(key, states_.corrections_of(AccountId{id}));
        case PartKind::account_autopay:
            return keep(key, states_.autopay_of(AccountId{id}));
        case PartKind::account_unclaimed:
            return keep(key, states_.unclaimed_of(AccountId{id}));
        case PartKind::premise:
            return keep(key, states_.premise(PremiseId{id}));
        case PartKind::tariff:
            return keep(key, states_.tariff(TariffId{id}));
        case PartKind::numbers:
        case PartKind::usage:
        case PartKind::interval_day:
        case PartKind::reads_in_doubt:
        case PartKind::doubted_reading:
        case PartKind::premise_market:
        case PartKind::directory:
        case PartKind::user:
        case PartKind::users:
        case PartKind::organization:
        case PartKind::agreement_demands:
            break;
    }
    return nullptr;
}

void WorldAsOf::history(const StreamId& stream, const std::function<void(const RecordedEvent&)>& visit) {
    const Date day = states_.as_of().effective;
    auto read = each_event(states_.reader(), stream, 0, states_.position(), [&](const RecordedEvent& recorded) {
        if (!day.is_set() || effective_on(recorded.event, day)) visit(recorded);
        return true;
    });
    if (!read) failure_ = std::move(read.error());
}

}  // namespace tally::projections
