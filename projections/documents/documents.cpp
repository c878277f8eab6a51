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

namespace {

// Of an event that makes documents: each of them, with its kind and account.
template <class Use>
struct EachMadeDocument {
    Use use;
    template <class Made>
    requires makes_document<Made>
    void operator()(const Made& made) const {
        for_each_made_document(
            made, [&](const DocumentId& document, ArEntryKind kind) { use(document, kind, made.account); });
    }
};

}  // namespace

Result<void> Documents::fold_events(std::span<const RecordedEvent> events, ViewWriter& writer) {
    each_document_row(events, [&](const DocumentId& document, const DocumentRow& row) {
        row_.clear();
        eventstore::encode(row, row_);
        writer.put(view(), document.str(), row_);
    });
    return {};
}

void each_document_row(std::span<const RecordedEvent> events,
                       const std::function<void(const DocumentId&, const DocumentRow&)>& use) {
    // Segments and charges stand before their invoice (credit note) in one commit.
    DocumentId of;
    AccountId of_account;
    std::uint64_t first_version = 0;
    for (const auto& [envelope, event] : events) {
        const auto part_of = [&, &version = envelope.version](const DocumentId& document, const AccountId& account) {
            if (of == document && of_account == account) return;
            of = document;
            of_account = account;
            first_version = version;
        };
        const auto put = [&, &at = envelope](const DocumentId& document, ArEntryKind kind, const AccountId& account,
                                             bool has_parts = true) {
            const bool begun = has_parts && of == document && of_account == account;
            use(document, DocumentRow{kind, account, begun ? first_version : at.version, at.position});
        };
        visit(
            Overloaded{[&](const BillSegmentFrozen& segment) { part_of(segment.invoice, segment.account); },
                       [&](const SpecialChargeBilled& charge) { part_of(charge.invoice, charge.account); },
                       [&](const BillSegmentCancelled& segment) { part_of(segment.credit_note, segment.account); },
                       [&](const SpecialChargeCancelled& charge) { part_of(charge.credit_note, charge.account); },
                       EachMadeDocument{put},
                       [&](const StatementCancelled& cancelled) {
                           put(cancelled_key(cancelled.statement), ArEntryKind::statement_cancelled, cancelled.account);
                       },
                       [&](const AdjustmentPosted& posted) {
                           put(posted.adjustment, ArEntryKind::adjustment, posted.account, false);
                       },
                       Ignore<Topic::communication, Topic::collection, Topic::cash, Topic::correction, Topic::autopay,
                              Topic::unbilled, Topic::market, Topic::hierarchy>{},
                       Ignore<Topic::control_tables, Topic::user, Topic::person, Topic::location, Topic::meter_data,
                              Topic::occupancy, Topic::landlord, Topic::account_terms, Topic::account_person,
                              Topic::service_start, Topic::service_life, Topic::billing_error, Topic::payment,
                              Topic::allocation, Topic::dispute, Topic::budget>{},
                       IgnoreByName<BillingDemandFrozen, YearToDateFrozen, SpecialChargeRemoved, AdjustmentApproved,
                                    AdjustmentRejected, AdjustmentCancelled, LateChargeCancelled, DepositBillCancelled,
                                    DepositReceived, DepositReceiptReversed, DepositInterestAccrued, DepositApplied,
                                    DepositRefunded, ArrangementRequested, ArrangementRejected, ArrangementGranted,
                                    ArrangementBroken, ArrangementKept, CreditRefundCancelled, WriteOffReversed,
                                    UnclaimedNoticed, UnclaimedNoticeCancelled, EscheatRemitted,
                                    EscheatRemittanceReturned, EscheatReclaimed>{}},
            event);
    }
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
