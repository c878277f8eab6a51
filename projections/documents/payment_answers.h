#pragma once
// Payments: what was handed over, each account's share of it, and what the shares paid.

#include <cstdint>
#include <vector>

#include "domain/account/people/types.h"
#include "domain/account/receivables/types.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct PaymentAllocation {
    domain::TenderId tender;
    domain::DocumentId document;
    domain::ServiceAgreementId sa;
    domain::Money amount;
    std::uint64_t position = 0;
    template <class T = PaymentAllocation>
    static constexpr auto fields() {
        return FieldList{Field{"tender", &T::tender, "Of which tender."},
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
    domain::Money to_deposits;
    domain::Money left_account;
    std::vector<domain::TenderId> cancelled_tenders;
    domain::Code cancel_reason;
    std::vector<PaymentAllocation> allocations;
    domain::Instant recorded_at;
    std::uint64_t event_position = 0;
    domain::BatchId batch;
    domain::SuspenseId suspense;
    template <class T = PaymentShareAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"heading", &T::heading, "The account paid."},
            Field{"payment", &T::payment, "This account's share of the payment event."},
            Field{"received_on", &T::received_on, "Date received."},
            Field{"policy", &T::policy, "FIFO, or documents named (SPEC)."},
            Field{"tenders", &T::tenders, "Shares of the tenders."},
            Field{"amount", &T::amount, "Their sum."},
            Field{"applied", &T::applied, "Used on documents now."},
            Field{"cancelled", &T::cancelled, "Returned or taken back."},
            Field{"unapplied", &T::unapplied, "Not used yet."},
            Field{"to_deposits", &T::to_deposits, "Received as a deposit, held or used since."},
            Field{"left_account", &T::left_account, "Refunded, or transferred to another account."},
            Field{"cancelled_tenders", &T::cancelled_tenders, "Tenders that were cancelled."},
            Field{"cancel_reason", &T::cancel_reason, "Why."},
            Field{"allocations", &T::allocations, "What it paid and what was taken back, in order."},
            Field{"recorded_at", &T::recorded_at, "When it was entered."},
            Field{"event_position", &T::event_position, "Position of its event."},
            Field{"batch", &T::batch, "Batch of its tenders; empty: they came in none."},
            Field{"suspense", &T::suspense, "Sum in suspense that it was matched from; empty: it was handed over."}};
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
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"payment_event", &T::payment_event, "What was handed over at once."},
                         Field{"payor", &T::payor, "Account of who paid."},
                         Field{"amount", &T::amount, "Sum over all accounts."},
                         Field{"payments", &T::payments, "One an account."},
                         Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const PaymentAnswer&) const = default;
};

void render(const PaymentAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
