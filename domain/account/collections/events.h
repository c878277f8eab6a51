#pragma once
// Collections, severances and protections. They move no money. Names and field order are on disk: add, never edit.

#include <string_view>
#include <tuple>
#include <vector>

#include "domain/about.h"
#include "domain/account/collections/types.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// The account's overdue debt is collected from now on, step by step, under the terms of its class of then.
struct CollectionStarted {
    static constexpr std::string_view type_name = "account.collection_started";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::collection;
    AccountId account;
    DocumentId collection;
    CollectionPolicy terms;
    std::vector<CollectedItem> items;
    Money debt;
    Date oldest_due;
    DocumentId resumes;
    std::vector<TakenStep> taken_before;
    std::vector<ServiceAgreementId> notified;
    Date started_on;
    static constexpr std::tuple makes{NamedId{"collection", &CollectionStarted::collection}};
    template <class T = CollectionStarted>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"collection", &T::collection, "The collection."},
            Field{"terms", &T::terms, "The class's policy, which the collection keeps."},
            Field{"items", &T::items, "What is collected, oldest first."},
            Field{"debt", &T::debt, "Sum of the items, less unapplied credit."},
            Field{"oldest_due", &T::oldest_due, "When the oldest of them was due."},
            Field{"resumes", &T::resumes, "Collection that ended shortly before and goes on by this one; empty: none."},
            Field{"taken_before", &T::taken_before, "Steps of that one, which are not taken again."},
            Field{"notified", &T::notified, "Agreements that had that one's notice of severance."},
            Field{"started_on", &T::started_on, "Business date."}};
    }
    bool operator==(const CollectionStarted&) const = default;
};

struct CollectionStepTaken {
    static constexpr std::string_view type_name = "account.collection_step_taken";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::collection;
    AccountId account;
    DocumentId collection;
    TakenStep taken;
    Money debt;
    std::uint32_t days_overdue = 0;
    std::vector<DocumentId> letters;
    std::vector<PersonId> not_reached;
    std::vector<DocumentId> severances;
    template <class T = CollectionStepTaken>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"collection", &T::collection, "The collection."},
                         Field{"taken", &T::taken, "The step."},
                         Field{"debt", &T::debt, "What was to be collected."},
                         Field{"days_overdue", &T::days_overdue, "Of the oldest item.", "days"},
                         Field{"letters", &T::letters, "Letters that were sent with it."},
                         Field{"not_reached", &T::not_reached,
                               "Persons beside the main customer who get notices, and could not be sent this one."},
                         Field{"severances", &T::severances, "Severances that a notice or an order is for."}};
    }
    bool operator==(const CollectionStepTaken&) const = default;
};

// Taken back: as if it had not been taken, so that it is to be taken again. Letters that went out stay sent.
struct CollectionStepCancelled {
    static constexpr std::string_view type_name = "account.collection_step_cancelled";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::collection;
    AccountId account;
    DocumentId collection;
    std::uint32_t number = 0;
    Code step;
    CollectionEnd cause = CollectionEnd::cancelled_by_user;
    Code cancel_reason;
    Date cancelled_on;
    template <class T = CollectionStepCancelled>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"collection", &T::collection, "The collection."},
                         Field{"number", &T::number, "Number of the step within it."},
                         Field{"step", &T::step, "Step of the policy."},
                         Field{"cause", &T::cause, "By a user, or what protects the customer."},
                         Field{"cancel_reason", &T::cancel_reason, "Why a user did it."},
                         Field{"cancelled_on", &T::cancelled_on, "Business date."}};
    }
    bool operator==(const CollectionStepCancelled&) const = default;
};

// Nothing more is collected by it.
struct CollectionCancelled {
    static constexpr std::string_view type_name = "account.collection_cancelled";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::collection;
    AccountId account;
    DocumentId collection;
    CollectionEnd cause = CollectionEnd::cancelled_by_user;
    Code cancel_reason;
    Date not_before;
    Money debt;
    Date cancelled_on;
    template <class T = CollectionCancelled>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"collection", &T::collection, "The collection."},
            Field{"cause", &T::cause, "By a user, or what left too little to collect."},
            Field{"cancel_reason", &T::cancel_reason, "Why a user did it."},
            Field{"not_before", &T::not_before, "No other collection starts before that day; absent: any day."},
            Field{"debt", &T::debt, "What was left to be collected."},
            Field{"cancelled_on", &T::cancelled_on, "Business date."}};
    }
    bool operator==(const CollectionCancelled&) const = default;
};

// The way to the disconnection of one agreement's service for its debt begins.
struct SeveranceStarted {
    static constexpr std::string_view type_name = "account.severance_started";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::collection;
    AccountId account;
    DocumentId severance;
    DocumentId collection;
    ServiceAgreementId sa;
    ServicePointId service_point;
    Money debt;
    Date started_on;
    static constexpr std::tuple makes{NamedId{"severance", &SeveranceStarted::severance}};
    template <class T = SeveranceStarted>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"severance", &T::severance, "The severance."},
                         Field{"collection", &T::collection, "Collection that it is part of."},
                         Field{"sa", &T::sa, "Agreement whose service is to be disconnected."},
                         Field{"service_point", &T::service_point, "Where."},
                         Field{"debt", &T::debt, "What was to be collected of the agreement."},
                         Field{"started_on", &T::started_on, "Business date."}};
    }
    bool operator==(const SeveranceStarted&) const = default;
};

// Its notice and order no longer hold.
struct SeveranceCancelled {
    static constexpr std::string_view type_name = "account.severance_cancelled";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::collection;
    AccountId account;
    DocumentId severance;
    ServiceAgreementId sa;
    CollectionEnd cause = CollectionEnd::cancelled_by_user;
    Code cancel_reason;
    Money debt;
    Date cancelled_on;
    template <class T = SeveranceCancelled>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"severance", &T::severance, "The severance."},
                         Field{"sa", &T::sa, "Its agreement."},
                         Field{"cause", &T::cause, "By a user, or what came between."},
                         Field{"cancel_reason", &T::cancel_reason, "Why a user did it."},
                         Field{"debt", &T::debt, "What was left to be collected of the agreement."},
                         Field{"cancelled_on", &T::cancelled_on, "Business date."}};
    }
    bool operator==(const SeveranceCancelled&) const = default;
};

// The order was carried out. The agreement goes on: it is stopped by a command of its own.
struct ServiceDisconnected {
    static constexpr std::string_view type_name = "account.service_disconnected";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::collection;
    AccountId account;
    DocumentId severance;
    ServiceAgreementId sa;
    Money debt;
    Date disconnected_on;
    template <class T = ServiceDisconnected>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"severance", &T::severance, "The severance."}, Field{"sa", &T::sa, "Its agreement."},
                         Field{"debt", &T::debt, "What was to be collected of the agreement."},
                         Field{"disconnected_on", &T::disconnected_on, "Day on which it was done."}};
    }
    bool operator==(const ServiceDisconnected&) const = default;
};

// Ends the severance. A charge for it waits for the next bill.
struct ServiceReconnected {
    static constexpr std::string_view type_name = "account.service_reconnected";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::collection;
    AccountId account;
    DocumentId severance;
    ServiceAgreementId sa;
    DocumentId charge;
    Code waive_reason;
    Code despite_debt;
    Money debt;
    Date reconnected_on;
    template <class T = ServiceReconnected>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"severance", &T::severance, "The severance."},
            Field{"sa", &T::sa, "Its agreement."},
            Field{"charge", &T::charge, "Special charge for it; empty: it costs nothing."},
            Field{"waive_reason", &T::waive_reason, "Why it was not charged for; empty: not waived."},
            Field{"despite_debt", &T::despite_debt, "Why it was done before the debt was paid; empty: it was paid."},
            Field{"debt", &T::debt, "What was left to be collected of the agreement."},
            Field{"reconnected_on", &T::reconnected_on, "Day on which it was done."}};
    }
    bool operator==(const ServiceReconnected&) const = default;
};

// What the customer is protected from follows from the type, as in force on each day.
struct ProtectionRecorded {
    static constexpr std::string_view type_name = "account.protection_recorded";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::collection;
    AccountId account;
    DocumentId protection;
    Code protection_type;
    PersonId person;
    ServiceAgreementId sa;
    Date from;
    Date until;
    Personal evidence;
    Date recorded_on;
    static constexpr std::tuple makes{NamedId{"protection", &ProtectionRecorded::protection}};
    template <class T = ProtectionRecorded>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"protection", &T::protection, "The protection."},
                         Field{"protection_type", &T::protection_type, "Its ground."},
                         Field{"person", &T::person, "Who on the account it is for; empty: the household."},
                         Field{"sa", &T::sa, "Agreement that it is of; empty: all of the account."},
                         Field{"from", &T::from, "First day."},
                         Field{"until", &T::until, "First day on which it no longer holds; absent: until it is ended."},
                         Field{"evidence", &T::evidence, "What bears it out."},
                         Field{"recorded_on", &T::recorded_on, "Business date."}};
    }
    bool operator==(const ProtectionRecorded&) const = default;
};

struct ProtectionEnded {
    static constexpr std::string_view type_name = "account.protection_ended";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::collection;
    AccountId account;
    DocumentId protection;
    Date until;
    Code end_reason;
    Date ended_on;
    template <class T = ProtectionEnded>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."}, Field{"protection", &T::protection, "The protection."},
            Field{"until", &T::until, "First day on which it no longer holds; its first day: it never held."},
            Field{"end_reason", &T::end_reason, "Why."}, Field{"ended_on", &T::ended_on, "Business date."}};
    }
    bool operator==(const ProtectionEnded&) const = default;
};

using CollectionEvent =
    TypeList<CollectionStarted, CollectionStepTaken, CollectionStepCancelled, CollectionCancelled, SeveranceStarted,
             SeveranceCancelled, ServiceDisconnected, ServiceReconnected, ProtectionRecorded, ProtectionEnded>;

}  // namespace tally::domain
