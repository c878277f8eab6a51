#pragma once
// What an invoice charges or a credit note takes back, as its events say it.

#include <optional>
#include <vector>

#include "domain/account/billing/events.h"
#include "projections/documents/documents.h"
#include "projections/explain/explain_parts.h"
#include "projections/states_as_of.h"

namespace tally::projections {

// A bill segment or a special charge.
struct BilledDocument {
    domain::SegmentId segment;  // Empty for a special charge.
    domain::DocumentId charge;
    domain::ServiceAgreementId sa;
    domain::Period days;
    bool final_segment = false;
    domain::SegmentId replaces;
    domain::DocumentId cancelled_by;
    std::vector<domain::UsedRead> reads;
    std::vector<domain::BillLine> lines;
    domain::Money total;
    domain::Financial financial;
    EventCause charged;
    [[nodiscard]] bool is_segment() const { return !segment.empty(); }
    [[nodiscard]] std::string id() const { return is_segment() ? segment.str() : charge.str(); }
};

struct BilledInvoice {
    domain::InvoiceIssued issued;         // Of an invoice.
    domain::CreditNoteIssued taken_back;  // Of a credit note.
    bool credit_note = false;
    EventCause cause;
    std::vector<BilledDocument> documents;
    domain::DocumentId rebilled_by;
    std::vector<domain::DocumentId> credit_notes;
};

// Nothing: it was not issued by then.
[[nodiscard]] Answered<BilledInvoice> billed_invoice(const StatesAsOf&, const domain::DocumentId&, const DocumentRow&);

}  // namespace tally::projections
