#pragma once
// Messages of the compacted feeds: only the last message of each key counts.

#include <variant>
#include <vector>

#include "domain/account/people/types.h"
#include "domain/person/types.h"

namespace tally::consumers {

using domain::Field;
using domain::FieldList;

struct AccountBalance {
    static constexpr std::string_view type_name = "balance";
    static constexpr std::string_view summary = "What an account owes.";
    domain::AccountId account;
    domain::Code currency;
    domain::Money payoff;
    domain::Money current;
    domain::Money unapplied;
    std::uint64_t position = 0;
    template <class T = AccountBalance>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account: the customer number; the message's key."},
            Field{"currency", &T::currency, "ISO 4217."},
            Field{"payoff", &T::payoff, "What is truly owed; below zero: in credit."},
            Field{"current", &T::current, "What is asked for now."},
            Field{"unapplied", &T::unapplied, "Credit that pays nothing yet; it is taken off both already."},
            Field{"position", &T::position, "Position in the log of the event that made it so."}};
    }
    bool operator==(const AccountBalance&) const = default;
};

struct PersonCard {
    static constexpr std::string_view type_name = "person";
    static constexpr std::string_view summary =
        "Who a person is today, in clear. Once the person is erased, a tombstone comes instead.";
    domain::PersonId person;
    domain::PersonKind kind = domain::PersonKind::individual;
    domain::PersonName name;
    std::vector<domain::PersonAddress> addresses;
    std::uint64_t position = 0;
    template <class T = PersonCard>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person; the message's key."},
                         Field{"kind", &T::kind, "Individual or business."},
                         Field{"name", &T::name, "The name, in clear."},
                         Field{"addresses", &T::addresses, "Mailing and seasonal addresses, in clear."},
                         Field{"position", &T::position, "Position in the log of the event that made it so."}};
    }
    bool operator==(const PersonCard&) const = default;
};

using BalanceMessage = std::variant<AccountBalance>;
using PersonMessage = std::variant<PersonCard>;

}  // namespace tally::consumers
