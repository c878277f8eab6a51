#pragma once
// That bills differ from what is held to have been measured, and that they were corrected.
// Names and field order are on disk: add, never edit.

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/about.h"
#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// A read or usage of days that the agreement was charged for was recorded, corrected or withdrawn, in the same commit.
// Not financial: what it changes is known once the bills are made again.
struct CorrectionDue {
    static constexpr std::string_view type_name = "account.correction_due";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::correction;
    AccountId account;
    ServiceAgreementId sa;
    ServicePointId service_point;
    Date from;
    Date noted_on;
    template <class T = CorrectionDue>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"sa", &T::sa, "Agreement whose bills may differ from what was measured."},
                         Field{"service_point", &T::service_point, "Where it was measured."},
                         Field{"from", &T::from, "Segments that end after this day are to be looked at again."},
                         Field{"noted_on", &T::noted_on, "Business date."}};
    }
    bool operator==(const CorrectionDue&) const = default;
};

// An invoice that differed, and the one that takes its place.
struct CorrectedInvoice {
    DocumentId invoice;
    DocumentId credit_note;
    DocumentId rebill;
    Date bill_date;
    Money previous_total;
    Money total;
    template <class T = CorrectedInvoice>
    static constexpr auto fields() {
        return FieldList{Field{"invoice", &T::invoice, "Invoice that was taken back."},
                         Field{"credit_note", &T::credit_note, "Credit note that says so."},
                         Field{"rebill", &T::rebill, "Invoice that charges its days again."},
                         Field{"bill_date", &T::bill_date, "Of the invoice that was taken back."},
                         Field{"previous_total", &T::previous_total, "What it had charged."},
                         Field{"total", &T::total, "What is charged instead."}};
    }
    bool operator==(const CorrectedInvoice&) const = default;
};

// The account's bills say what was measured again: those that differed were cancelled and made again in this commit.
// What moved money stands beside it in the log.
struct BillsCorrected {
    static constexpr std::string_view type_name = "account.bills_corrected";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::correction;
    AccountId account;
    DocumentId correction;
    std::uint32_t sequence = 0;
    Date corrected_on;
    Plain reason;
    std::vector<ServiceAgreementId> agreements;
    std::vector<CorrectedInvoice> invoices;
    Money delta;
    static constexpr std::tuple makes{NamedId{"correction", &BillsCorrected::correction}};
    template <class T = BillsCorrected>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"correction", &T::correction, "The correction: account and sequence."},
                         Field{"sequence", &T::sequence, "1, 2, … within the account."},
                         Field{"corrected_on", &T::corrected_on, "Business date; bill date of what was made again."},
                         Field{"reason", &T::reason, "Why, without personal data; may be empty."},
                         Field{"agreements", &T::agreements, "Agreements whose bills were looked at."},
                         Field{"invoices", &T::invoices, "Those that differed, oldest first; none: nothing did."},
                         Field{"delta", &T::delta, "What is charged more in all; below zero: less."}};
    }
    bool operator==(const BillsCorrected&) const = default;
};

using CorrectionEvent = TypeList<CorrectionDue, BillsCorrected>;

}  // namespace tally::domain
