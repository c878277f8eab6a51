#pragma once
// What payments share with batches of tenders and money in suspense, as steps of a draft.

#include <string>

#include "domain/draft.h"

namespace tally::domain {

// Ids that the ledger makes. No account's id looks like one of them with the mark of a payment.
[[nodiscard]] BatchId batch_id(const Code& source, std::uint64_t number);
[[nodiscard]] SuspenseId suspense_id(std::uint64_t number);
// What is held of a cancelled payment.
[[nodiscard]] SuspenseId suspense_id(const PaymentId&);
[[nodiscard]] BankDepositId bank_deposit_id(std::uint64_t number);

// The batch, which takes that much more. The pointer lives as long as the state.
[[nodiscard]] Decided<const TenderBatch*> open_batch(World&, const BatchId&, std::string field, Money more = {});

// Nothing is supplied, owed, asked for or given up on the account: money for it has nowhere to go.
[[nodiscard]] bool has_ended(const AccountState&);

// Holds the money: gives the sum its id, the payor's text a key of its own, and posts it. The batch, if any, is open.
[[nodiscard]] Decided<void> hold_in_suspense(Draft&, SuspenseReceived);

}  // namespace tally::domain
