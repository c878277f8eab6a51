#pragma once
// What is charged and billed: segments, special charges, invoices, credit notes, statements.
// Names and field order are on disk: add, never edit.

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/about.h"
#include "domain/account/billing/types.h"
#include "domain/account/people/types.h"
#include "domain/books/bill_line.h"
#include "domain/books/billed_demand.h"
#include "domain/books/posting.h"
#include "domain/books/year_to_date.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// Why a bill or segment could not be made, kept until it can. Not financial.
struct BillSegmentErrored {
    static constexpr std::string_view type_name = "account.bill_segment_errored";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::billing_error;
    AccountId account;
    ServiceAgreementId sa;
    Code cycle;
    Date bill_date;
    std::uint32_t attempt = 0;
    Code error;
    Plain explanation;
    template <class T = BillSegmentErrored>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account whose bill is held."},
                         Field{"sa", &T::sa, "The agreement in error; empty: the account itself."},
                         Field{"cycle", &T::cycle, "Cycle of the run."},
                         Field{"bill_date", &T::bill_date, "Bill date of the run."},
                         Field{"attempt", &T::attempt, "1, 2, … within the window."},
                         Field{"error", &T::error, "Name of the rejection, such as no_billable_read."},
                         Field{"explanation", &T::explanation, "What is missing and the cure, without personal data."}};
    }
    bool operator==(const BillSegmentErrored&) const = default;
};

struct BillSegmentFrozen {
    static constexpr std::string_view type_name = "account.bill_segment_frozen";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::charge;
    AccountId account;
    SegmentId segment;
    DocumentId invoice;
    ServiceAgreementId sa;
    Date from;
    Date until;
    bool final_segment = false;
    SegmentId replaces;
    std::vector<UsedRead> reads;
    std::vector<BillLine> lines;
    Money total;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::bill_segment;
    static constexpr auto ar_document = &BillSegmentFrozen::invoice;
    static constexpr ChangedItem<BillSegmentFrozen> changes{&BillSegmentFrozen::invoice, &BillSegmentFrozen::sa};
    // A segment made again shows under corrections.
    [[nodiscard]] bool corrects() const { return !replaces.empty(); }
    template <class T = BillSegmentFrozen>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"segment", &T::segment, "The segment."},
                         Field{"invoice", &T::invoice, "Invoice it is part of."},
                         Field{"sa", &T::sa, "Agreement it charges."},
                         Field{"from", &T::from, "First charge day."},
                         Field{"until", &T::until, "First day after."},
                         Field{"final_segment", &T::final_segment, "Whether it is the agreement's last."},
                         Field{"replaces", &T::replaces, "Cancelled segment it rebills."},
                         Field{"reads", &T::reads, "What was measured."},
                         Field{"lines", &T::lines, "One a component price, tax shares last."},
                         Field{"total", &T::total, "Sum of the lines."},
                         Field{"financial", &T::financial, "AR / REV, TAX."}};
    }
    bool operator==(const BillSegmentFrozen&) const = default;
};

// The demand that the segment recorded before it charges, where its tariff has terms of demand; later bills look back
// on it. Said again of a segment whose charges stay as they are, where a correction finds that another demand was
// measured.
struct BillingDemandFrozen {
    static constexpr std::string_view type_name = "account.billing_demand_frozen";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::charge;
    AccountId account;
    SegmentId segment;
    ServiceAgreementId sa;
    std::vector<BilledDemand> demands;
    template <class T = BillingDemandFrozen>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"segment", &T::segment, "The segment that charges it."},
                         Field{"sa", &T::sa, "Agreement that it charges."},
                         Field{"demands", &T::demands, "One a component of demand and price period."}};
    }
    bool operator==(const BillingDemandFrozen&) const = default;
};

// What the segment recorded before it carries on to the next, where its tariff settles anything by the year. Said again
// of a segment whose charges stay as they are, where a correction finds that something else is carried on.
struct YearToDateFrozen {
    static constexpr std::string_view type_name = "account.year_to_date_frozen";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::charge;
    AccountId account;
    SegmentId segment;
    ServiceAgreementId sa;
    YearToDate year;
    template <class T = YearToDateFrozen>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"segment", &T::segment, "The segment that carries it on."},
                         Field{"sa", &T::sa, "Agreement that it charges."},
                         Field{"year", &T::year, "The bank, and what counts towards a year's least charge."}};
    }
    bool operator==(const YearToDateFrozen&) const = default;
};

struct BillSegmentCancelled {
    static constexpr std::string_view type_name = "account.bill_segment_cancelled";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::charge;
    AccountId account;
    SegmentId segment;
    DocumentId invoice;
    DocumentId credit_note;
    ServiceAgreementId sa;
    Date from;
    Date until;
    std::vector<BillLine> lines;
    Money total;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::bill_segment_cancelled;
    static constexpr auto ar_document = &BillSegmentCancelled::invoice;
    static constexpr ChangedItem<BillSegmentCancelled> changes{&BillSegmentCancelled::invoice,
                                                               &BillSegmentCancelled::sa};
    template <class T = BillSegmentCancelled>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"segment", &T::segment, "The segment cancelled."},
                         Field{"invoice", &T::invoice, "Invoice it was part of."},
                         Field{"credit_note", &T::credit_note, "Credit note that says so."},
                         Field{"sa", &T::sa, "Agreement it charged."},
                         Field{"from", &T::from, "First charge day."},
                         Field{"until", &T::until, "First day after."},
                         Field{"lines", &T::lines, "Its lines, negated."},
                         Field{"total", &T::total, "Its total, negated."},
                         Field{"financial", &T::financial, "The exact negation of what was posted."}};
    }
    bool operator==(const BillSegmentCancelled&) const = default;
};

struct InvoiceIssued {
    static constexpr std::string_view type_name = "account.invoice_issued";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::document;
    AccountId account;
    DocumentId invoice;
    std::uint32_t sequence = 0;
    Plain legal_number;
    Code cycle;
    Date bill_date;
    Date due_date;
    DueDateRule due_date_rule = DueDateRule::class_days;
    bool final_bill = false;
    bool printed = true;
    DocumentId rebills;
    std::uint32_t segment_count = 0;
    Digest32 segments_digest{};
    std::vector<InvoiceTax> taxes;
    Money charges_total;
    Money tax_total;
    Money total;
    std::vector<ServiceAgreementId> left_out;
    static constexpr std::tuple makes{
        NamedDocument<InvoiceIssued>{"invoice", &InvoiceIssued::invoice, ArEntryKind::invoice}};
    template <class T = InvoiceIssued>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"invoice", &T::invoice, "The invoice: account and sequence."},
                         Field{"sequence", &T::sequence, "1, 2, … within the account."},
                         Field{"legal_number", &T::legal_number, "Number a jurisdiction demands; may be empty."},
                         Field{"cycle", &T::cycle, "Bill cycle of the run; empty for a rebill."},
                         Field{"bill_date", &T::bill_date, "CIM billingDate."},
                         Field{"due_date", &T::due_date, "CIM dueDate."},
                         Field{"due_date_rule", &T::due_date_rule, "What gave the due date."},
                         Field{"final_bill", &T::final_bill, "Whether every agreement has been final-billed."},
                         Field{"printed", &T::printed, "False for a final bill below the class's minimum."},
                         Field{"rebills", &T::rebills, "Invoice it replaces."},
                         Field{"segment_count", &T::segment_count, "Segments and special charges of this commit."},
                         Field{"segments_digest", &T::segments_digest,
                               "SHA-256 over 'id=minor units' lines of segments and charges, in order."},
                         Field{"taxes", &T::taxes, "Each tax of the invoice, rounded once."},
                         Field{"charges_total", &T::charges_total, "Before tax."},
                         Field{"tax_total", &T::tax_total, "Sum of the taxes."},
                         Field{"total", &T::total, "Both together."},
                         Field{"left_out", &T::left_out, "Agreements in error that the bill went without."}};
    }
    bool operator==(const InvoiceIssued&) const = default;
};

struct CreditNoteIssued {
    static constexpr std::string_view type_name = "account.credit_note_issued";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::document;
    AccountId account;
    DocumentId credit_note;
    std::uint32_t sequence = 0;
    DocumentId invoice;
    Date bill_date;
    Plain reason;
    bool do_not_deliver = true;
    std::uint32_t segment_count = 0;
    Money total;
    static constexpr std::tuple makes{
        NamedDocument<CreditNoteIssued>{"credit_note", &CreditNoteIssued::credit_note, ArEntryKind::credit_note}};
    template <class T = CreditNoteIssued>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"credit_note", &T::credit_note, "The credit note."},
            Field{"sequence", &T::sequence, "1, 2, … within the account."},
            Field{"invoice", &T::invoice, "Invoice it takes back."},
            Field{"bill_date", &T::bill_date, "Its date."},
            Field{"reason", &T::reason, "Why, without personal data."},
            Field{"do_not_deliver", &T::do_not_deliver, "Kept from the post; the next statement shows it."},
            Field{"segment_count", &T::segment_count, "Segments and special charges cancelled with it."},
            Field{"total", &T::total, "Below zero."}};
    }
    bool operator==(const CreditNoteIssued&) const = default;
};

struct StatementIssued {
    static constexpr std::string_view type_name = "account.statement_issued";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::document;
    AccountId account;
    DocumentId statement;
    std::uint32_t sequence = 0;
    DocumentId invoice;
    Code cycle;
    Date bill_date;
    Date due_date;
    BillingKind kind = BillingKind::consolidated_udc;
    std::uint64_t cut_from = 0;
    std::uint64_t cut_until = 0;
    Money previous_payoff;
    Money previous_current;
    Money payments_payoff;
    Money payments_current;
    Money adjustments_payoff;
    Money adjustments_current;
    Money corrections_payoff;
    Money corrections_current;
    Money charges_payoff;
    Money charges_current;
    Money ending_payoff;
    Money ending_current;
    Money last_payment_amount;
    Date last_payment_date;
    Money payment_plan_amount;
    Code payment_plan_type;
    std::vector<Plain> messages;
    std::vector<BillDelivery> deliveries;
    static constexpr std::tuple makes{
        NamedDocument<StatementIssued>{"statement", &StatementIssued::statement, ArEntryKind::statement}};
    template <class T = StatementIssued>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"statement", &T::statement, "The statement."},
                         Field{"sequence", &T::sequence, "1, 2, … within the account."},
                         Field{"invoice", &T::invoice, "Invoice of the same commit; may be empty."},
                         Field{"cycle", &T::cycle, "Bill cycle of the run; empty: off cycle."},
                         Field{"bill_date", &T::bill_date, "CIM billingDate."},
                         Field{"due_date", &T::due_date, "CIM dueDate."},
                         Field{"kind", &T::kind, "CIM CustomerBillingKind."},
                         Field{"cut_from", &T::cut_from, "First version of the account's stream it sweeps."},
                         Field{"cut_until", &T::cut_until, "First version it does not sweep: its own."},
                         Field{"previous_payoff", &T::previous_payoff, "Ending payoff of the statement before."},
                         Field{"previous_current", &T::previous_current, "Ending current of the statement before."},
                         Field{"payments_payoff", &T::payments_payoff, "Payments net of cancellations; below zero."},
                         Field{"payments_current", &T::payments_current, "The same in current."},
                         Field{"adjustments_payoff", &T::adjustments_payoff, "Adjustments, fees, transfers."},
                         Field{"adjustments_current", &T::adjustments_current, "The same in current."},
                         Field{"corrections_payoff", &T::corrections_payoff, "Credit notes and rebills."},
                         Field{"corrections_current", &T::corrections_current, "The same in current."},
                         Field{"charges_payoff", &T::charges_payoff, "New charges."},
                         Field{"charges_current", &T::charges_current, "The same in current."},
                         Field{"ending_payoff", &T::ending_payoff, "CIM outBalance."},
                         Field{"ending_current", &T::ending_current, "Amount due."},
                         Field{"last_payment_amount", &T::last_payment_amount,
                               "CIM lastPaymentAmt: the latest uncancelled payment."},
                         Field{"last_payment_date", &T::last_payment_date, "CIM lastPaymentDate."},
                         Field{"payment_plan_amount", &T::payment_plan_amount, "CIM pymtPlanAmt."},
                         Field{"payment_plan_type", &T::payment_plan_type, "CIM pymtPlanType."},
                         Field{"messages", &T::messages, "What the bill says beside figures."},
                         Field{"deliveries", &T::deliveries, "Where it went, as resolved on the bill date."}};
    }
    bool operator==(const StatementIssued&) const = default;
};

// The account's latest bill is taken back, so that it can be made again, for another date, too [rules 6, 21]. What it
// charged has a credit note of its own. The next statement sweeps what this one swept and what came since.
struct StatementCancelled {
    static constexpr std::string_view type_name = "account.statement_cancelled";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::document;
    AccountId account;
    DocumentId statement;
    std::uint32_t sequence = 0;
    DocumentId invoice;
    DocumentId credit_note;
    Code cycle;
    Date bill_date;
    Date cancelled_on;
    Plain reason;
    std::uint64_t cut_from = 0;
    Money previous_payoff;
    Money previous_current;
    Money payments_payoff;
    Money payments_current;
    Money adjustments_payoff;
    Money adjustments_current;
    Money corrections_payoff;
    Money corrections_current;
    std::uint32_t financial_events = 0;
    DocumentId last_invoice;
    Date last_due_date;
    Date last_bill_date;
    Code last_bill_cycle;
    std::uint64_t last_bill_position = 0;
    template <class T = StatementCancelled>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"statement", &T::statement, "The statement cancelled."},
            Field{"sequence", &T::sequence, "Its sequence, which is not given out again."},
            Field{"invoice", &T::invoice, "Its invoice; may be empty."},
            Field{"credit_note", &T::credit_note, "Credit note over that invoice: of this commit, or an earlier one."},
            Field{"cycle", &T::cycle, "Bill cycle of its run; empty: off cycle."},
            Field{"bill_date", &T::bill_date, "Its date."},
            Field{"cancelled_on", &T::cancelled_on, "Business date."},
            Field{"reason", &T::reason, "Why, without personal data."},
            Field{"cut_from", &T::cut_from,
                  "First version of the account's stream that it swept, as the next one will."},
            Field{"previous_payoff", &T::previous_payoff, "Ending payoff of the statement before it."},
            Field{"previous_current", &T::previous_current, "Ending current of the statement before it."},
            Field{"payments_payoff", &T::payments_payoff, "Payments it swept."},
            Field{"payments_current", &T::payments_current, "The same in current."},
            Field{"adjustments_payoff", &T::adjustments_payoff, "Adjustments and fees it swept."},
            Field{"adjustments_current", &T::adjustments_current, "The same in current."},
            Field{"corrections_payoff", &T::corrections_payoff,
                  "Corrections it swept, and its charges: the next statement shows them beside their credit note."},
            Field{"corrections_current", &T::corrections_current, "The same in current."},
            Field{"financial_events", &T::financial_events, "How many events that move money it swept."},
            Field{"last_invoice", &T::last_invoice, "Latest regular invoice before it."},
            Field{"last_due_date", &T::last_due_date, "Due date of that invoice."},
            Field{"last_bill_date", &T::last_bill_date, "Date of the latest regular bill before it."},
            Field{"last_bill_cycle", &T::last_bill_cycle, "Cycle of that bill."},
            Field{"last_bill_position", &T::last_bill_position, "Position of that bill."}};
    }
    bool operator==(const StatementCancelled&) const = default;
};

struct SpecialChargeCreated {
    static constexpr std::string_view type_name = "account.special_charge_created";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::pending_charge;
    AccountId account;
    DocumentId charge;
    ServiceAgreementId sa;
    Code charge_type;
    Money amount;
    Date created_on;
    Plain description;
    static constexpr std::tuple makes{
        NamedDocument<SpecialChargeCreated>{"charge", &SpecialChargeCreated::charge, ArEntryKind::special_charge}};
    template <class T = SpecialChargeCreated>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"charge", &T::charge, "The charge, pending until the next bill."},
                         Field{"sa", &T::sa, "Agreement that will carry it."},
                         Field{"charge_type", &T::charge_type, "Special charge type."},
                         Field{"amount", &T::amount, "Before tax."},
                         Field{"created_on", &T::created_on, "Business date."},
                         Field{"description", &T::description, "What the bill will say, without personal data."}};
    }
    bool operator==(const SpecialChargeCreated&) const = default;
};

struct SpecialChargeRemoved {
    static constexpr std::string_view type_name = "account.special_charge_removed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::pending_charge;
    AccountId account;
    DocumentId charge;
    template <class T = SpecialChargeRemoved>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"charge", &T::charge, "The charge, removed while pending."}};
    }
    bool operator==(const SpecialChargeRemoved&) const = default;
};

struct SpecialChargeBilled {
    static constexpr std::string_view type_name = "account.special_charge_billed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::charge;
    AccountId account;
    DocumentId charge;
    DocumentId invoice;
    ServiceAgreementId sa;
    std::vector<BillLine> lines;
    Money total;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::special_charge;
    static constexpr auto ar_document = &SpecialChargeBilled::invoice;
    static constexpr ChangedItem<SpecialChargeBilled> changes{&SpecialChargeBilled::invoice, &SpecialChargeBilled::sa};
    [[nodiscard]] bool corrects() const { return !lines.empty() && lines.front().kind == LineKind::recalculation; }
    template <class T = SpecialChargeBilled>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},           Field{"charge", &T::charge, "The charge."},
            Field{"invoice", &T::invoice, "Invoice it is part of."}, Field{"sa", &T::sa, "Agreement that carries it."},
            Field{"lines", &T::lines, "The charge and its tax."},    Field{"total", &T::total, "Sum of the lines."},
            Field{"financial", &T::financial, "AR / FEE, TAX."}};
    }
    bool operator==(const SpecialChargeBilled&) const = default;
};

struct SpecialChargeCancelled {
    static constexpr std::string_view type_name = "account.special_charge_cancelled";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::charge;
    AccountId account;
    DocumentId charge;
    DocumentId invoice;
    DocumentId credit_note;
    ServiceAgreementId sa;
    std::vector<BillLine> lines;
    Money total;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::special_charge_cancelled;
    static constexpr auto ar_document = &SpecialChargeCancelled::invoice;
    static constexpr ChangedItem<SpecialChargeCancelled> changes{&SpecialChargeCancelled::invoice,
                                                                 &SpecialChargeCancelled::sa};
    template <class T = SpecialChargeCancelled>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"charge", &T::charge, "The charge cancelled."},
                         Field{"invoice", &T::invoice, "Invoice it was part of."},
                         Field{"credit_note", &T::credit_note, "Credit note that says so."},
                         Field{"sa", &T::sa, "Agreement that carried it."},
                         Field{"lines", &T::lines, "Its lines, negated."},
                         Field{"total", &T::total, "Its total, negated."},
                         Field{"financial", &T::financial, "The exact negation."}};
    }
    bool operator==(const SpecialChargeCancelled&) const = default;
};

// A copy of a bill that could not be sent, because its routing leads nowhere on the bill date. Others are sent.
struct BillCopyUndeliverable {
    static constexpr std::string_view type_name = "account.bill_copy_undeliverable";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::billing_error;
    AccountId account;
    DocumentId statement;
    Date bill_date;
    PersonId person;
    Code route_type;
    Plain cure;
    template <class T = BillCopyUndeliverable>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"statement", &T::statement, "The bill's statement."},
                         Field{"bill_date", &T::bill_date, "Its date."},
                         Field{"person", &T::person, "Who did not get a copy."},
                         Field{"route_type", &T::route_type, "The way it should have gone."},
                         Field{"cure", &T::cure, "What would let the next one arrive."}};
    }
    bool operator==(const BillCopyUndeliverable&) const = default;
};

using BillingEvent =
    TypeList<BillSegmentErrored, BillSegmentFrozen, BillSegmentCancelled, InvoiceIssued, CreditNoteIssued,
             StatementIssued, StatementCancelled, SpecialChargeCreated, SpecialChargeRemoved, SpecialChargeBilled,
             SpecialChargeCancelled, BillCopyUndeliverable, BillingDemandFrozen, YearToDateFrozen>;

}  // namespace tally::domain
