#pragma once
// What queries answer, described once: JSON and its schema are made from these. Every answer names the position it is
// true at: it is the fold of the log's first `position` entries. Personal text is still sealed here; whoever shows an
// answer opens it (JsonContext::open, RenderContext::open).

#include <cstdint>
#include <tuple>
#include <vector>

#include "domain/about.h"
#include "domain/account/state.h"
#include "domain/person/state.h"
#include "domain/premise/state.h"

namespace tally::projections {

using domain::Field;

// What all answers about an account begin with.
struct AccountHeading {
    domain::AccountId account;
    domain::PersonId main_customer;
    domain::Personal main_customer_name;
    domain::NameAffix name_affix = domain::NameAffix::none;
    domain::Personal affix_name;
    domain::PremiseId premise;
    domain::LocationAddress service_address;
    template <class T = AccountHeading>
    static constexpr auto fields() {
        return std::tuple{
            Field{"account", &T::account, "The account: the customer number."},
            Field{"main_customer", &T::main_customer, "Whose name labels it."},
            Field{"main_customer_name", &T::main_customer_name, "Name of that person."},
            Field{"name_affix", &T::name_affix, "Whether affix_name is printed before or after it."},
            Field{"affix_name", &T::affix_name, "Printed with the name for this account only."},
            Field{"premise", &T::premise, "Location number of its oldest agreement still running, else of its newest."},
            Field{"service_address", &T::service_address, "Address of that location."}};
    }
    bool operator==(const AccountHeading&) const = default;
};

// --- Persons, accounts, premises

struct PersonAccountAnswer {
    AccountHeading heading;
    bool main_customer = false;
    bool financially_responsible = false;
    bool third_party_guarantor = false;
    domain::Code relationship_type;
    domain::Money payoff;
    domain::Money current;
    template <class T = PersonAccountAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"heading", &T::heading, "The account."},
                          Field{"main_customer", &T::main_customer, "Labels the account."},
                          Field{"financially_responsible", &T::financially_responsible, "Owes the debt."},
                          Field{"third_party_guarantor", &T::third_party_guarantor, "Guarantees the debt."},
                          Field{"relationship_type", &T::relationship_type, "What the person is to the account."},
                          Field{"payoff", &T::payoff, "Truly owed."},
                          Field{"current", &T::current, "Asked for now."}};
    }
    bool operator==(const PersonAccountAnswer&) const = default;
};
struct PersonAnswer {
    std::uint64_t position = 0;
    domain::PersonId person;
    domain::PersonKind kind = domain::PersonKind::individual;
    domain::PersonName name;
    std::vector<domain::PersonPhone> phones;
    domain::Personal email;
    std::vector<domain::PersonIdentifier> identifiers;
    std::vector<domain::PersonAddress> addresses;
    std::vector<PersonAccountAnswer> accounts;
    domain::Code currency;
    template <class T = PersonAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"position", &T::position, "True at: entries of the log that were folded."},
                          Field{"person", &T::person, "The person."},
                          Field{"kind", &T::kind, "Individual or business."},
                          Field{"name", &T::name, "Primary name."},
                          Field{"phones", &T::phones, "By type."},
                          Field{"email", &T::email, "E-mail address."},
                          Field{"identifiers", &T::identifiers, "By type."},
                          Field{"addresses", &T::addresses, "By address id."},
                          Field{"accounts", &T::accounts, "Accounts the person is on."},
                          Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const PersonAnswer&) const = default;
};

struct AccountPersonAnswer {
    domain::AccountPerson link;
    domain::Personal name;
    template <class T = AccountPersonAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"link", &T::link, "The person's place on the account."},
                          Field{"name", &T::name, "The person's own name."}};
    }
    bool operator==(const AccountPersonAnswer&) const = default;
};
struct AgreementAnswer {
    domain::ServiceAgreement agreement;
    domain::LocationAddress service_address;
    domain::Plain market_id;
    domain::MeterId meter;
    domain::Money payoff;
    domain::Money current;
    template <class T = AgreementAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"agreement", &T::agreement, "The service agreement."},
                          Field{"service_address", &T::service_address, "Address of its premise."},
                          Field{"market_id", &T::market_id, "ESI ID or LDC account number of its service point."},
                          Field{"meter", &T::meter, "Meter that measures there now."},
                          Field{"payoff", &T::payoff, "Truly owed on its items; unapplied credit is the account's."},
                          Field{"current", &T::current, "Asked for now on its items."}};
    }
    bool operator==(const AgreementAnswer&) const = default;
};
struct AccountAnswer {
    std::uint64_t position = 0;
    AccountHeading heading;
    domain::Date opened_on;
    domain::Code customer_class;
    domain::Code customer_type;
    domain::Code bill_cycle;
    std::uint8_t requested_due_day = 0;
    std::vector<AccountPersonAnswer> persons;
    std::vector<AgreementAnswer> agreements;
    domain::Money payoff;
    domain::Money current;
    domain::Money unapplied;
    std::vector<domain::BillingError> alerts;
    std::vector<domain::PendingCharge> pending_charges;
    std::vector<domain::PendingAdjustment> pending_adjustments;
    domain::DocumentId last_invoice;
    domain::Date last_bill_date;
    domain::Date last_due_date;
    domain::PaymentId last_payment;
    domain::Money last_payment_amount;
    domain::Date last_payment_date;
    std::uint64_t version = 0;
    domain::Code currency;
    template <class T = AccountAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"position", &T::position, "True at: entries of the log that were folded."},
                          Field{"heading", &T::heading, "Account, main customer, location."},
                          Field{"opened_on", &T::opened_on, "Business date."},
                          Field{"customer_class", &T::customer_class, "Decides due days, fees, limits."},
                          Field{"customer_type", &T::customer_type, "Label of a group."},
                          Field{"bill_cycle", &T::bill_cycle, "Decides when it is billed."},
                          Field{"requested_due_day", &T::requested_due_day, "1 to 28; 0: none."},
                          Field{"persons", &T::persons, "Who is on it, main customer first."},
                          Field{"agreements", &T::agreements, "Its service agreements."},
                          Field{"payoff", &T::payoff, "Truly owed."},
                          Field{"current", &T::current, "Asked for now."},
                          Field{"unapplied", &T::unapplied, "Credit not used yet; already taken off both."},
                          Field{"alerts", &T::alerts, "What holds its bill."},
                          Field{"pending_charges", &T::pending_charges, "Special charges for the next bill."},
                          Field{"pending_adjustments", &T::pending_adjustments, "Waiting for approval."},
                          Field{"last_invoice", &T::last_invoice, "Latest regular invoice."},
                          Field{"last_bill_date", &T::last_bill_date, "Bill date of that invoice."},
                          Field{"last_due_date", &T::last_due_date, "Due date of that invoice."},
                          Field{"last_payment", &T::last_payment, "Latest uncancelled payment by date received."},
                          Field{"last_payment_amount", &T::last_payment_amount, "Its amount."},
                          Field{"last_payment_date", &T::last_payment_date, "Its date."},
                          Field{"version", &T::version, "Events of the account so far."},
                          Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const AccountAnswer&) const = default;
};

struct ServicePointAnswer {
    domain::ServicePointState service_point;
    AccountHeading occupant;
    template <class T = ServicePointAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"service_point", &T::service_point, "The service point."},
                          Field{"occupant", &T::occupant, "Who pays for it now; empty: nobody."}};
    }
    bool operator==(const ServicePointAnswer&) const = default;
};
struct PremiseAnswer {
    std::uint64_t position = 0;
    domain::PremiseId premise;
    domain::LocationAddress address;
    domain::Code jurisdiction;
    std::vector<domain::DefaultService> default_services;
    std::vector<ServicePointAnswer> service_points;
    std::vector<domain::LandlordAgreement> landlords;
    template <class T = PremiseAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"position", &T::position, "True at: entries of the log that were folded."},
                          Field{"premise", &T::premise, "The location's number."},
                          Field{"address", &T::address, "Service address."},
                          Field{"jurisdiction", &T::jurisdiction, "Whose taxes apply."},
                          Field{"default_services", &T::default_services, "What a new customer is given."},
                          Field{"service_points", &T::service_points, "With meters, reads and who paid when."},
                          Field{"landlords", &T::landlords, "Agreements, the newest last."}};
    }
    bool operator==(const PremiseAnswer&) const = default;
};

// --- Money of an account

struct AgreementBalance {
    domain::ServiceAgreementId sa;
    domain::Code service;
    domain::SaStatus status = domain::SaStatus::pending_start;
    domain::PremiseId premise;
    domain::Money payoff;
    domain::Money current;
    template <class T = AgreementBalance>
    static constexpr auto fields() {
        return std::tuple{Field{"sa", &T::sa, "The agreement."},
                          Field{"service", &T::service, "What is supplied."},
                          Field{"status", &T::status, "Where it stands in its life."},
                          Field{"premise", &T::premise, "Where."},
                          Field{"payoff", &T::payoff, "Truly owed on its items."},
                          Field{"current", &T::current, "Asked for now on its items."}};
    }
    bool operator==(const AgreementBalance&) const = default;
};
struct AgeBucket {
    domain::Plain name;
    domain::MoneySum payoff;
    domain::MoneySum current;
    std::uint64_t items = 0;
    template <class T = AgeBucket>
    static constexpr auto fields() {
        return std::tuple{Field{"name", &T::name, "Such as 'not yet due', '1-30', 'over 90'."},
                          Field{"payoff", &T::payoff, "Truly owed on items of that age."},
                          Field{"current", &T::current, "Asked for now on them."},
                          Field{"items", &T::items, "How many."}};
    }
    bool operator==(const AgeBucket&) const = default;
};
struct BalanceAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Date aged_on;
    AccountHeading heading;
    domain::Money payoff;
    domain::Money current;
    domain::Money receivable;
    domain::Money unapplied;
    domain::Money unapplied_on_hold;
    std::vector<AgreementBalance> agreements;
    std::vector<AgeBucket> aged;
    domain::Code currency;
    template <class T = BalanceAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"position", &T::position, "True at: entries of the log that were folded."},
                          Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
                          Field{"aged_on", &T::aged_on, "Day on which ages were counted."},
                          Field{"heading", &T::heading, "Account, main customer, location."},
                          Field{"payoff", &T::payoff, "Truly owed: open items less unapplied credit."},
                          Field{"current", &T::current, "Asked for now."},
                          Field{"receivable", &T::receivable, "Sum of what is open on items, in payoff."},
                          Field{"unapplied", &T::unapplied, "Credit not used yet."},
                          Field{"unapplied_on_hold", &T::unapplied_on_hold, "Of it, what is not to be used by itself."},
                          Field{"agreements", &T::agreements, "Open items per agreement."},
                          Field{"aged", &T::aged, "Open items per age, oldest last."},
                          Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const BalanceAnswer&) const = default;
};

struct OpenItemAnswer {
    domain::DocumentId document;
    domain::ServiceAgreementId sa;
    domain::Date ages_from;
    std::int32_t days_overdue = 0;
    domain::Plain bucket;
    domain::Money payoff_open;
    domain::Money current_open;
    std::uint64_t position = 0;
    template <class T = OpenItemAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"document", &T::document, "What made it."},
                          Field{"sa", &T::sa, "Its agreement."},
                          Field{"ages_from", &T::ages_from, "Due date."},
                          Field{"days_overdue", &T::days_overdue, "Days past it; zero or below: not yet due.", "days"},
                          Field{"bucket", &T::bucket, "Its age."},
                          Field{"payoff_open", &T::payoff_open, "Truly owed."},
                          Field{"current_open", &T::current_open, "Asked for now."},
                          Field{"position", &T::position, "Position of the event that made it."}};
    }
    bool operator==(const OpenItemAnswer&) const = default;
};
struct OpenItemsAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Date aged_on;
    AccountHeading heading;
    std::vector<OpenItemAnswer> items;
    std::vector<domain::UnappliedCredit> unapplied;
    domain::Money payoff;
    domain::Money current;
    domain::Code currency;
    template <class T = OpenItemsAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"position", &T::position, "True at: entries of the log that were folded."},
                          Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
                          Field{"aged_on", &T::aged_on, "Day on which ages were counted."},
                          Field{"heading", &T::heading, "Account, main customer, location."},
                          Field{"items", &T::items, "In the order in which credit pays them."},
                          Field{"unapplied", &T::unapplied, "Credit not used yet, oldest first."},
                          Field{"payoff", &T::payoff, "Items less credit."},
                          Field{"current", &T::current, "Items less credit, asked for now."},
                          Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const OpenItemsAnswer&) const = default;
};

using domain::ArEntryKind;

struct ArHistoryLine {
    std::uint64_t position = 0;
    domain::Instant recorded_at;
    ArEntryKind kind = ArEntryKind::bill_segment;
    domain::DocumentId document;
    domain::Date effective_date;
    domain::Date accounting_date;
    domain::Money payoff;
    domain::Money current;
    domain::Money payoff_balance;
    domain::Money current_balance;
    template <class T = ArHistoryLine>
    static constexpr auto fields() {
        return std::tuple{Field{"position", &T::position, "Position of the event."},
                          Field{"recorded_at", &T::recorded_at, "When it was entered."},
                          Field{"kind", &T::kind, "What happened."},
                          Field{"document", &T::document, "Invoice, payment, adjustment, charge it is about."},
                          Field{"effective_date", &T::effective_date, "Business date."},
                          Field{"accounting_date", &T::accounting_date, "Date in the general ledger."},
                          Field{"payoff", &T::payoff, "Change of what is truly owed."},
                          Field{"current", &T::current, "Change of what is asked for now."},
                          Field{"payoff_balance", &T::payoff_balance, "Truly owed from then on."},
                          Field{"current_balance", &T::current_balance, "Asked for from then on."}};
    }
    bool operator==(const ArHistoryLine&) const = default;
};
struct ArHistoryAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    AccountHeading heading;
    std::vector<ArHistoryLine> lines;
    domain::Money payoff;
    domain::Money current;
    domain::Code currency;
    template <class T = ArHistoryAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"position", &T::position, "True at: entries of the log that were folded."},
                          Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
                          Field{"heading", &T::heading, "Account, main customer, location."},
                          Field{"lines", &T::lines, "In order of entry."},
                          Field{"payoff", &T::payoff, "Sum of the payoff column."},
                          Field{"current", &T::current, "Sum of the current column."},
                          Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const ArHistoryAnswer&) const = default;
};

// --- Documents. Names are IEC CIM's where it has one.

struct BillPeriod {
    domain::Date start;
    domain::Date end;
    template <class T = BillPeriod>
    static constexpr auto fields() {
        return std::tuple{Field{"start", &T::start, "First charge day."}, Field{"end", &T::end, "First day after."}};
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
        return std::tuple{Field{"lineId", &T::line_id, "Stable and unique."},
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
    template <class T = InvoiceSegmentAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"segment", &T::segment, "The segment; empty for a special charge."},
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
                          Field{"position", &T::position, "Position of its event."}};
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
        return std::tuple{Field{"source", &T::source, "Payment, adjustment or other credit."},
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
        return std::tuple{Field{"creditNote", &T::credit_note, "The credit note."},
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
        return std::tuple{Field{"position", &T::position, "True at: entries of the log that were folded."},
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

// One event that a statement swept.
struct StatementActivity {
    ArEntryKind kind = ArEntryKind::payment;
    domain::DocumentId document;
    domain::Code code;
    domain::Date effective_date;
    domain::Money payoff;
    domain::Money current;
    bool correction = false;
    std::uint64_t position = 0;
    template <class T = StatementActivity>
    static constexpr auto fields() {
        return std::tuple{Field{"kind", &T::kind, "What happened."},
                          Field{"document", &T::document, "What it is about."},
                          Field{"code", &T::code, "Adjustment type or cancel reason."},
                          Field{"effectiveDate", &T::effective_date, "Business date."},
                          Field{"payoff", &T::payoff, "Change of what is truly owed."},
                          Field{"current", &T::current, "Change of what is asked for now."},
                          Field{"correction", &T::correction, "A cancelled charge, or the rebill of one."},
                          Field{"position", &T::position, "Position of the event."}};
    }
    bool operator==(const StatementActivity&) const = default;
};
// CIM CustomerBillingInfo.
struct StatementAnswer {
    std::uint64_t position = 0;
    AccountHeading heading;
    domain::DocumentId statement;
    std::uint32_t sequence = 0;
    domain::DocumentId invoice;
    domain::Date billing_date;
    domain::Date due_date;
    domain::Date cancelled_on;
    domain::BillingKind kind = domain::BillingKind::consolidated_udc;
    domain::Money previous_payoff;
    domain::Money previous_current;
    domain::Money payments_payoff;
    domain::Money payments_current;
    domain::Money adjustments_payoff;
    domain::Money adjustments_current;
    domain::Money corrections_payoff;
    domain::Money corrections_current;
    domain::Money charges_payoff;
    domain::Money charges_current;
    domain::Money out_balance;
    domain::Money amount_due;
    domain::Money last_payment_amount;
    domain::Date last_payment_date;
    domain::Money payment_plan_amount;
    domain::Code payment_plan_type;
    std::vector<StatementActivity> activity;
    std::vector<InvoiceSegmentAnswer> segments;
    std::vector<domain::Plain> messages;
    std::vector<domain::BillDelivery> deliveries;
    domain::Instant transaction_date_time;
    std::uint64_t event_position = 0;
    domain::Code currency;
    template <class T = StatementAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"position", &T::position, "True at: entries of the log that were folded."},
                          Field{"heading", &T::heading, "Account, main customer, location."},
                          Field{"statement", &T::statement, "The statement."},
                          Field{"sequence", &T::sequence, "1, 2, … within the account."},
                          Field{"invoice", &T::invoice, "Invoice of the same bill; may be empty."},
                          Field{"billingDate", &T::billing_date, "Bill date."},
                          Field{"dueDate", &T::due_date, "When the amount due is to be paid."},
                          Field{"cancelled_on", &T::cancelled_on, "When the bill was taken back; absent: it stands."},
                          Field{"kind", &T::kind, "CIM CustomerBillingKind."},
                          Field{"previousPayoff", &T::previous_payoff, "Truly owed at the statement before."},
                          Field{"previousCurrent", &T::previous_current, "Asked for at the statement before."},
                          Field{"paymentsPayoff", &T::payments_payoff, "Payments net of cancellations; below zero."},
                          Field{"paymentsCurrent", &T::payments_current, "The same in current."},
                          Field{"adjustmentsPayoff", &T::adjustments_payoff, "Adjustments, fees, transfers."},
                          Field{"adjustmentsCurrent", &T::adjustments_current, "The same in current."},
                          Field{"correctionsPayoff", &T::corrections_payoff, "Credit notes and rebills."},
                          Field{"correctionsCurrent", &T::corrections_current, "The same in current."},
                          Field{"chargesPayoff", &T::charges_payoff, "New charges."},
                          Field{"chargesCurrent", &T::charges_current, "The same in current."},
                          Field{"outBalance", &T::out_balance, "Truly owed after this statement."},
                          Field{"amountDue", &T::amount_due, "Asked for by it."},
                          Field{"lastPaymentAmt", &T::last_payment_amount, "The latest uncancelled payment."},
                          Field{"lastPaymentDate", &T::last_payment_date, "Its date received."},
                          Field{"pymtPlanAmt", &T::payment_plan_amount, "Instalment of a payment plan."},
                          Field{"pymtPlanType", &T::payment_plan_type, "Its kind."},
                          Field{"activity", &T::activity, "Financial events swept, allocations left out."},
                          Field{"segments", &T::segments, "New charges with their lines."},
                          Field{"messages", &T::messages, "What the bill says beside figures."},
                          Field{"deliveries", &T::deliveries, "Where it went, as resolved on the bill date."},
                          Field{"transactionDateTime", &T::transaction_date_time, "When it was recorded."},
                          Field{"eventPosition", &T::event_position, "Position of the event that issued it."},
                          Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const StatementAnswer&) const = default;
};

struct PaymentAllocation {
    domain::TenderId tender;
    domain::DocumentId document;
    domain::ServiceAgreementId sa;
    domain::Money amount;
    std::uint64_t position = 0;
    template <class T = PaymentAllocation>
    static constexpr auto fields() {
        return std::tuple{Field{"tender", &T::tender, "Of which tender."},
                          Field{"document", &T::document, "Document it paid."},
                          Field{"sa", &T::sa, "Agreement of the item."},
                          Field{"amount", &T::amount, "How much; below zero where it was taken back."},
                          Field{"position", &T::position, "Position of the event."}};
    }
    bool operator==(const PaymentAllocation&) const = default;
};
struct PaymentShareAnswer {
    AccountHeading heading;
    domain::PaymentId payment;
    domain::Date received_on;
    domain::AllocationPolicy policy = domain::AllocationPolicy::fifo;
    std::vector<domain::TenderShare> tenders;
    domain::Money amount;
    domain::Money applied;
    domain::Money cancelled;
    domain::Money unapplied;
    std::vector<domain::TenderId> cancelled_tenders;
    domain::Code cancel_reason;
    std::vector<PaymentAllocation> allocations;
    domain::Instant recorded_at;
    std::uint64_t event_position = 0;
    template <class T = PaymentShareAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"heading", &T::heading, "The account paid."},
                          Field{"payment", &T::payment, "This account's share of the payment event."},
                          Field{"received_on", &T::received_on, "Date received."},
                          Field{"policy", &T::policy, "FIFO, or documents named (SPEC)."},
                          Field{"tenders", &T::tenders, "Shares of the tenders."},
                          Field{"amount", &T::amount, "Their sum."},
                          Field{"applied", &T::applied, "Used on documents now."},
                          Field{"cancelled", &T::cancelled, "Returned or taken back."},
                          Field{"unapplied", &T::unapplied, "Not used yet."},
                          Field{"cancelled_tenders", &T::cancelled_tenders, "Tenders that were cancelled."},
                          Field{"cancel_reason", &T::cancel_reason, "Why."},
                          Field{"allocations", &T::allocations, "What it paid and what was taken back, in order."},
                          Field{"recorded_at", &T::recorded_at, "When it was entered."},
                          Field{"event_position", &T::event_position, "Position of its event."}};
    }
    bool operator==(const PaymentShareAnswer&) const = default;
};
struct PaymentAnswer {
    std::uint64_t position = 0;
    domain::PaymentEventId payment_event;
    domain::AccountId payor;
    domain::Money amount;
    std::vector<PaymentShareAnswer> payments;
    domain::Code currency;
    template <class T = PaymentAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"position", &T::position, "True at: entries of the log that were folded."},
                          Field{"payment_event", &T::payment_event, "What was handed over at once."},
                          Field{"payor", &T::payor, "Account of who paid."},
                          Field{"amount", &T::amount, "Sum over all accounts."},
                          Field{"payments", &T::payments, "One an account."},
                          Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const PaymentAnswer&) const = default;
};

// One document of an account: summary for overview pages.
struct DocumentLine {
    ArEntryKind kind = ArEntryKind::invoice;
    domain::DocumentId document;
    domain::Date date;
    domain::Date due_date;
    domain::Money amount;
    domain::Money open;
    std::uint64_t position = 0;
    template <class T = DocumentLine>
    static constexpr auto fields() {
        return std::tuple{Field{"kind", &T::kind, "Invoice, credit note, statement, payment, adjustment, …"},
                          Field{"document", &T::document, "Its id."},
                          Field{"date", &T::date, "Bill date, date received, effective date."},
                          Field{"due_date", &T::due_date, "Of invoices and statements."},
                          Field{"amount", &T::amount, "Its total; of a statement the amount due."},
                          Field{"open", &T::open, "Still open on it."},
                          Field{"position", &T::position, "Position of its event."}};
    }
    bool operator==(const DocumentLine&) const = default;
};
struct DocumentsAnswer {
    std::uint64_t position = 0;
    AccountHeading heading;
    std::vector<DocumentLine> documents;
    domain::Code currency;
    template <class T = DocumentsAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"position", &T::position, "True at: entries of the log that were folded."},
                          Field{"heading", &T::heading, "Account, main customer, location."},
                          Field{"documents", &T::documents, "In order of entry."},
                          Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const DocumentsAnswer&) const = default;
};

// --- Usage

struct UsageLine {
    domain::Code channel;
    domain::Date from;
    domain::Date until;
    bool is_read = false;
    domain::Quantity value;
    domain::Code unit;
    domain::Quality quality = domain::Quality::actual;
    domain::MeterId meter;
    std::uint64_t position = 0;
    domain::Instant start;
    std::uint32_t interval_seconds = 0;
    std::vector<domain::Quantity> intervals;
    template <class T = UsageLine>
    static constexpr auto fields() {
        return std::tuple{
            Field{"channel", &T::channel, "Which register or channel."},
            Field{"from", &T::from, "First day of a usage period; the day a read closes."},
            Field{"until", &T::until, "First day after."},
            Field{"is_read", &T::is_read, "A register value, not a consumption."},
            Field{"value", &T::value, "What the register showed, or what was consumed."},
            Field{"unit", &T::unit, "Its unit."},
            Field{"quality", &T::quality, "How good it is."},
            Field{"meter", &T::meter, "Meter that was read."},
            Field{"position", &T::position, "Position of the event that holds it now."},
            Field{"start", &T::start, "Start of the first interval.", "UTC microseconds"},
            Field{"interval_seconds", &T::interval_seconds, "Length of an interval; 0: not shown.", "seconds"},
            Field{"intervals", &T::intervals, "Consumption of each interval, where asked for."}};
    }
    bool operator==(const UsageLine&) const = default;
};
struct UsageTotal {
    domain::Code channel;
    domain::Code unit;
    domain::Quantity quantity;
    std::uint64_t periods = 0;
    template <class T = UsageTotal>
    static constexpr auto fields() {
        return std::tuple{Field{"channel", &T::channel, "Which channel."}, Field{"unit", &T::unit, "Unit."},
                          Field{"quantity", &T::quantity, "Sum of the usage periods shown; reads are left out."},
                          Field{"periods", &T::periods, "How many."}};
    }
    bool operator==(const UsageTotal&) const = default;
};
struct UsageAnswer {
    std::uint64_t position = 0;
    domain::ServicePointId service_point;
    domain::Code service;
    domain::PremiseId premise;
    domain::LocationAddress service_address;
    AccountHeading occupant;
    std::vector<UsageLine> lines;
    std::vector<UsageTotal> totals;
    template <class T = UsageAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"position", &T::position, "True at: entries of the log that were folded."},
                          Field{"service_point", &T::service_point, "Where it was measured."},
                          Field{"service", &T::service, "What flows through it."},
                          Field{"premise", &T::premise, "Location number."},
                          Field{"service_address", &T::service_address, "Address of the location."},
                          Field{"occupant", &T::occupant, "Who pays for it now."},
                          Field{"lines", &T::lines, "By channel, then day."},
                          Field{"totals", &T::totals, "By channel and unit."}};
    }
    bool operator==(const UsageAnswer&) const = default;
};

// --- The division

struct TrialBalanceRow {
    domain::Date period;
    domain::Code gl_account;
    domain::GlRole role = domain::GlRole::ar;
    domain::MoneySum debit;
    domain::MoneySum credit;
    domain::MoneySum balance;
    template <class T = TrialBalanceRow>
    static constexpr auto fields() {
        return std::tuple{Field{"period", &T::period, "First day of the month of the accounting date."},
                          Field{"gl_account", &T::gl_account, "Account of the general ledger."},
                          Field{"role", &T::role, "What is posted there."},
                          Field{"debit", &T::debit, "Sum of debits."},
                          Field{"credit", &T::credit, "Sum of credits."},
                          Field{"balance", &T::balance, "Debit less credit."}};
    }
    bool operator==(const TrialBalanceRow&) const = default;
};
struct TrialBalanceAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Code currency;
    std::vector<TrialBalanceRow> rows;
    std::vector<TrialBalanceRow> totals;
    domain::MoneySum debit;
    domain::MoneySum credit;
    template <class T = TrialBalanceAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"position", &T::position, "True at: entries of the log that were folded."},
                          Field{"effective_on", &T::effective_on, "Only accounting dates up to this day; absent: all."},
                          Field{"currency", &T::currency, "The division's."},
                          Field{"rows", &T::rows, "By month, account, role."},
                          Field{"totals", &T::totals, "By account and role over all months; their period is absent."},
                          Field{"debit", &T::debit, "All debits."},
                          Field{"credit", &T::credit, "All credits: the same."}};
    }
    bool operator==(const TrialBalanceAnswer&) const = default;
};

// Sums over all accounts, by two independent ways: they must agree to the cent.
struct TotalsAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Date aged_on;
    std::uint64_t accounts = 0;
    domain::MoneySum payoff;
    domain::MoneySum current;
    domain::MoneySum receivable;
    domain::MoneySum unapplied;
    domain::MoneySum ledger_receivable;
    domain::MoneySum ledger_unapplied;
    std::vector<AgeBucket> aged;
    domain::Code currency;
    template <class T = TotalsAnswer>
    static constexpr auto fields() {
        return std::tuple{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
            Field{"aged_on", &T::aged_on, "Day on which ages were counted."},
            Field{"accounts", &T::accounts, "Accounts with any financial event."},
            Field{"payoff", &T::payoff, "Truly owed, all accounts."},
            Field{"current", &T::current, "Asked for now, all accounts."},
            Field{"receivable", &T::receivable, "Postings to AR, summed by account."},
            Field{"unapplied", &T::unapplied, "Postings to unapplied credit, summed by account; above zero."},
            Field{"ledger_receivable", &T::ledger_receivable, "AR of the trial balance."},
            Field{"ledger_unapplied", &T::ledger_unapplied, "Unapplied credit of the trial balance."},
            Field{"aged", &T::aged, "Open items of all accounts per age."},
            Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const TotalsAnswer&) const = default;
};

struct CalendarWindow {
    domain::Date window_start;
    domain::Date window_end;
    domain::Date accounting_date;
    domain::Date estimate_date;
    std::uint64_t billed = 0;
    std::uint64_t errored = 0;
    std::uint64_t due = 0;
    template <class T = CalendarWindow>
    static constexpr auto fields() {
        return std::tuple{
            Field{"window_start", &T::window_start, "First day the run may bill."},
            Field{"window_end", &T::window_end, "Last day."},
            Field{"accounting_date", &T::accounting_date, "GL date of the run's events."},
            Field{"estimate_date", &T::estimate_date, "From then on missing reads may be estimated."},
            Field{"billed", &T::billed, "Regular bills made in the window."},
            Field{"errored", &T::errored, "Accounts in error in this window."},
            Field{"due", &T::due, "Accounts not billed in or after the window, those in error included."}};
    }
    bool operator==(const CalendarWindow&) const = default;
};
struct CalendarAccount {
    AccountHeading heading;
    domain::Date last_bill_date;
    domain::Date error_bill_date;
    std::uint32_t error_attempts = 0;
    domain::Code error;
    template <class T = CalendarAccount>
    static constexpr auto fields() {
        return std::tuple{Field{"heading", &T::heading, "Account, main customer, location."},
                          Field{"last_bill_date", &T::last_bill_date, "Of its latest regular bill in this cycle."},
                          Field{"error_bill_date", &T::error_bill_date, "Bill date of the last try that failed."},
                          Field{"error_attempts", &T::error_attempts, "How often it was tried."},
                          Field{"error", &T::error, "Name of the rejection."}};
    }
    bool operator==(const CalendarAccount&) const = default;
};
struct CalendarCycle {
    domain::Code cycle;
    domain::Plain description;
    std::uint64_t accounts = 0;
    std::vector<CalendarWindow> windows;
    std::vector<CalendarAccount> members;
    template <class T = CalendarCycle>
    static constexpr auto fields() {
        return std::tuple{Field{"cycle", &T::cycle, "Bill cycle."},
                          Field{"description", &T::description, "Its name for people."},
                          Field{"accounts", &T::accounts, "How many are billed by it."},
                          Field{"windows", &T::windows, "By first day."},
                          Field{"members", &T::members, "The accounts, where one cycle was asked for."}};
    }
    bool operator==(const CalendarCycle&) const = default;
};
struct CalendarAnswer {
    std::uint64_t position = 0;
    std::vector<CalendarCycle> cycles;
    template <class T = CalendarAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"position", &T::position, "True at: entries that were folded."},
                          Field{"cycles", &T::cycles, "By code."}};
    }
    bool operator==(const CalendarAnswer&) const = default;
};

// Numbers are stored. Add at the end.
enum class ControlStanding : std::uint8_t { agrees, behind, drifted };
constexpr auto enum_names(ControlStanding) {
    return std::to_array<std::string_view>({"agrees", "behind", "drifted"});
}
struct DayTotals {
    std::uint64_t count = 0;
    domain::MoneySum debit;
    domain::Plain digest;
    template <class T = DayTotals>
    static constexpr auto fields() {
        return std::tuple{Field{"count", &T::count, "Postings."}, Field{"debit", &T::debit, "Sum of their debits."},
                          Field{"digest", &T::digest, "Of their control lines, in any order; hex."}};
    }
    bool operator==(const DayTotals&) const = default;
};
struct ControlReport {
    domain::Date day;
    domain::Code system;
    ControlStanding standing = ControlStanding::agrees;
    std::uint64_t position = 0;
    domain::Instant reported_at;
    std::uint64_t reported_by = 0;
    DayTotals reported;
    DayTotals ledger;
    bool day_changed_since = false;
    template <class T = ControlReport>
    static constexpr auto fields() {
        return std::tuple{
            Field{"day", &T::day, "Accounting date."},
            Field{"system", &T::system, "Who reports."},
            Field{"standing", &T::standing, "behind: it did not have all events that post on the day yet."},
            Field{"position", &T::position, "Events below it were all told to that system."},
            Field{"reported_at", &T::reported_at, "When the report came."},
            Field{"reported_by", &T::reported_by, "Position of its event."},
            Field{"reported", &T::reported, "What the system has."},
            Field{"ledger", &T::ledger, "What the ledger had then."},
            Field{"day_changed_since", &T::day_changed_since, "More was posted on the day after the report."}};
    }
    bool operator==(const ControlReport&) const = default;
};
struct ControlDay {
    domain::Date day;
    DayTotals ledger;
    std::uint64_t changed_at = 0;
    std::vector<ControlReport> reports;
    template <class T = ControlDay>
    static constexpr auto fields() {
        return std::tuple{Field{"day", &T::day, "Accounting date."}, Field{"ledger", &T::ledger, "Its postings, now."},
                          Field{"changed_at", &T::changed_at, "Position of the newest of them."},
                          Field{"reports", &T::reports, "The latest of each system."}};
    }
    bool operator==(const ControlDay&) const = default;
};
struct ControlTotalsAnswer {
    std::uint64_t position = 0;
    std::vector<ControlDay> days;
    template <class T = ControlTotalsAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"position", &T::position, "True at: entries that were folded."},
                          Field{"days", &T::days, "That a system reported on, or the one asked for."}};
    }
    bool operator==(const ControlTotalsAnswer&) const = default;
};

// Numbers are stored. Add at the end.
enum class SubjectKind : std::uint8_t {
    person,
    account,
    premise,
    service_point,
    meter,
    service_agreement,
    document,
    payment_event,
    payment,
    bill_cycle,
    tariff
};
constexpr auto enum_names(SubjectKind) {
    return std::to_array<std::string_view>({"person", "account", "premise", "service_point", "meter",
                                            "service_agreement", "document", "payment_event", "payment", "bill_cycle",
                                            "tariff"});
}
struct SearchHit {
    SubjectKind kind = SubjectKind::person;
    domain::Plain id;
    domain::PersonId person;
    domain::Personal name;
    std::vector<domain::AccountId> accounts;
    domain::PremiseId premise;
    domain::LocationAddress service_address;
    std::uint32_t score = 0;
    template <class T = SearchHit>
    static constexpr auto fields() {
        return std::tuple{Field{"kind", &T::kind, "What was found."},
                          Field{"id", &T::id, "Its id."},
                          Field{"person", &T::person, "The person, or the account's main customer."},
                          Field{"name", &T::name, "That person's name."},
                          Field{"accounts", &T::accounts, "Accounts it leads to."},
                          Field{"premise", &T::premise, "Location number."},
                          Field{"service_address", &T::service_address, "Address of the location."},
                          Field{"score", &T::score, "Higher is better: whole words before beginnings, ids first."}};
    }
    bool operator==(const SearchHit&) const = default;
};
struct SearchAnswer {
    std::uint64_t position = 0;
    std::vector<SearchHit> hits;
    bool more = false;
    template <class T = SearchAnswer>
    static constexpr auto fields() {
        return std::tuple{Field{"position", &T::position, "True at: entries of the log that were folded."},
                          Field{"hits", &T::hits, "Best first."},
                          Field{"more", &T::more, "There were more than were asked for."}};
    }
    bool operator==(const SearchAnswer&) const = default;
};

}  // namespace tally::projections
