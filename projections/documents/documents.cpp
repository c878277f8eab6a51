#include "projections/documents/documents.h"

#include "domain/event_arms.h"
#include "eventstore/codec/bytes.h"

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
                [&](const BillSegmentFrozen& segment) {
            part_of(segment.invoice); },
                [&](const SpecialChargeBilled& charge) {
            part_of(charge.invoice); },
                [&](const BillSegmentCancelled& segment) {
            part_of(segment.credit_note); },
                [&](const SpecialChargeCancelled& charge) {
            part_of(charge.credit_note); },
                [&]<class Made>(const Made& made) requires makes_document<Made> {
                    for_each_made_document(made, [&](const DocumentId& document, ArEntryKind kind) {
            put(document, kind, made.account);
                    });
    }
    ,
        [&](const StatementCancelled& cancelled) {
            put(cancelled_key(cancelled.statement), ArEntryKind::statement_cancelled, cancelled.account);
        },
        [&](const AdjustmentPosted& posted) { put(posted.adjustment, ArEntryKind::adjustment, posted.account); },
        Ignore<Topic::control_tables, Topic::person, Topic::location, Topic::meter_data, Topic::occupancy,
               Topic::landlord, Topic::account_terms, Topic::account_person, Topic::service_start, Topic::service_life,
               Topic::billing_error, Topic::payment, Topic::allocation>{},
        IgnoreByName<SpecialChargeRemoved, AdjustmentApproved, AdjustmentRejected, AdjustmentCancelled>{},
},
            event);
}  // namespace tally::projections
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
