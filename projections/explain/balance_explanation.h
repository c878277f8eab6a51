#pragma once
// What an account owes, explained: each open item and credit with everything that made it what it is.

#include <cstdint>
#include <vector>

#include "domain/account/receivables/types.h"
#include "projections/explain/explain_parts.h"

namespace tally::projections {

// A change of an open item or of a credit.
struct AmountStep {
    domain::Plain what;
    domain::DocumentId by;
    domain::Date effective_date;
    domain::Money payoff;
    domain::Money current;
    domain::Money payoff_open;
    EventCause entered;
    template <class T = AmountStep>
    static constexpr auto fields() {
        return FieldList{
            Field{"what", &T::what, "What happened, in words."},
            Field{"by", &T::by, "Segment, payment, adjustment or other document that did it; may be empty."},
            Field{"effective_date", &T::effective_date, "Business date."},
            Field{"payoff", &T::payoff, "Change of what is truly owed; of a credit, of the credit."},
            Field{"current", &T::current, "Change of what is asked for now; of a credit, of the credit."},
            Field{"payoff_open", &T::payoff_open, "What is left from then on."},
            Field{"entered", &T::entered, "Its event."}};
    }
    bool operator==(const AmountStep&) const = default;
};

struct ExplainedItem {
    domain::DocumentId document;
    domain::Code kind;
    domain::ServiceAgreementId sa;
    domain::Date due_date;
    std::int32_t days_overdue = 0;
    domain::Money payoff_open;
    domain::Money current_open;
    std::vector<AmountStep> steps;
    bool agrees = true;
    template <class T = ExplainedItem>
    static constexpr auto fields() {
        return FieldList{Field{"document", &T::document, "What made it."},
                         Field{"kind", &T::kind, "invoice, nsf_fee, adjustment, deposit."},
                         Field{"sa", &T::sa, "Its agreement."},
                         Field{"due_date", &T::due_date, "It ages from that day."},
                         Field{"days_overdue", &T::days_overdue, "Days past it; zero or below: not yet due.", "days"},
                         Field{"payoff_open", &T::payoff_open, "Truly owed."},
                         Field{"current_open", &T::current_open, "Asked for now."},
                         Field{"steps", &T::steps, "What made it so, in order of entry."},
                         Field{"agrees", &T::agrees, "Whether the steps come to the open amounts."}};
    }
    bool operator==(const ExplainedItem&) const = default;
};

struct ExplainedCredit {
    domain::CreditSource source;
    domain::Money amount;
    bool on_hold = false;
    std::vector<AmountStep> steps;
    bool agrees = true;
    template <class T = ExplainedCredit>
    static constexpr auto fields() {
        return FieldList{Field{"source", &T::source, "Where it came from."},
                         Field{"amount", &T::amount, "What is left; above zero."},
                         Field{"on_hold", &T::on_hold, "Not to be used by itself."},
                         Field{"steps", &T::steps, "What made it so, in order of entry."},
                         Field{"agrees", &T::agrees, "Whether the steps come to the amount."}};
    }
    bool operator==(const ExplainedCredit&) const = default;
};

// An open item of which more or less is asked for than is owed.
struct AskedOtherwise {
    domain::DocumentId document;
    domain::ServiceAgreementId sa;
    domain::Money not_asked;
    domain::Code why;
    domain::Plain explanation;
    template <class T = AskedOtherwise>
    static constexpr auto fields() {
        return FieldList{Field{"document", &T::document, "Document of the item."},
                         Field{"sa", &T::sa, "Its agreement."},
                         Field{"not_asked", &T::not_asked, "Owed and not asked for; below zero: asked for, not owed."},
                         Field{"why", &T::why, "budget, arrangement, deposit."},
                         Field{"explanation", &T::explanation, "The same in words."}};
    }
    bool operator==(const AskedOtherwise&) const = default;
};

struct BalanceExplanation {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Date aged_on;
    AccountHeading heading;
    std::vector<ExplainedItem> items;
    std::vector<ExplainedCredit> credits;
    domain::Money receivable;
    domain::Money unapplied;
    domain::Money payoff;
    domain::Money current;
    domain::Plain payoff_arithmetic;
    domain::Plain current_arithmetic;
    domain::Money history_payoff;
    domain::Money history_current;
    bool agrees = true;
    std::vector<domain::Plain> differences;
    domain::Code currency;
    std::vector<AskedOtherwise> asked_otherwise;
    template <class T = BalanceExplanation>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
            Field{"aged_on", &T::aged_on, "Day on which ages were counted."},
            Field{"heading", &T::heading, "Account, main customer, location."},
            Field{"items", &T::items, "Open items in the order in which credit pays them."},
            Field{"credits", &T::credits, "Credit not used yet, oldest first."},
            Field{"receivable", &T::receivable, "Sum of the items, in payoff."},
            Field{"unapplied", &T::unapplied, "Sum of the credits."},
            Field{"payoff", &T::payoff, "Truly owed."},
            Field{"current", &T::current, "Asked for now."},
            Field{"payoff_arithmetic", &T::payoff_arithmetic, "Items less credit, in payoff."},
            Field{"current_arithmetic", &T::current_arithmetic, "Items less credit, in current."},
            Field{"history_payoff", &T::history_payoff, "Sum of all changes of payoff that were ever entered."},
            Field{"history_current", &T::history_current, "Sum of all changes of current that were ever entered."},
            Field{"agrees", &T::agrees, "Whether items, credits and history come to the balance."},
            Field{"differences", &T::differences, "What does not, in words."},
            Field{"currency", &T::currency, "Of all amounts."},
            Field{"asked_otherwise", &T::asked_otherwise, "Why what is asked for is not what is owed."}};
    }
    bool operator==(const BalanceExplanation&) const = default;
};

void render(const BalanceExplanation&, const RenderContext&, std::string& out);

}  // namespace tally::projections
