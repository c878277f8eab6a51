// Folds payments, allocations and adjustments into the account's state.

#include <algorithm>

#include "domain/account/evolving.h"
#include "domain/account/receivables/cash/cash_steps.h"
#include "domain/account/receivables/payment_ids.h"
#include "domain/evolve_on.h"

namespace tally::domain {

namespace {

void drop_pending_adjustment(AccountState& state, const DocumentId& adjustment) {
    std::erase_if(state.pending_adjustments,
                  [&](const PendingAdjustment& pending) { return pending.request.adjustment == adjustment; });
}

// The payment lost this much. The one before it is in the history only.
void reduce_last_payment(AccountState& state, const PaymentId& payment, Money amount) {
    if (state.last_payment != payment || state.last_payment_uncertain) return;
    state.last_payment_amount -= amount;
    state.last_payment_uncertain = state.last_payment_amount.is_zero();
}

}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const PaymentPosted& event) {
    auto& state = evolving_money(world, envelope, event);
    ++state.payment_count;
    for (const TenderShare& share : event.tenders)
        state.unapplied.push_back(
            {{CreditSourceKind::tender, DocumentId{event.payment.str()}, share.tender}, share.amount, false});
    // One of an earlier day cannot be the latest, whether or not that one still stands.
    if (!state.last_payment_date.is_set() || event.received_on >= state.last_payment_date) {
        state.last_payment = event.payment;
        state.last_payment_amount = event.amount;
        state.last_payment_date = event.received_on;
        state.last_payment_uncertain = false;
    }
    if (account_in(event.payment_event) == event.account.str()) return;
    auto& entry = world.directory_part(DirectoryKind::payment_event, event.payment_event.str());
    if (entry.leads_to.empty()) entry.position = envelope.position;
    entry.leads_to.emplace_back(event.account.str());
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CreditAllocated& event) {
    auto& state = evolving_money(world, envelope, event);
    apply_allocation(state, event.lines, false);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CreditDeallocated& event) {
    auto& state = evolving_money(world, envelope, event);
    apply_allocation(state, event.lines, true);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CreditReleased& event) {
    auto& state = evolving_money(world, envelope, event);
    change_item(state,
                {event.document, event.sa, event.amount, event.amount, event.financial.ages_from, envelope.position});
    change_credit(state, {CreditSourceKind::released, event.document, {}}, event.amount);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const TenderCancelled& event) {
    auto& state = evolving_money(world, envelope, event);
    change_credit(state, {CreditSourceKind::tender, DocumentId{event.payment.str()}, event.tender}, -event.amount);
    reduce_last_payment(state, event.payment, event.amount);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const PaymentCancelled& event) {
    auto& state = evolving_money(world, envelope, event);
    std::erase_if(state.unapplied, [&](const UnappliedCredit& credit) {
        return credit.source.kind == CreditSourceKind::tender && credit.source.document.str() == event.payment.str();
    });
    reduce_last_payment(state, event.payment, event.amount);
    const SuspenseId id = suspense_id(event.payment);
    SuspendedMoney& suspended = world.organization_part(part_key(id)).suspense;
    suspended.suspense = id;
    suspended.account = event.account;
    suspended.payment = event.payment;
    suspended.amount += event.amount;
    suspended.held += event.amount;
    suspended.position = envelope.position;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const TendersBatched& event) {
    evolving(world, envelope, event.account);
    TenderBatch& batch = world.organization_part(part_key(event.batch)).batch;
    for (const BatchedTender& tender : event.tenders) batch.add(tender.kind, tender.amount, tender.counted);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const SuspenseMatched& event) {
    evolving(world, envelope, event.account);
    world.organization_part(part_key(event.suspense)).suspense.held -= event.amount;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const SuspenseMatchCancelled& event) {
    evolving(world, envelope, event.account);
    // Its cancellation held it under the payment's own id.
    world.organization_part(part_key(suspense_id(event.payment))).suspense = {};
    world.organization_part(part_key(event.suspense)).suspense.held += event.amount;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const NsfFeeCharged& event) {
    auto& state = evolving_money(world, envelope, event);
    // Fees were numbered with the special charges once: what was made keeps its number.
    state.fee_count = std::max(state.fee_count + 1, number_in(event.charge.str(), event.account, fee_mark).value_or(0));
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const AdjustmentRequested& event) {
    auto& state = evolving(world, envelope, event.account);
    ++state.adjustment_count;
    state.pending_adjustments.push_back({event, envelope.position});
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const AdjustmentApproved& event) {
    evolving(world, envelope, event.account);  // It stays pending until it is posted, in the same commit.
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const AdjustmentRejected& event) {
    drop_pending_adjustment(evolving(world, envelope, event.account), event.adjustment);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const AdjustmentPosted& event) {
    auto& state = evolving_money(world, envelope, event);
    const Financial& financial = event.financial;
    drop_pending_adjustment(state, event.adjustment);
    if (event.amount > Money{})
        change_item(state, {event.adjustment, event.sa, financial.payoff, financial.current, financial.ages_from,
                            envelope.position});
    if (!event.to_target.is_zero())
        change_item(state, {event.target, event.target_sa, -event.to_target, -event.to_target, financial.ages_from,
                            event.target_position});
    if (!event.to_unapplied.is_zero())
        change_credit(state, {CreditSourceKind::credit_adjustment, event.adjustment, {}}, event.to_unapplied);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const AdjustmentCancelled& event) {
    auto& state = evolving_money(world, envelope, event);
    const Financial& financial = event.financial;
    if (event.amount > Money{})
        change_item(state, {event.adjustment, event.sa, financial.payoff, financial.current, financial.ages_from,
                            envelope.position});
    if (!event.to_target.is_zero())
        change_item(state, {event.target, event.target_sa, event.to_target, event.to_target, financial.ages_from,
                            event.target_position});
    if (!event.to_unapplied.is_zero())
        change_credit(state, {CreditSourceKind::credit_adjustment, event.adjustment, {}}, -event.to_unapplied);
}

}  // namespace tally::domain
