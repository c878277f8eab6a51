#pragma once
// What money received is made of: tenders, credit, allocations.

#include <array>
#include <cstdint>
#include <string_view>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"

namespace tally::domain {

// CIM TenderKind and what utilities add.
enum class TenderKind : std::uint8_t {
    unspecified,
    cheque,
    card,
    cash,
    direct_debit,
    transfer,
    other,
    market_remittance
};
constexpr auto enum_names(TenderKind) {
    return std::to_array<std::string_view>(
        {"unspecified", "cheque", "card", "cash", "direct_debit", "transfer", "other", "market_remittance"});
}

// What an account gets of one tender.
struct TenderShare {
    TenderId tender;
    TenderKind kind = TenderKind::unspecified;
    Money amount;
    Plain reference;
    template <class T = TenderShare>
    static constexpr auto fields() {
        return FieldList{
            Field{"tender", &T::tender, "The tender; unique within the payment event."},
            Field{"kind", &T::kind, "How it was paid."}, Field{"amount", &T::amount, "This account's share."},
            Field{"reference", &T::reference, "Number that reconciles it with the bank, never a bank account."}};
    }
    bool operator==(const TenderShare&) const = default;
};

// Numbers are stored: add at the end.
enum class CreditSourceKind : std::uint8_t {
    tender,
    credit_adjustment,
    cancelled_charge,
    transfer,
    released,
    deposit,     // In answers only: of a deposit that paid a document.
    instalment,  // In answers only: of an arrangement, by which part of the document is asked for.
    write_off    // In answers only: what of a document was written off.
};
constexpr auto enum_names(CreditSourceKind) {
    return std::to_array<std::string_view>({"tender", "credit_adjustment", "cancelled_charge", "transfer", "released",
                                            "deposit", "instalment", "write_off"});
}

// Credit that is not yet, or was, used: where it came from.
struct CreditSource {
    CreditSourceKind kind = CreditSourceKind::tender;
    DocumentId document;
    TenderId tender;
    template <class T = CreditSource>
    static constexpr auto fields() {
        return FieldList{Field{"kind", &T::kind, "What kind of credit."},
                         Field{"document", &T::document, "Payment, adjustment, credit note or transfer it came by."},
                         Field{"tender", &T::tender, "Tender, where it was paid."}};
    }
    auto operator<=>(const CreditSource&) const = default;
};

// Part of a credit applied to an open item.
struct AllocationLine {
    CreditSource source;
    DocumentId document;
    ServiceAgreementId sa;
    Money amount;
    Date ages_from;
    std::uint64_t item_position = 0;
    template <class T = AllocationLine>
    static constexpr auto fields() {
        return FieldList{
            Field{"source", &T::source, "Whose credit."},
            Field{"document", &T::document, "Document of the open item."},
            Field{"sa", &T::sa, "Agreement of the open item."},
            Field{"amount", &T::amount, "How much."},
            Field{"ages_from", &T::ages_from, "Due date of the item, which it keeps when this is undone."},
            Field{"item_position", &T::item_position,
                  "Position of the event that made the item: its place in FIFO order when this is undone."}};
    }
    bool operator==(const AllocationLine&) const = default;
};

enum class AllocationPolicy : std::uint8_t { fifo, spec };
constexpr auto enum_names(AllocationPolicy) {
    return std::to_array<std::string_view>({"fifo", "spec"});
}

}  // namespace tally::domain
