#pragma once
// Statements with what they swept. Names are IEC CIM's where it has one.

#include <cstdint>
#include <vector>

#include "domain/account/billing/types.h"
#include "domain/account/people/types.h"
#include "projections/ar_history/ar_history_answers.h"
#include "projections/documents/invoice_answers.h"

namespace tally::projections {

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
        return FieldList{Field{"kind", &T::kind, "What happened."},
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

// A bill under a budget plan.
struct StatementBudget {
    domain::ServiceAgreementId sa;
    domain::Money charged;
    domain::Money asked;
    domain::Money difference;
    template <class T = StatementBudget>
    static constexpr auto fields() {
        return FieldList{Field{"sa", &T::sa, "The agreement."}, Field{"charged", &T::charged, "Its new charges."},
                         Field{"asked", &T::asked, "What is asked for in their place."},
                         Field{"difference", &T::difference,
                               "Charged less asked for since the plan was made or trued up, this bill included."}};
    }
    bool operator==(const StatementBudget&) const = default;
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
    domain::Money deposits_held;
    domain::Money deposits_asked;
    std::vector<StatementBudget> budgets;
    template <class T = StatementAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
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
            Field{"pymtPlanAmt", &T::payment_plan_amount, "What a payment plan asks for."},
            Field{"pymtPlanType", &T::payment_plan_type, "arrangement, budget, arrangement_and_budget; empty: none."},
            Field{"activity", &T::activity, "Financial events swept, allocations left out."},
            Field{"segments", &T::segments, "New charges with their lines."},
            Field{"messages", &T::messages, "What the bill says beside figures."},
            Field{"deliveries", &T::deliveries, "Where it went, as resolved on the bill date."},
            Field{"transactionDateTime", &T::transaction_date_time, "When it was recorded."},
            Field{"eventPosition", &T::event_position, "Position of the event that issued it."},
            Field{"currency", &T::currency, "Of all amounts."},
            Field{"depositsHeld", &T::deposits_held, "Deposits with interest, after this statement."},
            Field{"depositsAsked", &T::deposits_asked, "Deposits billed and not paid: part of the amount due."},
            Field{"budgets", &T::budgets, "Agreements whose new charges are asked for by a budget plan."}};
    }
    bool operator==(const StatementAnswer&) const = default;
};

void render(const StatementAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
