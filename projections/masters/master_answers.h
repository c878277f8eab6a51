#pragma once
// Masters above accounts with what all accounts under them owe, and collectives with their statements and payments.

#include <cstdint>
#include <vector>

#include "domain/core/decimal.h"
#include "domain/organization/masters/state.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"
#include "projections/masters/master_trail.h"

namespace tally::projections {

struct MasterUse {
    domain::Code unit;
    domain::Quantity quantity;
    template <class T = MasterUse>
    static constexpr auto fields() {
        return FieldList{Field{"unit", &T::unit, "Unit of the quantity."},
                         Field{"quantity", &T::quantity, "What bills charged."}};
    }
    bool operator==(const MasterUse&) const = default;
};

// Over all accounts under a master, however far below.
struct MasterTotals {
    std::uint64_t accounts = 0;
    domain::MoneySum payoff;
    domain::MoneySum current;
    domain::MoneySum receivable;
    domain::MoneySum overdue;
    domain::MoneySum unapplied;
    domain::MoneySum deposits_held;
    std::vector<MasterUse> used_last_year;
    template <class T = MasterTotals>
    static constexpr auto fields() {
        return FieldList{
            Field{"accounts", &T::accounts, "How many accounts."},
            Field{"payoff", &T::payoff, "Truly owed: receivable less unapplied credit and deposits held."},
            Field{"current", &T::current, "Asked for now."},
            Field{"receivable", &T::receivable, "What is open on items, in payoff."},
            Field{"overdue", &T::overdue, "Asked for on items that are past their due date."},
            Field{"unapplied", &T::unapplied, "Credit not used yet."},
            Field{"deposits_held", &T::deposits_held, "Deposits with interest."},
            Field{"used_last_year", &T::used_last_year,
                  "Use on standing bills whose last day is within the year before, by unit; demand is left out."}};
    }
    bool operator==(const MasterTotals&) const = default;
};

struct MasterPart {
    domain::MasterId master;
    domain::MasterKind kind = domain::MasterKind::organizational;
    domain::Plain name;
    MasterTotals totals;
    template <class T = MasterPart>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "A master directly under it."},
                         Field{"kind", &T::kind, "An organisation with its parts, or a place with what is there."},
                         Field{"name", &T::name, "What it is called."},
                         Field{"totals", &T::totals, "Over all accounts under that one."}};
    }
    bool operator==(const MasterPart&) const = default;
};

struct MasterAccount {
    AccountHeading heading;
    domain::Money payoff;
    domain::Money current;
    domain::Money overdue;
    domain::Money unapplied;
    domain::Money deposits_held;
    template <class T = MasterAccount>
    static constexpr auto fields() {
        return FieldList{Field{"heading", &T::heading, "An account directly under it."},
                         Field{"payoff", &T::payoff, "Truly owed."},
                         Field{"current", &T::current, "Asked for now."},
                         Field{"overdue", &T::overdue, "Asked for on items that are past their due date."},
                         Field{"unapplied", &T::unapplied, "Credit not used yet."},
                         Field{"deposits_held", &T::deposits_held, "Deposits with interest."}};
    }
    bool operator==(const MasterAccount&) const = default;
};

struct MasterAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Date aged_on;
    domain::MasterId master;
    domain::MasterKind kind = domain::MasterKind::organizational;
    domain::MasterStatus status = domain::MasterStatus::open;
    domain::Plain name;
    domain::Date created_on;
    domain::Date closed_on;
    std::vector<MasterStep> above;
    domain::AccountId payer;
    MasterTotals totals;
    std::vector<MasterPart> parts;
    std::vector<MasterAccount> accounts;
    domain::Code currency;
    eventstore::Maybe<domain::Plain> next;
    template <class T = MasterAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
            Field{"aged_on", &T::aged_on, "Day on which ages were counted."},
            Field{"master", &T::master, "The master."},
            Field{"kind", &T::kind, "An organisation with its parts, or a place with what is there."},
            Field{"status", &T::status, "Whether anything may be under it."},
            Field{"name", &T::name, "What it is called."},
            Field{"created_on", &T::created_on, "Business date."},
            Field{"closed_on", &T::closed_on, "Business date; absent: it is open."},
            Field{"above", &T::above, "The masters above it, the nearest first."},
            Field{"payer", &T::payer, "Account of who pays for all under it; empty: each is billed alone."},
            Field{"totals", &T::totals, "Over all accounts under it: the sum of parts and accounts."},
            Field{"parts", &T::parts, "The masters directly under it, each with its own totals."},
            Field{"accounts", &T::accounts, "The accounts directly under it."},
            Field{"currency", &T::currency, "Of all amounts."},
            Field{"next", &T::next,
                  "Cursor of the accounts after these, where a page was asked for; left out: there are none."}};
    }
    bool operator==(const MasterAnswer&) const = default;
};

struct MasterLine {
    domain::MasterId master;
    domain::MasterKind kind = domain::MasterKind::organizational;
    domain::MasterStatus status = domain::MasterStatus::open;
    domain::Plain name;
    domain::MasterId parent;
    std::uint32_t parts = 0;
    std::uint32_t accounts = 0;
    domain::AccountId payer;
    template <class T = MasterLine>
    static constexpr auto fields() {
        return FieldList{
            Field{"master", &T::master, "The master."},
            Field{"kind", &T::kind, "An organisation with its parts, or a place with what is there."},
            Field{"status", &T::status, "Whether anything may be under it."},
            Field{"name", &T::name, "What it is called."},
            Field{"parent", &T::parent, "The master above it; empty: it is at the top."},
            Field{"parts", &T::parts, "Masters directly under it."},
            Field{"accounts", &T::accounts, "Accounts directly under it."},
            Field{"payer", &T::payer, "Account of who pays for all under it; empty: each is billed alone."}};
    }
    bool operator==(const MasterLine&) const = default;
};

struct MastersAnswer {
    std::uint64_t position = 0;
    std::vector<MasterLine> masters;
    eventstore::Maybe<domain::Plain> next;
    template <class T = MastersAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"masters", &T::masters, "In the order in which they were created."},
                         Field{"next", &T::next, "Cursor of the next page; left out: there is none."}};
    }
    bool operator==(const MastersAnswer&) const = default;
};

struct ExplainedMember {
    domain::AccountId account;
    domain::MasterId master;
    domain::Money payoff;
    domain::Money current;
    domain::Money history_payoff;
    domain::Money history_current;
    bool agrees = true;
    template <class T = ExplainedMember>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "An account under it; explain-balance tells its items."},
            Field{"master", &T::master, "The master that it is directly under."},
            Field{"payoff", &T::payoff, "Its items less credit, in payoff, as its own explanation adds them up."},
            Field{"current", &T::current, "The same in current."},
            Field{"history_payoff", &T::history_payoff, "Sum of all changes of payoff that were ever entered."},
            Field{"history_current", &T::history_current, "Sum of all changes of current that were ever entered."},
            Field{"agrees", &T::agrees, "Whether its explanation comes to its balance."}};
    }
    bool operator==(const ExplainedMember&) const = default;
};

struct MasterExplanation {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::MasterId master;
    domain::Plain name;
    std::vector<ExplainedMember> members;
    domain::MoneySum payoff;
    domain::MoneySum current;
    domain::MoneySum total_payoff;
    domain::MoneySum total_current;
    bool agrees = true;
    std::vector<domain::Plain> differences;
    domain::Code currency;
    template <class T = MasterExplanation>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
            Field{"master", &T::master, "The master."},
            Field{"name", &T::name, "What it is called."},
            Field{"members", &T::members, "Every account under it, however far below."},
            Field{"payoff", &T::payoff, "Sum of the members' explained payoffs."},
            Field{"current", &T::current, "Sum of the members' explained amounts asked for."},
            Field{"total_payoff", &T::total_payoff, "What the master's totals say is owed."},
            Field{"total_current", &T::total_current, "What they say is asked for."},
            Field{"agrees", &T::agrees, "Whether members come to the totals, and each to its own history."},
            Field{"differences", &T::differences, "What does not, in words."},
            Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const MasterExplanation&) const = default;
};

struct CollectiveMember {
    AccountHeading heading;
    domain::DocumentId statement;
    domain::Money asked;
    domain::Money overdue;
    domain::Money owed;
    template <class T = CollectiveMember>
    static constexpr auto fields() {
        return FieldList{Field{"heading", &T::heading, "An account under the master."},
                         Field{"statement", &T::statement, "Its latest statement; empty: it has none yet."},
                         Field{"asked", &T::asked, "Asked for now."},
                         Field{"overdue", &T::overdue, "Asked for on items that are past their due date."},
                         Field{"owed", &T::owed, "Truly owed."}};
    }
    bool operator==(const CollectiveMember&) const = default;
};

struct CollectiveStatementAnswer {
    domain::DocumentId collective_statement;
    domain::AccountId payer;
    domain::Date bill_date;
    domain::Date due_date;
    std::vector<domain::CollectiveLine> lines;
    domain::Money asked;
    domain::Money overdue;
    domain::Money owed;
    std::uint64_t issued_at = 0;
    template <class T = CollectiveStatementAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"collective_statement", &T::collective_statement, "The statement."},
                         Field{"payer", &T::payer, "Account of who paid for all then."},
                         Field{"bill_date", &T::bill_date, "Its date."},
                         Field{"due_date", &T::due_date, "First due date of what was not overdue then."},
                         Field{"lines", &T::lines, "One an account, as it was then."},
                         Field{"asked", &T::asked, "Sum of what was asked for."},
                         Field{"overdue", &T::overdue, "Sum of what was overdue."},
                         Field{"owed", &T::owed, "Sum of what was truly owed."},
                         Field{"issued_at", &T::issued_at, "Position of its event."}};
    }
    bool operator==(const CollectiveStatementAnswer&) const = default;
};

struct CollectivePaymentAnswer {
    domain::PaymentEventId payment_event;
    domain::AccountId payer;
    domain::Date received_on;
    domain::Money amount;
    domain::Money cancelled;
    domain::Money credit;
    std::vector<domain::CollectiveShare> shares;
    template <class T = CollectivePaymentAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"payment_event", &T::payment_event, "What was handed over at once."},
                         Field{"payer", &T::payer, "Account of who paid."},
                         Field{"received_on", &T::received_on, "Date received."},
                         Field{"amount", &T::amount, "Sum of the tenders."},
                         Field{"cancelled", &T::cancelled, "Of it, what was returned or taken back since."},
                         Field{"credit", &T::credit, "What no open item took; the payer's."},
                         Field{"shares", &T::shares, "What each account got; they sum to the amount."}};
    }
    bool operator==(const CollectivePaymentAnswer&) const = default;
};

struct CollectiveAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Date aged_on;
    domain::MasterId master;
    domain::Plain name;
    domain::AccountId payer;
    std::vector<CollectiveMember> members;
    domain::MoneySum asked;
    domain::MoneySum overdue;
    domain::MoneySum owed;
    std::vector<CollectiveStatementAnswer> statements;
    std::vector<CollectivePaymentAnswer> payments;
    domain::Code currency;
    template <class T = CollectiveAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
                         Field{"aged_on", &T::aged_on, "Day on which ages were counted."},
                         Field{"master", &T::master, "Above the accounts."},
                         Field{"name", &T::name, "What it is called."},
                         Field{"payer", &T::payer, "Account of who pays for all; empty: each is billed alone now."},
                         Field{"members", &T::members, "The accounts under the master, as they are."},
                         Field{"asked", &T::asked, "Sum of what is asked for now."},
                         Field{"overdue", &T::overdue, "Sum of what is overdue."},
                         Field{"owed", &T::owed, "Sum of what is truly owed."},
                         Field{"statements", &T::statements, "Collective statements, the newest first."},
                         Field{"payments", &T::payments, "Payments to the collective, the newest first."},
                         Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const CollectiveAnswer&) const = default;
};

void render(const MasterAnswer&, const RenderContext&, std::string& out);
void render(const MastersAnswer&, const RenderContext&, std::string& out);
void render(const MasterExplanation&, const RenderContext&, std::string& out);
void render(const CollectiveAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
