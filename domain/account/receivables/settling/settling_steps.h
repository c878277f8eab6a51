#pragma once
// What refunds, transfers and write-offs share, as steps of a draft. None of them closes or reactivates an agreement:
// the command does so once.

#include <functional>
#include <string>
#include <vector>

#include "domain/account/receivables/credit.h"
#include "domain/account/receivables/settling/events.h"

namespace tally::domain {

// --- Credit that leaves the account

// Credit of the source (empty: any) that is not on hold, oldest first, up to `amount` (zero: all). Refused where there
// is less, where only credit on hold is there, and where it came after `day`.
[[nodiscard]] Decided<std::vector<CreditLine>> credit_to_take(World&, const AccountState&, const DocumentId& source,
                                                              Money amount, Date day);
[[nodiscard]] Money credit_total(const std::vector<CreditLine>&);

// Refunds, transfers and escheats that took credit of this source and were not taken back, in order.
[[nodiscard]] std::vector<DocumentId> taken_away_by(World&, const AccountId&, const CreditSource&);

// --- Debt that leaves the account

// Started or to be started, and not stopped yet: what it owes is collected with its bills.
[[nodiscard]] bool is_live(const ServiceAgreement&);

struct DebtAsked {
    ServiceAgreementId sa;  // Empty: any.
    DocumentId document;    // Empty: any.
    Money amount;           // Zero: all that is open.
    Date day;
};
// Parts of open items, oldest first. Refused by name: a live agreement, an item that is disputed or in an
// arrangement, more than is open, nothing open, a day before the account's latest bill.
[[nodiscard]] Decided<std::vector<ItemPart>> debt_to_take(Draft&, const AccountState&, const DebtAsked&);

// --- Write-offs that stand

struct StandingWriteOff {
    DocumentId write_off;
    Date written_off_on;
    std::vector<WriteOffLine> lines;  // What is left of them.
    // What it had debited beside tax; the role AR: nothing.
    Posting loss;
};
// Oldest first.
[[nodiscard]] std::vector<StandingWriteOff> standing_write_offs(World&, const AccountId&);

struct Recovery {
    RecoveryCause cause = RecoveryCause::withdrawn;
    DocumentId caused_by;
    Code cancel_reason;
};
using WriteOffChoice = std::function<bool(const StandingWriteOff&, const WriteOffLine&)>;
// Opens the chosen lines again, up to `at_most`, on the day or that of the write-off, whichever is later. Nothing, and
// without a look at the history, where nothing of the account is written off. Returns what was opened.
[[nodiscard]] Decided<std::vector<WriteOffLine>> reverse_write_offs(Draft&, const AccountId&, Date on, Money at_most,
                                                                    const Recovery&, const WriteOffChoice&);
// All that is written off of a document which is about to be cancelled.
[[nodiscard]] Decided<void> reverse_write_offs_of(Draft&, const AccountId&, const DocumentId&, Date on);
// What is left of a payment's credits pays what is written off, oldest first [rule 25].
[[nodiscard]] Decided<void> recover_by_payment(Draft&, const AccountId&, const std::vector<CreditPart>&, Date on);

}  // namespace tally::domain
