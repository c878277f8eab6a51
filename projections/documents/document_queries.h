#pragma once
// Questions about one document.

#include "projections/documents/invoice_answers.h"
#include "projections/documents/payment_answers.h"
#include "projections/documents/statement_answers.h"
#include "projections/reader.h"

namespace tally::projections {

// An invoice, or of an account its latest one.
[[nodiscard]] Answered<InvoiceAnswer> invoice(const Reader&, const domain::DocumentId&, const AsOf& = {});
[[nodiscard]] Answered<StatementAnswer> statement(const Reader&, const domain::DocumentId&, const AsOf& = {});
// By payment event.
[[nodiscard]] Answered<PaymentAnswer> payment(const Reader&, const domain::PaymentEventId&, const AsOf& = {});

}  // namespace tally::projections
