#pragma once
// Moving deposits, as steps of a draft. None of them closes or reactivates an agreement: the command does so once.

#include <functional>
#include <string>

#include "domain/account/receivables/credit.h"

namespace tally::domain {

// Asks for a deposit of an account of the draft; what is wrong is said of fields behind the path.
[[nodiscard]] Decided<void> record_deposit_bill(Draft&, const BillDeposit&, const std::string& path);

// Interest through the day, which is counted itself. Zero and nothing recorded where it rounds to nothing or every day
// is counted. Returns what was added.
[[nodiscard]] Decided<Money> record_interest(Draft&, const AccountId&, const DocumentId& deposit, Date through);

// Unapplied credit of the source becomes cash of the deposit.
[[nodiscard]] Decided<void> record_receipt(Draft&, const AccountId&, const DocumentId& deposit, const CreditSource&,
                                           Money amount, Date on);
// Reverses receipts from the chosen credit, which is about to be taken back: what is still held of it becomes unapplied
// credit again, and the deposit is asked for again.
using SourceChoice = std::function<bool(const CreditSource&)>;
[[nodiscard]] Decided<void> reverse_receipts(Draft&, const AccountId&, const SourceChoice&, Date on);
// Credit that is taken back is whole again, unless a deposit that it paid was used since, or it left the account.
[[nodiscard]] Decided<void> check_whole(World&, const AccountId&, const CreditSource&, Money whole, std::string field,
                                        std::string value);

// Open items that the choice names: the deposit's own agreement's first, then oldest first.
[[nodiscard]] std::vector<ItemPart> items_to_pay(const AccountState&, const HeldDeposit&, const ItemChoice&);
// At most what is held and open. Returns what was applied.
[[nodiscard]] Decided<Money> record_application(Draft&, const AccountId&, const DocumentId& deposit, Money at_most,
                                                const journal::Dates&, const ItemChoice& items = {});
[[nodiscard]] Decided<void> record_refund(Draft&, const AccountId&, const DocumentId& deposit, Money amount,
                                          const journal::Dates&);
[[nodiscard]] Decided<void> record_bill_cancelled(Draft&, const AccountId&, const DocumentId& deposit,
                                                  const Code& cancel_reason, const journal::Dates&);

// Deposits of services that had their final bill pay what is owed, with interest; the rest is refunded, and what was
// not paid of them is no longer asked for [rule 14].
[[nodiscard]] Decided<void> settle_deposits(Draft&, const AccountId&, const journal::Dates&);

}  // namespace tally::domain
