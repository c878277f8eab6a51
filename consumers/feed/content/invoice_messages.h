#pragma once
// What the invoice feed says: one record a message type. Each comes from one event and carries all that an ERP needs to
// post it, so that no reader has to call back or remember earlier messages.
//
// Names are a contract: add fields at the end, never edit. A change that would break a reader is a new type.
// Ids of lines and postings are unique over all messages of a feed and the same in every replay. '/' stands only in
// those that are made here, for no id of the ledger has one.

#include <variant>
#include <vector>

#include "domain/account/billing/types.h"
#include "domain/account/receivables/types.h"
#include "domain/books/bill_line.h"
#include "domain/envelope.h"

namespace tally::consumers {

using domain::Field;

// One line of the general ledger.
struct FeedPosting {
    domain::Plain posting_id;
    domain::GlRole role = domain::GlRole::ar;
    domain::Code gl_account;
    domain::Money amount;
    template <class T = FeedPosting>
    static constexpr auto fields() {
        return std::tuple{Field{"posting_id", &T::posting_id, "Unique over the feed: event id and number."},
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
        return std::tuple{
            Field{"accounting_date", &T::accounting_date, "Decides the GL period; never in a closed one."},
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
        return std::tuple{
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
        return std::tuple{
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
        return std::tuple{
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
        return std::tuple{Field{"account", &T::account, "The account: the customer number."},
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
        return std::tuple{
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
        return std::tuple{
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
        return std::tuple{Field{"account", &T::account, "The account paid."},
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
        return std::tuple{
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
        return std::tuple{Field{"line_id", &T::line_id, "Unique over the feed: event id and number."},
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
        return std::tuple{Field{"account", &T::account, "The account."},
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
        return std::tuple{Field{"account", &T::account, "The account."},
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
        return std::tuple{Field{"account", &T::account, "The account."},
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
        return std::tuple{
            Field{"account", &T::account, "The account."},
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
        return std::tuple{Field{"account", &T::account, "The account."},
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
    static constexpr std::string_view summary = "The payor is charged for a returned tender.";
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
        return std::tuple{Field{"account", &T::account, "The payor's account."},
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

// Every type of the feed, in the order in which documents list them.
using InvoiceMessage =
    std::variant<InvoiceCharged, InvoiceClosed, ChargeReversed, InvoiceReversed, PaymentReceived, PaymentReversed,
                 InvoicePaid, InvoiceReopened, InvoiceCredited, AccountAdjusted, AdjustmentReversed, FeeCharged>;

}  // namespace tally::consumers
