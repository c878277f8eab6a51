#pragma once
// What refunds, transfers and write-offs are made of.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/account/receivables/types.h"

namespace tally::domain {

// How credit goes back to the customer. Numbers are stored: add at the end.
enum class RefundMethod : std::uint8_t { cheque, direct_credit, card, cash, other };
constexpr auto enum_names(RefundMethod) {
    return std::to_array<std::string_view>({"cheque", "direct_credit", "card", "cash", "other"});
}

// Part of a credit that leaves the account, or comes back to it.
struct CreditLine {
    CreditSource source;
    Money amount;
    template <class T = CreditLine>
    static constexpr auto fields() {
        return FieldList{Field{"source", &T::source, "Whose credit."}, Field{"amount", &T::amount, "Above zero."}};
    }
    bool operator==(const CreditLine&) const = default;
};

// Tax of a debt that is written off, where its code grants relief.
struct TaxRelieved {
    Code tax_code;
    Code gl_account;
    Money amount;
    template <class T = TaxRelieved>
    static constexpr auto fields() {
        return FieldList{Field{"tax_code", &T::tax_code, "The tax."},
                         Field{"gl_account", &T::gl_account, "Where the bill had posted it."},
                         Field{"amount", &T::amount, "Its share of the line, rounded once; above zero."}};
    }
    bool operator==(const TaxRelieved&) const = default;
};

// Part of an open item that is written off.
struct WriteOffLine {
    DocumentId document;
    ServiceAgreementId sa;
    Money amount;
    std::vector<TaxRelieved> taxes;
    Date ages_from;
    std::uint64_t item_position = 0;
    template <class T = WriteOffLine>
    static constexpr auto fields() {
        return FieldList{
            Field{"document", &T::document, "Document of the open item."},
            Field{"sa", &T::sa, "Agreement of the open item."},
            Field{"amount", &T::amount, "How much of it, tax included; above zero."},
            Field{"taxes", &T::taxes, "Tax in it that is taken back from what is owed to the tax authority."},
            Field{"ages_from", &T::ages_from, "Due date of the item, which it keeps when this is reversed."},
            Field{"item_position", &T::item_position, "Position of the event that made the item."}};
    }
    bool operator==(const WriteOffLine&) const = default;
};

// Why a write-off is reversed. Numbers are stored: add at the end.
enum class RecoveryCause : std::uint8_t { withdrawn, paid, charge_cancelled };
constexpr auto enum_names(RecoveryCause) {
    return std::to_array<std::string_view>({"withdrawn", "paid", "charge_cancelled"});
}

}  // namespace tally::domain
