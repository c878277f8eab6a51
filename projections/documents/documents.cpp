#include "projections/documents/documents.h"

#include "eventstore/codec/bytes.h"
#include "projections/event_arms.h"

namespace tally::projections {

using namespace domain;

Documents::Documents(std::shared_ptr<eventstore::EventsOf> events)
    : OneView(std::move(events), {.name = std::string{view_name},
                                  .version = 1,
                                  .owner_length = nullptr,
                                  .asked_for_absent = true,
                                  .group = {}}) {}

Result<void> Documents::fold_events(std::span<const RecordedEvent> events, ViewWriter& writer) {
    // Segments and charges stand before their invoice (credit note) in one commit.
    DocumentId of;
    std::uint64_t first_version = 0;
    for (const auto& [envelope, event] : events) {
        const auto part_of = [&, &version = envelope.version](const DocumentId& document) {
            if (of == document) return;
            of = document;
            first_version = version;
        };
        const auto put = [&, &at = envelope](const DocumentId& document, ArEntryKind kind, const AccountId& account) {
            row_.clear();
            const std::uint64_t first = of == document ? first_version : at.version;
            eventstore::encode(DocumentRow{kind, account, first, at.position}, row_);
            writer.put(view(), document.str(), row_);
        };
        std::visit(
            Overloaded{
                [&](const BillSegmentFrozen& segment) { part_of(segment.invoice); },
                [&](const SpecialChargeBilled& charge) { part_of(charge.invoice); },
                [&](const BillSegmentCancelled& segment) { part_of(segment.credit_note); },
                [&](const SpecialChargeCancelled& charge) { part_of(charge.credit_note); },
                [&](const InvoiceIssued& invoice) { put(invoice.invoice, ArEntryKind::invoice, invoice.account); },
                [&](const CreditNoteIssued& note) { put(note.credit_note, ArEntryKind::credit_note, note.account); },
                [&](const StatementIssued& statement) {
                    put(statement.statement, ArEntryKind::statement, statement.account);
                },
                [&](const StatementCancelled& cancelled) {
                    put(cancelled_key(cancelled.statement), ArEntryKind::statement_cancelled, cancelled.account);
                },
                [&](const SpecialChargeCreated& charge) {
                    put(charge.charge, ArEntryKind::special_charge, charge.account);
                },
                [&](const NsfFeeCharged& fee) { put(fee.charge, ArEntryKind::nsf_fee, fee.account); },
                [&](const AdjustmentRequested& request) {
                    put(request.adjustment, ArEntryKind::adjustment, request.account);
                },
                [&](const AdjustmentPosted& posted) {
                    put(posted.adjustment, ArEntryKind::adjustment, posted.account);
                },
                Ignore<ControlTableEvents, PersonEvents, LocationEvents, MeterDataEvents, OccupancyEvents,
                       LandlordEvents, AccountTermsEvents, AccountPersonEvents, ServiceStartEvents, ServiceLifeEvents,
                       BillingErrorEvents, PaymentEvents, AllocationEvents,
                       EventGroup<SpecialChargeRemoved, AdjustmentApproved, AdjustmentRejected, AdjustmentCancelled>>{},
            },
            event);
    }
    return {};
}

Result<std::optional<DocumentRow>> read_document(const Point& point, View documents, const DocumentId& document) {
    auto row = point.get(documents, document.str());
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return std::optional<DocumentRow>{};
    auto decoded = eventstore::decode<DocumentRow>(**row);
    if (!decoded) return tl::unexpected(std::move(decoded.error()));
    return std::optional{std::move(*decoded)};
}

}  // namespace tally::projections
