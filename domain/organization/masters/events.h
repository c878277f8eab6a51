#pragma once
// Masters above accounts, each with a stream of its own; what joins or leaves one stands on its stream, so that a
// master's members are the fold of it. Names and field order are on disk: add, never edit.

#include <string_view>
#include <tuple>
#include <vector>

#include "domain/about.h"
#include "domain/core/type_list.h"
#include "domain/organization/masters/types.h"

namespace tally::domain {

struct MasterCreated {
    static constexpr std::string_view type_name = "organization.master_created";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::hierarchy;
    MasterId master;
    MasterKind kind = MasterKind::organizational;
    Plain name;
    MasterId parent;
    Date created_on;
    static constexpr std::tuple makes{NamedId{"master", &MasterCreated::master}};
    template <class T = MasterCreated>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "The master."},
                         Field{"kind", &T::kind, "An organisation with its parts, or a place with what is there."},
                         Field{"name", &T::name, "What it is called."},
                         Field{"parent", &T::parent, "The master above it; empty: it is at the top."},
                         Field{"created_on", &T::created_on, "Business date."}};
    }
    bool operator==(const MasterCreated&) const = default;
};

struct MasterRenamed {
    static constexpr std::string_view type_name = "organization.master_renamed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::hierarchy;
    MasterId master;
    Plain name;
    template <class T = MasterRenamed>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "The master."},
                         Field{"name", &T::name, "What it is called from now on."}};
    }
    bool operator==(const MasterRenamed&) const = default;
};

// With all that is under it.
struct MasterMoved {
    static constexpr std::string_view type_name = "organization.master_moved";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::hierarchy;
    MasterId master;
    MasterId parent;
    MasterId left;
    template <class T = MasterMoved>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "The master."},
                         Field{"parent", &T::parent, "The master above it from now on; empty: it is at the top."},
                         Field{"left", &T::left, "The master above it until then; empty: it was at the top."}};
    }
    bool operator==(const MasterMoved&) const = default;
};

// A master or an account is directly under it from now on.
struct MasterJoined {
    static constexpr std::string_view type_name = "organization.master_joined";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::hierarchy;
    MasterId master;
    MasterId child;
    AccountId account;
    template <class T = MasterJoined>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "The master that has one more."},
                         Field{"child", &T::child, "The master that joined; empty: an account did."},
                         Field{"account", &T::account, "The account that joined; empty: a master did."}};
    }
    bool operator==(const MasterJoined&) const = default;
};

// A master or an account is no longer under it.
struct MasterLeft {
    static constexpr std::string_view type_name = "organization.master_left";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::hierarchy;
    MasterId master;
    MasterId child;
    AccountId account;
    template <class T = MasterLeft>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "The master that has one less."},
                         Field{"child", &T::child, "The master that left; empty: an account did."},
                         Field{"account", &T::account, "The account that left; empty: a master did."}};
    }
    bool operator==(const MasterLeft&) const = default;
};

// Nothing is under it any more, and nothing will be.
struct MasterClosed {
    static constexpr std::string_view type_name = "organization.master_closed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::hierarchy;
    MasterId master;
    Date closed_on;
    template <class T = MasterClosed>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "The master."},
                         Field{"closed_on", &T::closed_on, "Business date."}};
    }
    bool operator==(const MasterClosed&) const = default;
};

// The accounts under the master get one statement together, and one payment pays them.
struct CollectiveBegun {
    static constexpr std::string_view type_name = "organization.collective_begun";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::hierarchy;
    MasterId master;
    AccountId payer;
    Date begun_on;
    template <class T = CollectiveBegun>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "Above the accounts."},
                         Field{"payer", &T::payer, "Account of who pays for all; gets what no item takes."},
                         Field{"begun_on", &T::begun_on, "Business date."}};
    }
    bool operator==(const CollectiveBegun&) const = default;
};

struct CollectiveEnded {
    static constexpr std::string_view type_name = "organization.collective_ended";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::hierarchy;
    MasterId master;
    Date ended_on;
    template <class T = CollectiveEnded>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "Above the accounts."},
                         Field{"ended_on", &T::ended_on, "Business date."}};
    }
    bool operator==(const CollectiveEnded&) const = default;
};

// It moves no money: each account owes what its own statement says.
struct CollectiveStatementIssued {
    static constexpr std::string_view type_name = "organization.collective_statement_issued";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::hierarchy;
    MasterId master;
    DocumentId collective_statement;
    AccountId payer;
    Date bill_date;
    Date due_date;
    std::vector<CollectiveLine> lines;
    Money asked;
    Money overdue;
    Money owed;
    static constexpr std::tuple makes{
        NamedId{"collective_statement", &CollectiveStatementIssued::collective_statement}};
    template <class T = CollectiveStatementIssued>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "Above the accounts."},
                         Field{"collective_statement", &T::collective_statement, "The statement."},
                         Field{"payer", &T::payer, "Account of who pays for all."},
                         Field{"bill_date", &T::bill_date, "Its date."},
                         Field{"due_date", &T::due_date,
                               "The first due date of the members' items that are not overdue; else the bill date."},
                         Field{"lines", &T::lines, "Each account that owes, is owed, or has a new statement."},
                         Field{"asked", &T::asked, "Sum of the current balances."},
                         Field{"overdue", &T::overdue, "Sum of what is overdue."},
                         Field{"owed", &T::owed, "Sum of the payoff balances."}};
    }
    bool operator==(const CollectiveStatementIssued&) const = default;
};

// Beside the payments of the accounts, in one commit.
struct CollectivePaid {
    static constexpr std::string_view type_name = "organization.collective_paid";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::hierarchy;
    MasterId master;
    PaymentEventId payment_event;
    AccountId payer;
    Date received_on;
    Money amount;
    std::vector<CollectiveShare> shares;
    Money credit;
    template <class T = CollectivePaid>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "Above the accounts."},
                         Field{"payment_event", &T::payment_event, "What was handed over at once."},
                         Field{"payer", &T::payer, "Account of who paid."},
                         Field{"received_on", &T::received_on, "Date received."},
                         Field{"amount", &T::amount, "Sum of the tenders."},
                         Field{"shares", &T::shares, "What each account got; they sum to the amount."},
                         Field{"credit", &T::credit, "Of the payer's share, what no open item took."}};
    }
    bool operator==(const CollectivePaid&) const = default;
};

using MasterEvent = TypeList<MasterCreated, MasterRenamed, MasterMoved, MasterJoined, MasterLeft, MasterClosed,
                             CollectiveBegun, CollectiveEnded, CollectiveStatementIssued, CollectivePaid>;

}  // namespace tally::domain
