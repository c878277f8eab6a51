#pragma once
// What can be asked of collections, severances and protections.

#include <cstdint>
#include <string_view>

#include "domain/account/collections/types.h"
#include "domain/core/type_list.h"

namespace tally::domain {

struct AdvanceCollection {
    static constexpr std::string_view type_name = "collection.advance";
    AccountId account;
    Date on;
    template <class T = AdvanceCollection>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account: what is due of its collection is done, or it is started."},
            Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const AdvanceCollection&) const = default;
};

struct CancelCollectionStep {
    static constexpr std::string_view type_name = "collection.cancel_step";
    AccountId account;
    DocumentId collection;
    std::uint32_t number = 0;
    Code cancel_reason;
    Date on;
    template <class T = CancelCollectionStep>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."}, Field{"collection", &T::collection, "Its open collection."},
            Field{"number", &T::number, "Number of the latest step; it is to be taken again."},
            Field{"cancel_reason", &T::cancel_reason, "Why."}, Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CancelCollectionStep&) const = default;
};

struct CancelCollection {
    static constexpr std::string_view type_name = "collection.cancel";
    AccountId account;
    DocumentId collection;
    Code cancel_reason;
    Date not_before;
    Date on;
    template <class T = CancelCollection>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."}, Field{"collection", &T::collection, "Its open collection."},
            Field{"cancel_reason", &T::cancel_reason, "Why."},
            Field{"not_before", &T::not_before, "No other starts before that day; absent: the next run may start one."},
            Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CancelCollection&) const = default;
};

struct CancelSeverance {
    static constexpr std::string_view type_name = "severance.cancel";
    AccountId account;
    DocumentId severance;
    Code cancel_reason;
    Date on;
    template <class T = CancelSeverance>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"severance", &T::severance, "A severance whose service is not disconnected."},
                         Field{"cancel_reason", &T::cancel_reason, "Why."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CancelSeverance&) const = default;
};

struct DisconnectService {
    static constexpr std::string_view type_name = "severance.disconnect";
    AccountId account;
    DocumentId severance;
    Date on;
    template <class T = DisconnectService>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"severance", &T::severance, "A severance with an order to disconnect."},
                         Field{"on", &T::on, "Day on which it was done; absent: today."}};
    }
    bool operator==(const DisconnectService&) const = default;
};

struct ReconnectService {
    static constexpr std::string_view type_name = "severance.reconnect";
    AccountId account;
    DocumentId severance;
    Code waive_reason;
    Code despite_debt;
    Date on;
    template <class T = ReconnectService>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"severance", &T::severance, "A severance whose service is disconnected."},
            Field{"waive_reason", &T::waive_reason, "Why it is not charged for; empty: it is, as the class says."},
            Field{"despite_debt", &T::despite_debt, "Why it is done before the debt is paid; empty: it must be paid."},
            Field{"on", &T::on, "Day on which it was done; absent: today."}};
    }
    bool operator==(const ReconnectService&) const = default;
};

struct RecordProtection {
    static constexpr std::string_view type_name = "protection.record";
    AccountId account;
    Code protection_type;
    PersonId person;
    ServiceAgreementId sa;
    Date from;
    Date until;
    Personal evidence;
    template <class T = RecordProtection>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"protection_type", &T::protection_type, "Its ground."},
                         Field{"person", &T::person, "Who on the account it is for; empty: the household."},
                         Field{"sa", &T::sa, "Agreement that it is of; empty: all of the account."},
                         Field{"from", &T::from, "First day; absent: today."},
                         Field{"until", &T::until, "First day on which it no longer holds; absent: until it is ended."},
                         Field{"evidence", &T::evidence, "What bears it out, such as a doctor's certificate."}};
    }
    bool operator==(const RecordProtection&) const = default;
};

struct EndProtection {
    static constexpr std::string_view type_name = "protection.end";
    AccountId account;
    DocumentId protection;
    Date until;
    Code end_reason;
    template <class T = EndProtection>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"protection", &T::protection, "One that holds."},
                         Field{"until", &T::until, "First day on which it no longer holds; absent: today."},
                         Field{"end_reason", &T::end_reason, "Why."}};
    }
    bool operator==(const EndProtection&) const = default;
};

using CollectionCommand = TypeList<AdvanceCollection, CancelCollectionStep, CancelCollection, CancelSeverance,
                                   DisconnectService, ReconnectService, RecordProtection, EndProtection>;

}  // namespace tally::domain
