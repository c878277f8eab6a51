#pragma once
// What can be asked about masters above accounts, and about the statements and payments of many accounts at once.

#include <string_view>
#include <vector>

#include "domain/account/receivables/commands.h"
#include "domain/core/type_list.h"
#include "domain/organization/masters/types.h"

namespace tally::domain {

struct CreateMaster {
    static constexpr std::string_view type_name = "master.create";
    MasterKind kind = MasterKind::organizational;
    Plain name;
    MasterId parent;
    Date on;
    template <class T = CreateMaster>
    static constexpr auto fields() {
        return FieldList{Field{"kind", &T::kind, "An organisation with its parts, or a place with what is there."},
                         Field{"name", &T::name, "What it is called, such as that of a chain, a city or a campus."},
                         Field{"parent", &T::parent, "An open master above it; empty: it is at the top."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CreateMaster&) const = default;
};

struct RenameMaster {
    static constexpr std::string_view type_name = "master.rename";
    MasterId master;
    Plain name;
    template <class T = RenameMaster>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "An open master."},
                         Field{"name", &T::name, "What it is called from now on."}};
    }
    bool operator==(const RenameMaster&) const = default;
};

// With all that is under it.
struct MoveMaster {
    static constexpr std::string_view type_name = "master.move";
    MasterId master;
    MasterId parent;
    template <class T = MoveMaster>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "An open master."},
                         Field{"parent", &T::parent,
                               "The open master above it from now on, none of those under it; empty: the top."}};
    }
    bool operator==(const MoveMaster&) const = default;
};

// An account that has a master is reassigned.
struct AssignAccount {
    static constexpr std::string_view type_name = "master.assign_account";
    AccountId account;
    MasterId master;
    template <class T = AssignAccount>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"master", &T::master, "The open master that it is directly under from now on."}};
    }
    bool operator==(const AssignAccount&) const = default;
};

struct ReleaseAccount {
    static constexpr std::string_view type_name = "master.release_account";
    AccountId account;
    template <class T = ReleaseAccount>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "An account that has a master."}};
    }
    bool operator==(const ReleaseAccount&) const = default;
};

struct CloseMaster {
    static constexpr std::string_view type_name = "master.close";
    MasterId master;
    Date on;
    template <class T = CloseMaster>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "An open master with nothing under it."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CloseMaster&) const = default;
};

// Sent again with another payer, that one pays from then on.
struct BeginCollective {
    static constexpr std::string_view type_name = "collective.begin";
    MasterId master;
    AccountId payer;
    Date on;
    template <class T = BeginCollective>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "An open master; the accounts under it are the members."},
                         Field{"payer", &T::payer, "Account of who pays for all; a member or another."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const BeginCollective&) const = default;
};

struct EndCollective {
    static constexpr std::string_view type_name = "collective.end";
    MasterId master;
    Date on;
    template <class T = EndCollective>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "A master with collective billing."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const EndCollective&) const = default;
};

struct IssueCollectiveStatement {
    static constexpr std::string_view type_name = "collective.issue_statement";
    MasterId master;
    Date bill_date;
    template <class T = IssueCollectiveStatement>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "A master with collective billing."},
                         Field{"bill_date", &T::bill_date, "Its date; absent: today."}};
    }
    bool operator==(const IssueCollectiveStatement&) const = default;
};

// One payment for all accounts under the master: the oldest due first, or as named.
struct PayCollective {
    static constexpr std::string_view type_name = "collective.pay";
    MasterId master;
    PaymentEventId payment_event;
    Date received_on;
    std::vector<Tender> tenders;
    std::vector<CollectiveShare> shares;
    BatchId batch;
    template <class T = PayCollective>
    static constexpr auto fields() {
        return FieldList{
            Field{"master", &T::master, "A master with collective billing."},
            Field{"payment_event", &T::payment_event, "Its id; empty: made from the first account paid."},
            Field{"received_on", &T::received_on, "Date received; absent: today."},
            Field{"tenders", &T::tenders, "What was handed over."},
            Field{
                "shares", &T::shares,
                "What members get, as the payer says; what they leave is the payer's credit. Empty: open items of all "
                "members are paid, the oldest due first."},
            Field{"batch", &T::batch, "Open batch that the tenders are in; empty: none."}};
    }
    bool operator==(const PayCollective&) const = default;
};

using MasterCommand = TypeList<CreateMaster, RenameMaster, MoveMaster, AssignAccount, ReleaseAccount, CloseMaster,
                               BeginCollective, EndCollective, IssueCollectiveStatement, PayCollective>;

}  // namespace tally::domain
