#pragma once
// Posting a payment, whatever its money comes from.

#include "domain/account/receivables/commands.h"
#include "domain/decide.h"

namespace tally::domain {

// Where a payment's money comes from, where it is not handed over: a sum in suspense.
struct PaidFrom {
    SuspenseId suspense;   // Empty: the tenders are handed over.
    Date accounting_date;  // Unset: the date received.
};

// Decides it as any payment: given amounts to accounts, over their documents by policy [rule 7].
[[nodiscard]] Decided<Events> post_payment(const PostPayment&, const Context&, const PaidFrom&);

}  // namespace tally::domain
