#pragma once
// What happens in the market at a premise. The money of a remittance is a payment like any other, posted by its own
// events in the same commit: none of these moves any. Names and field order are on disk: add, never edit.

#include <cstdint>
#include <string_view>
#include <tuple>

#include "domain/about.h"
#include "domain/core/type_list.h"
#include "domain/premise/market/types.h"

namespace tally::domain {

struct MarketTransactionSent {
    static constexpr std::string_view type_name = "premise.market_transaction_sent";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::market;
    PremiseId premise;
    ServicePointId service_point;
    Plain market_id;
    DocumentId market_transaction;
    MarketTransaction transaction;
    DocumentId answers;
    Date due_on;
    static constexpr std::tuple makes{NamedId{"market_transaction", &MarketTransactionSent::market_transaction}};
    template <class T = MarketTransactionSent>
    static constexpr auto fields() {
        return FieldList{
            Field{"premise", &T::premise, "The premise."},
            Field{"service_point", &T::service_point, "Service point that it is about."},
            Field{"market_id", &T::market_id, "The market's number for that: ESI ID or LDC account, as of then."},
            Field{"market_transaction", &T::market_transaction, "The ledger's number for it: <premise>-MT<n>."},
            Field{"transaction", &T::transaction, "What was told."},
            Field{"answers", &T::answers, "Transaction that it answers; empty: none."},
            Field{"due_on", &T::due_on, "Last day on which an answer to it is in time; absent: none is awaited."}};
    }
    bool operator==(const MarketTransactionSent&) const = default;
};

struct MarketTransactionReceived {
    static constexpr std::string_view type_name = "premise.market_transaction_received";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::market;
    PremiseId premise;
    ServicePointId service_point;
    Plain market_id;
    DocumentId market_transaction;
    MarketTransaction transaction;
    DocumentId answers;
    Date due_on;
    PaymentEventId payment_event;
    static constexpr std::tuple makes{NamedId{"market_transaction", &MarketTransactionReceived::market_transaction}};
    template <class T = MarketTransactionReceived>
    static constexpr auto fields() {
        return FieldList{
            Field{"premise", &T::premise, "The premise."},
            Field{"service_point", &T::service_point, "Service point that it is about."},
            Field{"market_id", &T::market_id, "The market's number for that: ESI ID or LDC account, as of then."},
            Field{"market_transaction", &T::market_transaction, "The ledger's number for it: <premise>-MT<n>."},
            Field{"transaction", &T::transaction, "What was told."},
            Field{"answers", &T::answers,
                  "Transaction that it answers; empty while it cites one that is not known: it is unpaired."},
            Field{"due_on", &T::due_on, "Last day on which an answer to it is in time; absent: none is awaited."},
            Field{"payment_event", &T::payment_event,
                  "Of a remittance: the payment that it is, posted or held in suspense in the same commit."}};
    }
    bool operator==(const MarketTransactionReceived&) const = default;
};

// An unpaired answer has found what it answers: it came later, or a user named it.
struct MarketTransactionPaired {
    static constexpr std::string_view type_name = "premise.market_transaction_paired";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::market;
    PremiseId premise;
    ServicePointId service_point;
    DocumentId market_transaction;
    DocumentId answers;
    MarketKind kind = MarketKind::enrolment_response;
    MarketOutcome outcome = MarketOutcome::none;
    AccountId account;
    template <class T = MarketTransactionPaired>
    static constexpr auto fields() {
        return FieldList{Field{"premise", &T::premise, "The premise."},
                         Field{"service_point", &T::service_point, "Service point of both."},
                         Field{"market_transaction", &T::market_transaction, "The answer."},
                         Field{"answers", &T::answers, "What it answers."},
                         Field{"kind", &T::kind, "Kind of the answer."},
                         Field{"outcome", &T::outcome, "What the answer says."},
                         Field{"account", &T::account, "Account concerned; may be empty."}};
    }
    bool operator==(const MarketTransactionPaired&) const = default;
};

// Nothing is awaited of it any more, and it is on no work list.
struct MarketTransactionClosed {
    static constexpr std::string_view type_name = "premise.market_transaction_closed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::market;
    PremiseId premise;
    ServicePointId service_point;
    DocumentId market_transaction;
    AccountId account;
    Code close_reason;
    Date closed_on;
    template <class T = MarketTransactionClosed>
    static constexpr auto fields() {
        return FieldList{Field{"premise", &T::premise, "The premise."},
                         Field{"service_point", &T::service_point, "Its service point."},
                         Field{"market_transaction", &T::market_transaction, "The transaction."},
                         Field{"account", &T::account, "Account concerned; may be empty."},
                         Field{"close_reason", &T::close_reason, "Why, as a code of the user's."},
                         Field{"closed_on", &T::closed_on, "Business date."}};
    }
    bool operator==(const MarketTransactionClosed&) const = default;
};

using MarketEvent =
    TypeList<MarketTransactionSent, MarketTransactionReceived, MarketTransactionPaired, MarketTransactionClosed>;

}  // namespace tally::domain
