#pragma once
// What can happen to an account. Names and field order are on disk: add, never edit.

#include <variant>

#include "domain/account/types.h"

namespace tally::domain {

struct AccountOpened {
    static constexpr std::string_view type_name = "account.opened";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    Date opened_on;
    Code customer_class;
    Code customer_type;
    Code bill_cycle;
    std::uint8_t requested_due_day = 0;
    template <class T = AccountOpened>
    static constexpr auto fields() {
        return std::tuple{
            Field{"account", &T::account, "The account: the customer number."},
            Field{"opened_on", &T::opened_on, "Business date."},
            Field{"customer_class", &T::customer_class, "Decides due days, fees, limits."},
            Field{"customer_type", &T::customer_type, "Label of a group; may be empty (B7)."},
            Field{"bill_cycle", &T::bill_cycle, "Decides when it is billed."},
            Field{"requested_due_day", &T::requested_due_day, "Day of the month asked for, 1 to 28; 0: none."}};
    }
    bool operator==(const AccountOpened&) const = default;
};
struct AccountTermsChanged {
    static constexpr std::string_view type_name = "account.terms_changed";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    Code customer_class;
    Code customer_type;
    Code bill_cycle;
    std::uint8_t requested_due_day = 0;
    template <class T = AccountTermsChanged>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"customer_class", &T::customer_class, "From now on."},
                          Field{"customer_type", &T::customer_type, "From now on."},
                          Field{"bill_cycle", &T::bill_cycle, "From now on."},
                          Field{"requested_due_day", &T::requested_due_day, "From now on; 0: none."}};
    }
    bool operator==(const AccountTermsChanged&) const = default;
};
struct AccountPersonLinked {
    static constexpr std::string_view type_name = "account.person_linked";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    AccountPerson link;
    template <class T = AccountPersonLinked>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"link", &T::link, "The person's place on it."}};
    }
    bool operator==(const AccountPersonLinked&) const = default;
};
struct AccountPersonChanged {
    static constexpr std::string_view type_name = "account.person_changed";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    AccountPerson link;
    template <class T = AccountPersonChanged>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"link", &T::link, "The person's place on it from now on."}};
    }
    bool operator==(const AccountPersonChanged&) const = default;
};
struct AccountPersonUnlinked {
    static constexpr std::string_view type_name = "account.person_unlinked";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    PersonId person;
    template <class T = AccountPersonUnlinked>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"person", &T::person, "Who is no longer on it."}};
    }
    bool operator==(const AccountPersonUnlinked&) const = default;
};
// One step: the old main is demoted, the new one promoted, locks derived again (D2).
struct MainCustomerChanged {
    static constexpr std::string_view type_name = "account.main_customer_changed";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    AccountPerson demoted;
    AccountPerson promoted;
    template <class T = MainCustomerChanged>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"demoted", &T::demoted, "The former main customer, as it is from now on."},
                          Field{"promoted", &T::promoted, "The new main customer, as it is from now on."}};
    }
    bool operator==(const MainCustomerChanged&) const = default;
};

struct ServiceStartRequested {
    static constexpr std::string_view type_name = "account.service_start_requested";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    ServiceAgreementId sa;
    Code sa_type;
    Code service;
    TariffId tariff;
    PremiseId premise;
    ServicePointId service_point;
    Date start_on;
    bool start_day_charged = true;
    std::uint16_t pay_priority = 100;
    template <class T = ServiceStartRequested>
    static constexpr auto fields() {
        return std::tuple{
            Field{"account", &T::account, "The account."},
            Field{"sa", &T::sa, "The agreement; unique in the division."},
            Field{"sa_type", &T::sa_type, "Its kind."},
            Field{"service", &T::service, "What is supplied."},
            Field{"tariff", &T::tariff, "How it is priced."},
            Field{"premise", &T::premise, "Where; empty where none is needed."},
            Field{"service_point", &T::service_point, "Where it is measured or delivered; empty where none is needed."},
            Field{"start_on", &T::start_on, "Start day."},
            Field{"start_day_charged", &T::start_day_charged, "Whether the start day is a charge day [rule 1]."},
            Field{"pay_priority", &T::pay_priority, "Lower is paid first among items of one age."}};
    }
    bool operator==(const ServiceStartRequested&) const = default;
};
struct ServiceActivated {
    static constexpr std::string_view type_name = "account.service_activated";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    ServiceAgreementId sa;
    std::vector<ServiceRead> start_reads;
    template <class T = ServiceActivated>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"sa", &T::sa, "The agreement; everything it needs exists."},
                          Field{"start_reads", &T::start_reads, "Beginning reads of subtractive registers."}};
    }
    bool operator==(const ServiceActivated&) const = default;
};
struct ServiceStopRequested {
    static constexpr std::string_view type_name = "account.service_stop_requested";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    ServiceAgreementId sa;
    Date stop_on;
    template <class T = ServiceStopRequested>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."}, Field{"sa", &T::sa, "The agreement."},
                          Field{"stop_on", &T::stop_on, "Stop day: the last one charged."}};
    }
    bool operator==(const ServiceStopRequested&) const = default;
};
struct ServiceStopWithdrawn {
    static constexpr std::string_view type_name = "account.service_stop_withdrawn";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    ServiceAgreementId sa;
    template <class T = ServiceStopWithdrawn>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"sa", &T::sa, "The agreement, active again."}};
    }
    bool operator==(const ServiceStopWithdrawn&) const = default;
};
struct ServiceStopped {
    static constexpr std::string_view type_name = "account.service_stopped";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    ServiceAgreementId sa;
    Date stop_on;
    std::vector<ServiceRead> stop_reads;
    template <class T = ServiceStopped>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."}, Field{"sa", &T::sa, "The agreement."},
                          Field{"stop_on", &T::stop_on, "Last day charged."},
                          Field{"stop_reads", &T::stop_reads, "Final reads of subtractive registers."}};
    }
    bool operator==(const ServiceStopped&) const = default;
};
// Final-billed and balance zero, or withdrawn before it began.
struct ServiceClosed {
    static constexpr std::string_view type_name = "account.service_closed";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    ServiceAgreementId sa;
    template <class T = ServiceClosed>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"sa", &T::sa, "The agreement: stopped, final-billed, nothing open."}};
    }
    bool operator==(const ServiceClosed&) const = default;
};
struct ServiceReactivated {
    static constexpr std::string_view type_name = "account.service_reactivated";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    ServiceAgreementId sa;
    template <class T = ServiceReactivated>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"sa", &T::sa, "The agreement: closed, but money moved on it again."}};
    }
    bool operator==(const ServiceReactivated&) const = default;
};
struct ServiceStartWithdrawn {
    static constexpr std::string_view type_name = "account.service_start_withdrawn";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    ServiceAgreementId sa;
    template <class T = ServiceStartWithdrawn>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"sa", &T::sa, "The agreement, cancelled before it was active."}};
    }
    bool operator==(const ServiceStartWithdrawn&) const = default;
};

// Why a bill or segment could not be made, kept until it can. Not financial.
struct BillSegmentErrored {
    static constexpr std::string_view type_name = "account.bill_segment_errored";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    ServiceAgreementId sa;
    Code cycle;
    Date bill_date;
    std::uint32_t attempt = 0;
    Code error;
    Plain explanation;
    template <class T = BillSegmentErrored>
    static constexpr auto fields() {
        return std::tuple{
            Field{"account", &T::account, "The account whose bill is held."},
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
    template <class T = BillSegmentFrozen>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
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
struct BillSegmentCancelled {
    static constexpr std::string_view type_name = "account.bill_segment_cancelled";
    static constexpr std::uint16_t schema_version = 1;
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
    template <class T = BillSegmentCancelled>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
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
    template <class T = InvoiceIssued>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
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
    AccountId account;
    DocumentId credit_note;
    std::uint32_t sequence = 0;
    DocumentId invoice;
    Date bill_date;
    Plain reason;
    bool do_not_deliver = true;
    std::uint32_t segment_count = 0;
    Money total;
    template <class T = CreditNoteIssued>
    static constexpr auto fields() {
        return std::tuple{
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
    template <class T = StatementIssued>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
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
        return std::tuple{
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
    AccountId account;
    DocumentId charge;
    ServiceAgreementId sa;
    Code charge_type;
    Money amount;
    Date created_on;
    Plain description;
    template <class T = SpecialChargeCreated>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
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
    AccountId account;
    DocumentId charge;
    template <class T = SpecialChargeRemoved>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"charge", &T::charge, "The charge, removed while pending."}};
    }
    bool operator==(const SpecialChargeRemoved&) const = default;
};
struct SpecialChargeBilled {
    static constexpr std::string_view type_name = "account.special_charge_billed";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    DocumentId charge;
    DocumentId invoice;
    ServiceAgreementId sa;
    std::vector<BillLine> lines;
    Money total;
    Financial financial;
    template <class T = SpecialChargeBilled>
    static constexpr auto fields() {
        return std::tuple{
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
    AccountId account;
    DocumentId charge;
    DocumentId invoice;
    DocumentId credit_note;
    ServiceAgreementId sa;
    std::vector<BillLine> lines;
    Money total;
    Financial financial;
    template <class T = SpecialChargeCancelled>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
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

struct PaymentPosted {
    static constexpr std::string_view type_name = "account.payment_posted";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    PaymentId payment;
    PaymentEventId payment_event;
    AccountId payor;
    Date received_on;
    AllocationPolicy policy = AllocationPolicy::fifo;
    std::vector<TenderShare> tenders;
    Money amount;
    Financial financial;
    template <class T = PaymentPosted>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account paid."},
                          Field{"payment", &T::payment, "This account's share of the payment event."},
                          Field{"payment_event", &T::payment_event, "What was handed over at once."},
                          Field{"payor", &T::payor, "Account of who paid; bears a returned tender's fee."},
                          Field{"received_on", &T::received_on, "Date received."},
                          Field{"policy", &T::policy, "How it was meant to be allocated."},
                          Field{"tenders", &T::tenders, "This account's share of each tender."},
                          Field{"amount", &T::amount, "Sum of the shares."},
                          Field{"financial", &T::financial, "CASH / UNAPP."}};
    }
    bool operator==(const PaymentPosted&) const = default;
};
struct CreditAllocated {
    static constexpr std::string_view type_name = "account.credit_allocated";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    AllocationPolicy policy = AllocationPolicy::fifo;
    std::vector<AllocationLine> lines;
    Money total;
    Financial financial;
    template <class T = CreditAllocated>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"policy", &T::policy, "What chose the items; never run again over history."},
                          Field{"lines", &T::lines, "Which credit reduced which item by how much."},
                          Field{"total", &T::total, "Sum of the lines."},
                          Field{"financial", &T::financial, "UNAPP / AR."}};
    }
    bool operator==(const CreditAllocated&) const = default;
};
struct CreditDeallocated {
    static constexpr std::string_view type_name = "account.credit_deallocated";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    std::vector<AllocationLine> lines;
    Money total;
    Financial financial;
    template <class T = CreditDeallocated>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"lines", &T::lines, "Allocations taken back; the items keep their age."},
                          Field{"total", &T::total, "Sum of the lines."},
                          Field{"financial", &T::financial, "AR / UNAPP."}};
    }
    bool operator==(const CreditDeallocated&) const = default;
};
// What is below zero on an item becomes unapplied credit [rule 23].
struct CreditReleased {
    static constexpr std::string_view type_name = "account.credit_released";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    DocumentId document;
    ServiceAgreementId sa;
    Money amount;
    Financial financial;
    template <class T = CreditReleased>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"document", &T::document, "Document whose item was below zero."},
                          Field{"sa", &T::sa, "Agreement of the item."},
                          Field{"amount", &T::amount, "Above zero: what became unapplied credit."},
                          Field{"financial", &T::financial, "AR / UNAPP."}};
    }
    bool operator==(const CreditReleased&) const = default;
};
struct TenderCancelled {
    static constexpr std::string_view type_name = "account.tender_cancelled";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    PaymentId payment;
    PaymentEventId payment_event;
    TenderId tender;
    Code cancel_reason;
    bool nsf = false;
    Money amount;
    Financial financial;
    template <class T = TenderCancelled>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"payment", &T::payment, "The payment that had a share of it."},
                          Field{"payment_event", &T::payment_event, "The payment event."},
                          Field{"tender", &T::tender, "The tender."},
                          Field{"cancel_reason", &T::cancel_reason, "Why."},
                          Field{"nsf", &T::nsf, "Returned for insufficient funds."},
                          Field{"amount", &T::amount, "This account's share."},
                          Field{"financial", &T::financial, "UNAPP / CASH."}};
    }
    bool operator==(const TenderCancelled&) const = default;
};
struct PaymentCancelled {
    static constexpr std::string_view type_name = "account.payment_cancelled";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    PaymentId payment;
    PaymentEventId payment_event;
    Code cancel_reason;
    Money amount;
    Financial financial;
    template <class T = PaymentCancelled>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"payment", &T::payment, "The payment."},
                          Field{"payment_event", &T::payment_event, "The payment event; its tenders stand."},
                          Field{"cancel_reason", &T::cancel_reason, "Why."},
                          Field{"amount", &T::amount, "What moved to suspense."},
                          Field{"financial", &T::financial, "UNAPP / SUSPENSE."}};
    }
    bool operator==(const PaymentCancelled&) const = default;
};
struct NsfFeeCharged {
    static constexpr std::string_view type_name = "account.nsf_fee_charged";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    DocumentId charge;
    ServiceAgreementId sa;
    PaymentEventId payment_event;
    TenderId tender;
    Money amount;
    Financial financial;
    template <class T = NsfFeeCharged>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The payor's account."},
                          Field{"charge", &T::charge, "Document of its open item."},
                          Field{"sa", &T::sa, "Agreement that carries it."},
                          Field{"payment_event", &T::payment_event, "The payment event."},
                          Field{"tender", &T::tender, "The returned tender; one fee a tender."},
                          Field{"amount", &T::amount, "The class's fee."},
                          Field{"financial", &T::financial, "AR / FEE."}};
    }
    bool operator==(const NsfFeeCharged&) const = default;
};
struct AdjustmentRequested {
    static constexpr std::string_view type_name = "account.adjustment_requested";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    DocumentId adjustment;
    Code adjustment_type;
    ServiceAgreementId sa;
    Money amount;
    Date effective_date;
    Date ages_from;
    DocumentId target;
    Plain requested_by;
    Personal memo;
    template <class T = AdjustmentRequested>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"adjustment", &T::adjustment, "The adjustment."},
                          Field{"adjustment_type", &T::adjustment_type, "Its type."},
                          Field{"sa", &T::sa, "Agreement it concerns."},
                          Field{"amount", &T::amount, "Charge above zero, credit below."},
                          Field{"effective_date", &T::effective_date, "Business date."},
                          Field{"ages_from", &T::ages_from, "Due date of a charge; absent: the next bill's."},
                          Field{"target", &T::target, "Document a credit reduces; empty: unapplied credit."},
                          Field{"requested_by", &T::requested_by, "Actor; may not approve it."},
                          Field{"memo", &T::memo, "Why, in words."}};
    }
    bool operator==(const AdjustmentRequested&) const = default;
};
struct AdjustmentApproved {
    static constexpr std::string_view type_name = "account.adjustment_approved";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    DocumentId adjustment;
    Plain approved_by;
    template <class T = AdjustmentApproved>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"adjustment", &T::adjustment, "The adjustment."},
                          Field{"approved_by", &T::approved_by, "Actor, another than the requester."}};
    }
    bool operator==(const AdjustmentApproved&) const = default;
};
struct AdjustmentRejected {
    static constexpr std::string_view type_name = "account.adjustment_rejected";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    DocumentId adjustment;
    Plain rejected_by;
    template <class T = AdjustmentRejected>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"adjustment", &T::adjustment, "The adjustment."},
                          Field{"rejected_by", &T::rejected_by, "Actor."}};
    }
    bool operator==(const AdjustmentRejected&) const = default;
};
struct AdjustmentPosted {
    static constexpr std::string_view type_name = "account.adjustment_posted";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    DocumentId adjustment;
    Code adjustment_type;
    ServiceAgreementId sa;
    Money amount;
    DocumentId target;
    ServiceAgreementId target_sa;
    std::uint64_t target_position = 0;
    Money to_target;
    Money to_unapplied;
    Financial financial;
    template <class T = AdjustmentPosted>
    static constexpr auto fields() {
        return std::tuple{
            Field{"account", &T::account, "The account."},
            Field{"adjustment", &T::adjustment, "The adjustment; a charge is an open item under this id."},
            Field{"adjustment_type", &T::adjustment_type, "Its type."},
            Field{"sa", &T::sa, "Agreement it concerns."},
            Field{"amount", &T::amount, "Charge above zero, credit below."},
            Field{"target", &T::target, "Document a credit reduced."},
            Field{"target_sa", &T::target_sa, "Agreement of the item it reduced."},
            Field{"target_position", &T::target_position, "Position of the event that made that item."},
            Field{"to_target", &T::to_target, "What reduced that item; above zero."},
            Field{"to_unapplied", &T::to_unapplied, "What became unapplied credit; above zero."},
            Field{"financial", &T::financial, "AR / FEE, or CONC / AR and UNAPP."}};
    }
    bool operator==(const AdjustmentPosted&) const = default;
};
struct AdjustmentCancelled {
    static constexpr std::string_view type_name = "account.adjustment_cancelled";
    static constexpr std::uint16_t schema_version = 1;
    AccountId account;
    DocumentId adjustment;
    Code adjustment_type;
    ServiceAgreementId sa;
    Money amount;
    DocumentId target;
    ServiceAgreementId target_sa;
    std::uint64_t target_position = 0;
    Money to_target;
    Money to_unapplied;
    Code cancel_reason;
    Financial financial;
    template <class T = AdjustmentCancelled>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"adjustment", &T::adjustment, "The adjustment cancelled."},
                          Field{"adjustment_type", &T::adjustment_type, "Its type."},
                          Field{"sa", &T::sa, "Agreement it concerned."},
                          Field{"amount", &T::amount, "What had been posted, not negated."},
                          Field{"target", &T::target, "Document the credit had reduced."},
                          Field{"target_sa", &T::target_sa, "Agreement of that item."},
                          Field{"target_position", &T::target_position, "Position of the event that made that item."},
                          Field{"to_target", &T::to_target, "Given back to that item's open amount."},
                          Field{"to_unapplied", &T::to_unapplied, "Taken back from unapplied credit."},
                          Field{"cancel_reason", &T::cancel_reason, "Why."},
                          Field{"financial", &T::financial, "The exact negation."}};
    }
    bool operator==(const AdjustmentCancelled&) const = default;
};

using AccountEvent =
    std::variant<AccountOpened, AccountTermsChanged, AccountPersonLinked, AccountPersonChanged, AccountPersonUnlinked,
                 MainCustomerChanged, ServiceStartRequested, ServiceActivated, ServiceStopRequested,
                 ServiceStopWithdrawn, ServiceStopped, ServiceClosed, ServiceReactivated, ServiceStartWithdrawn,
                 BillSegmentErrored, BillSegmentFrozen, BillSegmentCancelled, InvoiceIssued, CreditNoteIssued,
                 StatementIssued, SpecialChargeCreated, SpecialChargeRemoved, SpecialChargeBilled,
                 SpecialChargeCancelled, PaymentPosted, CreditAllocated, CreditDeallocated, CreditReleased,
                 TenderCancelled, PaymentCancelled, NsfFeeCharged, AdjustmentRequested, AdjustmentApproved,
                 AdjustmentRejected, AdjustmentPosted, AdjustmentCancelled, StatementCancelled>;

}  // namespace tally::domain
