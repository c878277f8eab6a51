// The rules of opening accounts and of the persons on them [rule 22].

#include "domain/account/people/persons.h"

#include <algorithm>

#include "domain/account/evolving.h"
#include "domain/account/people/routing.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/evolve_on.h"
#include "domain/made_so.h"

namespace tally::domain {

namespace {

Decided<const AccountState*> known_account(World& world, const std::string& field, const AccountId& id) {
    TALLY_TRY(check_id(field, id));
    const AccountState* account = world.account(id);
    if (!account) return refuse(Rejection::account_unknown, field, id.str(), "Open the account first.");
    return account;
}

Decided<void> check_terms(const SettingsState& settings, const std::string& path, const Code& customer_class,
                          const Code& customer_type, const Code& bill_cycle, unsigned requested_due_day) {
    AllOf codes;
    codes += check_code(path + "customer_class", customer_class, settings.customer_class(customer_class));
    codes += check_code_or_empty(path + "customer_type", customer_type, settings.customer_type(customer_type));
    codes += check_code(path + "bill_cycle", bill_cycle, settings.bill_cycle(bill_cycle));
    TALLY_TRY(codes.result());
    if (requested_due_day > 28)
        return refuse(Rejection::field_invalid, path + "requested_due_day", std::to_string(requested_due_day),
                      "Give a day that every month has, 1 to 28, or 0 for none.");
    return {};
}

// How main gets bills where nothing was said: as the installation has it, to the person's own address.
template <class Routing>
Routing default_routing(const SettingsState& settings, const Code& route_type) {
    Routing routing;
    routing.route_type = route_type;
    const BillRouteType* type = settings.bill_route_type(route_type);
    if (type && type->method == RouteMethod::postal) routing.address_source = AddressSource::person;
    return routing;
}
// A place of main that was not stated in full: routings are made, switched-off ones switched on.
AccountPerson as_main(const SettingsState& settings, AccountPerson link) {
    const InstallationOptions& installation = settings.installation();
    link.main_customer = true;
    link.financially_responsible = true;
    link.third_party_guarantor = false;
    for (BillRouting& routing : link.bill_routings) routing.receives_notification = true;
    const auto switch_on = [&](auto& routings, const Code& route_type) {
        using Routing = typename std::remove_cvref_t<decltype(routings)>::value_type;
        if (routings.empty()) routings.emplace_back();
        for (Routing& routing : routings)
            if (!routing.receives_copy || routing == Routing{})
                routing = default_routing<Routing>(settings, route_type);
    };
    switch_on(link.bill_routings, installation.default_bill_route_type);
    if (installation.quotation_module) switch_on(link.quote_routings, installation.default_quote_route_type);
    return link;
}

// The person's place on the account, where the event says it.
const AccountPerson* place_in(const Event& event, const PersonId& person) {
    const AccountPerson* place = nullptr;
    const auto look = [&](const AccountPerson& link) {
        if (link.person == person) place = &link;
    };
    if (const auto* linked = get_if<AccountPersonLinked>(&event)) look(linked->link);
    if (const auto* changed = get_if<AccountPersonChanged>(&event)) look(changed->link);
    if (const auto* main = get_if<MainCustomerChanged>(&event)) {
        look(main->demoted);
        look(main->promoted);
    }
    return place;
}
// The event that last gave the person this place.
std::uint64_t placed_since(World& world, const AccountId& account, const PersonId& person) {
    return last_position(world, stream_of(account), [&](const Event& event) { return place_in(event, person); });
}

// The account's terms as an event says them.
std::optional<AccountTermsChanged> terms_in(const Event& event) {
    if (const auto* opened = get_if<AccountOpened>(&event))
        return AccountTermsChanged{opened->account, opened->customer_class, opened->customer_type, opened->bill_cycle,
                                   opened->requested_due_day};
    if (const auto* changed = get_if<AccountTermsChanged>(&event)) return *changed;
    return std::nullopt;
}

}  // namespace

Decided<AccountId> record_account(Draft& draft, const OpenAccount& command, const std::string& path) {
    AccountId id = command.account;
    if (id.empty()) id = AccountId{std::to_string(draft.numbers().highest_customer_number + 1)};
    TALLY_TRY(check_id(path + "account", id));
    TALLY_TRY(not_far_ahead(command.opened_on, path + "opened_on", draft.context().today, service_days_ahead_max));
    const SettingsState& settings = draft.settings();
    TALLY_TRY(check_terms(settings, path, command.customer_class, command.customer_type, command.bill_cycle,
                          command.requested_due_day));
    AccountPerson link;
    link.person = command.person;
    link.bill_routings = command.bill_routings;
    // What was stated stands, also where it is at odds with main's locks: that is refused by name.
    if (link.bill_routings.empty()) link = as_main(settings, std::move(link));
    if (settings.installation().quotation_module && link.quote_routings.empty())
        link.quote_routings = {
            default_routing<QuoteRouting>(settings, settings.installation().default_quote_route_type)};
    auto place = checked_place(draft, path, link, true, nullptr);
    TALLY_TRY(place);
    const Date opened_on = command.opened_on.is_set() ? command.opened_on : draft.context().today;
    if (const AccountState* held = draft.account(id)) {
        const AccountPerson* main = draft.persons_on(id).main_customer();
        if (held->customer_class == command.customer_class && held->customer_type == command.customer_type &&
            held->bill_cycle == command.bill_cycle && held->requested_due_day == command.requested_due_day &&
            (!command.opened_on.is_set() || held->opened_on == command.opened_on) && main &&
            same_place(draft, *main, *place))
            return already_so(last_position(draft, stream_of(id), [&](const Event& event) {
                return terms_in(event) || place_in(event, main->person);
            }));
        return refuse(Rejection::id_taken, path + "account", id.str(),
                      "Another customer has this number: leave it empty for the next free one.");
    }
    draft.record(id, AccountOpened{id, opened_on, command.customer_class, command.customer_type, command.bill_cycle,
                                   command.requested_due_day});
    draft.record(id, AccountPersonLinked{id, std::move(*place)});
    return id;
}

Decided<void> record_link(Draft& draft, const LinkPerson& command, const std::string& path) {
    const auto account = known_account(draft, path + "account", command.account);
    TALLY_TRY(account);
    const AccountPerson* held = draft.persons_on(command.account).person(command.link.person);
    if (command.link.main_customer && !(held && held->main_customer))
        return refuse(Rejection::account_has_main_customer, path + "link.main_customer", "true",
                      "Link the person, then send account.change_main_customer.");
    auto place = checked_place(draft, path + "link.", command.link, held && held->main_customer, held);
    if (held) {
        if (place && same_place(draft, *held, *place))
            return already_so(placed_since(draft, command.account, held->person));
        return refuse(Rejection::person_already_on_account, path + "link.person", command.link.person.str(),
                      "Send account.change_person to change the place.");
    }
    TALLY_TRY(place);
    draft.record(command.account, AccountPersonLinked{command.account, std::move(*place)});
    return {};
}

Decided<Events> decide_on(const OpenAccount& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(record_account(draft, command, ""));
    return draft.take();
}

Decided<Events> decide_on(const LinkPerson& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(record_link(draft, command, ""));
    return draft.take();
}

Decided<Events> decide_on(const ChangeAccountTerms& command, const Context& context) {
    const auto account = known_account(context.world, "account", command.account);
    TALLY_TRY(account);
    const AccountState& held = **account;
    // An empty code says nothing; null clears.
    const auto chosen = [](const auto& change, const Code& now) {
        return change.said == Said::value && change.value.empty() ? now : change.after(now);
    };
    const auto after = [&](const AccountTermsChanged& now) {
        return AccountTermsChanged{command.account, chosen(command.customer_class, now.customer_class),
                                   chosen(command.customer_type, now.customer_type),
                                   chosen(command.bill_cycle, now.bill_cycle),
                                   command.requested_due_day.after(now.requested_due_day)};
    };
    const AccountTermsChanged now{command.account, held.customer_class, held.customer_type, held.bill_cycle,
                                  held.requested_due_day};
    AccountTermsChanged changed = after(now);
    TALLY_TRY(check_terms(context.world.settings(), "", changed.customer_class, changed.customer_type,
                          changed.bill_cycle, changed.requested_due_day));
    if (changed == now)
        return already_so(position_since(context.world, stream_of(command.account), [&](const Event& event) {
            const auto terms = terms_in(event);
            return terms ? std::optional(after(*terms) == *terms) : std::nullopt;
        }));
    return Events{{stream_of(command.account), std::move(changed)}};
}

namespace {
AccountPerson changed_place(const AccountPerson& held, const AccountPersonChange& change) {
    AccountPerson place;
    place.person = held.person;
    place.main_customer = change.main_customer.after(held.main_customer);
    place.financially_responsible = change.financially_responsible.after(held.financially_responsible);
    place.third_party_guarantor = change.third_party_guarantor.after(held.third_party_guarantor);
    place.relationship_type = change.relationship_type.after(held.relationship_type);
    place.web_access = change.web_access.after(held.web_access);
    place.name_affix = change.name_affix.after(held.name_affix);
    place.affix_name = change.affix_name.after(held.affix_name);
    // An affix is a side and a text: clearing one of them clears the other, unless that is named.
    if (change.affix_name.said == Said::clear && change.name_affix.said == Said::nothing)
        place.name_affix = NameAffix::none;
    if (change.name_affix.said == Said::clear && change.affix_name.said == Said::nothing) place.affix_name = {};
    place.override_addresses = change.override_addresses.after(held.override_addresses);
    place.bill_routings = change.bill_routings.after(held.bill_routings);
    place.quote_routings = change.quote_routings.after(held.quote_routings);
    return place;
}
}  // namespace

Decided<Events> decide_on(const ChangeAccountPerson& command, const Context& context) {
    const auto account = known_account(context.world, "account", command.account);
    TALLY_TRY(account);
    const AccountPerson* held = context.world.persons_on(command.account).person(command.link.person);
    if (!held)
        return refuse(Rejection::person_not_on_account, "link.person", command.link.person.str(),
                      "Send account.link_person first.");
    const AccountPerson wanted = changed_place(*held, command.link);
    if (wanted.main_customer && !held->main_customer)
        return refuse(Rejection::account_has_main_customer, "link.main_customer", "true",
                      "Send account.change_main_customer: it changes both persons in one step.");
    auto place = checked_place(context.world, "link.", wanted, held->main_customer, held);
    TALLY_TRY(place);
    if (same_place(context.world, *held, *place))
        return already_so(position_since(context.world, stream_of(command.account), [&](const Event& event) {
            const AccountPerson* then = place_in(event, held->person);
            if (!then) return std::optional<bool>{};
            const auto so =
                checked_place(context.world, "link.", changed_place(*then, command.link), then->main_customer, then);
            return std::optional(so && same_place(context.world, *then, *so));
        }));
    return Events{{stream_of(command.account), AccountPersonChanged{command.account, std::move(*place)}}};
}

Decided<Events> decide_on(const UnlinkPerson& command, const Context& context) {
    const auto account = known_account(context.world, "account", command.account);
    TALLY_TRY(account);
    const AccountPerson* held = context.world.persons_on(command.account).person(command.person);
    if (!held)
        return refuse(Rejection::person_not_on_account, "person", command.person.str(),
                      "Name a person on the account.");
    if (held->main_customer)
        return refuse(Rejection::main_customer_cannot_be_unlinked, "person", command.person.str(),
                      "Make another person the main customer first.");
    return Events{{stream_of(command.account), AccountPersonUnlinked{command.account, command.person}}};
}

Decided<Events> decide_on(const ChangeMainCustomer& command, const Context& context) {
    const auto account = known_account(context.world, "account", command.account);
    TALLY_TRY(account);
    const AccountPerson* next = context.world.persons_on(command.account).person(command.person);
    if (!next)
        return refuse(Rejection::person_not_on_account, "person", command.person.str(),
                      "Send account.link_person first.");
    if (next->main_customer)
        return already_so(position_since(context.world, stream_of(command.account), [&](const Event& event) {
            const AccountPerson* then = place_in(event, command.person);
            return then ? std::optional(then->main_customer) : std::nullopt;
        }));
    const AccountPerson* before = context.world.persons_on(command.account).main_customer();
    TALLY_ASSERT(before, "an account has a main customer from its first commit on");
    // The old one stays responsible, unlocked, until that is changed.
    AccountPerson demoted = *before;
    demoted.main_customer = false;
    auto promoted = checked_place(context.world, "", as_main(context.world.settings(), *next), true, next);
    if (!promoted) {
        // What is wrong is wrong in the place that the account holds: the command has no field of it.
        Refusal refusal = std::move(promoted.error());
        refusal.cure = "In " + refusal.field + " of the person's place: " + refusal.cure;
        refusal.field = "person";
        refusal.value = command.person.str();
        return tl::unexpected(std::move(refusal));
    }
    return Events{
        {stream_of(command.account), MainCustomerChanged{command.account, std::move(demoted), std::move(*promoted)}}};
}

namespace {
AccountPersons& evolving_persons(MutableWorld& world, const Envelope& envelope, const AccountId& account) {
    (void)evolving(world, envelope, account);
    return world.persons_part(account);
}
void replace_place(AccountPersons& on, const AccountPerson& link) {
    for (AccountPerson& person : on.persons)
        if (person.person == link.person) person = link;
}
}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const AccountOpened& event) {
    AccountState& account = evolving(world, envelope, event.account);
    account.account = event.account;
    account.opened_on = event.opened_on;
    account.customer_class = event.customer_class;
    account.customer_type = event.customer_type;
    account.bill_cycle = event.bill_cycle;
    account.requested_due_day = event.requested_due_day;
    if (const auto number = number_of(event.account.str())) {
        DivisionNumbers& numbers = world.numbers_part();
        numbers.highest_customer_number = std::max(numbers.highest_customer_number, *number);
    }
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const AccountTermsChanged& event) {
    AccountState& account = evolving(world, envelope, event.account);
    account.customer_class = event.customer_class;
    account.customer_type = event.customer_type;
    account.bill_cycle = event.bill_cycle;
    account.requested_due_day = event.requested_due_day;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const AccountPersonLinked& event) {
    evolving_persons(world, envelope, event.account).persons.push_back(event.link);
    DirectoryEntry& accounts = world.directory_part(DirectoryKind::person, event.link.person.str());
    accounts.leads_to.emplace_back(event.account.str());
    accounts.position = envelope.position;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const AccountPersonChanged& event) {
    replace_place(evolving_persons(world, envelope, event.account), event.link);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const AccountPersonUnlinked& event) {
    std::erase_if(evolving_persons(world, envelope, event.account).persons,
                  [&](const AccountPerson& link) { return link.person == event.person; });
    DirectoryEntry& accounts = world.directory_part(DirectoryKind::person, event.person.str());
    std::erase_if(accounts.leads_to, [&](const Plain& account) { return account.str() == event.account.str(); });
    accounts.position = envelope.position;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const MainCustomerChanged& event) {
    AccountPersons& on = evolving_persons(world, envelope, event.account);
    replace_place(on, event.demoted);
    replace_place(on, event.promoted);
}

}  // namespace tally::domain
