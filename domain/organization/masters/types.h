#pragma once
// What masters above accounts, and statements and payments of many accounts at once, are made of.

#include <array>
#include <cstdint>
#include <string_view>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"

namespace tally::domain {

// Numbers are stored: add at the end.
enum class MasterKind : std::uint8_t { organizational, location };
constexpr auto enum_names(MasterKind) {
    return std::to_array<std::string_view>({"organizational", "location"});
}

// Numbers are stored: add at the end.
enum class MasterStatus : std::uint8_t { open, closed };
constexpr auto enum_names(MasterStatus) {
    return std::to_array<std::string_view>({"open", "closed"});
}

// One account's place on a collective statement.
struct CollectiveLine {
    AccountId account;
    DocumentId statement;
    Money asked;
    Money overdue;
    Money owed;
    Date due_date;
    template <class T = CollectiveLine>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "A member."},
                         Field{"statement", &T::statement, "Its latest statement; empty: it has none yet."},
                         Field{"asked", &T::asked, "Its current balance."},
                         Field{"overdue", &T::overdue, "Of its open items, those due before the bill date."},
                         Field{"owed", &T::owed, "Its payoff balance."},
                         Field{"due_date", &T::due_date,
                               "The first day on which one of its items is due; absent: none is to come."}};
    }
    bool operator==(const CollectiveLine&) const = default;
};

// What one account gets of a payment to the collective.
struct CollectiveShare {
    AccountId account;
    Money amount;
    template <class T = CollectiveShare>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "A member, or the payer."},
                         Field{"amount", &T::amount, "Above zero."}};
    }
    bool operator==(const CollectiveShare&) const = default;
};

}  // namespace tally::domain
