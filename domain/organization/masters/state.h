#pragma once
// A master as folded from its own stream: what it is, what is above it and what is directly under it.

#include <cstdint>
#include <vector>

#include "domain/organization/masters/events.h"

namespace tally::domain {

struct Master {
    MasterId master;
    MasterKind kind = MasterKind::organizational;
    MasterStatus status = MasterStatus::open;
    Plain name;
    MasterId parent;
    std::vector<MasterId> children;
    std::vector<AccountId> accounts;
    Date created_on;
    Date closed_on;
    AccountId payer;
    std::uint32_t statement_count = 0;
    Date last_bill_date;
    std::uint64_t position = 0;
    template <class T = Master>
    static constexpr auto fields() {
        return FieldList{
            Field{"master", &T::master, "The master."},
            Field{"kind", &T::kind, "An organisation with its parts, or a place with what is there."},
            Field{"status", &T::status, "Whether anything may be under it."},
            Field{"name", &T::name, "What it is called."},
            Field{"parent", &T::parent, "The master above it; empty: it is at the top."},
            Field{"children", &T::children, "Masters directly under it, in the order in which they joined."},
            Field{"accounts", &T::accounts, "Accounts directly under it, in the order in which they joined."},
            Field{"created_on", &T::created_on, "Business date."},
            Field{"closed_on", &T::closed_on, "Business date; absent: it is open."},
            Field{"payer", &T::payer, "Account of who pays for all under it; empty: each is billed alone."},
            Field{"statement_count", &T::statement_count, "Collective statements ever."},
            Field{"last_bill_date", &T::last_bill_date, "Of the latest of them."},
            Field{"position", &T::position, "Position of the event that made its payer and latest statement so."}};
    }
    bool operator==(const Master&) const = default;
};

}  // namespace tally::domain
