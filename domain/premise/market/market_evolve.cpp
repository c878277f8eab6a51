// Folds market transactions into what of them is open at their premise.

#include <algorithm>
#include <string>

#include "domain/evolve_on.h"
#include "domain/premise/market/market_steps.h"

namespace tally::domain {

namespace {

PremiseMarket& evolving_market(MutableWorld& world, const Envelope& envelope, const PremiseId& id) {
    PremiseState& premise = world.premise_part(id);
    premise.version = envelope.version + 1;
    premise.last_position = envelope.position;
    return world.market_part(id);
}

void answered(PremiseMarket& market, const DocumentId& original, MarketKind answer, MarketOutcome outcome) {
    if (original.empty()) return;
    if (ends_waiting(answer, outcome)) {
        std::erase_if(market.awaited, [&](const AwaitedAnswer& one) { return one.market_transaction == original; });
        return;
    }
    for (AwaitedAnswer& one : market.awaited)
        if (one.market_transaction == original && answer == MarketKind::acknowledgement) one.acknowledged = true;
}

template <class Recorded>
void keep(MutableWorld& world, const Envelope& envelope, const Recorded& event, bool received) {
    PremiseMarket& market = evolving_market(world, envelope, event.premise);
    const MarketTransaction& told = event.transaction;
    ++market.transaction_count;
    answered(market, event.answers, told.kind, told.outcome);
    if (meaning_of(told.kind).awaits || event.due_on.is_set())
        market.awaited.push_back({event.market_transaction, told.kind, received, received ? told.sender : told.receiver,
                                  told.reference, event.service_point, told.account, event.due_on, false,
                                  envelope.position});
    if (!told.original.empty() && event.answers.empty())
        market.unpaired.push_back({event.market_transaction, told.kind,
                                   answers_other_party(told.kind) ? told.receiver : told.sender, told.original,
                                   event.service_point, told.account, told.outcome, envelope.position});
    world.directory_part(DirectoryKind::market_transaction, market_reference(told.sender, told.reference)) = {
        {Plain{event.premise.str()}, Plain{event.market_transaction.str()}, Plain{std::string{name_of(told.kind)}}},
        envelope.position};
}

}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const MarketTransactionSent& event) {
    keep(world, envelope, event, false);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const MarketTransactionReceived& event) {
    keep(world, envelope, event, true);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const MarketTransactionPaired& event) {
    PremiseMarket& market = evolving_market(world, envelope, event.premise);
    answered(market, event.answers, event.kind, event.outcome);
    std::erase_if(market.unpaired,
                  [&](const UnpairedAnswer& one) { return one.market_transaction == event.market_transaction; });
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const MarketTransactionClosed& event) {
    PremiseMarket& market = evolving_market(world, envelope, event.premise);
    std::erase_if(market.awaited,
                  [&](const AwaitedAnswer& one) { return one.market_transaction == event.market_transaction; });
    std::erase_if(market.unpaired,
                  [&](const UnpairedAnswer& one) { return one.market_transaction == event.market_transaction; });
}

}  // namespace tally::domain
