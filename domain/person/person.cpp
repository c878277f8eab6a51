// The rules of persons. Personal text is sealed under the key of the person it is about.

#include "domain/person/person.h"

#include <algorithm>

#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/evolve_on.h"
#include "domain/made_so.h"
#include "domain/person/routed.h"

namespace tally::domain {

namespace {

Decided<const PersonState*> known_person(World& world, const PersonId& id) {
    TALLY_TRY(check_id("person", id));
    const PersonState* state = world.person(id);
    if (!state) return refuse(Rejection::person_unknown, "person", id.str(), "Register the person first.");
    TALLY_TRY(check_not_erased(world, "person", id));
    return state;
}

// Names under the person's key; `full` made from the parts where it is not given.
Decided<PersonName> checked_name(const std::string& path, const PersonId& person, const PersonName& given) {
    PersonName name;
    std::string joined;
    for_each_field<PersonName>([&](const auto& field) {
        const Personal& text = given.*field.member;
        name.*field.member = owned(person, text);
        if (field.name == "full" || text.empty()) return;
        if (!joined.empty()) joined += ' ';
        joined += text.bytes;
    });
    if (name.full.empty()) name.full = owned(person, {{}, joined, false});
    if (name.full.empty())
        return refuse(Rejection::no_name_given, path + "full", "", "Give the name as typed, or in parts.");
    return name;
}
bool same_name(World& world, const PersonName& held, const PersonName& given) {
    bool same = true;
    for_each_field<PersonName>(
        [&](const auto& field) { same = same && same_text(world, held.*field.member, given.*field.member); });
    return same;
}

// Digits and what is written between them; an extension may follow.
bool is_phone_number(std::string_view text) {
    for (const std::string_view mark : {"ext.", "ext", "x"})
        if (const auto at = text.find(mark); at != std::string_view::npos && at > 0) {
            const std::string_view extension = text.substr(at + mark.size());
            if (extension.find_first_of("0123456789") == std::string_view::npos ||
                extension.find_first_not_of("0123456789 ") != std::string_view::npos)
                return false;
            text = text.substr(0, at);
            break;
        }
    return text.find_first_of("0123456789") != std::string_view::npos &&
           text.find_first_not_of("0123456789+-./() ") == std::string_view::npos;
}
Decided<void> check_phone(const SettingsState& settings, const std::string& path, const Code& type,
                          const Personal& number) {
    TALLY_TRY(check_code(path + "phone_type", type, settings.phone_type(type)));
    if (number.empty())
        return refuse(Rejection::field_missing, path + "number", "",
                      "Give the number; person.remove_phone removes it.");
    if (!is_phone_number(number.bytes))
        return refuse(Rejection::field_invalid, path + "number", "no phone number",
                      "Give digits, with blanks, + - . / ( ) between them and an extension such as x12 at the end.");
    return {};
}
Decided<void> check_email(const std::string& field, const Personal& email) {
    const auto mark = email.bytes.find('@');
    if (!email.empty() && (mark == 0 || mark == std::string::npos || mark + 1 == email.bytes.size()))
        return refuse(Rejection::field_invalid, field, "no e-mail address", "Give one such as name@example.com.");
    return {};
}
Decided<void> check_identifier(const SettingsState& settings, const std::string& path, const Code& type) {
    return check_code(path + "identifier_type", type, settings.identifier_type(type));
}

template <class Entries, class Id>
auto find_by(Entries& entries, Id member, const Code& code) {
    return std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.*member == code; });
}

bool periods_overlap(Date a_from, Date a_until, Date b_from, Date b_until) {
    // An absent start is before every day, an absent end after it.
    return (!a_until.is_set() || b_from < a_until) && (!b_until.is_set() || a_from < b_until);
}
bool seasons_overlap(const PersonAddress& a, const PersonAddress& b) {
    const auto within = [](MonthDay day, const PersonAddress& season) {
        return season.season_first <= season.season_last ? season.season_first <= day && day <= season.season_last
                                                         : season.season_first <= day || day <= season.season_last;
    };
    return within(a.season_first, b) || within(b.season_first, a);
}

Decided<PersonAddress> checked_address(World& world, const std::string& path, const PersonId& person,
                                       const std::vector<PersonAddress>& held, PersonAddress address) {
    TALLY_TRY(check_id(path + "address_id", address.address_id));
    if (address.from.is_set() && address.until.is_set() && address.until <= address.from)
        return refuse(Rejection::date_out_of_order, path + "until", to_string(address.until),
                      "End after " + to_string(address.from) + ", or leave it open.");
    const bool seasonal = address.kind == AddressKind::seasonal;
    if (seasonal && !(address.season_first.is_set() && address.season_last.is_set()))
        return refuse(Rejection::field_missing, path + "season_first", "",
                      "Give the first and the last day of the season, such as 11-01 and 03-31.");
    if (!seasonal && (address.season_first.is_set() || address.season_last.is_set()))
        return refuse(Rejection::field_invalid, path + "season_first", to_string(address.season_first),
                      "Only a seasonal address has a season.");
    TALLY_TRY(check_address(world.settings(), path + "address.", address.address));
    for (const PersonAddress& other : held) {
        if (other.address_id == address.address_id || other.kind != address.kind) continue;
        if (periods_overlap(other.from, other.until, address.from, address.until) &&
            (!seasonal || seasons_overlap(other, address)))
            return refuse(Rejection::address_periods_overlap, path + "from", to_string(address.from),
                          "Address " + other.address_id.str() + " is effective then: end that one first.");
    }
    address.address = owned(person, std::move(address.address));
    return address;
}
bool same_person_address(World& world, const PersonAddress& held, const PersonAddress& given) {
    return held.kind == given.kind && held.from == given.from && held.until == given.until &&
           held.season_first == given.season_first && held.season_last == given.season_last &&
           same_address(world, held.address, given.address);
}
const PersonAddress* find_address(const std::vector<PersonAddress>& addresses, const AddressId& id) {
    const auto found = std::find_if(addresses.begin(), addresses.end(),
                                    [&](const PersonAddress& address) { return address.address_id == id; });
    return found == addresses.end() ? nullptr : &*found;
}

// Whether everything the command says is so already.
bool holds_all(World& world, const PersonState& held, const RegisterPerson& command, const PersonName& name) {
    const auto has_phone = [&](const PhoneEntry& phone) {
        const auto found = find_by(held.phones, &PersonPhone::phone_type, phone.phone_type);
        return found != held.phones.end() && same_text(world, found->number, phone.number);
    };
    const auto has_identifier = [&](const IdentifierEntry& entry) {
        const auto found = find_by(held.identifiers, &PersonIdentifier::identifier_type, entry.identifier_type);
        return found != held.identifiers.end() && same_text(world, found->identifier, entry.identifier);
    };
    const auto has_address = [&](const PersonAddress& address) {
        const PersonAddress* found = find_address(held.addresses, address.address_id);
        PersonAddress given = address;
        if (given.address.country.empty()) given.address.country = world.settings().installation().default_country;
        return found && same_person_address(world, *found, given);
    };
    return held.kind == command.kind && same_name(world, held.name, name) &&
           same_text(world, held.email, command.email) &&
           std::all_of(command.phones.begin(), command.phones.end(), has_phone) &&
           std::all_of(command.identifiers.begin(), command.identifiers.end(), has_identifier) &&
           std::all_of(command.addresses.begin(), command.addresses.end(), has_address);
}

// Whether one of the entries of a command has that id.
template <class Entry, class Id>
bool names(const std::vector<Entry>& entries, Id Entry::*member, const Id& id) {
    return std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.*member == id; });
}

// The event that made the last of it so.
std::uint64_t holds_all_since(World& world, const PersonId& person, const RegisterPerson& command) {
    return last_position(world, stream_of(person), [&](const Event& event) {
        return holds_alternative<PersonRegistered>(event) || holds_alternative<PersonNameChanged>(event) ||
               holds_alternative<PersonEmailSet>(event) ||
               is_of<PersonPhoneSet>(event,
                                     [&](const PersonPhoneSet& set) {
                                         return names(command.phones, &PhoneEntry::phone_type, set.phone_type);
                                     }) ||
               is_of<PersonIdentifierSet>(event,
                                          [&](const PersonIdentifierSet& set) {
                                              return names(command.identifiers, &IdentifierEntry::identifier_type,
                                                           set.identifier_type);
                                          }) ||
               is_of<PersonAddressSet>(event, [&](const PersonAddressSet& set) {
                   return names(command.addresses, &PersonAddress::address_id, set.address.address_id);
               });
    });
}

}  // namespace

Decided<void> check_not_erased(World& world, const std::string& field, const PersonId& id) {
    const PersonState* person = world.person(id);
    if (!person || !person->erased()) return {};
    return refuse(Rejection::person_erased, field, id.str(),
                  "This person was erased at position " + std::to_string(person->erasure.position) +
                      ": name another one, or register who comes back under a new id.");
}

Decided<PersonId> record_person(Draft& draft, const RegisterPerson& command, const std::string& path) {
    PersonId id = command.person;
    if (id.empty()) id = PersonId{std::to_string(draft.numbers().highest_person_number + 1)};
    TALLY_TRY(check_id(path + "person", id));
    const auto name = checked_name(path + "name.", id, command.name);
    TALLY_TRY(name);
    TALLY_TRY(check_not_erased(draft, path + "person", id));
    if (const PersonState* held = draft.person(id)) {
        if (holds_all(draft, *held, command, *name)) return already_so(holds_all_since(draft, id, command));
        return refuse(Rejection::id_taken, path + "person", id.str(),
                      "Another person has this id: leave it empty for the next free number.");
    }
    const SettingsState& settings = draft.settings();
    draft.record(id, PersonRegistered{id, command.kind, *name});
    for (std::size_t i = 0; i < command.phones.size(); ++i) {
        const auto& [type, number] = command.phones[i];
        const std::string here = path + at("phones", i) + ".";
        TALLY_TRY(check_phone(settings, here, type, number));
        const auto& held = draft.person(id)->phones;
        if (find_by(held, &PersonPhone::phone_type, type) != held.end())
            return refuse(Rejection::field_invalid, here + "phone_type", type.str(), "Give one number a type.");
        draft.record(id, PersonPhoneSet{id, type, owned(id, number)});
    }
    if (!command.email.empty()) {
        TALLY_TRY(check_email(path + "email", command.email));
        draft.record(id, PersonEmailSet{id, owned(id, command.email)});
    }
    for (std::size_t i = 0; i < command.identifiers.size(); ++i) {
        const auto& [type, identifier] = command.identifiers[i];
        const std::string here = path + at("identifiers", i) + ".";
        TALLY_TRY(check_identifier(settings, here, type));
        const auto& held = draft.person(id)->identifiers;
        if (identifier.empty() || find_by(held, &PersonIdentifier::identifier_type, type) != held.end())
            return refuse(Rejection::field_invalid, here + "identifier_type", type.str(),
                          "Give one identifier a type, not empty.");
        draft.record(id, PersonIdentifierSet{id, type, owned(id, identifier)});
    }
    for (std::size_t i = 0; i < command.addresses.size(); ++i) {
        const auto& held = draft.person(id)->addresses;
        const std::string here = path + at("addresses", i) + ".";
        if (find_address(held, command.addresses[i].address_id))
            return refuse(Rejection::id_taken, here + "address_id", command.addresses[i].address_id.str(),
                          "Give each address an id of its own.");
        auto address = checked_address(draft, here, id, held, command.addresses[i]);
        TALLY_TRY(address);
        draft.record(id, PersonAddressSet{id, std::move(*address)});
    }
    return id;
}

Decided<Events> decide_on(const RegisterPerson& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(record_person(draft, command, ""));
    return draft.take();
}

Decided<Events> decide_on(const ChangePersonName& command, const Context& context) {
    const auto held = known_person(context.world, command.person);
    TALLY_TRY(held);
    auto name = checked_name("name.", command.person, command.name);
    TALLY_TRY(name);
    if (same_name(context.world, (*held)->name, *name))
        return already_so(last_position(context.world, stream_of(command.person), [](const Event& event) {
            return holds_alternative<PersonNameChanged>(event);
        }));
    return Events{{stream_of(command.person), PersonNameChanged{command.person, std::move(*name)}}};
}

Decided<Events> decide_on(const SetPersonPhone& command, const Context& context) {
    const auto held = known_person(context.world, command.person);
    TALLY_TRY(held);
    TALLY_TRY(check_phone(context.world.settings(), "", command.phone_type, command.number));
    const auto& phones = (*held)->phones;
    const auto found = find_by(phones, &PersonPhone::phone_type, command.phone_type);
    if (found != phones.end() && same_text(context.world, found->number, command.number))
        return already_so(last_position(context.world, stream_of(command.person), [&](const Event& event) {
            return is_of<PersonPhoneSet>(
                event, [&](const PersonPhoneSet& set) { return set.phone_type == command.phone_type; });
        }));
    return Events{{stream_of(command.person),
                   PersonPhoneSet{command.person, command.phone_type, owned(command.person, command.number)}}};
}

Decided<Events> decide_on(const RemovePersonPhone& command, const Context& context) {
    const auto held = known_person(context.world, command.person);
    TALLY_TRY(held);
    if (!context.world.settings().phone_type(command.phone_type))
        return refuse(Rejection::code_unknown, "phone_type", command.phone_type.str(), "Name a phone type.");
    const auto& phones = (*held)->phones;
    if (find_by(phones, &PersonPhone::phone_type, command.phone_type) == phones.end())
        return already_so(last_position(context.world, stream_of(command.person), [&](const Event& event) {
            return is_of<PersonPhoneRemoved>(
                event, [&](const PersonPhoneRemoved& removed) { return removed.phone_type == command.phone_type; });
        }));
    TALLY_TRY(phone_may_go(context.world, **held, command.phone_type));
    return Events{{stream_of(command.person), PersonPhoneRemoved{command.person, command.phone_type}}};
}

Decided<Events> decide_on(const SetPersonEmail& command, const Context& context) {
    const auto held = known_person(context.world, command.person);
    TALLY_TRY(held);
    TALLY_TRY(check_email("email", command.email));
    if (same_text(context.world, (*held)->email, command.email))
        return already_so(last_position(context.world, stream_of(command.person),
                                        [](const Event& event) { return holds_alternative<PersonEmailSet>(event); }));
    if (command.email.empty()) TALLY_TRY(email_may_go(context.world, **held));
    return Events{{stream_of(command.person), PersonEmailSet{command.person, owned(command.person, command.email)}}};
}

Decided<Events> decide_on(const SetPersonIdentifier& command, const Context& context) {
    const auto held = known_person(context.world, command.person);
    TALLY_TRY(held);
    TALLY_TRY(check_identifier(context.world.settings(), "", command.identifier_type));
    const auto& identifiers = (*held)->identifiers;
    const auto found = find_by(identifiers, &PersonIdentifier::identifier_type, command.identifier_type);
    const Personal none;
    if (same_text(context.world, found == identifiers.end() ? none : found->identifier, command.identifier))
        return already_so(last_position(context.world, stream_of(command.person), [&](const Event& event) {
            return is_of<PersonIdentifierSet>(
                event, [&](const PersonIdentifierSet& set) { return set.identifier_type == command.identifier_type; });
        }));
    return Events{{stream_of(command.person), PersonIdentifierSet{command.person, command.identifier_type,
                                                                  owned(command.person, command.identifier)}}};
}

Decided<Events> decide_on(const SetPersonAddress& command, const Context& context) {
    const auto held = known_person(context.world, command.person);
    TALLY_TRY(held);
    auto address = checked_address(context.world, "address.", command.person, (*held)->addresses, command.address);
    TALLY_TRY(address);
    const PersonAddress* same_id = find_address((*held)->addresses, address->address_id);
    if (same_id && same_person_address(context.world, *same_id, *address))
        return already_so(last_position(context.world, stream_of(command.person), [&](const Event& event) {
            return is_of<PersonAddressSet>(
                event, [&](const PersonAddressSet& set) { return set.address.address_id == address->address_id; });
        }));
    return Events{{stream_of(command.person), PersonAddressSet{command.person, std::move(*address)}}};
}

Decided<Events> decide_on(const RemovePersonAddress& command, const Context& context) {
    const auto held = known_person(context.world, command.person);
    TALLY_TRY(held);
    if (!find_address((*held)->addresses, command.address_id))
        return refuse(Rejection::address_unknown, "address_id", command.address_id.str(),
                      "Name an address that the person has.");
    TALLY_TRY(address_may_go(context.world, **held, command.address_id));
    return Events{{stream_of(command.person), PersonAddressRemoved{command.person, command.address_id}}};
}

namespace {
PersonState& evolving(MutableWorld& world, const Envelope& envelope, const PersonId& id) {
    PersonState& person = world.person_part(id);
    person.version = envelope.version + 1;
    person.last_position = envelope.position;
    return person;
}
}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const PersonRegistered& event) {
    PersonState& person = evolving(world, envelope, event.person);
    person.person = event.person;
    person.kind = event.kind;
    person.name = event.name;
    if (const auto number = number_of(event.person.str())) {
        DivisionNumbers& numbers = world.numbers_part();
        numbers.highest_person_number = std::max(numbers.highest_person_number, *number);
    }
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const PersonNameChanged& event) {
    evolving(world, envelope, event.person).name = event.name;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const PersonPhoneSet& event) {
    auto& phones = evolving(world, envelope, event.person).phones;
    const auto found = find_by(phones, &PersonPhone::phone_type, event.phone_type);
    if (found == phones.end())
        phones.push_back({event.phone_type, event.number});
    else
        found->number = event.number;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const PersonPhoneRemoved& event) {
    std::erase_if(evolving(world, envelope, event.person).phones,
                  [&](const PersonPhone& phone) { return phone.phone_type == event.phone_type; });
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const PersonEmailSet& event) {
    evolving(world, envelope, event.person).email = event.email;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const PersonIdentifierSet& event) {
    auto& identifiers = evolving(world, envelope, event.person).identifiers;
    std::erase_if(identifiers,
                  [&](const PersonIdentifier& entry) { return entry.identifier_type == event.identifier_type; });
    if (!event.identifier.empty()) identifiers.push_back({event.identifier_type, event.identifier});
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const PersonAddressSet& event) {
    auto& addresses = evolving(world, envelope, event.person).addresses;
    const auto found = std::find_if(addresses.begin(), addresses.end(), [&](const PersonAddress& address) {
        return address.address_id == event.address.address_id;
    });
    if (found == addresses.end())
        addresses.push_back(event.address);
    else
        *found = event.address;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const PersonAddressRemoved& event) {
    std::erase_if(evolving(world, envelope, event.person).addresses,
                  [&](const PersonAddress& address) { return address.address_id == event.address_id; });
}

}  // namespace tally::domain
