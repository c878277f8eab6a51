#pragma once
// Why an amount is what it is.

#include "projections/explain/balance_explanation.h"
#include "projections/explain/bill_explanation.h"
#include "projections/explain/payment_explanation.h"
#include "projections/reader.h"

namespace tally::projections {

// An invoice or a credit note; of an account its latest invoice.
[[nodiscard]] Answered<BillExplanation> explain_bill(const Reader&, const domain::DocumentId&, const AsOf& = {});
// A line of a bill by its id.
[[nodiscard]] Answered<LineExplanation> explain_line(const Reader&, const domain::DocumentId& line_id,
                                                     const AsOf& = {});
[[nodiscard]] Answered<BalanceExplanation> explain_balance(const Reader&, const domain::AccountId&, const AsOf& = {});
// By payment event or by one account's payment.
[[nodiscard]] Answered<PaymentExplanation> explain_payment(const Reader&, const domain::PaymentEventId&,
                                                           const AsOf& = {});

}  // namespace tally::projections
