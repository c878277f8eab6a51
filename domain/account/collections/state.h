#pragma once
// An account's collection, severances and protections: a part of its own. A payment or a bill reads it only where the
// account's state says that something of it is open.

#include <cstdint>
#include <vector>

#include "domain/account/collections/events.h"

namespace tally::domain {

struct Collection {
    DocumentId collection;
    CollectionPolicy terms;
    std::vector<CollectedItem> items;
    std::vector<TakenStep> taken;
    std::vector<ServiceAgreementId> notified;
    std::vector<ServiceAgreementId> severed;
    std::uint32_t step_count = 0;
    Date started_on;
    Date ended_on;
    CollectionEnd cause = CollectionEnd::cancelled_by_user;
    Date not_before;
    std::uint64_t position = 0;
    template <class T = Collection>
    static constexpr auto fields() {
        return FieldList{Field{"collection", &T::collection, "The collection."},
                         Field{"terms", &T::terms, "The class's policy of when it started."},
                         Field{"items", &T::items, "What it was started for."},
                         Field{"taken", &T::taken, "Steps that were taken and stand, in order."},
                         Field{"notified", &T::notified, "Agreements that had a notice before it started."},
                         Field{"severed", &T::severed, "Agreements of which it started a severance."},
                         Field{"step_count", &T::step_count, "Steps ever, those cancelled and taken before included."},
                         Field{"started_on", &T::started_on, "Business date."},
                         Field{"ended_on", &T::ended_on, "Business date; absent: it is open."},
                         Field{"cause", &T::cause, "Why it ended."},
                         Field{"not_before", &T::not_before, "No other starts before that day."},
                         Field{"position", &T::position, "Position of its start; of its end once it has ended."}};
    }
    bool operator==(const Collection&) const = default;
};

// Of one agreement; until it is cancelled or its service is connected again.
struct Severance {
    DocumentId severance;
    DocumentId collection;
    ServiceAgreementId sa;
    Date started_on;
    Date ordered_on;
    Date disconnected_on;
    std::uint64_t position = 0;
    template <class T = Severance>
    static constexpr auto fields() {
        return FieldList{Field{"severance", &T::severance, "The severance."},
                         Field{"collection", &T::collection, "Collection that it is part of."},
                         Field{"sa", &T::sa, "Its agreement."},
                         Field{"started_on", &T::started_on, "Business date."},
                         Field{"ordered_on", &T::ordered_on, "When it was ordered to disconnect; absent: not yet."},
                         Field{"disconnected_on", &T::disconnected_on, "When that was done; absent: not yet."},
                         Field{"position", &T::position, "Position of the event that brought it there."}};
    }
    bool operator==(const Severance&) const = default;
};

struct Protection {
    DocumentId protection;
    Code protection_type;
    PersonId person;
    ServiceAgreementId sa;
    Date from;
    Date until;
    Personal evidence;
    std::uint64_t position = 0;
    template <class T = Protection>
    static constexpr auto fields() {
        return FieldList{Field{"protection", &T::protection, "The protection."},
                         Field{"protection_type", &T::protection_type, "Its ground."},
                         Field{"person", &T::person, "Who it is for; empty: the household."},
                         Field{"sa", &T::sa, "Agreement that it is of; empty: all of the account."},
                         Field{"from", &T::from, "First day."},
                         Field{"until", &T::until, "First day on which it no longer holds; absent: until it is ended."},
                         Field{"evidence", &T::evidence, "What bears it out."},
                         Field{"position", &T::position, "Position of the event that set its days."}};
    }
    bool operator==(const Protection&) const = default;

    [[nodiscard]] bool holds(Date on) const { return from <= on && (!until.is_set() || on < until); }
    [[nodiscard]] bool covers(const ServiceAgreementId& one) const { return sa.empty() || sa == one; }
};

struct AccountCollections {
    std::uint32_t collection_count = 0;
    std::uint32_t severance_count = 0;
    std::uint32_t protection_count = 0;
    std::vector<Collection> open;
    std::vector<Collection> ended;
    std::vector<Severance> severances;
    std::vector<Protection> protections;
    template <class T = AccountCollections>
    static constexpr auto fields() {
        return FieldList{
            Field{"collection_count", &T::collection_count, "Collections ever."},
            Field{"severance_count", &T::severance_count, "Severances ever."},
            Field{"protection_count", &T::protection_count, "Protections ever."},
            Field{"open", &T::open, "The open collection; at most one."},
            Field{"ended", &T::ended, "The one that ended last; at most one."},
            Field{"severances", &T::severances, "Those not cancelled, whose service is not connected again."},
            Field{"protections", &T::protections, "Those that held for a day or more, or will."}};
    }
    bool operator==(const AccountCollections&) const = default;

    // nullptr: there is none.
    [[nodiscard]] const Severance* severance(const DocumentId& id) const {
        for (const Severance& one : severances)
            if (one.severance == id) return &one;
        return nullptr;
    }
    [[nodiscard]] const Severance* severance_of(const ServiceAgreementId& sa) const {
        for (const Severance& one : severances)
            if (one.sa == sa) return &one;
        return nullptr;
    }
    [[nodiscard]] const Protection* protection(const DocumentId& id) const {
        for (const Protection& one : protections)
            if (one.protection == id) return &one;
        return nullptr;
    }
};

}  // namespace tally::domain
