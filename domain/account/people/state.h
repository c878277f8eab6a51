#pragma once
// Who is on an account: a part of its own, which neither a payment nor a bill changes.

#include <vector>

#include "domain/account/people/events.h"

namespace tally::domain {

struct AccountPersons {
    std::vector<AccountPerson> persons;
    template <class T = AccountPersons>
    static constexpr auto fields() {
        return FieldList{Field{"persons", &T::persons, "Exactly one of them is the main customer."}};
    }
    bool operator==(const AccountPersons&) const = default;

    // nullptr: not on the account.
    [[nodiscard]] const AccountPerson* person(const PersonId&) const;
    [[nodiscard]] const AccountPerson* main_customer() const;
};

}  // namespace tally::domain
