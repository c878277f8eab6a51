#pragma once
// Where a payment's money came from, as events beside it in the same commit: the batch that its tenders are in, or the
// sum in suspense that it was matched from. Names and field order are on disk: add, never edit.

#include <string_view>
#include <vector>

#include "domain/about.h"
#include "domain/account/receivables/types.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// A tender's share as its batch counts it.
struct BatchedTender {
    TenderId tender;
    TenderKind kind = TenderKind::unspecified;
    Money amount;
    bool counted = true;
    template <class T = BatchedTender>
    static constexpr auto fields() {
        return FieldList{
            Field{"tender", &T::tender, "The tender."}, Field{"kind", &T::kind, "How it was paid."},
            Field{"amount", &T::amount, "This account's share; below zero: it is cancelled while the batch is open."},
            Field{"counted", &T::counted, "Whether the tender is counted here; false: with another share of it."}};
    }
    bool operator==(const BatchedTender&) const = default;
};

struct TendersBatched {
    static constexpr std::string_view type_name = "account.tenders_batched";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::cash;
    AccountId account;
    PaymentId payment;
    BatchId batch;
    std::vector<BatchedTender> tenders;
    template <class T = TendersBatched>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account paid."},
                         Field{"payment", &T::payment, "The payment."},
                         Field{"batch", &T::batch, "The batch, which is open."},
                         Field{"tenders", &T::tenders, "What of it is in the batch, or is taken out of it."}};
    }
    bool operator==(const TendersBatched&) const = default;
};

struct SuspenseMatched {
    static constexpr std::string_view type_name = "account.suspense_matched";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::cash;
    AccountId account;
    PaymentId payment;
    SuspenseId suspense;
    Money amount;
    Date received_on;
    Date matched_on;
    template <class T = SuspenseMatched>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account paid."},
                         Field{"payment", &T::payment, "The payment that was made of it."},
                         Field{"suspense", &T::suspense, "The sum in suspense that it was taken from."},
                         Field{"amount", &T::amount, "Above zero, at most what was held."},
                         Field{"received_on", &T::received_on, "When the money was received; the payment's date."},
                         Field{"matched_on", &T::matched_on, "Business date of the match."}};
    }
    bool operator==(const SuspenseMatched&) const = default;
};

// The payment was cancelled: its money is held under the id that it was matched from.
struct SuspenseMatchCancelled {
    static constexpr std::string_view type_name = "account.suspense_match_cancelled";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::cash;
    AccountId account;
    PaymentId payment;
    SuspenseId suspense;
    Money amount;
    Date cancelled_on;
    template <class T = SuspenseMatchCancelled>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"payment", &T::payment, "The payment that is cancelled."},
                         Field{"suspense", &T::suspense, "The sum in suspense that it goes back to."},
                         Field{"amount", &T::amount, "What goes back: the payment less its cancelled tenders."},
                         Field{"cancelled_on", &T::cancelled_on, "Business date."}};
    }
    bool operator==(const SuspenseMatchCancelled&) const = default;
};

using CashOriginEvent = TypeList<TendersBatched, SuspenseMatched, SuspenseMatchCancelled>;

}  // namespace tally::domain
