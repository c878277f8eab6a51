#pragma once
// An account's collections, severances and protections, and which step is next; and all accounts with something of it
// open.

#include <cstdint>
#include <vector>

#include "domain/account/collections/types.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct CollectionStepAnswer {
    std::uint32_t number = 0;
    domain::Code step;
    domain::CollectionStepKind kind = domain::CollectionStepKind::letter;
    domain::Date taken_on;
    domain::Money debt;
    std::uint32_t days_overdue = 0;
    std::vector<domain::DocumentId> letters;
    std::vector<domain::PersonId> not_reached;
    std::vector<domain::DocumentId> severances;
    domain::Date cancelled_on;
    domain::Code cause;
    domain::Code cancel_reason;
    std::uint64_t position = 0;
    template <class T = CollectionStepAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"number", &T::number, "Its number within the collection."},
            Field{"step", &T::step, "Step of the policy."},
            Field{"kind", &T::kind, "What was done."},
            Field{"taken_on", &T::taken_on, "Business date."},
            Field{"debt", &T::debt, "What was to be collected."},
            Field{"days_overdue", &T::days_overdue, "Of the oldest item.", "days"},
            Field{"letters", &T::letters, "Letters that were sent with it."},
            Field{"not_reached", &T::not_reached, "Persons who get notices and could not be sent this one."},
            Field{"severances", &T::severances, "Severances that it was for."},
            Field{"cancelled_on", &T::cancelled_on, "When it was taken back; absent: it stands."},
            Field{"cause", &T::cause, "Why it was taken back."},
            Field{"cancel_reason", &T::cancel_reason, "Why a user did it."},
            Field{"position", &T::position, "Position of its event."}};
    }
    bool operator==(const CollectionStepAnswer&) const = default;
};

struct CollectionAnswer {
    domain::DocumentId collection;
    domain::Date started_on;
    domain::Money debt;
    domain::Date oldest_due;
    domain::DocumentId resumes;
    std::vector<domain::CollectedItem> items;
    std::vector<CollectionStepAnswer> steps;
    domain::Date ended_on;
    domain::Code cause;
    domain::Code cancel_reason;
    domain::Date not_before;
    domain::Money debt_left;
    std::uint64_t position = 0;
    template <class T = CollectionAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"collection", &T::collection, "The collection."},
                         Field{"started_on", &T::started_on, "Business date."},
                         Field{"debt", &T::debt, "What was to be collected then."},
                         Field{"oldest_due", &T::oldest_due, "When the oldest of it was due."},
                         Field{"resumes", &T::resumes, "Collection that it goes on from; empty: none."},
                         Field{"items", &T::items, "What it was started for, oldest first; at most 200."},
                         Field{"steps", &T::steps, "Steps taken by it, those taken back included."},
                         Field{"ended_on", &T::ended_on, "Business date; absent: it is open."},
                         Field{"cause", &T::cause, "Why it ended."},
                         Field{"cancel_reason", &T::cancel_reason, "Why a user ended it."},
                         Field{"not_before", &T::not_before, "No other starts before that day; absent: any day."},
                         Field{"debt_left", &T::debt_left, "What was left to be collected at its end."},
                         Field{"position", &T::position, "Position of the event that started it."}};
    }
    bool operator==(const CollectionAnswer&) const = default;
};

struct NextStepAnswer {
    domain::Code step;
    domain::Plain description;
    domain::CollectionStepKind kind = domain::CollectionStepKind::letter;
    domain::Code state;
    domain::Date not_before;
    domain::Money threshold;
    std::vector<domain::ServiceAgreementId> agreements;
    domain::Code blocked_by;
    domain::DocumentId protection;
    domain::Date blocked_until;
    template <class T = NextStepAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"step", &T::step, "Step of the policy."},
            Field{"description", &T::description, "Its name for people."},
            Field{"kind", &T::kind, "What is to be done."},
            Field{"state", &T::state, "due; waits: for its day or for more debt; protected: it may not be taken."},
            Field{"not_before", &T::not_before, "First day on which it may be taken, by dates alone."},
            Field{"threshold", &T::threshold, "It waits while less than this is to be collected."},
            Field{"agreements", &T::agreements, "Of a notice or an order: agreements that nothing protects."},
            Field{"blocked_by", &T::blocked_by, "Protection type or moratorium that forbids it; empty: none."},
            Field{"protection", &T::protection, "The account's protection that does; empty: a moratorium, or none."},
            Field{"blocked_until", &T::blocked_until, "Until when it does; absent: open."}};
    }
    bool operator==(const NextStepAnswer&) const = default;
};

struct SeveranceAnswer {
    domain::DocumentId severance;
    domain::DocumentId collection;
    domain::ServiceAgreementId sa;
    domain::ServicePointId service_point;
    domain::Code state;
    domain::Money debt;
    domain::Date started_on;
    domain::Date ordered_on;
    domain::Date disconnected_on;
    domain::Date ended_on;
    domain::Code cause;
    domain::DocumentId charge;
    std::uint64_t position = 0;
    template <class T = SeveranceAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"severance", &T::severance, "The severance."},
                         Field{"collection", &T::collection, "Collection that it is part of."},
                         Field{"sa", &T::sa, "Its agreement."},
                         Field{"service_point", &T::service_point, "Where."},
                         Field{"state", &T::state, "notice, ordered, disconnected, reconnected, cancelled."},
                         Field{"debt", &T::debt, "What was to be collected of the agreement when it was started."},
                         Field{"started_on", &T::started_on, "Business date."},
                         Field{"ordered_on", &T::ordered_on, "When it was ordered to disconnect; absent: it is not."},
                         Field{"disconnected_on", &T::disconnected_on, "When that was done; absent: it was not."},
                         Field{"ended_on", &T::ended_on, "When it was cancelled, or service was connected again."},
                         Field{"cause", &T::cause, "Why it was cancelled."},
                         Field{"charge", &T::charge, "Special charge for connecting it again."},
                         Field{"position", &T::position, "Position of the event that started it."}};
    }
    bool operator==(const SeveranceAnswer&) const = default;
};

struct ProtectionAnswer {
    domain::DocumentId protection;
    domain::Code protection_type;
    domain::Plain description;
    domain::Code state;
    domain::PersonId person;
    domain::ServiceAgreementId sa;
    domain::Date from;
    domain::Date until;
    domain::Personal evidence;
    std::vector<domain::CollectionStepKind> blocks;
    bool debt_before = false;
    template <class T = ProtectionAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"protection", &T::protection, "The protection."},
                         Field{"protection_type", &T::protection_type, "Its ground."},
                         Field{"description", &T::description, "Name of the type for people."},
                         Field{"state", &T::state, "holds, to_come, over."},
                         Field{"person", &T::person, "Who it is for; empty: the household."},
                         Field{"sa", &T::sa, "Agreement that it is of; empty: all of the account."},
                         Field{"from", &T::from, "First day."},
                         Field{"until", &T::until, "First day on which it no longer holds; absent: until it is ended."},
                         Field{"evidence", &T::evidence, "What bears it out."},
                         Field{"blocks", &T::blocks, "Steps that its type forbids."},
                         Field{"debt_before", &T::debt_before, "Whether debt from before it is not collected."}};
    }
    bool operator==(const ProtectionAnswer&) const = default;
};

struct CollectionsAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Date aged_on;
    AccountHeading heading;
    bool collected_from = false;
    domain::Money debt;
    domain::Date oldest_due;
    domain::Money threshold;
    bool some_protected = false;
    std::vector<NextStepAnswer> next;
    std::vector<CollectionAnswer> collections;
    std::vector<SeveranceAnswer> severances;
    std::vector<ProtectionAnswer> protections;
    domain::Code currency;
    template <class T = CollectionsAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"effective_on", &T::effective_on, "Only what is effective by this day; absent: all."},
            Field{"aged_on", &T::aged_on, "Day of which debt and next step are."},
            Field{"heading", &T::heading, "Account, main customer, location."},
            Field{"collected_from", &T::collected_from, "Its class has a collection policy with steps."},
            Field{"debt", &T::debt, "Overdue, asked for, undisputed and unprotected, less unapplied credit."},
            Field{"oldest_due", &T::oldest_due, "When the oldest of it was due; absent: there is none."},
            Field{"threshold", &T::threshold, "So much or less is not collected."},
            Field{"some_protected", &T::some_protected, "Debt from before a protection is left out."},
            Field{"next", &T::next, "The next step; none: there is none."},
            Field{"collections", &T::collections, "The latest first."},
            Field{"severances", &T::severances, "The latest first."},
            Field{"protections", &T::protections, "In the order in which they were recorded."},
            Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const CollectionsAnswer&) const = default;
};

struct CollectedAccount {
    AccountHeading heading;
    domain::DocumentId collection;
    domain::Date started_on;
    domain::Money debt;
    domain::Date oldest_due;
    domain::Code last_step;
    domain::Date last_taken_on;
    domain::Code next_step;
    domain::Code next_state;
    domain::Date next_not_before;
    domain::Code blocked_by;
    std::uint32_t ordered = 0;
    std::uint32_t disconnected = 0;
    template <class T = CollectedAccount>
    static constexpr auto fields() {
        return FieldList{
            Field{"heading", &T::heading, "Account, main customer, location."},
            Field{"collection", &T::collection,
                  "Its open collection; empty: it has ended, and a service is disconnected."},
            Field{"started_on", &T::started_on, "Business date."},
            Field{"debt", &T::debt, "What is to be collected now."},
            Field{"oldest_due", &T::oldest_due, "When the oldest of it was due."},
            Field{"last_step", &T::last_step, "Latest step that stands."},
            Field{"last_taken_on", &T::last_taken_on, "When it was taken."},
            Field{"next_step", &T::next_step, "Next step; empty: all were taken."},
            Field{"next_state", &T::next_state, "due, waits, protected."},
            Field{"next_not_before", &T::next_not_before, "First day on which it may be taken, by dates alone."},
            Field{"blocked_by", &T::blocked_by, "Protection type or moratorium that forbids it."},
            Field{"ordered", &T::ordered, "Agreements with an order to disconnect that is not carried out."},
            Field{"disconnected", &T::disconnected, "Agreements whose service is disconnected."}};
    }
    bool operator==(const CollectedAccount&) const = default;
};

struct InCollectionAnswer {
    std::uint64_t position = 0;
    domain::Date aged_on;
    domain::Code currency;
    std::vector<CollectedAccount> accounts;
    eventstore::Maybe<domain::Plain> next;
    template <class T = InCollectionAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"aged_on", &T::aged_on, "Day of which debts and next steps are."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"accounts", &T::accounts, "With a collection or severance that is open, by their ids."},
                         Field{"next", &T::next, "Cursor of the accounts after these; left out: there are none."}};
    }
    bool operator==(const InCollectionAnswer&) const = default;
};

void render(const CollectionsAnswer&, const RenderContext&, std::string& out);
void render(const InCollectionAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
