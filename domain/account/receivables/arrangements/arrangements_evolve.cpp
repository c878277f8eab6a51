// Folds payment arrangements into the account's items and the part beside it.

#include <algorithm>

#include "domain/account/evolving.h"
#include "domain/evolve_on.h"

namespace tally::domain {

namespace {

void drop_pending_arrangement(AccountArrangements& arrangements, const DocumentId& id) {
    std::erase_if(arrangements.pending,
                  [&](const PendingArrangement& pending) { return pending.request.arrangement == id; });
}

void end_arrangement(MutableWorld& world, AccountState& state, const DocumentId& id) {
    const auto ended = std::erase_if(world.arrangements_part(state.account).standing,
                                     [&](const Arrangement& one) { return one.arrangement == id; });
    if (ended > 0 && state.open_arrangements > 0) --state.open_arrangements;
}

void take_from(std::vector<ArrangedPart>& items, const ArrangedPart& taken) {
    for (ArrangedPart& item : items)
        if (item.document == taken.document && item.sa == taken.sa) item.amount -= taken.amount;
    std::erase_if(items, [](const ArrangedPart& item) { return item.amount.is_zero(); });
}

}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const ArrangementRequested& event) {
    evolving(world, envelope, event.account);
    AccountArrangements& arrangements = world.arrangements_part(event.account);
    ++arrangements.arrangement_count;
    arrangements.pending.push_back({event, envelope.position});
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const ArrangementRejected& event) {
    evolving(world, envelope, event.account);
    drop_pending_arrangement(world.arrangements_part(event.account), event.arrangement);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const ArrangementGranted& event) {
    auto& state = evolving_money(world, envelope, event);
    for (const ArrangedPart& part : event.items)
        change_item(state, {part.document, part.sa, Money{}, -part.amount, part.ages_from, part.item_position});
    ++state.open_arrangements;
    AccountArrangements& arrangements = world.arrangements_part(event.account);
    drop_pending_arrangement(arrangements, event.arrangement);
    arrangements.standing.push_back({.arrangement = event.arrangement,
                                     .granted_on = event.financial.effective_date,
                                     .amount = event.amount,
                                     .grace_days = event.grace_days,
                                     .notice_days = event.notice_days,
                                     .items = event.items,
                                     .billed = {},
                                     .planned = event.instalments,
                                     .position = envelope.position});
}

// What is owed moves from the items to the instalment, and is asked for.
void evolve_on(MutableWorld& world, const Envelope& envelope, const ArrangementInstalmentBilled& event) {
    auto& state = evolving_money(world, envelope, event);
    for (const ArrangedPart& line : event.lines) {
        change_item(state, {line.document, line.sa, -line.amount, Money{}, line.ages_from, line.item_position});
        change_item(state, {event.instalment, line.sa, line.amount, line.amount, event.due_on, envelope.position});
    }
    AccountArrangements& arrangements = world.arrangements_part(event.account);
    ++arrangements.instalment_count;
    for (Arrangement& one : arrangements.standing) {
        if (one.arrangement != event.arrangement) continue;
        for (const ArrangedPart& line : event.lines) take_from(one.items, line);
        if (!one.planned.empty()) one.planned.erase(one.planned.begin());
        one.billed.push_back({event.instalment, event.due_on, event.amount, event.lines, envelope.position});
    }
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const ArrangementBroken& event) {
    auto& state = evolving_money(world, envelope, event);
    for (const ArrangedPart& part : event.restored)
        change_item(state, {part.document, part.sa, Money{}, part.amount, part.ages_from, part.item_position});
    for (const ReturnedPart& part : event.returned) {
        change_item(state, {part.instalment, part.sa, -part.amount, -part.amount, part.ages_from, envelope.position});
        change_item(state, {part.document, part.sa, part.amount, part.amount, part.ages_from, part.item_position});
    }
    end_arrangement(world, state, event.arrangement);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const ArrangementKept& event) {
    end_arrangement(world, evolving(world, envelope, event.account), event.arrangement);
}

}  // namespace tally::domain
