// Folds collections, severances and protections into the part beside the account.

#include <algorithm>

#include "domain/account/evolving.h"
#include "domain/evolve_on.h"

namespace tally::domain {

namespace {

// Calls change(part), and notes in the account's state how much of it is open then.
template <class Change>
void change_collections(MutableWorld& world, const Envelope& envelope, const AccountId& id, const Change& change) {
    AccountState& state = evolving(world, envelope, id);
    AccountCollections& part = world.collections_part(id);
    change(part);
    state.open_collections = static_cast<std::uint32_t>(part.open.size() + part.severances.size());
}

void drop_severance(AccountCollections& part, const DocumentId& severance) {
    std::erase_if(part.severances, [&](const Severance& one) { return one.severance == severance; });
}

}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const CollectionStarted& event) {
    change_collections(world, envelope, event.account, [&](AccountCollections& part) {
        ++part.collection_count;
        Collection started;
        started.collection = event.collection;
        started.terms = event.terms;
        started.items = event.items;
        started.taken = event.taken_before;
        started.notified = event.notified;
        for (const TakenStep& one : event.taken_before) started.step_count = std::max(started.step_count, one.number);
        started.started_on = event.started_on;
        started.position = envelope.position;
        part.open.assign(1, std::move(started));
    });
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CollectionStepTaken& event) {
    change_collections(world, envelope, event.account, [&](AccountCollections& part) {
        for (Collection& one : part.open) {
            if (one.collection != event.collection) continue;
            one.taken.push_back(event.taken);
            one.step_count = std::max(one.step_count, event.taken.number);
        }
        if (event.taken.kind != CollectionStepKind::disconnect_order) return;
        for (Severance& one : part.severances) {
            if (std::find(event.severances.begin(), event.severances.end(), one.severance) == event.severances.end())
                continue;
            one.ordered_on = event.taken.taken_on;
            one.position = envelope.position;
        }
    });
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CollectionStepCancelled& event) {
    change_collections(world, envelope, event.account, [&](AccountCollections& part) {
        bool order = false, notice = false;
        for (Collection& one : part.open) {
            if (one.collection != event.collection) continue;
            std::erase_if(one.taken, [&](const TakenStep& step) {
                if (step.number != event.number) return false;
                order |= step.kind == CollectionStepKind::disconnect_order;
                notice |= step.kind == CollectionStepKind::field_notice;
                return true;
            });
            if (!notice) continue;
            one.notified.clear();
            one.severed.clear();
        }
        for (Severance& one : part.severances)
            if (order && one.collection == event.collection && !one.disconnected_on.is_set()) one.ordered_on = {};
    });
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CollectionCancelled& event) {
    change_collections(world, envelope, event.account, [&](AccountCollections& part) {
        for (Collection& one : part.open) {
            if (one.collection != event.collection) continue;
            one.ended_on = event.cancelled_on;
            one.cause = event.cause;
            one.not_before = event.not_before;
            one.position = envelope.position;
            part.ended.assign(1, std::move(one));
            part.open.clear();
            return;
        }
    });
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const SeveranceStarted& event) {
    change_collections(world, envelope, event.account, [&](AccountCollections& part) {
        ++part.severance_count;
        for (Collection& one : part.open)
            if (one.collection == event.collection) one.severed.push_back(event.sa);
        part.severances.push_back(
            {event.severance, event.collection, event.sa, event.started_on, {}, {}, envelope.position});
    });
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const SeveranceCancelled& event) {
    change_collections(world, envelope, event.account,
                       [&](AccountCollections& part) { drop_severance(part, event.severance); });
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const ServiceDisconnected& event) {
    change_collections(world, envelope, event.account, [&](AccountCollections& part) {
        for (Severance& one : part.severances) {
            if (one.severance != event.severance) continue;
            one.disconnected_on = event.disconnected_on;
            one.position = envelope.position;
        }
    });
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const ServiceReconnected& event) {
    change_collections(world, envelope, event.account,
                       [&](AccountCollections& part) { drop_severance(part, event.severance); });
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const ProtectionRecorded& event) {
    change_collections(world, envelope, event.account, [&](AccountCollections& part) {
        ++part.protection_count;
        part.protections.push_back({event.protection, event.protection_type, event.person, event.sa, event.from,
                                    event.until, event.evidence, envelope.position});
    });
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const ProtectionEnded& event) {
    change_collections(world, envelope, event.account, [&](AccountCollections& part) {
        for (Protection& one : part.protections) {
            if (one.protection != event.protection) continue;
            one.until = event.until;
            one.position = envelope.position;
        }
        std::erase_if(part.protections,
                      [](const Protection& one) { return one.until.is_set() && one.until <= one.from; });
    });
}

}  // namespace tally::domain
