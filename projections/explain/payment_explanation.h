#pragma once
// A payment explained: what was handed over, what it paid and why that, what is left, what took it back.

#include <cstdint>
#include <vector>

#include "domain/account/receivables/types.h"
#include "projections/explain/explain_parts.h"

namespace tally::projections {

// One step of using a payment on an item, or of taking that back.
struct PaidItem {
    domain::TenderId tender;
    domain::DocumentId document;
    domain::ServiceAgreementId sa;
    domain::Date due_date;
    std::uint64_t item_position = 0;
    domain::Money open_before;
    domain::Money amount;
    domain::Money open_after;
    domain::Plain why;
    EventCause entered;
    template <class T = PaidItem>
    static constexpr auto fields() {
        return FieldList{Field{"tender", &T::tender, "Of which tender."},
                         Field{"document", &T::document, "Document it paid."},
                         Field{"sa", &T::sa, "Agreement of the item."},
                         Field{"due_date", &T::due_date, "Of the item: what makes it older than others."},
                         Field{"item_position", &T::item_position, "Position of the event that made the item."},
                         Field{"open_before", &T::open_before, "Open on the item before it."},
                         Field{"amount", &T::amount, "How much; below zero where it was taken back."},
                         Field{"open_after", &T::open_after, "Open on the item after it."},
                         Field{"why", &T::why, "Why this item, in words."},
                         Field{"entered", &T::entered, "Its event."}};
    }
    bool operator==(const PaidItem&) const = default;
};

// A tender or payment that was taken back, or the fee for it.
struct PaymentReversal {
    domain::Plain what;
    domain::TenderId tender;
    domain::Code cancel_reason;
    domain::DocumentId fee;
    domain::Money amount;
    EventCause entered;
    template <class T = PaymentReversal>
    static constexpr auto fields() {
        return FieldList{Field{"what", &T::what, "What happened, in words."},
                         Field{"tender", &T::tender, "Which tender; empty: all of the payment."},
                         Field{"cancel_reason", &T::cancel_reason, "Why; empty for a fee."},
                         Field{"fee", &T::fee, "Document of the fee; empty otherwise."},
                         Field{"amount", &T::amount, "How much."},
                         Field{"entered", &T::entered, "Its event."}};
    }
    bool operator==(const PaymentReversal&) const = default;
};

struct ExplainedShare {
    AccountHeading heading;
    domain::PaymentId payment;
    domain::Date received_on;
    domain::AllocationPolicy policy = domain::AllocationPolicy::fifo;
    domain::Plain policy_words;
    std::vector<domain::TenderShare> tenders;
    domain::Money amount;
    std::vector<PaidItem> used;
    std::vector<PaymentReversal> reversals;
    domain::Money applied;
    domain::Money cancelled;
    domain::Money left;
    domain::Plain arithmetic;
    bool agrees = true;
    std::vector<ExplainedPosting> postings;
    EventCause entered;
    domain::BatchId batch;
    domain::SuspenseId suspense;
    template <class T = ExplainedShare>
    static constexpr auto fields() {
        return FieldList{
            Field{"heading", &T::heading, "The account paid."},
            Field{"payment", &T::payment, "This account's share of the payment event."},
            Field{"received_on", &T::received_on, "Date received."},
            Field{"policy", &T::policy, "fifo, or spec: documents named."},
            Field{"policy_words", &T::policy_words, "What that means."},
            Field{"tenders", &T::tenders, "Shares of the tenders."},
            Field{"amount", &T::amount, "Their sum."},
            Field{"used", &T::used, "What it paid and what was taken back, in order."},
            Field{"reversals", &T::reversals, "What took it back, and fees for that."},
            Field{"applied", &T::applied, "Used on documents, held as deposits, refunded or transferred, now."},
            Field{"cancelled", &T::cancelled, "Returned or taken back."},
            Field{"left", &T::left, "Not used: unapplied credit of the account."},
            Field{"arithmetic", &T::arithmetic, "Amount less used less cancelled."},
            Field{"agrees", &T::agrees, "Whether the account has exactly that credit left of it."},
            Field{"postings", &T::postings, "What its event posted."},
            Field{"entered", &T::entered, "The event that posted it."},
            Field{"batch", &T::batch, "Batch of its tenders; empty: they came in none."},
            Field{"suspense", &T::suspense, "Sum in suspense that it was matched from; empty: it was handed over."}};
    }
    bool operator==(const ExplainedShare&) const = default;
};

struct PaymentExplanation {
    std::uint64_t position = 0;
    domain::PaymentEventId payment_event;
    domain::AccountId payor;
    domain::Money amount;
    std::vector<ExplainedShare> payments;
    bool agrees = true;
    domain::Code currency;
    domain::DocumentId market_transaction;
    template <class T = PaymentExplanation>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"payment_event", &T::payment_event, "What was handed over at once."},
                         Field{"payor", &T::payor, "Account of who paid."},
                         Field{"amount", &T::amount, "Sum over all accounts."},
                         Field{"payments", &T::payments, "One an account."},
                         Field{"agrees", &T::agrees, "Whether everything that was computed again agrees."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"market_transaction", &T::market_transaction,
                               "Remittance of the market that it is; empty: it is none."}};
    }
    bool operator==(const PaymentExplanation&) const = default;
};

void render(const PaymentExplanation&, const RenderContext&, std::string& out);

}  // namespace tally::projections
