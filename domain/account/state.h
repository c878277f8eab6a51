#pragma once
// An account as folded from its stream: what rules need, and no closed history; that is in the log.

#include <vector>

#include "domain/account/events.h"

namespace tally::domain {

// Numbers are stored. Add at the end.
enum class SaStatus : std::uint8_t { pending_start, active, pending_stop, stopped, closed, reactivated, cancelled };
constexpr auto enum_names(SaStatus) {
    return std::to_array<std::string_view>(
        {"pending_start", "active", "pending_stop", "stopped", "closed", "reactivated", "cancelled"});
}

struct ServiceAgreement {
    ServiceAgreementId sa;
    Code sa_type;
    Code service;
    TariffId tariff;
    PremiseId premise;
    ServicePointId service_point;
    SaStatus status = SaStatus::pending_start;
    std::uint16_t pay_priority = 100;
    Date start_on;
    bool start_day_charged = true;
    Date stop_on;
    std::vector<ServiceRead> start_reads;
    std::vector<ServiceRead> stop_reads;
    Date charged_until;
    SegmentId last_segment;
    std::uint64_t last_segment_position = 0;
    bool final_billed = false;
    std::uint64_t life_position = 0;
    template <class T = ServiceAgreement>
    static constexpr auto fields() {
        return std::tuple{Field{"sa", &T::sa, "The agreement."},
                          Field{"sa_type", &T::sa_type, "Its kind."},
                          Field{"service", &T::service, "What is supplied."},
                          Field{"tariff", &T::tariff, "How it is priced."},
                          Field{"premise", &T::premise, "Where."},
                          Field{"service_point", &T::service_point, "Where it is measured."},
                          Field{"status", &T::status, "Where it stands in its life (G1)."},
                          Field{"pay_priority", &T::pay_priority, "Lower is paid first among items of one age."},
                          Field{"start_on", &T::start_on, "Start day."},
                          Field{"start_day_charged", &T::start_day_charged, "Whether that is a charge day."},
                          Field{"stop_on", &T::stop_on, "Last day charged; absent: open."},
                          Field{"start_reads", &T::start_reads, "Beginning reads."},
                          Field{"stop_reads", &T::stop_reads, "Final reads."},
                          Field{"charged_until", &T::charged_until, "First day not charged yet; absent: nothing was."},
                          Field{"last_segment", &T::last_segment, "Latest uncancelled segment."},
                          Field{"last_segment_position", &T::last_segment_position, "Its position."},
                          Field{"final_billed", &T::final_billed, "Its final segment is frozen."},
                          Field{"life_position", &T::life_position,
                                "Position of the event that last started or stopped it, or withdrew one of the two."}};
    }
    bool operator==(const ServiceAgreement&) const = default;
};

// (document, SA) with something open. Kept in FIFO order: ages_from, pay priority, position, SA id [rule 7].
struct OpenItem {
    DocumentId document;
    ServiceAgreementId sa;
    Money payoff_open;
    Money current_open;
    Date ages_from;
    std::uint16_t pay_priority = 100;
    std::uint64_t position = 0;
    template <class T = OpenItem>
    static constexpr auto fields() {
        return std::tuple{Field{"document", &T::document, "What made it."},
                          Field{"sa", &T::sa, "Its agreement."},
                          Field{"payoff_open", &T::payoff_open, "Truly owed."},
                          Field{"current_open", &T::current_open, "Asked for now."},
                          Field{"ages_from", &T::ages_from, "Due date."},
                          Field{"pay_priority", &T::pay_priority, "Of the agreement, as it was then."},
                          Field{"position", &T::position, "Position of the event that made it."}};
    }
    bool operator==(const OpenItem&) const = default;
};

struct UnappliedCredit {
    CreditSource source;
    Money amount;
    bool on_hold = false;
    template <class T = UnappliedCredit>
    static constexpr auto fields() {
        return std::tuple{Field{"source", &T::source, "Where it came from."},
                          Field{"amount", &T::amount, "What is left; above zero."},
                          Field{"on_hold", &T::on_hold, "Not to be allocated by itself."}};
    }
    bool operator==(const UnappliedCredit&) const = default;
};

struct PendingCharge {
    DocumentId charge;
    ServiceAgreementId sa;
    Code charge_type;
    Money amount;
    Plain description;
    std::uint64_t position = 0;
    template <class T = PendingCharge>
    static constexpr auto fields() {
        return std::tuple{Field{"charge", &T::charge, "The special charge."},
                          Field{"sa", &T::sa, "Agreement that will carry it."},
                          Field{"charge_type", &T::charge_type, "Its type."},
                          Field{"amount", &T::amount, "Before tax."},
                          Field{"description", &T::description, "What the bill will say."},
                          Field{"position", &T::position, "Position of the event that made it."}};
    }
    bool operator==(const PendingCharge&) const = default;
};
struct PendingAdjustment {
    AdjustmentRequested request;
    std::uint64_t position = 0;
    template <class T = PendingAdjustment>
    static constexpr auto fields() {
        return std::tuple{Field{"request", &T::request, "What waits for approval."},
                          Field{"position", &T::position, "Position of the request."}};
    }
    bool operator==(const PendingAdjustment&) const = default;
};

// An SA, or the account (empty sa), that could not be billed on the last try of a run.
struct BillingError {
    ServiceAgreementId sa;
    Date bill_date;
    std::uint32_t attempt = 0;
    Code error;
    std::uint64_t position = 0;
    template <class T = BillingError>
    static constexpr auto fields() {
        return std::tuple{Field{"sa", &T::sa, "Which agreement; empty: the account itself."},
                          Field{"bill_date", &T::bill_date, "Of the run."}, Field{"attempt", &T::attempt, "1, 2, …"},
                          Field{"error", &T::error, "Name of the rejection."},
                          Field{"position", &T::position, "Position of the event."}};
    }
    bool operator==(const BillingError&) const = default;
};

// What happened since the last statement's cut, in payoff and current: the next statement's figures.
struct SinceStatement {
    Money payments_payoff;
    Money payments_current;
    Money adjustments_payoff;
    Money adjustments_current;
    Money corrections_payoff;
    Money corrections_current;
    Money charges_payoff;
    Money charges_current;
    std::uint32_t financial_events = 0;
    template <class T = SinceStatement>
    static constexpr auto fields() {
        return std::tuple{Field{"payments_payoff", &T::payments_payoff, "Payments net of cancellations."},
                          Field{"payments_current", &T::payments_current, "The same in current."},
                          Field{"adjustments_payoff", &T::adjustments_payoff, "Adjustments, fees, transfers."},
                          Field{"adjustments_current", &T::adjustments_current, "The same in current."},
                          Field{"corrections_payoff", &T::corrections_payoff, "Cancelled charges and rebills."},
                          Field{"corrections_current", &T::corrections_current, "The same in current."},
                          Field{"charges_payoff", &T::charges_payoff, "New charges."},
                          Field{"charges_current", &T::charges_current, "The same in current."},
                          Field{"financial_events", &T::financial_events, "How many there were."}};
    }
    bool operator==(const SinceStatement&) const = default;
};

// Debits of all postings ever made on one account stay below this, so that no sum over any of its events, such as those
// effective by some day, overflows 64 bits: 8 × 10^18 minor units.
inline constexpr Money largest_volume{8'000'000'000'000'000'000};
// Above this only what takes back is accepted, so that what was accepted can be taken back.
inline constexpr Money largest_new_volume{2'000'000'000'000'000'000};

struct AccountState {
    std::uint64_t version = 0;
    std::uint64_t last_position = 0;
    AccountId account;
    Date opened_on;
    Code customer_class;
    Code customer_type;
    Code bill_cycle;
    std::uint8_t requested_due_day = 0;
    std::vector<AccountPerson> persons;
    std::vector<ServiceAgreement> agreements;
    std::vector<OpenItem> items;
    std::vector<UnappliedCredit> unapplied;
    std::vector<PendingCharge> pending_charges;
    std::vector<PendingAdjustment> pending_adjustments;
    std::vector<BillingError> billing_errors;
    std::uint32_t sa_count = 0;
    std::uint32_t invoice_count = 0;
    std::uint32_t credit_note_count = 0;
    std::uint32_t statement_count = 0;
    std::uint32_t segment_count = 0;
    std::uint32_t payment_count = 0;
    std::uint32_t adjustment_count = 0;
    std::uint32_t charge_count = 0;
    DocumentId last_invoice;
    Date last_bill_date;
    Code last_bill_cycle;
    Date last_due_date;
    std::uint64_t last_bill_position = 0;
    std::uint64_t statement_cut = 0;
    Money statement_payoff;
    Money statement_current;
    SinceStatement since_statement;
    PaymentId last_payment;
    Money last_payment_amount;
    Date last_payment_date;
    bool last_payment_uncertain = false;
    Money moved;
    std::uint32_t fee_count = 0;
    template <class T = AccountState>
    static constexpr auto fields() {
        return std::tuple{Field{"version", &T::version, "Events folded: the version of the next one."},
                          Field{"last_position", &T::last_position, "Position of the last of them."},
                          Field{"account", &T::account, "The account."},
                          Field{"opened_on", &T::opened_on, "Business date."},
                          Field{"customer_class", &T::customer_class, "Decides due days, fees, limits."},
                          Field{"customer_type", &T::customer_type, "Label of a group."},
                          Field{"bill_cycle", &T::bill_cycle, "Decides when it is billed."},
                          Field{"requested_due_day", &T::requested_due_day, "1 to 28; 0: none."},
                          Field{"persons", &T::persons, "Who is on it; exactly one main customer."},
                          Field{"agreements", &T::agreements, "Its service agreements."},
                          Field{"items", &T::items, "Open items in FIFO order."},
                          Field{"unapplied", &T::unapplied, "Unapplied credit, oldest first."},
                          Field{"pending_charges", &T::pending_charges, "Special charges waiting for a bill."},
                          Field{"pending_adjustments", &T::pending_adjustments, "Adjustments waiting for approval."},
                          Field{"billing_errors", &T::billing_errors, "Of the last run that failed."},
                          Field{"sa_count", &T::sa_count, "Agreements ever."},
                          Field{"invoice_count", &T::invoice_count, "Invoices ever."},
                          Field{"credit_note_count", &T::credit_note_count, "Credit notes ever."},
                          Field{"statement_count", &T::statement_count, "Statements ever."},
                          Field{"segment_count", &T::segment_count, "Segments ever."},
                          Field{"payment_count", &T::payment_count, "Payments ever."},
                          Field{"adjustment_count", &T::adjustment_count, "Adjustments ever."},
                          Field{"charge_count", &T::charge_count,
                                "Special charges ever; in accounts of before 2026-11-27 fees, too."},
                          Field{"last_invoice", &T::last_invoice, "Latest regular invoice."},
                          Field{"last_bill_date", &T::last_bill_date, "Of the latest regular bill."},
                          Field{"last_bill_cycle", &T::last_bill_cycle, "Its cycle."},
                          Field{"last_due_date", &T::last_due_date, "Its due date."},
                          Field{"last_bill_position", &T::last_bill_position, "Its position."},
                          Field{"statement_cut", &T::statement_cut, "First version the next statement sweeps."},
                          Field{"statement_payoff", &T::statement_payoff, "Ending payoff of the latest statement."},
                          Field{"statement_current", &T::statement_current, "Ending current of the latest statement."},
                          Field{"since_statement", &T::since_statement, "What the next statement will show."},
                          Field{"last_payment", &T::last_payment, "Latest uncancelled payment by effective date."},
                          Field{"last_payment_amount", &T::last_payment_amount, "Its amount."},
                          Field{"last_payment_date", &T::last_payment_date, "Its date received."},
                          Field{"last_payment_uncertain", &T::last_payment_uncertain,
                                "It was cancelled: the one before is in the history."},
                          Field{"moved", &T::moved, "Debits of all its postings ever: bounds every sum over them."},
                          Field{"fee_count", &T::fee_count, "Highest number of a fee so far."}};
    }
    bool operator==(const AccountState&) const = default;

    [[nodiscard]] const AccountPerson* person(const PersonId&) const;
    [[nodiscard]] const AccountPerson* main_customer() const;
    [[nodiscard]] const ServiceAgreement* agreement(const ServiceAgreementId&) const;
    [[nodiscard]] const OpenItem* item(const DocumentId&, const ServiceAgreementId&) const;
    [[nodiscard]] Money unapplied_total() const;
    // Σ payoff_open − unapplied credit (− deposits, which this ledger does not hold yet).
    [[nodiscard]] Money payoff() const;
    // Σ current_open − unapplied credit.
    [[nodiscard]] Money current() const;
};

}  // namespace tally::domain
