// Folds batches of tenders, money in suspense and deposits at the bank.

#include "domain/account/receivables/cash/cash_steps.h"
#include "domain/account/receivables/payment_ids.h"
#include "domain/evolve_on.h"

namespace tally::domain {

namespace {

OrganizationState& evolving_own(MutableWorld& world, const Envelope& envelope, const PartKey& key) {
    OrganizationState& state = world.organization_part(key);
    state.version = envelope.version + 1;
    state.last_position = envelope.position;
    return state;
}
TenderBatch& evolving_batch(MutableWorld& world, const Envelope& envelope, const BatchId& id) {
    return evolving_own(world, envelope, part_key(id)).batch;
}

}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const TenderBatchOpened& event) {
    TenderBatch& batch = evolving_batch(world, envelope, event.batch);
    batch.batch = event.batch;
    batch.source = event.source;
    batch.kind = event.kind;
    batch.clerk = event.clerk;
    batch.opening_float = event.opening_float;
    batch.declared_count = event.declared_count;
    batch.declared_total = event.declared_total;
    batch.opened_on = event.opened_on;
    batch.position = envelope.position;
    TenderSourceCount& source = world.organization_part(tender_source_key(event.source)).source;
    ++source.batch_count;
    if (event.kind == TenderSourceKind::till) source.open_batch = event.batch;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const TenderBatchClosed& event) {
    TenderBatch& batch = evolving_batch(world, envelope, event.batch);
    batch.status = BatchStatus::closed;
    batch.closed_on = event.closed_on;
    batch.position = envelope.position;
    if (batch.kind == TenderSourceKind::till)
        world.organization_part(tender_source_key(batch.source)).source.open_batch = {};
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const TenderBatchReopened& event) {
    TenderBatch& batch = evolving_batch(world, envelope, event.batch);
    batch.status = BatchStatus::open;
    batch.closed_on = {};
    batch.position = envelope.position;
    if (batch.kind == TenderSourceKind::till)
        world.organization_part(tender_source_key(batch.source)).source.open_batch = event.batch;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CashOverShort& event) {
    evolving_batch(world, envelope, event.batch).over_short += event.amount;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const TillCashTransferred& event) {
    evolving_batch(world, envelope, event.batch).transferred += event.amount;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const BankDeposited& event) {
    evolving_own(world, envelope, part_key(stream_of(event.bank_deposit)));
    ++world.numbers_part().bank_deposit_count;
    for (const DepositedBatch& one : event.batches) {
        TenderBatch& batch = world.organization_part(part_key(one.batch)).batch;
        batch.status = BatchStatus::deposited;
        batch.bank_deposit = event.bank_deposit;
        batch.position = envelope.position;
    }
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const SuspenseReceived& event) {
    SuspendedMoney& suspended = evolving_own(world, envelope, part_key(event.suspense)).suspense;
    suspended.suspense = event.suspense;
    suspended.kind = event.kind;
    suspended.reference = event.reference;
    suspended.received_on = event.received_on;
    suspended.account_named = event.account_named;
    suspended.payor = event.payor;
    suspended.payor_account = event.payor_account;
    suspended.batch = event.batch;
    suspended.source = event.source;
    suspended.amount = suspended.held = event.amount;
    suspended.position = envelope.position;
    ++world.numbers_part().suspense_count;
    if (!event.batch.empty())
        world.organization_part(part_key(event.batch)).batch.add(event.kind, event.amount, event.counted);
    if (event.payment_event.empty() || account_in(event.payment_event)) return;
    // An id that was given is taken, although no account may have been paid.
    auto& entry = world.directory_part(DirectoryKind::payment_event, event.payment_event.str());
    if (entry.leads_to.empty()) entry.position = envelope.position;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const SuspenseReturned& event) {
    evolving_own(world, envelope, part_key(event.suspense)).suspense.held -= event.amount;
}

}  // namespace tally::domain
