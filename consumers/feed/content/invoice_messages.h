#pragma once
// What the invoice feed says: one record a message type. Each comes from one event and carries all that an ERP needs to
// post it, so that no reader has to call back or remember earlier messages.
//
// Names are a contract: add fields at the end, never edit. A change that would break a reader is a new type.
// Ids of lines and postings are unique over all messages of a feed and the same in every replay. '/' stands only in
// those that are made here, for no id of the ledger has one.

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/account/billing/budget/types.h"
#include "domain/account/billing/types.h"
#include "domain/account/overdue/types.h"
#include "domain/account/receivables/arrangements/types.h"
#include "domain/account/receivables/deposits/types.h"
#include "domain/account/receivables/settling/types.h"
#include "domain/account/receivables/types.h"
#include "domain/books/bill_line.h"
#include "domain/envelope.h"
#include "domain/organization/types.h"

namespace tally::consumers {

using domain::Field;
using domain::FieldList;

// One line of the general ledger.
struct FeedPosting {
    domain::Plain posting_id;
    domain::GlRole role = domain::GlRole::ar;
    domain::Code gl_account;
    domain::Money amount;
    template <class T = FeedPosting>
    static constexpr auto fields() {
        return FieldList{Field{"posting_id", &T::posting_id, "Unique over the feed: event id and number."},
                         Field{"role", &T::role, "What is posted."},
                         Field{"gl_account", &T::gl_account, "Account of the general ledger, as resolved then."},
                         Field{"amount", &T::amount, "Debit above zero, credit below."}};
    }
    bool operator==(const FeedPosting&) const = default;
};

// What a message does to the books.
struct FeedBooks {
    domain::Date accounting_date;
    domain::Date effective_date;
    domain::Code currency;
    domain::Money payoff;
    domain::Money current;
    std::vector<FeedPosting> postings;
    template <class T = FeedBooks>
    static constexpr auto fields() {
        return FieldList{Field{"accounting_date", &T::accounting_date, "Decides the GL period; never in a closed one."},
                         Field{"effective_date", &T::effective_date, "Bill date, date received, date of adjustment."},
                         Field{"currency", &T::currency, "ISO 4217; every amount of the message is in it."},
                         Field{"payoff", &T::payoff, "Change of what the account truly owes."},
                         Field{"current", &T::current, "Change of what the account is asked for now."},
                         Field{"postings", &T::postings, "Balanced: they sum to zero."}};
    }
    bool operator==(const FeedBooks&) const = default;
};

// One component price, tax or special charge of an invoice, or its reversal on a credit note.
struct FeedInvoiceLine {
    domain::Plain line_id;
    domain::Plain reverses_line;
    domain::LineKind kind = domain::LineKind::initial;
    domain::Code component;
    domain::ComponentKind component_kind = domain::ComponentKind::fixed;
    domain::Plain description;
    domain::TariffId tariff;
    std::uint32_t tariff_version = 0;
    domain::Date from;
    domain::Date until;
    domain::Quantity quantity;
    domain::Code unit;
    domain::Price price;
    domain::Fraction fraction;
    domain::Money amount;
    domain::Money previous_amount;
    bool is_tax = false;
    std::vector<domain::Code> tax_codes;
    domain::GlRole role = domain::GlRole::revenue;
    domain::Code gl_account;
    template <class T = FeedInvoiceLine>
    static constexpr auto fields() {
        return FieldList{
            Field{"line_id", &T::line_id,
                  "Unique over the feed: segment or charge and number; '/R' behind a reversal."},
            Field{"reverses_line", &T::reverses_line, "The line that this one takes back; empty on invoices."},
            Field{"kind", &T::kind, "Initial, or recalculation on a rebill."},
            Field{"component", &T::component, "Tariff component, tax code or special charge type."},
            Field{"component_kind", &T::component_kind, "How it was computed."},
            Field{"description", &T::description, "What the bill says."},
            Field{"tariff", &T::tariff, "Tariff that priced it; empty for taxes and special charges."},
            Field{"tariff_version", &T::tariff_version, "Its version."},
            Field{"from", &T::from, "First charge day."},
            Field{"until", &T::until, "First day after."},
            Field{"quantity", &T::quantity, "Units, days, periods, or the basis of a percentage or tax."},
            Field{"unit", &T::unit, "Unit of the quantity."},
            Field{"price", &T::price, "Price of one, or the rate.", "currency"},
            Field{"fraction", &T::fraction, "Proration."},
            Field{"amount", &T::amount, "Rounded once."},
            Field{"previous_amount", &T::previous_amount, "On a rebill: what this component was before."},
            Field{"is_tax", &T::is_tax, "Whether the line is a tax, its code in component."},
            Field{"tax_codes", &T::tax_codes, "Taxes that count this line in their basis."},
            Field{"role", &T::role, "Revenue, fee or tax."},
            Field{"gl_account", &T::gl_account, "Where it is posted."}};
    }
    bool operator==(const FeedInvoiceLine&) const = default;
};

struct InvoiceCharged {
    static constexpr std::string_view type_name = "charged";
    static constexpr std::string_view summary =
        "Lines of an invoice: those of one bill segment or one special charge. `issued` closes the invoice.";
    domain::AccountId account;
    domain::DocumentId invoice;
    domain::SegmentId segment;
    domain::DocumentId special_charge;
    domain::ServiceAgreementId sa;
    domain::Date from;
    domain::Date until;
    bool final_segment = false;
    domain::SegmentId replaces_segment;
    domain::Date bill_date;
    domain::Date due_date;
    std::vector<FeedInvoiceLine> lines;
    domain::Money total;
    FeedBooks books;
    template <class T = InvoiceCharged>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account: the customer number."},
            Field{"invoice", &T::invoice, "Invoice the lines belong to; `issued` follows with its header."},
            Field{"segment", &T::segment, "Bill segment charged; empty for a special charge."},
            Field{"special_charge", &T::special_charge, "Special charge billed; empty for a segment."},
            Field{"sa", &T::sa, "Service agreement charged."},
            Field{"from", &T::from, "First charge day of the segment."},
            Field{"until", &T::until, "First day after."},
            Field{"final_segment", &T::final_segment, "Whether it is the agreement's last."},
            Field{"replaces_segment", &T::replaces_segment, "On a rebill: the segment that was reversed line by line."},
            Field{"bill_date", &T::bill_date, "Of the invoice."},
            Field{"due_date", &T::due_date, "Of the invoice."},
            Field{"lines", &T::lines, "One a component price; taxes last."},
            Field{"total", &T::total, "Sum of the lines."},
            Field{"books", &T::books, "AR / REV, FEE, TAX."}};
    }
    bool operator==(const InvoiceCharged&) const = default;
};

struct InvoiceClosed {
    static constexpr std::string_view type_name = "issued";
    static constexpr std::string_view summary =
        "The header of an invoice, after all of its lines. It posts nothing: the lines did.";
    domain::AccountId account;
    domain::DocumentId invoice;
    std::uint32_t sequence = 0;
    domain::Plain legal_number;
    domain::Code currency;
    domain::Code cycle;
    domain::Date bill_date;
    domain::Date due_date;
    bool final_bill = false;
    bool printed = true;
    domain::DocumentId rebills;
    std::uint32_t charge_count = 0;
    domain::Digest32 charges_digest{};
    std::vector<domain::InvoiceTax> taxes;
    domain::Money charges_total;
    domain::Money tax_total;
    domain::Money total;
    template <class T = InvoiceClosed>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account: the customer number."},
            Field{"invoice", &T::invoice, "The invoice."},
            Field{"sequence", &T::sequence, "1, 2, … within the account."},
            Field{"legal_number", &T::legal_number, "Number a jurisdiction demands; may be empty."},
            Field{"currency", &T::currency, "ISO 4217."},
            Field{"cycle", &T::cycle, "Bill cycle of the run; empty for a rebill."},
            Field{"bill_date", &T::bill_date, "Date of the invoice."},
            Field{"due_date", &T::due_date, "When it is due."},
            Field{"final_bill", &T::final_bill, "Whether every agreement of the account has been final-billed."},
            Field{"printed", &T::printed, "False for a final bill too small to be sent."},
            Field{"rebills", &T::rebills, "The reversed invoice that this one corrects; empty: none."},
            Field{"charge_count", &T::charge_count, "Number of `charged` messages that belong to it."},
            Field{"charges_digest", &T::charges_digest,
                  "SHA-256 over one 'id=minor units' line a `charged` message, in order: segment or special charge, "
                  "total."},
            Field{"taxes", &T::taxes, "Each tax of the invoice, rounded once; the lines have its shares."},
            Field{"charges_total", &T::charges_total, "Before tax."},
            Field{"tax_total", &T::tax_total, "Sum of the taxes."},
            Field{"total", &T::total, "Both together: the sum of the totals of its `charged` messages."}};
    }
    bool operator==(const InvoiceClosed&) const = default;
};

struct ChargeReversed {
    static constexpr std::string_view type_name = "charge_reversed";
    static constexpr std::string_view summary =
        "Lines of an invoice taken back, each by name. `reversed` closes the credit note.";
    domain::AccountId account;
    domain::DocumentId credit_note;
    domain::DocumentId invoice;
    domain::SegmentId segment;
    domain::DocumentId special_charge;
    domain::ServiceAgreementId sa;
    domain::Date from;
    domain::Date until;
    domain::Date due_date;
    std::vector<FeedInvoiceLine> lines;
    domain::Money total;
    FeedBooks books;
    template <class T = ChargeReversed>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account: the customer number."},
                         Field{"credit_note", &T::credit_note,
                               "Credit note the lines belong to; `reversed` follows with its header."},
                         Field{"invoice", &T::invoice, "Invoice whose lines are taken back."},
                         Field{"segment", &T::segment, "Bill segment cancelled; empty for a special charge."},
                         Field{"special_charge", &T::special_charge, "Special charge cancelled; empty for a segment."},
                         Field{"sa", &T::sa, "Service agreement that was charged."},
                         Field{"from", &T::from, "First charge day of the segment."},
                         Field{"until", &T::until, "First day after."},
                         Field{"due_date", &T::due_date, "Of the invoice: the age of what is taken back."},
                         Field{"lines", &T::lines, "The exact negation of each line."},
                         Field{"total", &T::total, "Sum of the lines."},
                         Field{"books", &T::books, "The exact negation of what was posted, in an open period."}};
    }
    bool operator==(const ChargeReversed&) const = default;
};

struct InvoiceReversed {
    static constexpr std::string_view type_name = "reversed";
    static constexpr std::string_view summary =
        "The header of a credit note, after all of its lines. It posts nothing: the lines did.";
    domain::AccountId account;
    domain::DocumentId credit_note;
    std::uint32_t sequence = 0;
    domain::DocumentId invoice;
    domain::Code currency;
    domain::Date bill_date;
    domain::Plain reason;
    bool delivered = false;
    std::uint32_t charge_count = 0;
    domain::Money total;
    template <class T = InvoiceReversed>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account: the customer number."},
            Field{"credit_note", &T::credit_note, "The credit note."},
            Field{"sequence", &T::sequence, "1, 2, … within the account."},
            Field{"invoice", &T::invoice, "The invoice it takes back, whole."},
            Field{"currency", &T::currency, "ISO 4217."},
            Field{"bill_date", &T::bill_date, "Date of the credit note."},
            Field{"reason", &T::reason, "Why, without personal data."},
            Field{"delivered", &T::delivered, "False: kept from the post, the next statement shows it."},
            Field{"charge_count", &T::charge_count, "Number of `charge_reversed` messages that belong to it."},
            Field{"total", &T::total, "The sum of their totals."}};
    }
    bool operator==(const InvoiceReversed&) const = default;
};

// An account's share of one tender.
struct FeedTender {
    domain::Plain line_id;
    domain::TenderId tender;
    domain::TenderKind kind = domain::TenderKind::unspecified;
    domain::Money amount;
    domain::Plain reference;
    template <class T = FeedTender>
    static constexpr auto fields() {
        return FieldList{
            Field{"line_id", &T::line_id, "Unique over the feed: payment and tender."},
            Field{"tender", &T::tender, "The tender; unique within the payment event."},
            Field{"kind", &T::kind, "How it was paid."}, Field{"amount", &T::amount, "This account's share."},
            Field{"reference", &T::reference, "Number that reconciles it with the bank, never a bank account."}};
    }
    bool operator==(const FeedTender&) const = default;
};

struct PaymentReceived {
    static constexpr std::string_view type_name = "payment_received";
    static constexpr std::string_view summary =
        "Money came in for an account, as unapplied credit. `paid` says what it pays.";
    domain::AccountId account;
    domain::PaymentId payment;
    domain::PaymentEventId payment_event;
    domain::AccountId payor;
    domain::Date received_on;
    std::vector<FeedTender> tenders;
    domain::Money amount;
    FeedBooks books;
    template <class T = PaymentReceived>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account paid."},
                         Field{"payment", &T::payment, "This account's share of the payment event."},
                         Field{"payment_event", &T::payment_event, "What was handed over at once."},
                         Field{"payor", &T::payor, "Account of who paid."},
                         Field{"received_on", &T::received_on, "Date received."},
                         Field{"tenders", &T::tenders, "This account's share of each tender."},
                         Field{"amount", &T::amount, "Sum of the shares."},
                         Field{"books", &T::books, "CASH / UNAPP."}};
    }
    bool operator==(const PaymentReceived&) const = default;
};

struct PaymentReversed {
    static constexpr std::string_view type_name = "payment_reversed";
    static constexpr std::string_view summary =
        "Money that came in is taken back: a tender was returned, or was for someone else.";
    domain::AccountId account;
    domain::PaymentId payment;
    domain::PaymentEventId payment_event;
    domain::TenderId tender;
    domain::Plain line_id;
    domain::Plain reverses_line;
    domain::Code reason;
    bool insufficient_funds = false;
    domain::Money amount;
    FeedBooks books;
    template <class T = PaymentReversed>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account that had been paid."},
            Field{"payment", &T::payment, "This account's share of the payment event."},
            Field{"payment_event", &T::payment_event, "What had been handed over at once."},
            Field{"tender", &T::tender, "The tender cancelled; empty: the payment, its tenders stand."},
            Field{"line_id", &T::line_id, "Unique over the feed."},
            Field{"reverses_line", &T::reverses_line, "Line of that tender; empty: what is left of the payment."},
            Field{"reason", &T::reason, "Why."},
            Field{"insufficient_funds", &T::insufficient_funds, "Returned for insufficient funds."},
            Field{"amount", &T::amount, "What is taken back; above zero."},
            Field{"books", &T::books, "UNAPP / CASH, or UNAPP / SUSPENSE where the tender stands."}};
    }
    bool operator==(const PaymentReversed&) const = default;
};

// Part of a credit on an open item of a document.
struct FeedAllocation {
    domain::Plain line_id;
    domain::DocumentId document;
    domain::ServiceAgreementId sa;
    domain::Money amount;
    domain::Date due_date;
    domain::CreditSource source;
    template <class T = FeedAllocation>
    static constexpr auto fields() {
        return FieldList{Field{"line_id", &T::line_id, "Unique over the feed: event id and number."},
                         Field{"document", &T::document, "Invoice, adjustment or fee whose open amount changes."},
                         Field{"sa", &T::sa, "Service agreement of the open item."},
                         Field{"amount", &T::amount, "By how much; above zero."},
                         Field{"due_date", &T::due_date, "Of the item."},
                         Field{"source", &T::source, "Whose credit."}};
    }
    bool operator==(const FeedAllocation&) const = default;
};

struct InvoicePaid {
    static constexpr std::string_view type_name = "paid";
    static constexpr std::string_view summary = "Credit of the account pays documents.";
    domain::AccountId account;
    std::vector<FeedAllocation> lines;
    domain::Money total;
    FeedBooks books;
    template <class T = InvoicePaid>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"lines", &T::lines, "Which credit pays which document by how much."},
                         Field{"total", &T::total, "Sum of the lines."}, Field{"books", &T::books, "UNAPP / AR."}};
    }
    bool operator==(const InvoicePaid&) const = default;
};
struct InvoiceReopened {
    static constexpr std::string_view type_name = "reopened";
    static constexpr std::string_view summary = "The inverse of `paid`: documents are open again, at their old age.";
    domain::AccountId account;
    std::vector<FeedAllocation> lines;
    domain::Money total;
    FeedBooks books;
    template <class T = InvoiceReopened>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"lines", &T::lines, "Payments of documents taken back: the credit is unapplied again."},
                         Field{"total", &T::total, "Sum of the lines."}, Field{"books", &T::books, "AR / UNAPP."}};
    }
    bool operator==(const InvoiceReopened&) const = default;
};
struct InvoiceCredited {
    static constexpr std::string_view type_name = "credited";
    static constexpr std::string_view summary = "A document below zero became unapplied credit.";
    domain::AccountId account;
    domain::DocumentId document;
    domain::ServiceAgreementId sa;
    domain::Plain line_id;
    domain::Money amount;
    FeedBooks books;
    template <class T = InvoiceCredited>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"document", &T::document, "Document that was below zero."},
                         Field{"sa", &T::sa, "Service agreement of the item."},
                         Field{"line_id", &T::line_id, "Unique over the feed."},
                         Field{"amount", &T::amount, "Above zero: what became unapplied credit."},
                         Field{"books", &T::books, "AR / UNAPP."}};
    }
    bool operator==(const InvoiceCredited&) const = default;
};

struct AccountAdjusted {
    static constexpr std::string_view type_name = "adjusted";
    static constexpr std::string_view summary = "A charge or credit outside of bills.";
    domain::AccountId account;
    domain::DocumentId adjustment;
    domain::Code adjustment_type;
    domain::ServiceAgreementId sa;
    domain::Plain line_id;
    domain::Money amount;
    domain::Date due_date;
    domain::DocumentId target;
    domain::ServiceAgreementId target_sa;
    domain::Money to_target;
    domain::Money to_unapplied;
    FeedBooks books;
    template <class T = AccountAdjusted>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"adjustment", &T::adjustment, "The adjustment; a charge is an open item under this id."},
                         Field{"adjustment_type", &T::adjustment_type, "Its type."},
                         Field{"sa", &T::sa, "Service agreement it concerns."},
                         Field{"line_id", &T::line_id, "Unique over the feed."},
                         Field{"amount", &T::amount, "Charge above zero, credit below."},
                         Field{"due_date", &T::due_date, "When a charge is due."},
                         Field{"target", &T::target, "Document that a credit reduces; empty: none."},
                         Field{"target_sa", &T::target_sa, "Service agreement of the item it reduces."},
                         Field{"to_target", &T::to_target, "What reduces that document; at least zero."},
                         Field{"to_unapplied", &T::to_unapplied, "What becomes unapplied credit; at least zero."},
                         Field{"books", &T::books, "AR / FEE, or CONC / AR and UNAPP."}};
    }
    bool operator==(const AccountAdjusted&) const = default;
};
struct AdjustmentReversed {
    static constexpr std::string_view type_name = "adjustment_reversed";
    static constexpr std::string_view summary = "An adjustment is taken back.";
    domain::AccountId account;
    domain::DocumentId adjustment;
    domain::Code adjustment_type;
    domain::ServiceAgreementId sa;
    domain::Plain line_id;
    domain::Plain reverses_line;
    domain::Money amount;
    domain::Date due_date;
    domain::DocumentId target;
    domain::ServiceAgreementId target_sa;
    domain::Money to_target;
    domain::Money to_unapplied;
    domain::Code reason;
    FeedBooks books;
    template <class T = AdjustmentReversed>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"adjustment", &T::adjustment, "The adjustment taken back."},
                         Field{"adjustment_type", &T::adjustment_type, "Its type."},
                         Field{"sa", &T::sa, "Service agreement it concerned."},
                         Field{"line_id", &T::line_id, "Unique over the feed."},
                         Field{"reverses_line", &T::reverses_line, "Line of the adjustment."},
                         Field{"amount", &T::amount, "The negation of what had been adjusted."},
                         Field{"due_date", &T::due_date, "Of the charge taken back."},
                         Field{"target", &T::target, "Document that the credit had reduced; empty: none."},
                         Field{"target_sa", &T::target_sa, "Service agreement of that item."},
                         Field{"to_target", &T::to_target, "Given back to that document's open amount; at most zero."},
                         Field{"to_unapplied", &T::to_unapplied, "Taken back from unapplied credit; at most zero."},
                         Field{"reason", &T::reason, "Why."},
                         Field{"books", &T::books, "The exact negation of what was posted, in an open period."}};
    }
    bool operator==(const AdjustmentReversed&) const = default;
};
struct FeeCharged {
    static constexpr std::string_view type_name = "fee_charged";
    static constexpr std::string_view summary = "A fee: for a returned tender, or for being late.";
    domain::AccountId account;
    domain::DocumentId charge;
    domain::ServiceAgreementId sa;
    domain::PaymentEventId payment_event;
    domain::TenderId tender;
    domain::Plain line_id;
    domain::Money amount;
    domain::Date due_date;
    FeedBooks books;
    template <class T = FeeCharged>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account charged."},
                         Field{"charge", &T::charge, "The fee: an open item under this id."},
                         Field{"sa", &T::sa, "Service agreement that carries it."},
                         Field{"payment_event", &T::payment_event, "The payment event."},
                         Field{"tender", &T::tender, "The returned tender."},
                         Field{"line_id", &T::line_id, "Unique over the feed."},
                         Field{"amount", &T::amount, "The fee."},
                         Field{"due_date", &T::due_date, "When it is due."},
                         Field{"books", &T::books, "AR / FEE."}};
    }
    bool operator==(const FeeCharged&) const = default;
};

struct FeeReversed {
    static constexpr std::string_view type_name = "fee_reversed";
    static constexpr std::string_view summary = "A late charge is taken back whole.";
    domain::AccountId account;
    domain::DocumentId charge;
    domain::ServiceAgreementId sa;
    domain::Plain line_id;
    domain::Plain reverses_line;
    domain::Money amount;
    domain::Date due_date;
    domain::LateChargeCause cause = domain::LateChargeCause::waived;
    domain::DocumentId caused_by;
    domain::Code reason;
    FeedBooks books;
    template <class T = FeeReversed>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account that was charged."},
            Field{"charge", &T::charge, "The fee that is taken back."},
            Field{"sa", &T::sa, "Service agreement that carried it."},
            Field{"line_id", &T::line_id, "Unique over the feed."},
            Field{"reverses_line", &T::reverses_line, "Line of the fee."},
            Field{"amount", &T::amount, "Negated."},
            Field{"due_date", &T::due_date, "When it had been due."},
            Field{"cause", &T::cause, "What it falls with; waived: a user gave it up."},
            Field{"caused_by", &T::caused_by, "Payment, invoice, adjustment, late charge or dispute of that cause."},
            Field{"reason", &T::reason, "Why it was waived."},
            Field{"books", &T::books, "FEE / AR."}};
    }
    bool operator==(const FeeReversed&) const = default;
};

// What happened to a deposit.
enum class DepositChange : std::uint8_t {
    billed,
    bill_cancelled,
    received,
    receipt_reversed,
    interest,
    applied,
    refunded
};
constexpr auto enum_names(DepositChange) {
    return std::to_array<std::string_view>(
        {"billed", "bill_cancelled", "received", "receipt_reversed", "interest", "applied", "refunded"});
}
// Part of a deposit that pays a document.
struct FeedDepositLine {
    domain::Plain line_id;
    domain::DocumentId document;
    domain::ServiceAgreementId sa;
    domain::Money amount;
    domain::Date due_date;
    template <class T = FeedDepositLine>
    static constexpr auto fields() {
        return FieldList{Field{"line_id", &T::line_id, "Unique over the feed: event id and number."},
                         Field{"document", &T::document, "Invoice, adjustment or fee whose open amount changes."},
                         Field{"sa", &T::sa, "Service agreement of the open item."},
                         Field{"amount", &T::amount, "By how much it is paid; above zero."},
                         Field{"due_date", &T::due_date, "Of the item."}};
    }
    bool operator==(const FeedDepositLine&) const = default;
};
struct DepositMoved {
    static constexpr std::string_view type_name = "deposit";
    static constexpr std::string_view summary =
        "A deposit is asked for, received, earns interest, pays documents or is refunded.";
    domain::AccountId account;
    domain::DocumentId deposit;
    domain::ServiceAgreementId sa;
    DepositChange change = DepositChange::billed;
    domain::Plain line_id;
    domain::Money amount;
    domain::Date due_date;
    domain::Code deposit_class;
    domain::DocumentId source;
    std::vector<FeedDepositLine> lines;
    std::vector<domain::InterestLine> interest;
    domain::Money from_interest;
    domain::Code reason;
    FeedBooks books;
    template <class T = DepositMoved>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"deposit", &T::deposit, "The deposit."},
            Field{"sa", &T::sa, "Service agreement that it secures; empty: the whole account."},
            Field{"change", &T::change, "What happened to it."},
            Field{"line_id", &T::line_id, "Unique over the feed."},
            Field{"amount", &T::amount, "Above zero."},
            Field{"due_date", &T::due_date, "Of the deposit, or the oldest document paid."},
            Field{"deposit_class", &T::deposit_class, "Of `billed`: its class."},
            Field{"source", &T::source,
                  "Of `received` and `receipt_reversed`: payment or adjustment whose credit it is."},
            Field{"lines", &T::lines, "Of `applied`: which documents are paid; they sum to the amount."},
            Field{"interest", &T::interest, "Of `interest`: which days of how much at which rate."},
            Field{"from_interest", &T::from_interest, "Of `applied` and `refunded`: the part that was interest."},
            Field{"reason", &T::reason, "Of `bill_cancelled`: why."},
            Field{"books", &T::books, "DEP against UNAPP, INTX, AR or APCLR; none where it is only asked for."}};
    }
    bool operator==(const DepositMoved&) const = default;
};

// What happened to a payment arrangement.
enum class ArrangementChange : std::uint8_t { granted, instalment_billed, broken };
constexpr auto enum_names(ArrangementChange) {
    return std::to_array<std::string_view>({"granted", "instalment_billed", "broken"});
}
// The open amount of a document moves to an instalment, or back.
struct FeedArrangementLine {
    domain::Plain line_id;
    domain::DocumentId document;
    domain::ServiceAgreementId sa;
    domain::Money amount;
    domain::Date due_date;
    template <class T = FeedArrangementLine>
    static constexpr auto fields() {
        return FieldList{Field{"line_id", &T::line_id, "Unique over the feed: event id and number."},
                         Field{"document", &T::document, "Document or instalment whose open amount changes."},
                         Field{"sa", &T::sa, "Service agreement of the open item."},
                         Field{"amount", &T::amount, "By how much more is open of it; below zero: less."},
                         Field{"due_date", &T::due_date, "Of the item."}};
    }
    bool operator==(const FeedArrangementLine&) const = default;
};
struct ArrangementMoved {
    static constexpr std::string_view type_name = "arrangement";
    static constexpr std::string_view summary =
        "Debt is to be paid in instalments, an instalment is asked for, or the arrangement ends before it is kept.";
    domain::AccountId account;
    domain::DocumentId arrangement;
    ArrangementChange change = ArrangementChange::granted;
    domain::Money amount;
    domain::Date due_date;
    std::vector<domain::ArrangedPart> covered;
    std::vector<domain::Instalment> instalments;
    domain::DocumentId instalment;
    std::vector<FeedArrangementLine> lines;
    domain::Code cause;
    domain::Code reason;
    FeedBooks books;
    template <class T = ArrangementMoved>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"arrangement", &T::arrangement, "The arrangement."},
            Field{"change", &T::change, "What happened to it."},
            Field{"amount", &T::amount,
                  "How much less (granted) or more is asked for now; what is owed does not change."},
            Field{"due_date", &T::due_date, "Of the instalment, or of the oldest document."},
            Field{"covered", &T::covered,
                  "Of `granted`: the debt that is no longer asked for; of `broken`: that is asked for again."},
            Field{"instalments", &T::instalments, "Of `granted`: when how much is to be paid."},
            Field{"instalment", &T::instalment, "Of `instalment_billed`: a document of its own from then on."},
            Field{"lines", &T::lines,
                  "Of `instalment_billed` and `broken`: open amounts that move between documents; they sum to zero."},
            Field{"cause", &T::cause, "Of `broken`: what ended it."},
            Field{"reason", &T::reason, "Of `broken`: why a user ended it."},
            Field{"books", &T::books, "No postings; `current` changes."}};
    }
    bool operator==(const ArrangementMoved&) const = default;
};

// What happened to credit that is neither used nor paid in.
enum class CreditChange : std::uint8_t { refunded, refund_cancelled, transferred_out, transferred_in };
constexpr auto enum_names(CreditChange) {
    return std::to_array<std::string_view>({"refunded", "refund_cancelled", "transferred_out", "transferred_in"});
}
// Part of a credit that leaves the account, or comes back to it.
struct FeedCreditLine {
    domain::CreditSource source;
    domain::Money amount;
    template <class T = FeedCreditLine>
    static constexpr auto fields() {
        return FieldList{Field{"source", &T::source, "Whose credit."}, Field{"amount", &T::amount, "Above zero."}};
    }
    bool operator==(const FeedCreditLine&) const = default;
};
struct CreditMoved {
    static constexpr std::string_view type_name = "credit_moved";
    static constexpr std::string_view summary =
        "Unapplied credit is refunded, comes back from a refund, or moves to another account.";
    domain::AccountId account;
    domain::DocumentId document;
    CreditChange change = CreditChange::refunded;
    domain::Plain line_id;
    domain::Plain reverses_line;
    domain::Money amount;
    std::vector<FeedCreditLine> credits;
    domain::RefundMethod method = domain::RefundMethod::cheque;
    domain::Plain reference;
    domain::Code reason;
    domain::Code despite_debt;
    domain::DocumentId group_id;
    domain::AccountId other_account;
    domain::DocumentId other_document;
    FeedBooks books;
    template <class T = CreditMoved>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"document", &T::document, "The refund, or this side of the transfer."},
                         Field{"change", &T::change, "What happened."},
                         Field{"line_id", &T::line_id, "Unique over the feed."},
                         Field{"reverses_line", &T::reverses_line, "Of `refund_cancelled`: line of the refund."},
                         Field{"amount", &T::amount, "Above zero; of `refund_cancelled` negated."},
                         Field{"credits", &T::credits, "Whose credit leaves or comes back; none of `transferred_in`."},
                         Field{"method", &T::method, "Of `refunded`: how it is paid out."},
                         Field{"reference", &T::reference, "Of `refunded`: number of the cheque or order."},
                         Field{"reason", &T::reason, "Why."},
                         Field{"despite_debt", &T::despite_debt, "Of `refunded`: why although the account has debts."},
                         Field{"group_id", &T::group_id, "Of transfers: the same on both sides."},
                         Field{"other_account", &T::other_account, "Of transfers: the account on the other side."},
                         Field{"other_document", &T::other_document, "Of transfers: the other side."},
                         Field{"books", &T::books, "UNAPP against APCLR or CLR."}};
    }
    bool operator==(const CreditMoved&) const = default;
};

// What happened to debt that is neither charged nor paid.
enum class DebtChange : std::uint8_t { written_off, write_off_reversed, transferred_out, transferred_in };
constexpr auto enum_names(DebtChange) {
    return std::to_array<std::string_view>({"written_off", "write_off_reversed", "transferred_out", "transferred_in"});
}
struct FeedDebtLine {
    domain::Plain line_id;
    domain::DocumentId document;
    domain::ServiceAgreementId sa;
    domain::Money amount;
    domain::Money tax;
    domain::Date due_date;
    template <class T = FeedDebtLine>
    static constexpr auto fields() {
        return FieldList{Field{"line_id", &T::line_id, "Unique over the feed: event id and number."},
                         Field{"document", &T::document,
                               "Invoice, adjustment, fee or transfer whose open amount "
                               "changes."},
                         Field{"sa", &T::sa, "Service agreement of the open item."},
                         Field{"amount", &T::amount, "By how much; above zero."},
                         Field{"tax", &T::tax, "Of write-offs: the part that is tax taken back."},
                         Field{"due_date", &T::due_date, "Of the item."}};
    }
    bool operator==(const FeedDebtLine&) const = default;
};
struct DebtMoved {
    static constexpr std::string_view type_name = "debt_moved";
    static constexpr std::string_view summary =
        "Debt is written off, open again after that, or moves to another agreement or account.";
    domain::AccountId account;
    domain::DocumentId document;
    DebtChange change = DebtChange::written_off;
    std::vector<FeedDebtLine> lines;
    domain::Money amount;
    domain::Code reason;
    domain::RecoveryCause cause = domain::RecoveryCause::withdrawn;
    domain::DocumentId caused_by;
    domain::DocumentId group_id;
    domain::AccountId other_account;
    domain::DocumentId other_document;
    FeedBooks books;
    template <class T = DebtMoved>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"document", &T::document, "The write-off, or this side of the transfer."},
            Field{"change", &T::change, "What happened."},
            Field{"lines", &T::lines, "Which documents, and by how much; they sum to the amount."},
            Field{"amount", &T::amount, "Above zero."},
            Field{"reason", &T::reason, "Why."},
            Field{"cause", &T::cause, "Of `write_off_reversed`: it was paid, its charge cancelled, or withdrawn."},
            Field{"caused_by", &T::caused_by, "Of `write_off_reversed`: payment or document of that cause."},
            Field{"group_id", &T::group_id, "Of transfers: the same on both sides."},
            Field{"other_account", &T::other_account, "Of transfers: the account on the other side."},
            Field{"other_document", &T::other_document, "Of transfers: the other side."},
            Field{"books", &T::books, "AR against ALLOW or BAD and TAX, or CLR."}};
    }
    bool operator==(const DebtMoved&) const = default;
};

// What is asked for of an open item becomes what is owed of it; what is owed of it stays.
struct FeedSyncedLine {
    domain::Plain line_id;
    domain::DocumentId document;
    domain::ServiceAgreementId sa;
    domain::Money amount;
    domain::Date due_date;
    domain::Date more_due_date;
    template <class T = FeedSyncedLine>
    static constexpr auto fields() {
        return FieldList{Field{"line_id", &T::line_id, "Unique over the feed: event id and number."},
                         Field{"document", &T::document, "Document of which more or less is asked for."},
                         Field{"sa", &T::sa, "Service agreement of the open item."},
                         Field{"amount", &T::amount, "How much more of it is asked for; below zero: less."},
                         Field{"due_date", &T::due_date, "Of the item from then on."},
                         Field{"more_due_date", &T::more_due_date,
                               "Until when what is asked for in addition is to be paid; absent: less is asked for."}};
    }
    bool operator==(const FeedSyncedLine&) const = default;
};
struct BudgetSettled {
    static constexpr std::string_view type_name = "budget_settled";
    static constexpr std::string_view summary =
        "What a budget plan asked for too much or too little is settled: what is asked for becomes what is owed.";
    domain::AccountId account;
    domain::DocumentId sync;
    domain::ServiceAgreementId sa;
    domain::SyncCause cause = domain::SyncCause::budget_left;
    domain::Money amount;
    std::vector<FeedSyncedLine> lines;
    FeedBooks books;
    template <class T = BudgetSettled>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"sync", &T::sync, "Its number."},
            Field{"sa", &T::sa, "The agreement."},
            Field{"cause", &T::cause, "Why."},
            Field{"amount", &T::amount, "How much more is asked for; below zero: less. What is owed does not change."},
            Field{"lines", &T::lines, "Of which documents; they sum to the amount."},
            Field{"books", &T::books, "No postings; `current` changes."}};
    }
    bool operator==(const BudgetSettled&) const = default;
};

// What happened to the utility's own cash, of no customer's account.
enum class CashChange : std::uint8_t { suspended, suspense_returned, over_short, till_transferred, bank_deposited };
constexpr auto enum_names(CashChange) {
    return std::to_array<std::string_view>(
        {"suspended", "suspense_returned", "over_short", "till_transferred", "bank_deposited"});
}
struct CashMoved {
    static constexpr std::string_view type_name = "cash_moved";
    static constexpr std::string_view summary =
        "Money of an unknown account is held or returned; a batch of tenders is over or short; cash goes to another "
        "till or to the bank.";
    domain::Plain subject;
    CashChange change = CashChange::suspended;
    domain::Plain line_id;
    domain::Money amount;
    domain::TenderKind kind = domain::TenderKind::unspecified;
    domain::Plain reference;
    domain::BatchId batch;
    domain::Code source;
    domain::SuspenseExit to = domain::SuspenseExit::payor;
    domain::RefundMethod method = domain::RefundMethod::cheque;
    domain::Code reason;
    domain::BatchId other_batch;
    std::vector<domain::DepositedBatch> batches;
    FeedBooks books;
    template <class T = CashMoved>
    static constexpr auto fields() {
        return FieldList{
            Field{"subject", &T::subject,
                  "The sum in suspense, the batch or the deposit at the bank; key of the message."},
            Field{"change", &T::change, "What happened."},
            Field{"line_id", &T::line_id, "Unique over the feed."},
            Field{"amount", &T::amount,
                  "Above zero; of `over_short` below zero where short, of `till_transferred` where it went out."},
            Field{"kind", &T::kind, "Of `suspended`: how it was paid."},
            Field{"reference", &T::reference, "Of the tender, the cheque that returns it, or the deposit slip."},
            Field{"batch", &T::batch, "The batch that it is about, or that the tender is in."},
            Field{"source", &T::source, "Tender source of the batch."},
            Field{"to", &T::to, "Of `suspense_returned`: who gets it."},
            Field{"method", &T::method, "Of `suspense_returned`: how it is paid out."},
            Field{"reason", &T::reason, "Of `suspense_returned` and `over_short`: why."},
            Field{"other_batch", &T::other_batch, "Of `till_transferred`: batch of the other till."},
            Field{"batches", &T::batches, "Of `bank_deposited`: which batches, and how much of each."},
            Field{"books", &T::books, "CASH, SUSPENSE, APCLR, CASHOS or CLR; payoff and current are zero."}};
    }
    bool operator==(const CashMoved&) const = default;
};

// What happened to revenue that was earned and not billed: no customer owes it.
enum class UnbilledChange : std::uint8_t { accrued, reversed };
constexpr auto enum_names(UnbilledChange) {
    return std::to_array<std::string_view>({"accrued", "reversed"});
}
struct UnbilledMoved {
    static constexpr std::string_view type_name = "unbilled_moved";
    static constexpr std::string_view summary =
        "Revenue that was earned and not billed is accrued at the end of an accounting period, and reversed in the "
        "next.";
    domain::AccountId account;
    domain::DocumentId accrual;
    UnbilledChange change = UnbilledChange::accrued;
    domain::Plain line_id;
    domain::Money amount;
    FeedBooks books;
    template <class T = UnbilledMoved>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account that it follows from; its balance does not change."},
            Field{"accrual", &T::accrual, "The accrual; key of the message."},
            Field{"change", &T::change, "What happened."},
            Field{"line_id", &T::line_id, "Unique over the feed."},
            Field{"amount", &T::amount, "By how much unbilled revenue rises; below zero: falls."},
            Field{"books", &T::books, "UNBILLED and REV; payoff and current are zero."}};
    }
    bool operator==(const UnbilledMoved&) const = default;
};

// What happened to unclaimed property.
enum class UnclaimedChange : std::uint8_t {
    credit_escheated,
    deposit_escheated,
    remitted,
    remittance_returned,
    reclaimed
};
constexpr auto enum_names(UnclaimedChange) {
    return std::to_array<std::string_view>(
        {"credit_escheated", "deposit_escheated", "remitted", "remittance_returned", "reclaimed"});
}
struct UnclaimedMoved {
    static constexpr std::string_view type_name = "unclaimed_moved";
    static constexpr std::string_view summary =
        "Credit or a deposit that no one claimed is owed to a state, is paid to it, comes back from it, or is "
        "reclaimed "
        "by its owner.";
    domain::AccountId account;
    domain::DocumentId escheat;
    UnclaimedChange change = UnclaimedChange::credit_escheated;
    domain::Plain line_id;
    domain::Plain reverses_line;
    domain::Money amount;
    domain::DocumentId deposit;
    std::vector<FeedCreditLine> credits;
    domain::Code jurisdiction;
    domain::Code report;
    domain::Plain reference;
    domain::Code reason;
    FeedBooks books;
    template <class T = UnclaimedMoved>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account that it came from."},
            Field{"escheat", &T::escheat, "The escheat; key of the message."},
            Field{"change", &T::change, "What happened."},
            Field{"line_id", &T::line_id, "Unique over the feed."},
            Field{"reverses_line", &T::reverses_line, "Of `reclaimed`: line of the escheat."},
            Field{"amount", &T::amount, "Above zero; of `reclaimed` negated."},
            Field{"deposit", &T::deposit, "Of `deposit_escheated`: the deposit."},
            Field{"credits", &T::credits, "Of `credit_escheated` and `reclaimed`: whose credit leaves or comes back."},
            Field{"jurisdiction", &T::jurisdiction, "Of what escheated: that of the location supplied last."},
            Field{"report", &T::report, "The state's report; empty: of `reclaimed`."},
            Field{"reference", &T::reference, "Of `remitted`: number of the payment."},
            Field{"reason", &T::reason, "Why it came back or was reclaimed."},
            Field{"books", &T::books, "UNAPP or DEP against ESCHEAT; ESCHEAT against CASH, where no balance changes."}};
    }
    bool operator==(const UnclaimedMoved&) const = default;
};

// Every type of the feed, in the order in which documents list them.
using InvoiceMessage = std::variant<InvoiceCharged, InvoiceClosed, ChargeReversed, InvoiceReversed, PaymentReceived,
                                    PaymentReversed, InvoicePaid, InvoiceReopened, InvoiceCredited, AccountAdjusted,
                                    AdjustmentReversed, FeeCharged, FeeReversed, DepositMoved, ArrangementMoved,
                                    CreditMoved, DebtMoved, BudgetSettled, CashMoved, UnbilledMoved, UnclaimedMoved>;

}  // namespace tally::consumers
