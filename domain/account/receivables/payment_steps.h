#pragma once
// Posting a payment, whatever its money comes from.

#include "domain/account/receivables/commands.h"
#include "domain/decide.h"

namespace tally::domain {

// Where a payment's money comes from, where it is not handed over: a sum in suspense.
struct PaidFrom {
    SuspenseId suspense;   // Empty: the tenders are handed over.
    Date accounting_date;  // Unset: the date received.
    // Whether the payment leaves out the disputed part of a document that it names.
    bool passes_disputed = false;
    // Whether it is a remittance of the market, whose number the payment event has.
    bool market = false;
};

// Decides it as any payment: given amounts to accounts, over their documents by policy [rule 7].
[[nodiscard]] Decided<Events> post_payment(const PostPayment&, const Context&, const PaidFrom&);

// Reverses the tender on every account [rule 7]. `bears_fee`: the payor is charged its class's fee for it.
[[nodiscard]] Decided<Events> cancel_tender(const CancelTender&, const Context&, bool bears_fee);

}  // namespace tally::domain
