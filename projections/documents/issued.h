#pragma once
// Documents as they were issued: who and where they are addressed to does not follow later names and addresses.

#include <initializer_list>
#include <optional>

#include "projections/documents/documents.h"
#include "projections/states_as_of.h"

namespace tally::projections {

// Nothing: there is no such document as of then.
[[nodiscard]] Result<std::optional<DocumentRow>> find_document(const StatesAsOf&, const domain::DocumentId&);
// A document of one of these kinds; where the id is an account's, the account's latest of the first kind, whose id then
// replaces it.
[[nodiscard]] Result<std::optional<DocumentRow>> find_document_or_latest(StatesAsOf&, domain::DocumentId&,
                                                                         std::initializer_list<domain::ArEntryKind>);
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
