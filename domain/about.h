#pragma once
// What an event says about itself beside its fields, once. Receipts, known documents, AR history, statements, the
// fold of open items and the views' choice of events follow from it. events.h says which of it is required.

#include <array>
#include <cstdint>
#include <string_view>

#include "domain/core/text.h"

namespace tally::domain {

// What an event concerns. A visitor names the topics that it leaves alone; see event_arms.h.
enum class Topic : std::uint8_t {
    control_tables,
    person,
    location,
    meter_data,
    occupancy,
    landlord,
    account_terms,
    account_person,
    service_start,
    service_life,
    billing_error,
    document,
    pending_charge,
    pending_adjustment,
    charge,
    fee,
    payment,
    allocation,
    adjustment,
    user,
    communication,
    dispute,
    deposit,
    arrangement,
    budget,
    collection,
    correction,
    cash,
    autopay,
    unbilled,
    market,
    unclaimed,
    hierarchy
};

// A line of an account's AR history, or a document. Numbers are stored: add at the end.
enum class ArEntryKind : std::uint8_t {
    bill_segment,
    bill_segment_cancelled,
    special_charge,
    special_charge_cancelled,
    payment,
    tender_cancelled,
    payment_cancelled,
    nsf_fee,
    adjustment,
    adjustment_cancelled,
    credit_allocated,
    credit_deallocated,
    credit_released,
    invoice,
    credit_note,
    statement,
    statement_cancelled,
    late_charge,
    late_charge_cancelled,
    deposit_billed,
    deposit_bill_cancelled,
    deposit_received,
    deposit_receipt_reversed,
    deposit_interest,
    deposit_applied,
    deposit_refunded,
    arrangement_granted,
    arrangement_instalment,
    arrangement_broken,
    credit_refunded,
    credit_refund_cancelled,
    written_off,
    write_off_reversed,
    credit_transferred_out,
    credit_transferred_in,
    balance_transferred_out,
    balance_transferred_in,
    current_synced,
    suspense_matched,
    suspense_match_cancelled,
    credit_escheated,
    deposit_escheated,
    escheat_remitted,
    escheat_remittance_returned,
    escheat_reclaimed
};
constexpr auto enum_names(ArEntryKind) {
    return std::to_array<std::string_view>({"bill_segment",
                                            "bill_segment_cancelled",
                                            "special_charge",
                                            "special_charge_cancelled",
                                            "payment",
                                            "tender_cancelled",
                                            "payment_cancelled",
                                            "nsf_fee",
                                            "adjustment",
                                            "adjustment_cancelled",
                                            "credit_allocated",
                                            "credit_deallocated",
                                            "credit_released",
                                            "invoice",
                                            "credit_note",
                                            "statement",
                                            "statement_cancelled",
                                            "late_charge",
                                            "late_charge_cancelled",
                                            "deposit_billed",
                                            "deposit_bill_cancelled",
                                            "deposit_received",
                                            "deposit_receipt_reversed",
                                            "deposit_interest",
                                            "deposit_applied",
                                            "deposit_refunded",
                                            "arrangement_granted",
                                            "arrangement_instalment",
                                            "arrangement_broken",
                                            "credit_refunded",
                                            "credit_refund_cancelled",
                                            "written_off",
                                            "write_off_reversed",
                                            "credit_transferred_out",
                                            "credit_transferred_in",
                                            "balance_transferred_out",
                                            "balance_transferred_in",
                                            "current_synced",
                                            "suspense_matched",
                                            "suspense_match_cancelled",
                                            "credit_escheated",
                                            "deposit_escheated",
                                            "escheat_remitted",
                                            "escheat_remittance_returned",
                                            "escheat_reclaimed"});
}

// Where a statement shows what moved money since the one before.
enum class StatementSection : std::uint8_t { none, payments, adjustments, corrections, charges };

[[nodiscard]] constexpr StatementSection section_of(ArEntryKind kind) {
    switch (kind) {
        case ArEntryKind::bill_segment:
        case ArEntryKind::special_charge:
            return StatementSection::charges;
        case ArEntryKind::bill_segment_cancelled:
        case ArEntryKind::special_charge_cancelled:
            return StatementSection::corrections;
        case ArEntryKind::payment:
        case ArEntryKind::tender_cancelled:
        case ArEntryKind::payment_cancelled:
            return StatementSection::payments;
        case ArEntryKind::nsf_fee:
        case ArEntryKind::late_charge:
        case ArEntryKind::late_charge_cancelled:
        case ArEntryKind::adjustment:
        case ArEntryKind::adjustment_cancelled:
        case ArEntryKind::deposit_billed:
        case ArEntryKind::deposit_bill_cancelled:
        case ArEntryKind::deposit_received:
        case ArEntryKind::deposit_receipt_reversed:
        case ArEntryKind::deposit_interest:
        case ArEntryKind::deposit_applied:
        case ArEntryKind::deposit_refunded:
        case ArEntryKind::arrangement_granted:
        case ArEntryKind::arrangement_instalment:
        case ArEntryKind::arrangement_broken:
        case ArEntryKind::credit_refunded:
        case ArEntryKind::credit_refund_cancelled:
        case ArEntryKind::written_off:
        case ArEntryKind::write_off_reversed:
        case ArEntryKind::credit_transferred_out:
        case ArEntryKind::credit_transferred_in:
        case ArEntryKind::balance_transferred_out:
        case ArEntryKind::balance_transferred_in:
        case ArEntryKind::current_synced:
        case ArEntryKind::credit_escheated:
        case ArEntryKind::deposit_escheated:
        case ArEntryKind::escheat_reclaimed:
            return StatementSection::adjustments;
        case ArEntryKind::credit_allocated:
        case ArEntryKind::credit_deallocated:
        case ArEntryKind::credit_released:
        case ArEntryKind::invoice:
        case ArEntryKind::credit_note:
        case ArEntryKind::statement:
        case ArEntryKind::statement_cancelled:
        case ArEntryKind::suspense_matched:
        case ArEntryKind::suspense_match_cancelled:
        case ArEntryKind::escheat_remitted:
        case ArEntryKind::escheat_remittance_returned:
            return StatementSection::none;
    }
    return StatementSection::none;
}

// An id that an event gives out, under the name that receipts use.
template <class Event, class Id>
struct NamedId {
    std::string_view what;
    Id Event::*id;
};
// The same for a document of the account, which can be shown and paid from then on.
template <class Event>
struct NamedDocument {
    std::string_view what;
    DocumentId Event::*id;
    ArEntryKind kind;
};

// The open item of the account whose amounts a financial event changes by its payoff and current.
template <class Event>
struct ChangedItem {
    DocumentId Event::*document;
    ServiceAgreementId Event::*sa;
};

}  // namespace tally::domain
