#pragma once
// What is paid, allocated and adjusted.
// Names and field order are on disk: add, never edit.

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/about.h"
#include "domain/account/receivables/types.h"
#include "domain/books/posting.h"
#include "domain/core/type_list.h"

namespace tally::domain {

struct PaymentPosted {
    static constexpr std::string_view type_name = "account.payment_posted";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::payment;
    static constexpr Legs legs{GlRole::cash, GlRole::unapplied};
    static constexpr Legs legs_from_suspense{GlRole::suspense, GlRole::unapplied};
    AccountId account;
    PaymentId payment;
    PaymentEventId payment_event;
    AccountId payor;
    Date received_on;
    AllocationPolicy policy = AllocationPolicy::fifo;
    std::vector<TenderShare> tenders;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::payment;
    static constexpr auto ar_document = &PaymentPosted::payment;
    static constexpr std::tuple makes{NamedId{"payment", &PaymentPosted::payment},
                                      NamedId{"payment_event", &PaymentPosted::payment_event}};
    template <class T = PaymentPosted>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account paid."},
            Field{"payment", &T::payment, "This account's share of the payment event."},
            Field{"payment_event", &T::payment_event, "What was handed over at once."},
            Field{"payor", &T::payor, "Account of who paid; bears a returned tender's fee."},
            Field{"received_on", &T::received_on, "Date received."},
            Field{"policy", &T::policy, "How it was meant to be allocated."},
            Field{"tenders", &T::tenders, "This account's share of each tender."},
            Field{"amount", &T::amount, "Sum of the shares."},
            Field{"financial", &T::financial, "CASH / UNAPP; of money matched from suspense SUSPENSE / UNAPP."}};
    }
    bool operator==(const PaymentPosted&) const = default;
};

struct CreditAllocated {
    static constexpr std::string_view type_name = "account.credit_allocated";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::allocation;
    AccountId account;
    AllocationPolicy policy = AllocationPolicy::fifo;
    std::vector<AllocationLine> lines;
    Money total;
    Financial financial;
    template <class T = CreditAllocated>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
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
    static constexpr Topic topic = Topic::allocation;
    AccountId account;
    std::vector<AllocationLine> lines;
    Money total;
    Financial financial;
    template <class T = CreditDeallocated>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
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
    static constexpr Topic topic = Topic::allocation;
    static constexpr Legs legs{GlRole::ar, GlRole::unapplied};
    AccountId account;
    DocumentId document;
    ServiceAgreementId sa;
    Money amount;
    Financial financial;
    template <class T = CreditReleased>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
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
    static constexpr Topic topic = Topic::payment;
    static constexpr Legs legs{GlRole::unapplied, GlRole::cash};
    AccountId account;
    PaymentId payment;
    PaymentEventId payment_event;
    TenderId tender;
    Code cancel_reason;
    bool nsf = false;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::tender_cancelled;
    static constexpr auto ar_document = &TenderCancelled::payment;
    template <class T = TenderCancelled>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
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
    static constexpr Topic topic = Topic::payment;
    static constexpr Legs legs{GlRole::unapplied, GlRole::suspense};
    AccountId account;
    PaymentId payment;
    PaymentEventId payment_event;
    Code cancel_reason;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::payment_cancelled;
    static constexpr auto ar_document = &PaymentCancelled::payment;
    template <class T = PaymentCancelled>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
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
    static constexpr Topic topic = Topic::fee;
    static constexpr Legs legs{GlRole::ar, GlRole::fee};
    AccountId account;
    DocumentId charge;
    ServiceAgreementId sa;
    PaymentEventId payment_event;
    TenderId tender;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::nsf_fee;
    static constexpr auto ar_document = &NsfFeeCharged::charge;
    static constexpr ChangedItem<NsfFeeCharged> changes{&NsfFeeCharged::charge, &NsfFeeCharged::sa};
    static constexpr std::tuple makes{
        NamedDocument<NsfFeeCharged>{"charge", &NsfFeeCharged::charge, ArEntryKind::nsf_fee}};
    template <class T = NsfFeeCharged>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The payor's account."},
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
    static constexpr Topic topic = Topic::pending_adjustment;
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
    static constexpr std::tuple makes{
        NamedDocument<AdjustmentRequested>{"adjustment", &AdjustmentRequested::adjustment, ArEntryKind::adjustment}};
    template <class T = AdjustmentRequested>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
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
    static constexpr Topic topic = Topic::pending_adjustment;
    AccountId account;
    DocumentId adjustment;
    Plain approved_by;
    template <class T = AdjustmentApproved>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"adjustment", &T::adjustment, "The adjustment."},
                         Field{"approved_by", &T::approved_by, "Actor, another than the requester."}};
    }
    bool operator==(const AdjustmentApproved&) const = default;
};

struct AdjustmentRejected {
    static constexpr std::string_view type_name = "account.adjustment_rejected";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::pending_adjustment;
    AccountId account;
    DocumentId adjustment;
    Plain rejected_by;
    template <class T = AdjustmentRejected>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"adjustment", &T::adjustment, "The adjustment."},
                         Field{"rejected_by", &T::rejected_by, "Actor."}};
    }
    bool operator==(const AdjustmentRejected&) const = default;
};

struct AdjustmentPosted {
    static constexpr std::string_view type_name = "account.adjustment_posted";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::adjustment;
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
    static constexpr ArEntryKind ar_kind = ArEntryKind::adjustment;
    static constexpr auto ar_document = &AdjustmentPosted::adjustment;
    template <class T = AdjustmentPosted>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
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
    static constexpr Topic topic = Topic::adjustment;
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
    static constexpr ArEntryKind ar_kind = ArEntryKind::adjustment_cancelled;
    static constexpr auto ar_document = &AdjustmentCancelled::adjustment;
    template <class T = AdjustmentCancelled>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
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

using ReceivablesEvent = TypeList<PaymentPosted, CreditAllocated, CreditDeallocated, CreditReleased, TenderCancelled,
                                  PaymentCancelled, NsfFeeCharged, AdjustmentRequested, AdjustmentApproved,
                                  AdjustmentRejected, AdjustmentPosted, AdjustmentCancelled>;

}  // namespace tally::domain
