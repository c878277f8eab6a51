#pragma once
// What an account owes: in all, per agreement, per age, item by item.

#include <cstdint>
#include <vector>

#include "domain/account/state.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct AgreementBalance {
    domain::ServiceAgreementId sa;
    domain::Code service;
    domain::SaStatus status = domain::SaStatus::pending_start;
    domain::PremiseId premise;
    domain::Money payoff;
    domain::Money current;
    domain::Money budget_amount;
    domain::Money budget_difference;
    template <class T = AgreementBalance>
    static constexpr auto fields() {
        return FieldList{
            Field{"sa", &T::sa, "The agreement."},
            Field{"service", &T::service, "What is supplied."},
            Field{"status", &T::status, "Where it stands in its life."},
            Field{"premise", &T::premise, "Where."},
            Field{"payoff", &T::payoff, "Truly owed on its items."},
            Field{"current", &T::current, "Asked for now on its items."},
            Field{"budget_amount", &T::budget_amount,
                  "What each bill asks for under its budget plan; zero: it is in none."},
            Field{"budget_difference", &T::budget_difference, "Charged less asked for under that plan, to date."}};
    }
    bool operator==(const AgreementBalance&) const = default;
};

struct BalanceAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Date aged_on;
    AccountHeading heading;
    domain::Money payoff;
    domain::Money current;
    domain::Money receivable;
    domain::Money unapplied;
    domain::Money unapplied_on_hold;
    domain::Money deposits_held;
    domain::Money deposits_asked;
    std::vector<AgreementBalance> agreements;
    std::vector<AgeBucket> aged;
    domain::Code currency;
    domain::Money disputed;
    template <class T = BalanceAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
            Field{"aged_on", &T::aged_on, "Day on which ages were counted."},
            Field{"heading", &T::heading, "Account, main customer, location."},
            Field{"payoff", &T::payoff, "Truly owed: open items less unapplied credit and deposits held."},
            Field{"current", &T::current, "Asked for now."},
            Field{"receivable", &T::receivable, "Sum of what is open on items, in payoff."},
            Field{"unapplied", &T::unapplied, "Credit not used yet."},
            Field{"unapplied_on_hold", &T::unapplied_on_hold, "Of it, what is not to be used by itself."},
            Field{"deposits_held", &T::deposits_held, "Deposits with interest; part of the payoff."},
            Field{"deposits_asked", &T::deposits_asked, "Deposits billed and not paid; part of the current."},
            Field{"agreements", &T::agreements, "Open items per agreement."},
            Field{"aged", &T::aged, "Open items per age, oldest last."},
            Field{"currency", &T::currency, "Of all amounts."},
            Field{"disputed", &T::disputed, "Of open items, what is disputed."}};
    }
    bool operator==(const BalanceAnswer&) const = default;
};

struct OpenItemAnswer {
    domain::DocumentId document;
    domain::ServiceAgreementId sa;
    domain::Date ages_from;
    std::int32_t days_overdue = 0;
    domain::Plain bucket;
    domain::Money payoff_open;
    domain::Money current_open;
    std::uint64_t position = 0;
    domain::Money disputed;
    domain::DocumentId dispute;
    template <class T = OpenItemAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"document", &T::document, "What made it."},
                         Field{"sa", &T::sa, "Its agreement."},
                         Field{"ages_from", &T::ages_from, "Due date."},
                         Field{"days_overdue", &T::days_overdue, "Days past it; zero or below: not yet due.", "days"},
                         Field{"bucket", &T::bucket, "Its age."},
                         Field{"payoff_open", &T::payoff_open, "Truly owed."},
                         Field{"current_open", &T::current_open, "Asked for now."},
                         Field{"position", &T::position, "Position of the event that made it."},
                         Field{"disputed", &T::disputed, "Of what is open, what is disputed."},
                         Field{"dispute", &T::dispute, "Its open dispute; empty: there is none."}};
    }
    bool operator==(const OpenItemAnswer&) const = default;
};

struct OpenItemsAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Date aged_on;
    AccountHeading heading;
    std::vector<OpenItemAnswer> items;
    std::vector<domain::UnappliedCredit> unapplied;
    domain::Money payoff;
    domain::Money current;
    domain::Money deposits_held;
    domain::Money deposits_asked;
    domain::Code currency;
    eventstore::Maybe<domain::Plain> next;
    template <class T = OpenItemsAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
            Field{"aged_on", &T::aged_on, "Day on which ages were counted."},
            Field{"heading", &T::heading, "Account, main customer, location."},
            Field{"items", &T::items, "In the order in which credit pays them."},
            Field{"unapplied", &T::unapplied, "Credit not used yet, oldest first."},
            Field{"payoff", &T::payoff, "Items less credit and deposits held."},
            Field{"current", &T::current, "Items and deposits asked for, less credit."},
            Field{"deposits_held", &T::deposits_held, "Deposits with interest."},
            Field{"deposits_asked", &T::deposits_asked, "Deposits billed and not paid; they do not age."},
            Field{"currency", &T::currency, "Of all amounts."},
            Field{"next", &T::next,
                  "Cursor of the items after these, where a page was asked for; left out: there are none."}};
    }
    bool operator==(const OpenItemsAnswer&) const = default;
};

void render(const BalanceAnswer&, const RenderContext&, std::string& out);
void render(const OpenItemsAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
