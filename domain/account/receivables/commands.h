#pragma once
// Posts payments and adjustments, and takes them back. An id, date or code left empty takes the default that
// its field names.

#include <string_view>
#include <vector>

#include "domain/account/receivables/types.h"
#include "domain/core/type_list.h"
#include "domain/envelope.h"

namespace tally::domain {

struct Tender {
    TenderId tender;
    TenderKind kind = TenderKind::unspecified;
    Money amount;
    Plain reference;
    template <class T = Tender>
    static constexpr auto fields() {
        return FieldList{
            Field{"tender", &T::tender, "Its id; empty: T1, T2, … in order."},
            Field{"kind", &T::kind, "How it was paid."}, Field{"amount", &T::amount, "Above zero."},
            Field{"reference", &T::reference, "Number that reconciles it with the bank, never a bank account."}};
    }
    bool operator==(const Tender&) const = default;
};

struct SpecLine {
    DocumentId document;
    Money amount;
    template <class T = SpecLine>
    static constexpr auto fields() {
        return FieldList{Field{"document", &T::document, "An open document of the account."},
                         Field{"amount", &T::amount, "How much of the payment goes to it."}};
    }
    bool operator==(const SpecLine&) const = default;
};

struct PaymentShare {
    AccountId account;
    Money amount;
    AllocationPolicy policy = AllocationPolicy::fifo;
    std::vector<SpecLine> spec;
    Money remainder;
    template <class T = PaymentShare>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account paid."},
                         Field{"amount", &T::amount,
                               "Its share; with several accounts it must be given, with one it may be left out."},
                         Field{"policy", &T::policy, "Oldest first, or as named."},
                         Field{"spec", &T::spec, "For SPEC: what goes where."},
                         Field{"remainder", &T::remainder, "For SPEC: what is declared to stay unapplied."}};
    }
    bool operator==(const PaymentShare&) const = default;
};

// One payment event: what was handed over, and which accounts it pays.
struct PostPayment {
    static constexpr std::string_view type_name = "payment.post";
    PaymentEventId payment_event;
    AccountId payor;
    Date received_on;
    std::vector<Tender> tenders;
    std::vector<PaymentShare> shares;
    BatchId batch;
    bool suspend_unidentified = false;
    template <class T = PostPayment>
    static constexpr auto fields() {
        return FieldList{Field{"payment_event", &T::payment_event, "Its id; empty: made from the first account."},
                         Field{"payor", &T::payor, "Account of who paid; empty: the first account paid."},
                         Field{"received_on", &T::received_on, "Date received; absent: today."},
                         Field{"tenders", &T::tenders, "What was handed over."},
                         Field{"shares", &T::shares, "Who gets how much."},
                         Field{"batch", &T::batch, "Open batch that the tenders are in; empty: none."},
                         Field{"suspend_unidentified", &T::suspend_unidentified,
                               "Whether the share of an account that is not known, or that has ended, is held in "
                               "suspense; false: the payment is refused."}};
    }
    bool operator==(const PostPayment&) const = default;
};

// Reverses the tender's own lines on every account in one commit; NSF adds the payor's fee.
struct CancelTender {
    static constexpr std::string_view type_name = "tender.cancel";
    PaymentEventId payment_event;
    TenderId tender;
    Code cancel_reason;
    bool nsf = false;
    Date on;
    template <class T = CancelTender>
    static constexpr auto fields() {
        return FieldList{Field{"payment_event", &T::payment_event, "The payment event."},
                         Field{"tender", &T::tender, "The tender; empty where there is one."},
                         Field{"cancel_reason", &T::cancel_reason, "Why."},
                         Field{"nsf", &T::nsf, "Returned for insufficient funds."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CancelTender&) const = default;
};

// Takes the payment off the account; its money goes to suspense.
struct CancelPayment {
    static constexpr std::string_view type_name = "payment.cancel";
    AccountId account;
    PaymentId payment;
    Code cancel_reason;
    Date on;
    template <class T = CancelPayment>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"payment", &T::payment, "The payment."},
                         Field{"cancel_reason", &T::cancel_reason, "Why."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CancelPayment&) const = default;
};

// Posts at once, or waits for approval where its type asks for it.
struct RequestAdjustment {
    static constexpr std::string_view type_name = "adjustment.request";
    AccountId account;
    DocumentId adjustment;
    Code adjustment_type;
    ServiceAgreementId sa;
    Money amount;
    DocumentId target;
    Date effective_date;
    Date ages_from;
    Personal memo;
    template <class T = RequestAdjustment>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"adjustment", &T::adjustment, "Its id; empty: the account's next."},
                         Field{"adjustment_type", &T::adjustment_type, "Its type."},
                         Field{"sa", &T::sa, "Agreement it concerns; empty where there is one."},
                         Field{"amount", &T::amount, "Charge above zero, credit below."},
                         Field{"target", &T::target, "Document a credit reduces; empty: unapplied credit."},
                         Field{"effective_date", &T::effective_date, "Business date; absent: today."},
                         Field{"ages_from", &T::ages_from, "Due date of a charge; absent: the next bill's."},
                         Field{"memo", &T::memo, "Why, in words."}};
    }
    bool operator==(const RequestAdjustment&) const = default;
};

struct ApproveAdjustment {
    static constexpr std::string_view type_name = "adjustment.approve";
    AccountId account;
    DocumentId adjustment;
    template <class T = ApproveAdjustment>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"adjustment", &T::adjustment, "A pending adjustment."}};
    }
    bool operator==(const ApproveAdjustment&) const = default;
};

struct RejectAdjustment {
    static constexpr std::string_view type_name = "adjustment.reject";
    AccountId account;
    DocumentId adjustment;
    template <class T = RejectAdjustment>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"adjustment", &T::adjustment, "A pending adjustment."}};
    }
    bool operator==(const RejectAdjustment&) const = default;
};

struct CancelAdjustment {
    static constexpr std::string_view type_name = "adjustment.cancel";
    AccountId account;
    DocumentId adjustment;
    Code cancel_reason;
    Date on;
    template <class T = CancelAdjustment>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."}, Field{"adjustment", &T::adjustment, "A posted adjustment."},
            Field{"cancel_reason", &T::cancel_reason, "Why."}, Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CancelAdjustment&) const = default;
};

using ReceivablesCommand = TypeList<PostPayment, CancelTender, CancelPayment, RequestAdjustment, ApproveAdjustment,
                                    RejectAdjustment, CancelAdjustment>;

}  // namespace tally::domain
