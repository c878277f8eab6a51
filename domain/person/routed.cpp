#include "domain/person/routed.h"

#include <algorithm>
#include <functional>

#include "domain/core/check.h"

namespace tally::domain {

namespace {

// A routing of bills or quotes, as far as it matters here.
struct Way {
    RouteMethod method;
    AddressSource source;
    const AddressId& address_id;
};

// The first account with a routing to the person that needs what goes; nullopt: none.
std::optional<std::string> account_that_needs(World& world, const PersonState& person,
                                              const std::function<bool(const Way&)>& needs) {
    const DirectoryEntry* entry = world.directory(DirectoryKind::person, person.person.str());
    if (!entry) return std::nullopt;
    const std::vector<Plain> accounts = entry->leads_to;
    const auto any = [&](const auto& routings) {
        return std::any_of(routings.begin(), routings.end(), [&](const auto& routing) {
            const BillRouteType* type = world.settings().bill_route_type(routing.route_type);
            return routing.receives_copy && type && needs({type->method, routing.address_source, routing.address_id});
        });
    };
    for (const Plain& id : accounts) {
        const AccountPerson* link = world.persons_on(AccountId{id.str()}).person(person.person);
        if (link && (any(link->bill_routings) || any(link->quote_routings))) return id.str();
    }
    return std::nullopt;
}

std::string cure(const std::string& account) {
    return "Account " + account + " sends there: change that routing first (account.change_person).";
}

}  // namespace

Decided<void> address_may_go(World& world, const PersonState& person, const AddressId& id) {
    const bool last = person.addresses.size() == 1;
    const auto account = account_that_needs(world, person, [&](const Way& way) {
        return way.method == RouteMethod::postal && way.source == AddressSource::person &&
               (last || way.address_id == id);
    });
    if (account) return refuse(Rejection::route_needs_address, "address_id", id.str(), cure(*account));
    return {};
}

Decided<void> email_may_go(World& world, const PersonState& person) {
    const auto account =
        account_that_needs(world, person, [](const Way& way) { return way.method == RouteMethod::email; });
    if (account) return refuse(Rejection::route_needs_email, "email", "", cure(*account));
    return {};
}

Decided<void> phone_may_go(World& world, const PersonState& person, const Code& phone_type) {
    const auto is_fax = [&](const Code& code) {
        const PhoneType* type = world.settings().phone_type(code);
        return type && type->fax;
    };
    const bool another = std::any_of(person.phones.begin(), person.phones.end(), [&](const PersonPhone& phone) {
        return phone.phone_type != phone_type && is_fax(phone.phone_type);
    });
    if (another || !is_fax(phone_type)) return {};
    const auto account =
        account_that_needs(world, person, [](const Way& way) { return way.method == RouteMethod::fax; });
    if (account) return refuse(Rejection::route_needs_fax_phone, "phone_type", phone_type.str(), cure(*account));
    return {};
}

}  // namespace tally::domain
