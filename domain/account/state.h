#pragma once
// An account as folded from its stream: what rules need, and no closed history; that is in the log. Who is on it is a
// part of its own (people/state.h).

#include <cstdint>
#include <vector>

#include "domain/account/billing/state.h"
#include "domain/account/billing/unbilled/state.h"
#include "domain/account/receivables/state.h"
#include "domain/account/service/state.h"

namespace tally::domain {

struct AccountState {
    std::uint64_t version = 0;
    std::uint64_t last_position = 0;
    AccountId account;
    Date opened_on;
    Code customer_class;
    Code customer_type;
    Code bill_cycle;
    std::uint8_t requested_due_day = 0;
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
    std::vector<UndeliverableCopy> undeliverable_copies;
    std::uint32_t late_charge_count = 0;
    std::uint32_t dispute_count = 0;
    std::uint32_t open_disputes = 0;
    Date late_charged_on;
    Money deposits_held;
    Money deposits_asked;
    std::uint32_t open_arrangements = 0;
    std::uint32_t refund_count = 0;
    std::uint32_t transfer_count = 0;
    std::uint32_t write_off_count = 0;
    Money written_off;
    std::uint32_t sync_count = 0;
    std::uint32_t open_collections = 0;
    std::uint32_t correction_count = 0;
    std::uint32_t corrections_due = 0;
    std::uint32_t open_mandates = 0;
    LatestAccrual accrual;
    MasterId master;
    Date segments_booked_on;
    std::uint32_t segments_cancelled = 0;
    template <class T = AccountState>
    static constexpr auto fields() {
        return FieldList{
            Field{"version", &T::version, "Events folded: the version of the next one."},
            Field{"last_position", &T::last_position, "Position of the last of them."},
            Field{"account", &T::account, "The account."},
            Field{"opened_on", &T::opened_on, "Business date."},
            Field{"customer_class", &T::customer_class, "Decides due days, fees, limits."},
            Field{"customer_type", &T::customer_type, "Label of a group."},
            Field{"bill_cycle", &T::bill_cycle, "Decides when it is billed."},
            Field{"requested_due_day", &T::requested_due_day, "1 to 28; 0: none."},
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
            Field{"fee_count", &T::fee_count, "Highest number of a fee so far."},
            Field{"undeliverable_copies", &T::undeliverable_copies,
                  "Copies of the latest bill that could not be sent."},
            Field{"late_charge_count", &T::late_charge_count, "Late charges ever."},
            Field{"dispute_count", &T::dispute_count, "Disputes ever."},
            Field{"open_disputes", &T::open_disputes, "Of them open; AccountOverdue has them."},
            Field{"late_charged_on", &T::late_charged_on,
                  "Latest day on which a late charge was assessed; money of before may disprove one."},
            Field{"deposits_held", &T::deposits_held, "Of all its deposits, with interest."},
            Field{"deposits_asked", &T::deposits_asked, "Deposits billed and not paid."},
            Field{"open_arrangements", &T::open_arrangements,
                  "Payment arrangements that stand; AccountArrangements has them."},
            Field{"refund_count", &T::refund_count, "Refunds ever."},
            Field{"transfer_count", &T::transfer_count, "Sides of transfers ever."},
            Field{"write_off_count", &T::write_off_count, "Write-offs ever."},
            Field{"written_off", &T::written_off, "Written off and not reversed."},
            Field{"sync_count", &T::sync_count, "Syncs of current to payoff ever."},
            Field{"open_collections", &T::open_collections,
                  "Its open collection and severances; AccountCollections has them."},
            Field{"correction_count", &T::correction_count, "Corrections of bills ever."},
            Field{"corrections_due", &T::corrections_due,
                  "Agreements whose bills are to be corrected; AccountCorrections has them."},
            Field{"open_mandates", &T::open_mandates,
                  "Mandates for automatic payment that stand, at most one; AccountAutopay has it."},
            Field{"accrual", &T::accrual, "Latest accrual of unbilled revenue."},
            Field{"master", &T::master, "The master that it is directly under; empty: none."},
            Field{"segments_booked_on", &T::segments_booked_on, "Latest accounting date of a frozen segment."},
            Field{"segments_cancelled", &T::segments_cancelled, "Segments cancelled ever."}};
    }
    // See HasLists in parts.h.
    template <class Use>
    void each_list(const Use& use) const {
        use(items.data(), items.size() * sizeof items[0]);
        use(agreements.data(), agreements.size() * sizeof agreements[0]);
    }
    bool operator==(const AccountState&) const = default;

    [[nodiscard]] const ServiceAgreement* agreement(const ServiceAgreementId&) const;
    [[nodiscard]] ServiceAgreement* agreement(const ServiceAgreementId&);
    [[nodiscard]] const OpenItem* item(const DocumentId&, const ServiceAgreementId&) const;
    [[nodiscard]] Money unapplied_total() const;
    // Σ payoff_open − unapplied credit − deposits held.
    [[nodiscard]] Money payoff() const;
    // Σ current_open + deposits asked for − unapplied credit.
    [[nodiscard]] Money current() const;
};

}  // namespace tally::domain
