#pragma once
// Invoices and credit notes with their segments and lines. Names are IEC CIM's where it has one.

#include <cstdint>
#include <vector>

#include "domain/account/billing/types.h"
#include "domain/account/people/types.h"
#include "domain/account/receivables/types.h"
#include "domain/books/bill_line.h"
#include "domain/books/billed_demand.h"
#include "domain/books/year_to_date.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct BillPeriod {
    domain::Date start;
    domain::Date end;
    template <class T = BillPeriod>
    static constexpr auto fields() {
        return FieldList{Field{"start", &T::start, "First charge day."}, Field{"end", &T::end, "First day after."}};
    }
    bool operator==(const BillPeriod&) const = default;
};

// CIM ErpInvoiceLineItem.
struct InvoiceLineAnswer {
    domain::Plain line_id;
    std::uint32_t line_number = 0;
    std::uint32_t line_version = 0;
    domain::LineKind kind = domain::LineKind::initial;
    BillPeriod bill_period;
    domain::Code component;
    domain::ComponentKind component_kind = domain::ComponentKind::fixed;
    domain::Plain description;
    domain::TariffId tariff;
    std::uint32_t tariff_version = 0;
    domain::Quantity quantity;
    domain::Code unit;
    domain::Price price;
    domain::Fraction fraction;
    domain::Price unrounded;
    domain::Money line_amount;
    domain::Money net_amount;
    domain::Money previous_amount;
    std::vector<domain::Code> tax_codes;
    domain::Code gl_account;
    domain::Date gl_date;
    template <class T = InvoiceLineAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"lineId", &T::line_id, "Stable and unique."},
                         Field{"lineNumber", &T::line_number, "1, 2, … within the invoice."},
                         Field{"lineVersion", &T::line_version, "Always 1: a correction is another line."},
                         Field{"kind", &T::kind, "CIM ErpInvoiceLineItemKind."},
                         Field{"billPeriod", &T::bill_period, "Days charged."},
                         Field{"component", &T::component, "Tariff component, tax code or special charge type."},
                         Field{"componentKind", &T::component_kind, "How it was computed."},
                         Field{"description", &T::description, "What the bill says."},
                         Field{"tariff", &T::tariff, "Tariff that priced it."},
                         Field{"tariffVersion", &T::tariff_version, "Its version."},
                         Field{"quantity", &T::quantity, "Units, days, periods, or the basis of a percentage or tax."},
                         Field{"unit", &T::unit, "Unit of the quantity."},
                         Field{"price", &T::price, "Price of one, or the rate.", "currency"},
                         Field{"fraction", &T::fraction, "Proration."},
                         Field{"unrounded", &T::unrounded, "quantity × price × fraction.", "currency"},
                         Field{"lineAmount", &T::line_amount, "Rounded once."},
                         Field{"netAmount", &T::net_amount, "lineAmount less previousAmount."},
                         Field{"previousAmount", &T::previous_amount, "Of the line it replaces."},
                         Field{"taxCodes", &T::tax_codes, "Taxes that count it."},
                         Field{"glAccount", &T::gl_account, "Where it is posted."},
                         Field{"glDateTime", &T::gl_date, "Accounting date."}};
    }
    bool operator==(const InvoiceLineAnswer&) const = default;
};

// A bill segment or a special charge of an invoice.
struct InvoiceSegmentAnswer {
    domain::SegmentId segment;
    domain::DocumentId charge;
    domain::ServiceAgreementId sa;
    domain::Code service;
    domain::PremiseId premise;
    domain::LocationAddress service_address;
    BillPeriod bill_period;
    bool final_segment = false;
    domain::SegmentId replaces;
    std::vector<domain::UsedRead> reads;
    std::vector<InvoiceLineAnswer> lines;
    domain::Money total;
    domain::DocumentId cancelled_by;
    std::uint64_t position = 0;
    std::vector<domain::BilledDemand> demands;
    domain::YearToDate year;
    template <class T = InvoiceSegmentAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"segment", &T::segment, "The segment; empty for a special charge."},
            Field{"charge", &T::charge, "The special charge; empty for a segment."},
            Field{"sa", &T::sa, "Agreement it charges."},
            Field{"service", &T::service, "What is supplied."},
            Field{"premise", &T::premise, "Location number."},
            Field{"serviceAddress", &T::service_address, "Address of that location."},
            Field{"billPeriod", &T::bill_period, "Days charged; absent for a special charge."},
            Field{"finalSegment", &T::final_segment, "The agreement's last."},
            Field{"replaces", &T::replaces, "Cancelled segment it rebills."},
            Field{"reads", &T::reads, "What was measured."},
            Field{"lines", &T::lines, "CIM ErpInvoiceLineItem."},
            Field{"total", &T::total, "Sum of the lines."},
            Field{"cancelledBy", &T::cancelled_by, "Credit note that took it back."},
            Field{"position", &T::position, "Position of its event."},
            Field{"demands", &T::demands,
                  "Demand that was measured and charged, where the tariff has terms of demand."},
            Field{"year", &T::year, "The bank of energy sent back, and what counts towards a year's least charge."}};
    }
    bool operator==(const InvoiceSegmentAnswer&) const = default;
};

struct AppliedCredit {
    domain::CreditSource source;
    domain::ServiceAgreementId sa;
    domain::Money amount;
    domain::Date effective_date;
    std::uint64_t position = 0;
    template <class T = AppliedCredit>
    static constexpr auto fields() {
        return FieldList{Field{"source", &T::source, "Payment, adjustment or other credit."},
                         Field{"sa", &T::sa, "Agreement of the item it paid."},
                         Field{"amount", &T::amount, "How much; below zero where it was taken back."},
                         Field{"effectiveDate", &T::effective_date, "Business date."},
                         Field{"position", &T::position, "Position of the event."}};
    }
    bool operator==(const AppliedCredit&) const = default;
};

struct CreditNoteAnswer {
    domain::DocumentId credit_note;
    domain::Date bill_date;
    domain::Plain reason;
    bool do_not_deliver = true;
    domain::Money total;
    std::uint64_t position = 0;
    template <class T = CreditNoteAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"creditNote", &T::credit_note, "The credit note."},
                         Field{"billingDate", &T::bill_date, "Its date."},
                         Field{"reason", &T::reason, "Why."},
                         Field{"doNotDeliver", &T::do_not_deliver, "Kept from the post."},
                         Field{"total", &T::total, "Below zero."},
                         Field{"position", &T::position, "Position of the event."}};
    }
    bool operator==(const CreditNoteAnswer&) const = default;
};

// CIM ErpInvoice.
struct InvoiceAnswer {
    std::uint64_t position = 0;
    AccountHeading heading;
    domain::DocumentId invoice;
    std::uint32_t sequence = 0;
    domain::Plain legal_number;
    domain::Code kind{"sale"};
    domain::Code cycle;
    domain::Date billing_date;
    domain::Date due_date;
    domain::DueDateRule due_date_rule = domain::DueDateRule::class_days;
    domain::Instant transaction_date_time;
    bool final_bill = false;
    bool printed = true;
    bool pro_forma = false;
    domain::DocumentId rebills;
    domain::DocumentId rebilled_by;
    domain::DocumentId credits_invoice;
    std::vector<InvoiceSegmentAnswer> segments;
    std::vector<domain::InvoiceTax> taxes;
    domain::Money charges_total;
    domain::Money tax_total;
    domain::Money amount;
    domain::Money open;
    domain::Money paid;
    domain::Money credited;
    std::vector<AppliedCredit> credits;
    std::vector<CreditNoteAnswer> credit_notes;
    std::vector<domain::ServiceAgreementId> left_out;
    std::uint64_t event_position = 0;
    domain::Code currency;
    template <class T = InvoiceAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"heading", &T::heading, "Account, main customer, location."},
                         Field{"referenceNumber", &T::invoice, "The invoice."},
                         Field{"sequence", &T::sequence, "1, 2, … within the account."},
                         Field{"legalNumber", &T::legal_number, "Number a jurisdiction demands."},
                         Field{"kind", &T::kind, "CIM ErpInvoiceKind."},
                         Field{"billingCycle", &T::cycle, "Bill cycle of the run; empty for a rebill."},
                         Field{"billingDate", &T::billing_date, "Bill date."},
                         Field{"dueDate", &T::due_date, "When it is to be paid."},
                         Field{"dueDateRule", &T::due_date_rule, "What gave the due date."},
                         Field{"transactionDateTime", &T::transaction_date_time, "When it was recorded."},
                         Field{"finalBill", &T::final_bill, "Every agreement has been final-billed."},
                         Field{"printed", &T::printed, "False for a final bill below the class's minimum."},
                         Field{"proForma", &T::pro_forma, "Never: what is issued is owed."},
                         Field{"rebills", &T::rebills, "Invoice it replaces."},
                         Field{"rebilledBy", &T::rebilled_by, "Invoice that replaces it."},
                         Field{"creditsInvoice", &T::credits_invoice, "Of a credit note: the invoice it takes back."},
                         Field{"segments", &T::segments, "Segments and special charges with their lines."},
                         Field{"taxes", &T::taxes, "Each tax, rounded once."},
                         Field{"chargesTotal", &T::charges_total, "Before tax."},
                         Field{"taxTotal", &T::tax_total, "Sum of the taxes."},
                         Field{"amount", &T::amount, "Both together."},
                         Field{"open", &T::open, "Still owed on it."},
                         Field{"paid", &T::paid, "Credit applied to it."},
                         Field{"credited", &T::credited, "Taken back by credit notes; below zero."},
                         Field{"credits", &T::credits, "What was applied and taken back, in order."},
                         Field{"creditNotes", &T::credit_notes, "What takes it back."},
                         Field{"leftOut", &T::left_out, "Agreements in error that the bill went without."},
                         Field{"eventPosition", &T::event_position, "Position of the event that issued it."},
                         Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const InvoiceAnswer&) const = default;
};

void render(const InvoiceAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
