#pragma once
// Where a bill goes, resolved on the bill date and kept with the bill [rule 22].

#include <optional>
#include <string>
#include <vector>

#include "domain/account/people/state.h"
#include "domain/core/refusal.h"
#include "domain/world.h"

namespace tally::domain {

// The address that a person's mail of this account goes to on the day: the address named where it is effective; else
// the override where that is the source; else the seasonal one whose days these are; else the mailing address. nullptr:
// there is none.
[[nodiscard]] const PersonalAddress* address_on(const AccountPerson& link, const PersonState& person,
                                                AddressSource source, const AddressId& address_id, Date day);

// A copy that reaches its person by no means, and why, as a cure.
struct UndeliveredCopy {
    PersonId person;
    Code route_type;
    std::string cure;
};
struct Deliveries {
    std::vector<BillDelivery> deliveries;  // Personal text in clear, under the person.
    std::vector<UndeliveredCopy> skipped;  // Of others than the main customer.
};

// Where a letter to the person goes on that day: by the first routing that gets notices, else the first that gets
// bills, else to the person's own address by the installation's default.
[[nodiscard]] Decided<BillDelivery> resolve_letter(World& world, const AccountPerson& link, Date day);

// In the order of its country, parts apart by commas.
[[nodiscard]] std::string address_in_one_line(const LocationAddress&);

// One delivery a routing that gets a copy. Refuses where one of the main customer's cannot be resolved.
[[nodiscard]] Decided<Deliveries> resolve_deliveries(World& world, const AccountPersons& on, Date bill_date);

}  // namespace tally::domain
