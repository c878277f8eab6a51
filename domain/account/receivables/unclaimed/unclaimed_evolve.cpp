// Folds notices and escheats into the part beside the account.

#include <algorithm>

#include "domain/account/evolving.h"
#include "domain/account/made_ids.h"
#include "domain/evolve_on.h"

namespace tally::domain {

namespace {

// Made where it is missing, so that any past folds.
Escheat& escheat_part(MutableWorld& world, const AccountId& account, const DocumentId& id) {
    AccountUnclaimed& unclaimed = world.unclaimed_part(account);
    const auto found = std::find_if(unclaimed.escheats.begin(), unclaimed.escheats.end(),
                                    [&](const Escheat& one) { return one.escheat == id; });
    if (found != unclaimed.escheats.end()) return *found;
    Escheat& fresh = unclaimed.escheats.emplace_back();
    fresh.escheat = id;
    return fresh;
}

template <class Event>
Escheat& begin_escheat(MutableWorld& world, const Envelope& envelope, const Event& event) {
    AccountUnclaimed& unclaimed = world.unclaimed_part(event.account);
    ++unclaimed.escheat_count;
    unclaimed.notice = {};
    Escheat& escheat = escheat_part(world, event.account, event.escheat);
    escheat.jurisdiction = event.dormancy.jurisdiction;
    escheat.report = event.report;
    escheat.escheated_on = event.financial.effective_date;
    escheat.amount = event.amount;
    escheat.position = envelope.position;
    return escheat;
}

}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const UnclaimedNoticed& event) {
    evolving(world, envelope, event.account);
    AccountUnclaimed& unclaimed = world.unclaimed_part(event.account);
    ++unclaimed.notice_count;
    unclaimed.notice = {event.notice, event.noticed_on, event.escheats_on, event.credit + event.deposits,
                        envelope.position};
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const UnclaimedNoticeCancelled& event) {
    evolving(world, envelope, event.account);
    world.unclaimed_part(event.account).notice = {};
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CreditEscheated& event) {
    AccountState& state = evolving_money(world, envelope, event);
    for (const CreditLine& line : event.lines) change_credit(state, line.source, -line.amount);
    Escheat& escheat = begin_escheat(world, envelope, event);
    escheat.kind = PropertyKind::credit;
    escheat.lines = event.lines;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const DepositEscheated& event) {
    take_escheated_deposit(world, evolving_money(world, envelope, event), event);
    Escheat& escheat = begin_escheat(world, envelope, event);
    escheat.kind = PropertyKind::deposit;
    // A deposit secures nothing any more: its owner gets credit.
    escheat.lines = {{{CreditSourceKind::released, event.escheat, {}}, event.amount}};
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const EscheatRemitted& event) {
    evolving_money(world, envelope, event);
    Escheat& escheat = escheat_part(world, event.account, event.escheat);
    escheat.reference = event.reference;
    escheat.remitted_on = event.financial.effective_date;
    escheat.remitted_position = envelope.position;
    escheat.returned_on = {};
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const EscheatRemittanceReturned& event) {
    evolving_money(world, envelope, event);
    Escheat& escheat = escheat_part(world, event.account, event.escheat);
    escheat.remitted_on = {};
    escheat.returned_on = event.financial.effective_date;
    escheat.returned_position = envelope.position;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const EscheatReclaimed& event) {
    AccountState& state = evolving_money(world, envelope, event);
    for (const CreditLine& line : event.lines) change_credit(state, line.source, line.amount);
    Escheat& escheat = escheat_part(world, event.account, event.escheat);
    escheat.reclaimed_on = event.financial.effective_date;
    escheat.reclaimed_position = envelope.position;
}

}  // namespace tally::domain
