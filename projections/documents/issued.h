#pragma once
// Documents as they were issued: who and where they are addressed to does not follow later names and addresses.

#include <optional>

#include "projections/documents/documents.h"
#include "projections/states_as_of.h"

namespace tally::projections {

// Nothing: there is no such document as of then.
[[nodiscard]] Result<std::optional<DocumentRow>> find_document(const StatesAsOf&, const domain::DocumentId&);
[[nodiscard]] Result<domain::RecordedEvent> read_event(const Reader&, std::uint64_t position);
// The event that issued it. Nothing: there is no such invoice as of then.
[[nodiscard]] Answered<domain::InvoiceIssued> issued_invoice(const StatesAsOf&, const domain::DocumentId&);

// Account, persons and premises as they were when a document was issued, whatever time is asked about.
struct AsIssued {
    StatesAsOf states;
    const domain::AccountState* account;  // Of `states`.
    AccountHeading heading;
    [[nodiscard]] static Result<AsIssued> of(const StatesAsOf& asked, const DocumentRow&);
};

}  // namespace tally::projections
