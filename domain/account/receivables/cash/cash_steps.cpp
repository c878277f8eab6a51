#include "domain/account/receivables/cash/cash_steps.h"

#include <algorithm>

#include "domain/books/journal.h"
#include "domain/core/check.h"

namespace tally::domain {

BatchId batch_id(const Code& source, std::uint64_t number) {
    return BatchId{source.str() + "-BAT" + std::to_string(number)};
}
SuspenseId suspense_id(std::uint64_t number) {
    return SuspenseId{"SUS" + std::to_string(number)};
}
SuspenseId suspense_id(const PaymentId& payment) {
    return SuspenseId{payment.str()};
}
BankDepositId bank_deposit_id(std::uint64_t number) {
    return BankDepositId{"BANK" + std::to_string(number)};
}

Decided<const TenderBatch*> open_batch(World& world, const BatchId& id, std::string field, Money more) {
    const TenderBatch* batch = world.batch(id);
    if (!batch)
        return refuse(Rejection::batch_unknown, std::move(field), id.str(),
                      "Name a batch that was opened by batch.open.");
    if (batch->status != BatchStatus::open)
        return refuse(Rejection::batch_not_open, std::move(field), id.str(),
                      "It was closed on " + to_string(batch->closed_on) +
                          ": name an open one, or let a supervisor open it again by batch.reopen.");
    if (!batch->has_room_for(more))
        return refuse(Rejection::amount_too_large, std::move(field), id.str(),
                      "The batch would have too much to be summed: open another.");
    return batch;
}

bool has_ended(const AccountState& account) {
    const auto over = [](const ServiceAgreement& agreement) {
        return agreement.status == SaStatus::closed || agreement.status == SaStatus::cancelled;
    };
    return !account.agreements.empty() && std::all_of(account.agreements.begin(), account.agreements.end(), over) &&
           account.items.empty() && account.written_off.is_zero() && account.deposits_asked.is_zero() &&
           account.pending_charges.empty() && account.pending_adjustments.empty();
}

Decided<void> hold_in_suspense(Draft& draft, SuspenseReceived event) {
    event.suspense = suspense_id(draft.numbers().suspense_count + 1);
    // '/' is in no person's id, so that the text is under a key that is nothing else's, and can be erased alone.
    if (!event.payor.empty()) event.payor.under = PersonId{"suspense/" + event.suspense.str()};
    if (const TenderBatch* batch = draft.batch(event.batch)) event.source = batch->source;
    auto financial =
        journal::posted(draft.settings(), {event.received_on}, SuspenseReceived::legs, event.amount, event.source);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    const SuspenseId id = event.suspense;
    draft.record(id, std::move(event));
    return {};
}

}  // namespace tally::domain
